/** 隔离区: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function QuarantinePage() {
  return <PageHead title="隔离区" />;
}
