/** CasesBehindPage: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CasesBehindPage() {
  return <PageHead title="CasesBehindPage" />;
}
