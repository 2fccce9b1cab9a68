/** 典型案例: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function TypicalCasesPage() {
  return <PageHead title="典型案例" />;
}
