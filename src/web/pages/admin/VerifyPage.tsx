/** 数据核验: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function VerifyPage() {
  return <PageHead title="数据核验" />;
}
