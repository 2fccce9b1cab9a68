/** 我的账号: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function AccountPage() {
  return <PageHead title="我的账号" />;
}
