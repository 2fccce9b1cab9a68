/** 指标看板: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function DashboardPage() {
  return <PageHead title="指标看板" />;
}
