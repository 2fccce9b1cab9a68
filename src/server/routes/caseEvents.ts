/** What happens to a case: `POST` goes through the one door, `GET` is the history. */
import { applyEvent } from "../../store/applyEvent.ts";
import { caseHistory, namesOfCase, readCase } from "../../store/readCases.ts";
import { namesIn } from "../../store/readNames.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { Case, EventRequest, History, HistoryQuery } from "../contract/cases.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { answers } from "../openapi.ts";
import { payloadOf, presentCase, presentEvent } from "../presentCase.ts";
import { unknownCase } from "./cases.ts";

export function caseEventRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const tags = ["cases"];

  app.post(
    "/cases/:id/events",
    {
      schema: {
        summary: "办理工单",
        description:
          "Refused in this order: 409 version-conflict, 409 event-not-allowed with allowedEvents, 403 not-permitted, 422 invalid-payload.",
        tags,
        params: IdParams,
        body: EventRequest,
        response: answers({ 200: Case }),
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      const { id } = request.params;
      const { type, expectedVersion, payload = {} } = request.body;
      const context = { at: now(), actor, rulebook: rulebook(), expectedVersion, within: casePathsOf(actor) };
      const after = await store.write((tx) => applyEvent(tx, id, { type, payload }, context));
      return presentCase(await namesOfCase(store.read, after), { read: store.read, actor, at: context.at, rulebook: context.rulebook });
    },
  );

  app.get(
    "/cases/:id/events",
    { schema: { summary: "办理历史", tags, params: IdParams, querystring: HistoryQuery, response: answers({ 200: History }) } },
    async (request) => {
      const { id } = request.params;
      const { cursor, limit = 50 } = request.query;
      if (!(await readCase(store.read, id, casePathsOf(callerOf(request).actor)))) throw unknownCase();
      const found = await caseHistory(store.read, id, { afterSeq: positionOf(cursor, ["seq"])?.seq ?? 0, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const names = await namesIn(store.read, items.map(payloadOf));
      return { items: items.map((item) => presentEvent(item, names)), nextCursor: cursorOf(last ? { seq: last.seq } : null) };
    },
  );
}
