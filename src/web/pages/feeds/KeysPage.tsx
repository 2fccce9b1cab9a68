/** 接口密钥: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function KeysPage() {
  return <PageHead title="接口密钥" />;
}
