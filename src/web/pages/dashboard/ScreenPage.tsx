/** 大厅大屏: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function ScreenPage() {
  return <PageHead title="大厅大屏" />;
}
