/** Whether the process runs, and whether it can answer. */
import { rootUnit } from "../../store/units.ts";
import type { App, RouteDeps } from "../app.ts";
import { Health } from "../contract/directory.ts";
import { answers } from "../openapi.ts";

export function healthRoutes(app: App, { store }: RouteDeps): void {
  app.get("/healthz", { schema: { summary: "进程是否存活", response: answers({ 200: Health }) } }, () => ({ status: "ok" }));
  app.get("/readyz", { schema: { summary: "是否可以服务", response: answers({ 200: Health }) } }, async () => {
    await rootUnit(store.read);
    return { status: "ready" };
  });
}
