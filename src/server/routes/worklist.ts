/** What waits for the people who are signed in, and the views that they keep. */
import { nextStepKinds, stepsOf, type NextStep } from "../../machines/nextSteps.ts";
import { addDays, dayMillis, dayOf, instantAt, millisOf, toInstant } from "../../rules/shanghai.ts";
import { timerLabels, type Source } from "../../rules/words.ts";
import { workingMinutesLeft } from "../../rules/workingTime.ts";
import { countWork, readWorklist, type WorklistFilter, type WorklistPosition } from "../../store/readWorklist.ts";
import { forgetView, savedViews, saveView } from "../../store/savedViews.ts";
import type { Actor } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { NewView, SavedView, SavedViews, WorkCounts, WorkCountsQuery, Worklist, WorklistQuery } from "../contract/worklist.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";
import { offsetOrNull, presentListed } from "../presentCase.ts";

export function worklistRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const tags = ["worklist"];

  app.get(
    "/worklist",
    { schema: { summary: "待办清单", description: "What open cases wait for, the most pressing first; a case that waits for several things is there for each.", tags, querystring: WorklistQuery, response: answers({ 200: Worklist }) } },
    async (request) => {
      const { step, cursor, limit = 50, ...given } = request.query;
      const { actor } = callerOf(request);
      const mine = stepsHere(actor);
      const steps = step === undefined ? mine : mine.filter((each) => each === step);
      const after = positionOf(cursor, ["caseId", "step"], ["due"]) satisfies WorklistPosition | undefined;
      const page = await readWorklist(store.read, filterOf(given, actor, steps), { after, limit });
      const at = now();
      return {
        items: page.items.map(({ case: row, step: name, due, dueKind }) => ({
          case: presentListed(row),
          step: name,
          stepLabel: nextStepKinds[name].label,
          due: offsetOrNull(due),
          dueLabel: dueKind && timerLabels[dueKind],
          minutesLeft: due === null ? null : workingMinutesLeft(rulebook().clock, at, due),
          overdue: due !== null && due < at,
          near: row.clock === "dueSoon" || row.clock === "overdue",
        })),
        nextCursor: cursorOf(page.next),
      };
    },
  );

  app.get("/worklist/counts", { schema: { summary: "待办数", tags, querystring: WorkCountsQuery, response: answers({ 200: WorkCounts }) } }, async (request) => {
    const { actor } = callerOf(request);
    const counts = await countWork(store.read, filterOf(request.query, actor, stepsHere(actor)), now());
    return { items: counts.map(({ step, count, overdue }) => ({ step, label: nextStepKinds[step].label, count, overdue })) };
  });

  app.get("/views", { schema: { summary: "我的视图", tags, response: answers({ 200: SavedViews }) } }, async (request) => ({ items: await savedViews(store.read, idOf(callerOf(request).actor)) }));

  app.post("/views", { schema: { summary: "保存视图", tags, body: NewView, response: answers({ 201: SavedView }) } }, async (request, reply) => {
    const view = await store.write((tx) => saveView(tx, idOf(callerOf(request).actor), request.body, now()));
    return reply.code(201).send(view);
  });

  app.delete("/views/:id", { schema: { summary: "删除视图", tags, params: IdParams, response: answers({ 204: Nothing }) } }, async (request, reply) => {
    const isGone = await store.write((tx) => forgetView(tx, idOf(callerOf(request).actor), request.params.id));
    if (!isGone) throw notFound("没有这个视图。");
    return reply.code(204).send(null);
  });

  interface Given {
    mine?: boolean;
    unit?: number;
    source?: Source;
    escalated?: boolean;
    due?: "overdue" | "today";
    fresh?: boolean;
  }

  function filterOf({ mine, unit, source, escalated, due, fresh }: Given, actor: Actor, steps: NextStep[]): WorklistFilter {
    const at = now();
    return {
      steps,
      handlerId: mine === true ? idOf(actor) : undefined,
      unitId: unit,
      source,
      escalated,
      dueBefore: due === undefined ? undefined : due === "overdue" ? at : instantAt(addDays(dayOf(at), 1), 0),
      openedSince: fresh === true ? toInstant(millisOf(at) - dayMillis) : undefined,
      scopePaths: casePathsOf(actor),
    };
  }
}

const stepsHere = (actor: Actor): NextStep[] => stepsOf(actor.roles.map(({ role }) => role));
/** Behind routes for people there always is one. */
const idOf = (actor: Actor): number => actor.userId ?? 0;
