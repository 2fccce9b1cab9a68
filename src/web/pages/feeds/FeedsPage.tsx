/** 来源对账: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function FeedsPage() {
  return <PageHead title="来源对账" />;
}
