/** 测评评优: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function EvaluationsPage() {
  return <PageHead title="测评评优" />;
}
