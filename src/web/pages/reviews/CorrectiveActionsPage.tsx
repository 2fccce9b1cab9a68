/** 整改项: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CorrectiveActionsPage() {
  return <PageHead title="整改项" />;
}
