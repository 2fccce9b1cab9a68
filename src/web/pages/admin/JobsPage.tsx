/** 定时任务: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function JobsPage() {
  return <PageHead title="定时任务" />;
}
