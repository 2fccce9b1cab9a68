/** CommonCausePage: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CommonCausePage() {
  return <PageHead title="CommonCausePage" />;
}
