/** 共性问题: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function CommonCausesPage() {
  return <PageHead title="共性问题" />;
}
