/** 全部工单: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CasesPage() {
  return <PageHead title="全部工单" />;
}
