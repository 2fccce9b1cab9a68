/** CasePage: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CasePage() {
  return <PageHead title="CasePage" />;
}
