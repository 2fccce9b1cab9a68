/** 办理规则: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function PoliciesPage() {
  return <PageHead title="办理规则" />;
}
