/** Under more work than there is time for, a request is refused at once instead of waiting in a queue that grows: its sender is told when to come again. */
import type { App } from "./app.ts";
import { Refusal } from "./errors.ts";

/** What a monitor asks must be answered when it matters most, and a page's stream of changes waits rather than works; it has a limit of its own. */
const alwaysAdmitted = new Set(["/healthz", "/readyz", "/metrics", "/api/v1/stream"]);

/** Counted from when a request's body is there and its sender is known, so that whoever sends slowly or without a key takes nobody's place. */
export function registerAdmission(app: App, requestsAtOnceMax: number): void {
  let atWork = 0;
  app.addHook("preValidation", (request, reply, done) => {
    if (alwaysAdmitted.has(request.routeOptions.url ?? "")) return done();
    if (atWork >= requestsAtOnceMax) return done(new Refusal(503, "overloaded", `同时处理的请求已达上限（${requestsAtOnceMax} 个），请按 Retry-After 稍后重试；内容没有入库。`));
    atWork += 1;
    // Whether it is answered or its connection breaks.
    reply.raw.once("close", () => (atWork -= 1));
    done();
  });
}
