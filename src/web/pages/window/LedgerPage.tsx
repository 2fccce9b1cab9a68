/** 工作台账: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function LedgerPage() {
  return <PageHead title="工作台账" />;
}
