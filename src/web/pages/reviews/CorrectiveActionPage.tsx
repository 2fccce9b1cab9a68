/** CorrectiveActionPage: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CorrectiveActionPage() {
  return <PageHead title="CorrectiveActionPage" />;
}
