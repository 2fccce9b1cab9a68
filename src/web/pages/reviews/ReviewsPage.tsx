/** 每起复盘: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function ReviewsPage() {
  return <PageHead title="每起复盘" />;
}
