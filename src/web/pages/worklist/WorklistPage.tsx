/** 工作台: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function WorklistPage() {
  return <PageHead title="工作台" />;
}
