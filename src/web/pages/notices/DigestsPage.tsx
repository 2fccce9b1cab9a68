/** 学习摘编: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function DigestsPage() {
  return <PageHead title="学习摘编" />;
}
