/** 督办看板: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function BoardPage() {
  return <PageHead title="督办看板" />;
}
