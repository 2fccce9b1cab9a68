/** The quarantine: what could not be taken in, to be looked at, corrected, replayed or, with a reason, dismissed. */
import { toOffsetText } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import {
  QuarantineCorrection,
  QuarantineDetail,
  QuarantineDismissal,
  QuarantineList,
  QuarantineQuery,
  QuarantineReplay,
  QuarantineReplayed,
  RecordResult,
} from "../contract/feeds.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { answers } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";
import type { QuarantineDetail as Detail, QuarantineItem } from "../ports.ts";

export function quarantineRoutes(app: App, { ports: { quarantine }, now }: RouteDeps): void {
  const tags = ["quarantine"];
  const unknown = () => notFound("隔离区没有这条记录。");
  const detail = { tags, params: IdParams, response: answers({ 200: QuarantineDetail }) };

  app.get(
    "/quarantine",
    { schema: { summary: "隔离区列表", tags, querystring: QuarantineQuery, response: answers({ 200: QuarantineList }) } },
    async (request) => {
      const { cursor, limit = 50, ...filter } = request.query;
      const found = await quarantine.list({ ...filter, beforeId: positionOf(cursor, ["id"])?.id, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items: items.map(present), nextCursor: cursorOf(last ? { id: last.id } : null) };
    },
  );

  app.get("/quarantine/:id", { schema: { summary: "隔离的记录", ...detail } }, async (request) => {
    const found = await quarantine.show(request.params.id, callerOf(request).actor, now());
    if (!found) throw unknown();
    return presentDetail(found);
  });

  app.patch("/quarantine/:id", { schema: { summary: "更正隔离的记录", ...detail, body: QuarantineCorrection } }, async (request) => {
    const found = await quarantine.correct(request.params.id, request.body, callerOf(request).actor, now());
    if (!found) throw unknown();
    return presentDetail(found);
  });

  app.post("/quarantine/:id/dismiss", { schema: { summary: "销项", ...detail, body: QuarantineDismissal } }, async (request) => {
    const found = await quarantine.dismiss(request.params.id, request.body.reason, callerOf(request).actor, now());
    if (!found) throw unknown();
    return presentDetail(found);
  });

  app.post(
    "/quarantine/:id/replay",
    { schema: { summary: "重新入库", tags, params: IdParams, response: answers({ 200: RecordResult }) } },
    async (request) => {
      const result = await quarantine.replay(request.params.id, callerOf(request).actor, now());
      if (!result) throw unknown();
      return result;
    },
  );

  app.post(
    "/quarantine/replay",
    { schema: { summary: "批量重新入库", tags, body: QuarantineReplay, response: answers({ 200: QuarantineReplayed }) } },
    async (request) => {
      const { actor } = callerOf(request);
      const results = [];
      // One by one, each in its own transaction: a refused one does not hold up the others.
      for (const id of new Set(request.body.ids)) results.push(await replayOne(id, actor));
      return { results };
    },
  );

  async function replayOne(id: number, actor: Parameters<typeof quarantine.replay>[1]) {
    try {
      const result = await quarantine.replay(id, actor, now());
      return result === null ? { id, outcome: "refused", detail: "隔离区没有这条记录。" } : { id, outcome: result.outcome, caseId: result.caseId, caseNo: result.caseNo, errors: result.errors };
    } catch (error) {
      if (!(error instanceof HuiyinError) || error.code === "store-unavailable") throw error;
      return { id, outcome: "refused", detail: error.detail };
    }
  }
}

function present(item: QuarantineItem): QuarantineItem {
  return { ...item, receivedAt: toOffsetText(item.receivedAt), replayedAt: offsetOrNull(item.replayedAt), dismissedAt: offsetOrNull(item.dismissedAt) };
}

function presentDetail(item: Detail): Detail {
  return { ...item, ...present(item), actions: item.actions.map((action) => ({ ...action, at: toOffsetText(action.at) })) };
}
