/** Corrective actions: the list with the overdue ones first, new ones of a common cause, and the steps of their life. */
import { dayOf } from "../../rules/shanghai.ts";
import {
  cancelCorrectiveAction,
  changeCorrectiveAction,
  closeCorrectiveAction,
  createCauseAction,
  returnCorrectiveAction,
  submitCorrectiveAction,
  unknownAction,
  type Deed,
} from "../../store/correctiveActions.ts";
import { unknownCause } from "../../store/commonCauses.ts";
import { readCommonCause } from "../../store/readCommonCauses.ts";
import { correctiveLog, listCorrectiveActions, readCorrectiveAction, type CorrectiveReader } from "../../store/readCorrectiveActions.ts";
import type { Actor, Transaction } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import {
  CancelCorrectiveAction,
  ChangeCorrectiveAction,
  CloseCorrectiveAction,
  CorrectiveActionList,
  CorrectiveActionsQuery,
  CorrectiveActionWithLog,
  NewCorrectiveAction,
  ReturnCorrectiveAction,
  SubmitCorrectiveAction,
} from "../contract/correctiveActions.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { answers } from "../openapi.ts";
import { presentAction, presentLogged } from "../presentCorrective.ts";

export function correctiveActionRoutes(app: App, { store, now }: RouteDeps): void {
  const tags = ["corrective-actions"];
  const good = answers({ 200: CorrectiveActionWithLog });

  app.get(
    "/corrective-actions",
    {
      schema: {
        summary: "整改项列表",
        description: "Those found overdue first, then those under way, then those that have ended; each by its day.",
        tags,
        querystring: CorrectiveActionsQuery,
        response: answers({ 200: CorrectiveActionList }),
      },
    },
    async (request) => {
      const { unit, owner, case: caseId, cause, cursor, limit = 50, ...filter } = request.query;
      const today = dayOf(now());
      const after = positionOf(cursor, ["rank", "id"], ["due"]);
      const reader = readerOf(callerOf(request).actor);
      const page = await listCorrectiveActions(store.read, { ...filter, unitId: unit, ownerId: owner, caseId, causeId: cause, after, limit, today, reader });
      return { items: page.items.map((item) => presentAction(item, today)), nextCursor: cursorOf(page.next) };
    },
  );

  app.post(
    "/corrective-actions",
    { schema: { summary: "为共性问题新增整改项", tags, body: NewCorrectiveAction, response: answers({ 201: CorrectiveActionWithLog }) } },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const { commonCauseId: causeId, ...action } = request.body;
      if ((await readCommonCause(store.read, causeId, casePathsOf(actor))) === null) throw unknownCause();
      const deed = { at: now(), actor };
      const { id } = await store.write((tx) => createCauseAction(tx, { causeId, ...action }, deed));
      return reply.code(201).header("location", `/api/v1/corrective-actions/${id}`).send(await shown(id, deed));
    },
  );

  app.get("/corrective-actions/:id", { schema: { summary: "整改项及其经过", tags, params: IdParams, response: good } }, async (request) => {
    return shown(request.params.id, { at: now(), actor: callerOf(request).actor });
  });

  app.post("/corrective-actions/:id/submit", { schema: { summary: "提交整改结果", tags, params: IdParams, body: SubmitCorrectiveAction, response: good } }, async (request) => {
    return step(request.params.id, callerOf(request).actor, (tx, deed) => submitCorrectiveAction(tx, request.params.id, request.body, deed));
  });

  app.post("/corrective-actions/:id/close", { schema: { summary: "核验通过整改项", tags, params: IdParams, body: CloseCorrectiveAction, response: good } }, async (request) => {
    return step(request.params.id, callerOf(request).actor, (tx, deed) => closeCorrectiveAction(tx, request.params.id, request.body, deed));
  });

  app.post("/corrective-actions/:id/return", { schema: { summary: "退回整改", tags, params: IdParams, body: ReturnCorrectiveAction, response: good } }, async (request) => {
    return step(request.params.id, callerOf(request).actor, (tx, deed) => returnCorrectiveAction(tx, request.params.id, request.body, deed));
  });

  app.post("/corrective-actions/:id/cancel", { schema: { summary: "取消整改项", tags, params: IdParams, body: CancelCorrectiveAction, response: good } }, async (request) => {
    return step(request.params.id, callerOf(request).actor, (tx, deed) => cancelCorrectiveAction(tx, request.params.id, request.body, deed));
  });

  app.post(
    "/corrective-actions/:id/change",
    { schema: { summary: "调整责任人或完成期限", tags, params: IdParams, body: ChangeCorrectiveAction, response: good } },
    async (request) => {
      return step(request.params.id, callerOf(request).actor, (tx, deed) => changeCorrectiveAction(tx, request.params.id, request.body, deed));
    },
  );

  async function step(id: number, actor: Actor, write: (tx: Transaction, deed: Deed) => Promise<void>) {
    const deed = { at: now(), actor };
    if ((await readCorrectiveAction(store.read, id, readerOf(actor))) === null) throw unknownAction();
    await store.write((tx) => write(tx, deed));
    return shown(id, deed, ["/"]);
  }

  /** Whoever took a step sees what came of it, even where the step has given the action to somebody else. */
  async function shown(id: number, { at, actor }: Deed, scopePaths: readonly string[] = casePathsOf(actor)) {
    const row = await readCorrectiveAction(store.read, id, { ...readerOf(actor), scopePaths });
    if (row === null) throw unknownAction();
    return { ...presentAction(row, dayOf(at)), log: (await correctiveLog(store.read, id)).map(presentLogged) };
  }
}

const readerOf = (actor: Actor): CorrectiveReader => ({ scopePaths: casePathsOf(actor), userId: actor.userId ?? null });
