/** The quarantine: what could not be taken in, to be looked at, corrected and replayed. */
import { toOffsetText } from "../../rules/shanghai.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { QuarantineCorrection, QuarantineDetail, QuarantineList, QuarantineQuery, RecordResult } from "../contract/feeds.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { answers } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";
import type { QuarantineItem } from "../ports.ts";

export function quarantineRoutes(app: App, { ports: { quarantine }, now }: RouteDeps): void {
  const tags = ["quarantine"];
  const unknown = () => notFound("隔离区没有这条记录。");

  app.get(
    "/quarantine",
    { schema: { summary: "隔离区列表", tags, querystring: QuarantineQuery, response: answers({ 200: QuarantineList }) } },
    async (request) => {
      const { source, cursor, limit = 50 } = request.query;
      const found = await quarantine.list({ source, beforeId: positionOf(cursor, ["id"])?.id, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items: items.map(present), nextCursor: cursorOf(last ? { id: last.id } : null) };
    },
  );

  app.get(
    "/quarantine/:id",
    { schema: { summary: "隔离的记录", tags, params: IdParams, response: answers({ 200: QuarantineDetail }) } },
    async (request) => {
      const found = await quarantine.show(request.params.id);
      if (!found) throw unknown();
      return present(found);
    },
  );

  app.patch(
    "/quarantine/:id",
    {
      schema: {
        summary: "更正隔离的记录",
        tags,
        params: IdParams,
        body: QuarantineCorrection,
        response: answers({ 200: QuarantineDetail }),
      },
    },
    async (request) => {
      const found = await quarantine.correct(request.params.id, request.body.raw, callerOf(request).actor, now());
      if (!found) throw unknown();
      return present(found);
    },
  );

  app.post(
    "/quarantine/:id/replay",
    { schema: { summary: "重新入库", tags, params: IdParams, response: answers({ 200: RecordResult }) } },
    async (request) => {
      const result = await quarantine.replay(request.params.id, callerOf(request).actor, now());
      if (!result) throw unknown();
      return result;
    },
  );
}

function present<Item extends QuarantineItem>(item: Item): Item {
  return { ...item, receivedAt: toOffsetText(item.receivedAt), replayedAt: offsetOrNull(item.replayedAt) };
}
