/** QuarantineItemPage: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function QuarantineItemPage() {
  return <PageHead title="QuarantineItemPage" />;
}
