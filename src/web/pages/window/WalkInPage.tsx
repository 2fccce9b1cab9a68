/** 窗口登记: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function WalkInPage() {
  return <PageHead title="窗口登记" />;
}
