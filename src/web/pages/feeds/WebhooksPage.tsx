/** 事件订阅: not built yet. */
import { PageHead } from "../../parts/PageHead";

export default function WebhooksPage() {
  return <PageHead title="事件订阅" />;
}
