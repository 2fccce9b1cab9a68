/** 每周通报: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function NoticesPage() {
  return <PageHead title="每周通报" />;
}
