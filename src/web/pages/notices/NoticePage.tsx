/** NoticePage: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function NoticePage() {
  return <PageHead title="NoticePage" />;
}
