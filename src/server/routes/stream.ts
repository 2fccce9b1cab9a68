/** Server-sent events for pages that are open: which case changed, nothing of what is in it. */
import Type from "typebox";
import { toOffsetText } from "../../rules/shanghai.ts";
import { changesAfter, type ChangeRow } from "../../store/changes.ts";
import { listUnits } from "../../store/units.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { ChangeFeed } from "../changeFeed.ts";
import { Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import { stateLabelOf } from "../presentCase.ts";

const streamsMax = 500;
const heartbeatMillis = 15_000;
/** A page connects anew by itself, and its session is asked for again. */
const lifeMillis = 10 * 60_000;
/** A page that was away for longer reads its lists anew. */
const missedMax = 1000;

export function streamRoutes(app: App, { store }: RouteDeps): void {
  const feed = new ChangeFeed(store.read, (error) => app.log.error({ error }, "changes not read"));
  const open = new Set<() => void>();
  app.addHook("preClose", (done) => {
    for (const end of open) end();
    feed.stop();
    done();
  });

  app.get(
    "/stream",
    {
      schema: {
        summary: "变更通知（server-sent events）",
        description: "`change` events with caseId, version, event and state of cases that the reader may see; Last-Event-ID resumes within a day; `reload` where too much was missed. Ends after ten minutes, and the browser connects anew.",
        tags: ["stream"],
        produces: ["text/event-stream"],
        response: answers({ 200: Type.Unsafe<unknown>(Type.Any({ description: "text/event-stream" })) }),
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      if (open.size >= streamsMax) throw new Refusal(503, "streams-too-many", "打开的页面过多，请稍后重试。");
      const paths = casePathsOf(actor);
      const unitPaths = new Map((await listUnits(store.read)).map(({ id, path }) => [id, path]));
      const root = [...unitPaths.values()].find((path) => path.split("/").length === 3) ?? "/";
      const maySee = ({ unit_id }: ChangeRow) => paths.some((held) => ((unit_id === null ? root : unitPaths.get(unit_id)) ?? root).startsWith(held));

      void reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no", connection: "keep-alive" });
      raw.write("retry: 3000\n\n");
      const tell = (change: ChangeRow) => {
        if (maySee(change) && !raw.writableEnded) raw.write(`id: ${change.id}\nevent: change\ndata: ${JSON.stringify(presentChange(change))}\n\n`);
      };

      const stopListening = await feed.listen(tell);
      const heartbeat = setInterval(() => raw.write(": \n\n"), heartbeatMillis);
      const life = setTimeout(() => end(), lifeMillis);
      const end = () => {
        stopListening();
        clearInterval(heartbeat);
        clearTimeout(life);
        open.delete(end);
        raw.end();
      };
      open.add(end);
      request.raw.once("close", end);

      const resumed = request.headers["last-event-id"];
      if (typeof resumed === "string" && /^\d{1,12}$/.test(resumed)) {
        const missed = await changesAfter(store.read, Number(resumed), missedMax + 1);
        if (missed.length > missedMax) raw.write("event: reload\ndata: {}\n\n");
        else for (const change of missed) tell(change);
      }
    },
  );
}

const presentChange = (change: ChangeRow) => ({
  caseId: change.case_id,
  caseNo: change.case_no,
  version: change.version,
  event: change.event,
  state: change.state,
  stateLabel: stateLabelOf(change.state),
  escalation: change.escalation,
  at: toOffsetText(change.at),
});
