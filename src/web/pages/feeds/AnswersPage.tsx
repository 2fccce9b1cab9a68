/** 答复送达: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function AnswersPage() {
  return <PageHead title="答复送达" />;
}
