/** 逐一回访: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CallbacksPage() {
  return <PageHead title="逐一回访" />;
}
