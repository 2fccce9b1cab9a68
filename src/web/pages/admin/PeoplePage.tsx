/** 人员: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function PeoplePage() {
  return <PageHead title="人员" />;
}
