/** Common causes: the list with its counts, one with its cases and actions, and what is done with it. */
import { dayOf } from "../../rules/shanghai.ts";
import { addCasesToCause, changeCommonCause, closeCommonCause, createCommonCause, removeCaseFromCause, unknownCause, type ScopedDeed } from "../../store/commonCauses.ts";
import { casesOfCause, countsOfCauses, listCommonCauses, readCommonCause, type CauseCounts, type CommonCauseListed } from "../../store/readCommonCauses.ts";
import { actionsOf } from "../../store/readCorrectiveActions.ts";
import type { Actor, Transaction } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { CasesToAdd, CauseCaseParams, CloseCommonCause, CommonCauseChange, CommonCauseList, CommonCausePage, CommonCausesQuery, NewCommonCause } from "../contract/correctiveActions.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { answers, Nothing } from "../openapi.ts";
import { presentAction, presentCaseOfCause, presentCause } from "../presentCorrective.ts";

const casesShownMax = 200;

export function commonCauseRoutes(app: App, { store, now }: RouteDeps): void {
  const tags = ["common-causes"];
  const good = answers({ 200: CommonCausePage });

  app.get("/common-causes", { schema: { summary: "共性问题列表", tags, querystring: CommonCausesQuery, response: answers({ 200: CommonCauseList }) } }, async (request) => {
    const { state, unit, cursor, limit = 50 } = request.query;
    const beforeId = positionOf(cursor, ["id"])?.id;
    const page = await listCommonCauses(store.read, { state, unitId: unit, scopePaths: casePathsOf(callerOf(request).actor), beforeId, limit });
    const ids = page.items.map(({ id }) => id);
    const counts = await countsOfCauses(store.read, ids, dayOf(now()));
    return { items: page.items.map((row) => presentCause(row, counts.get(row.id) as CauseCounts)), nextCursor: cursorOf(page.nextBeforeId === null ? null : { id: page.nextBeforeId }) };
  });

  app.post("/common-causes", { schema: { summary: "新建共性问题", tags, body: NewCommonCause, response: answers({ 201: CommonCausePage }) } }, async (request, reply) => {
    const deed = deedOf(callerOf(request).actor);
    const { id } = await store.write((tx) => createCommonCause(tx, request.body, deed));
    return reply.code(201).header("location", `/api/v1/common-causes/${id}`).send(await shown(id, deed));
  });

  app.get("/common-causes/:id", { schema: { summary: "共性问题", tags, params: IdParams, response: good } }, async (request) => {
    return shown(request.params.id, deedOf(callerOf(request).actor));
  });

  app.patch("/common-causes/:id", { schema: { summary: "修改共性问题", tags, params: IdParams, body: CommonCauseChange, response: good } }, async (request) => {
    return change(request.params.id, callerOf(request).actor, (tx, deed) => changeCommonCause(tx, request.params.id, request.body, deed));
  });

  app.post("/common-causes/:id/cases", { schema: { summary: "把工单归入共性问题", tags, params: IdParams, body: CasesToAdd, response: good } }, async (request) => {
    return change(request.params.id, callerOf(request).actor, (tx, deed) => addCasesToCause(tx, request.params.id, request.body.caseIds, deed));
  });

  app.delete(
    "/common-causes/:id/cases/:caseId",
    { schema: { summary: "把工单移出共性问题", tags, params: CauseCaseParams, response: answers({ 204: Nothing }) } },
    async (request, reply) => {
      const { id, caseId } = request.params;
      const deed = deedOf(callerOf(request).actor);
      await mustSee(id, deed);
      await store.write((tx) => removeCaseFromCause(tx, id, caseId, deed));
      return reply.code(204).send(null);
    },
  );

  app.post("/common-causes/:id/close", { schema: { summary: "对共性问题下结论并关闭", tags, params: IdParams, body: CloseCommonCause, response: good } }, async (request) => {
    return change(request.params.id, callerOf(request).actor, (tx, deed) => closeCommonCause(tx, request.params.id, request.body, deed));
  });

  const deedOf = (actor: Actor): ScopedDeed => ({ at: now(), actor, scopePaths: casePathsOf(actor) });

  async function change(id: number, actor: Actor, write: (tx: Transaction, deed: ScopedDeed) => Promise<void>) {
    const deed = deedOf(actor);
    await mustSee(id, deed);
    await store.write((tx) => write(tx, deed));
    return shown(id, deed);
  }

  async function mustSee(id: number, { scopePaths }: ScopedDeed): Promise<CommonCauseListed> {
    const row = await readCommonCause(store.read, id, scopePaths);
    if (row === null) throw unknownCause();
    return row;
  }

  async function shown(id: number, deed: ScopedDeed) {
    const row = await mustSee(id, deed);
    const today = dayOf(deed.at);
    const [counts, cases, actions] = await Promise.all([
      countsOfCauses(store.read, [id], today),
      casesOfCause(store.read, id, deed.scopePaths, casesShownMax),
      actionsOf(store.read, { causeId: id }),
    ]);
    return { ...presentCause(row, counts.get(id) as CauseCounts), cases: cases.map(presentCaseOfCause), correctiveActions: actions.map((action) => presentAction(action, today)) };
  }
}
