/** Callbacks: whom to call when, who calls, and the link by which a complainant rates for himself. */
import { headlineOf } from "../../rules/headline.ts";
import { toInstant, toOffsetText } from "../../rules/shanghai.ts";
import { kindLabels, type Instant, type Kind } from "../../rules/words.ts";
import { workingMinutesLeft } from "../../rules/workingTime.ts";
import { assignCallback } from "../../store/callbackTasks.ts";
import { createRatingLink, newRatingToken } from "../../store/ratingLinks.ts";
import { listCallbacks, openCallbacksTo, readCallback, type CallbackListed } from "../../store/readCallbackTasks.ts";
import type { Actor, Rulebook } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { AssignCallback, Callback, CallbackList, CallbacksQuery, RatingLink } from "../contract/callbacks.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid, notFound, Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import { hiddenOrNull, maskedComplainant, offsetOrNull } from "../presentCase.ts";

export function callbackRoutes(app: App, { store, now, rulebook, publicUrl }: RouteDeps): void {
  const tags = ["callbacks"];
  const unknown = () => notFound("没有这项回访任务，或不在您的单位范围内。");

  app.get(
    "/callbacks",
    {
      schema: {
        summary: "回访任务",
        description: "In the order in which they are to be called. A task is open from the approved disposition until its callback is done.",
        tags,
        querystring: CallbacksQuery,
        response: answers({ 200: CallbackList }),
      },
    },
    async (request) => {
      const { state = "open", awaits, mine, caller, case: caseId, overdue, plannedBefore, cursor, limit = 50 } = request.query;
      const { actor } = callerOf(request);
      const at = now();
      const page = await listCallbacks(store.read, {
        state,
        awaits,
        callerId: mine === true ? (actor.userId ?? 0) : caller,
        caseId,
        overdueAt: overdue === true ? at : undefined,
        plannedBefore: plannedBefore === undefined ? undefined : instantOf(plannedBefore, "/plannedBefore"),
        scopePaths: casePathsOf(actor),
        after: positionOf(cursor, ["id"], ["at"]),
        limit,
      });
      return { items: await present(page.items, at), nextCursor: cursorOf(page.next) };
    },
  );

  app.post(
    "/callbacks/:id/assign",
    {
      schema: {
        summary: "指定回访员和时间",
        description: "A supervisor gives it to any caller, a caller takes it himself. Never to somebody who handled the case; without a time, at the caller's first free quarter of an hour.",
        tags,
        params: IdParams,
        body: AssignCallback,
        response: answers({ 200: Callback }),
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      await mustSee(request.params.id, actor);
      const { callerId, plannedAt } = request.body;
      if (callerId !== actor.userId && !actor.roles.some(({ role }) => role === "supervisor")) throw new Refusal(403, "not-permitted", "回访员只能把任务领给自己；指定他人须由督导操作。");
      const at = now();
      const wanted = plannedAt === undefined ? null : instantOf(plannedAt, "/plannedAt");
      await store.write((tx) => assignCallback(tx, request.params.id, { callerId, plannedAt: wanted }, { at, actor, rulebook: rulebook() }));
      const [shown] = await present([await mustSee(request.params.id, actor)], at);
      if (shown === undefined) throw unknown();
      return shown;
    },
  );

  app.post(
    "/callbacks/:id/link",
    {
      schema: {
        summary: "生成自助评价链接",
        description: "One-time and valid for some days; replaces the link before it. It is sent where an SMS gateway has subscribed to cn.huiyin.case.sms.rating by name.",
        tags,
        params: IdParams,
        response: answers({ 200: RatingLink }),
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      await mustSee(request.params.id, actor);
      if (publicUrl === null) throw new Refusal(409, "public-url-missing", "没有设置外部访问地址，不能生成评价链接；请管理员设置环境变量 HUIYIN_PUBLIC_URL。");
      const rules = rulebook();
      const token = newRatingToken(rules.vault);
      const made = await store.write((tx) => createRatingLink(tx, request.params.id, { token, publicUrl }, { at: now(), actor, rulebook: rules }));
      return { ...made, expiresAt: toOffsetText(made.expiresAt) };
    },
  );

  async function mustSee(id: number, actor: Actor): Promise<CallbackListed> {
    const found = await readCallback(store.read, id, casePathsOf(actor));
    if (found === null) throw unknown();
    return found;
  }

  async function present(rows: readonly CallbackListed[], at: Instant) {
    const together = await openCallbacksTo(store.read, rows, rulebook().vault);
    return rows.map((row) => presentCallback(row, together.get(row.phone_index ?? "") ?? [], at, rulebook()));
  }
}

const instantOf = (text: string, path: string): Instant => {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw invalid(path, "没有这个时刻");
  return toInstant(millis);
};

function presentCallback(row: CallbackListed, together: readonly { caseId: number; caseNo: string | null }[], at: Instant, { clock, policy, vault }: Rulebook) {
  const { name, phone } = maskedComplainant(row, vault);
  return {
    id: row.id,
    caseId: row.case_id,
    caseNo: row.case_no,
    caseVersion: row.case_version,
    title: hiddenOrNull(row.title),
    headline: headlineOf(row.title, row.content_start),
    kind: row.kind,
    kindLabel: kindLabels[row.kind as Kind],
    unitName: row.unit_name,
    round: row.round,
    state: row.state,
    awaits: row.awaits,
    complainant: { name, phone },
    caller: row.caller_id === null ? null : { id: row.caller_id, displayName: row.caller_name ?? "" },
    plannedAt: offsetOrNull(row.planned_at),
    plannedTooLate: row.planned_at !== null && row.due_at !== null && row.planned_at > row.due_at,
    missed: row.missed,
    openedAt: toOffsetText(row.opened_at),
    dueAt: offsetOrNull(row.due_at),
    overdue: row.due_at !== null && (row.ended_at ?? at) > row.due_at,
    minutesLeft: row.due_at === null || row.state === "ended" ? null : workingMinutesLeft(clock, at, row.due_at),
    attempts: row.attempts,
    attemptsMax: policy.callback.attemptsMax,
    lastAttemptAt: offsetOrNull(row.last_attempt_at),
    sameComplainant: row.state === "open" ? together.filter(({ caseId }) => caseId !== row.case_id) : [],
    link: row.link_created_at === null || row.link_expires_at === null || row.link_expires_at <= at ? null : { createdAt: toOffsetText(row.link_created_at), expiresAt: toOffsetText(row.link_expires_at), sent: row.link_sent === 1 },
    reply: row.disposition === null ? null : (JSON.parse(row.disposition) as { reply: string }).reply,
    endedAt: offsetOrNull(row.ended_at),
    outcome: row.outcome,
  };
}
