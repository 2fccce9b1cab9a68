/** 工作日历: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CalendarPage() {
  return <PageHead title="工作日历" />;
}
