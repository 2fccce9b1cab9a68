/** 单位与目录: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function UnitsPage() {
  return <PageHead title="单位与目录" />;
}
