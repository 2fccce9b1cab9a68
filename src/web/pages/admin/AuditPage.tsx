/** 审计: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function AuditPage() {
  return <PageHead title="审计" />;
}
