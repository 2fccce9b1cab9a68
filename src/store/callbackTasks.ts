/** Callbacks as tasks: opened and ended with the callback region of their case, in the same transaction, and planned for a caller. */
import type { CaseContext } from "../machines/caseContext.ts";
import type { CaseEvent } from "../machines/events.ts";
import { thaw, type CaseLife } from "../machines/step.ts";
import { isOutsideHours, nextCallAt, slotMinutes } from "../rules/callPlan.ts";
import { millisOf, minuteMillis, toInstant } from "../rules/shanghai.ts";
import { isSatisfied, type Instant } from "../rules/words.ts";
import { isOpenAt, type WorkClock } from "../rules/workingTime.ts";
import { chooseCaller, eligibleCallers, isCaller, takenSlots } from "./callers.ts";
import { HuiyinError } from "./errors.ts";
import { revokeLinks } from "./ratingLinks.ts";
import { indexesOf } from "./samePerson.ts";
import type { CallbackTaskRow, CaseRow } from "./schema.ts";
import type { Actor, EventContext, Rulebook, Store, Transaction } from "./store.ts";
import { unitPathOf } from "./rolesHeld.ts";

export const callingClock = ({ clock, policy }: Rulebook): WorkClock => ({ calendar: clock.calendar, officeHours: policy.callingHours });

/** What the callback of a case in this state waits for; null where it waits for nothing. */
export function callbackAwaits(life: Pick<CaseLife, "state" | "snapshot">): CallbackTaskRow["awaits"] | null {
  if (life.state !== "closing") return null;
  const state = (life.snapshot.value as { flow: { closing: { callback: string } } }).flow.closing.callback;
  if (state === "pending") return "call";
  return state === "unreachable" ? "approval" : null;
}

/** Keeps the task of a case in step with its callback region: called once for every event, after the case's row has moved. */
export async function followCallback(tx: Transaction, before: CaseRow, after: CaseRow, event: CaseEvent, life: CaseLife, context: EventContext): Promise<void> {
  if (before.state !== "closing" && after.state !== "closing") return;
  const awaits = callbackAwaits(life);
  const task = await tx.selectFrom("callback_tasks").selectAll().where("case_id", "=", after.id).where("state", "=", "open").executeTakeFirst();
  if (task !== undefined && (awaits === null || task.round !== after.round)) await endTask(tx, task, outcomeOf(event), context);
  if (awaits === null) return;
  if (task === undefined || task.round !== after.round) {
    const opened = await openTask(tx, after, awaits, context);
    if (awaits === "call") await planTask(tx, opened, after, life.context, context);
  } else if (event.type === "recordCallback") {
    const tried = { ...task, awaits, attempts: task.attempts + 1, last_attempt_at: context.at } as const;
    await tx
      .updateTable("callback_tasks")
      .set({ awaits, attempts: tried.attempts, last_attempt_at: context.at, planned_at: null })
      .where("id", "=", task.id)
      .execute();
    if (awaits === "call") await planTask(tx, tried, after, life.context, context);
  }
}

function outcomeOf(event: CaseEvent): NonNullable<CallbackTaskRow["outcome"]> {
  if (event.type === "approveUnreachable") return "unreachable";
  if (event.type !== "recordCallback" || event.payload.rating === undefined) return "cancelled";
  return isSatisfied(event.payload.rating) ? "satisfied" : "unsatisfied";
}

async function openTask(tx: Transaction, row: CaseRow, awaits: "call" | "approval", { at }: EventContext): Promise<CallbackTaskRow> {
  const timer = await tx.selectFrom("timers").select("due_at").where("case_id", "=", row.id).where("kind", "=", "callback").where("status", "in", ["live", "paused"]).executeTakeFirst();
  return tx
    .insertInto("callback_tasks")
    .values({ case_id: row.id, round: row.round, state: "open", awaits, opened_at: at, due_at: timer?.due_at ?? null, caller_id: null, assigned_by: null, planned_at: null, last_attempt_at: null, ended_at: null, outcome: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function endTask(tx: Transaction, task: CallbackTaskRow, outcome: NonNullable<CallbackTaskRow["outcome"]>, { at }: EventContext): Promise<void> {
  await tx.updateTable("callback_tasks").set({ state: "ended", ended_at: at, outcome }).where("id", "=", task.id).execute();
  await revokeLinks(tx, task.id, at);
}

type Duties = Pick<CaseContext, "handledBy" | "attempts" | "callbackRules">;

/**
 * Gives the call to a caller, who keeps it where he may, at his first free quarter of an hour that makes sense. Of one person's several
 * calls at once, the later ones join the first.
 */
async function planTask(tx: Transaction, task: CallbackTaskRow, row: CaseRow, duties: Duties, { at, rulebook }: Pick<EventContext, "at" | "rulebook">): Promise<Instant | null> {
  const request = { calendar: rulebook.clock.calendar, callingHours: rulebook.policy.callingHours, now: at, attempts: duties.attempts, rules: duties.callbackRules };
  const callers = await eligibleCallers(tx, row.unit_id, duties.handledBy);
  const together = await callOfSamePerson(tx, task, row, { at, rulebook });
  // A call that has been tried for one matter alone follows its own rule from then on.
  if (together !== null && duties.attempts.length === 0 && callers.includes(together.caller_id)) return setPlan(tx, task.id, together.caller_id, together.planned_at);
  const keeps = task.caller_id !== null && callers.includes(task.caller_id);
  const caller = keeps ? task.caller_id : await chooseCaller(tx, callers, at);
  const taken = caller === null ? new Set<Instant>() : await takenSlots(tx, caller, task.id, at);
  return setPlan(tx, task.id, caller, nextCallAt({ ...request, taken }));
}

async function setPlan(tx: Transaction, id: number, caller: number | null, planned: Instant | null): Promise<Instant | null> {
  await tx
    .updateTable("callback_tasks")
    .set((eb) => ({ caller_id: caller, planned_at: planned, assigned_by: eb.case().when("caller_id", "=", caller).then(eb.ref("assigned_by")).else(null).end() }))
    .where("id", "=", id)
    .execute();
  return planned;
}

async function callOfSamePerson(tx: Transaction, task: CallbackTaskRow, row: CaseRow, { at, rulebook }: Pick<EventContext, "at" | "rulebook">): Promise<{ caller_id: number; planned_at: Instant } | null> {
  if (row.phone_index === null) return null;
  const found = await tx
    .selectFrom("callback_tasks")
    .innerJoin("cases", "cases.id", "callback_tasks.case_id")
    .select(["callback_tasks.caller_id", "callback_tasks.planned_at"])
    .where("callback_tasks.state", "=", "open")
    .where("callback_tasks.id", "<>", task.id)
    .where("callback_tasks.planned_at", ">=", at)
    .where("callback_tasks.caller_id", "is not", null)
    .where("cases.phone_index", "in", indexesOf(row, rulebook.vault).phone_index)
    .orderBy("callback_tasks.planned_at")
    .orderBy("callback_tasks.id")
    .executeTakeFirst();
  return found === undefined || found.caller_id === null || found.planned_at === null ? null : { caller_id: found.caller_id, planned_at: found.planned_at };
}

/** Whether the call that has just been recorded lay outside of calling hours; only the telephone disturbs people. */
export const isCallOutsideHours = (channel: string, { at, rulebook }: Pick<EventContext, "at" | "rulebook">): boolean =>
  channel === "phone" && isOutsideHours(callingClock(rulebook), at);

export interface CallAssignment {
  callerId: number;
  /** Null for the caller's first free quarter of an hour. */
  plannedAt: Instant | null;
}

/** @throws HuiyinError `callback-not-found`, `callback-ended`, `caller-not-eligible`, `call-slot-closed` */
export async function assignCallback(tx: Transaction, taskId: number, { callerId, plannedAt }: CallAssignment, { at, actor, rulebook }: { at: Instant; actor: Actor; rulebook: Rulebook }): Promise<void> {
  // Written first, so that nobody ends or plans it in between.
  const task = await tx.updateTable("callback_tasks").set({ assigned_by: actor.id }).where("id", "=", taskId).where("state", "=", "open").returningAll().executeTakeFirst();
  if (task === undefined) throw await whyNotOpen(tx, taskId);
  if (task.awaits === "approval") throw new HuiyinError("callback-awaits-approval", "这位诉求人已无法联系，正等待督导批准，不需要再派人回访。");
  const row = await tx.selectFrom("cases").selectAll().where("id", "=", task.case_id).executeTakeFirstOrThrow();
  const { context } = thaw(row.snapshot, row.machine_version);
  if (context.handledBy.includes(`user:${callerId}`)) throw new HuiyinError("caller-not-eligible", "本件由此人经办，不能由经办人回访，请换人。");
  if (!(await isCaller(tx, callerId, await unitPathOf(tx, row.unit_id)))) throw new HuiyinError("caller-not-eligible", "此人不是本单位范围内的回访员或已停用，请换人。");
  if (plannedAt !== null) {
    if (plannedAt < at || !isOpenAt(callingClock(rulebook), plannedAt)) throw new HuiyinError("call-slot-closed", "回访时间须在今后的允许拨打时段之内（工作日，见策略 callingHours）。");
    await setPlan(tx, taskId, callerId, toSlot(plannedAt));
  } else {
    const taken = await takenSlots(tx, callerId, taskId, at);
    await setPlan(tx, taskId, callerId, nextCallAt({ calendar: rulebook.clock.calendar, callingHours: rulebook.policy.callingHours, now: at, attempts: context.attempts, rules: context.callbackRules, taken }));
  }
  await tx.updateTable("callback_tasks").set({ assigned_by: actor.id }).where("id", "=", taskId).execute();
}

/** Down to the quarter of an hour. */
const toSlot = (at: Instant): Instant => toInstant(Math.floor(millisOf(at) / (slotMinutes * minuteMillis)) * slotMinutes * minuteMillis);

export async function whyNotOpen(tx: Transaction, taskId: number): Promise<HuiyinError> {
  const found = await tx.selectFrom("callback_tasks").select("id").where("id", "=", taskId).executeTakeFirst();
  return found === undefined ? new HuiyinError("callback-not-found", "没有这项回访任务，或不在您的单位范围内。") : new HuiyinError("callback-ended", "这项回访已经完成或取消，请刷新列表。");
}

/**
 * Plans what has no plan, whose planned time passed without a call, or whose caller is no longer one; the most urgent first.
 * @returns how many were planned anew, and how many planned calls had been missed.
 */
export async function planCallbacks(store: Store, rulebook: Rulebook, now: Instant, { limit = 500 }: { limit?: number } = {}): Promise<{ planned: number; missed: number }> {
  const lapsed = toInstant(millisOf(now) - slotMinutes * minuteMillis);
  const waiting = await store.read
    .selectFrom("callback_tasks")
    .leftJoin("users", "users.id", "callback_tasks.caller_id")
    .select(["callback_tasks.id", "callback_tasks.case_id"])
    .where("callback_tasks.state", "=", "open")
    .where("callback_tasks.awaits", "=", "call")
    .where((eb) =>
      eb.or([
        eb("callback_tasks.planned_at", "is", null),
        eb("callback_tasks.planned_at", "<", lapsed),
        eb("callback_tasks.caller_id", "is", null),
        eb("users.disabled", "=", 1),
        eb.not(eb.exists(eb.selectFrom("user_roles").select("user_roles.user_id").whereRef("user_roles.user_id", "=", "callback_tasks.caller_id").where("user_roles.role", "=", "caller"))),
      ]),
    )
    .orderBy((eb) => eb.fn.coalesce("callback_tasks.due_at", "callback_tasks.opened_at"))
    .orderBy("callback_tasks.id")
    .limit(limit)
    .execute();
  const counts = { planned: 0, missed: 0 };
  for (const { id, case_id } of waiting) {
    const outcome = await store.write(async (tx) => {
      // The case first, as every event does, so that the two never wait for each other.
      const row = await tx.updateTable("cases").set((eb) => ({ version: eb.ref("version") })).where("id", "=", case_id).returningAll().executeTakeFirstOrThrow();
      const task = await tx.selectFrom("callback_tasks").selectAll().where("id", "=", id).where("state", "=", "open").where("awaits", "=", "call").executeTakeFirst();
      if (task === undefined) return null;
      const isMissed = task.planned_at !== null && task.planned_at < lapsed;
      const before = { caller: task.caller_id, planned: task.planned_at };
      if (isMissed) await tx.updateTable("callback_tasks").set({ missed: task.missed + 1 }).where("id", "=", id).execute();
      const { context } = thaw(row.snapshot, row.machine_version);
      const planned = await planTask(tx, task, row, context, { at: now, rulebook });
      return { isMissed, isPlanned: planned !== null && (planned !== before.planned || before.caller === null) };
    });
    if (outcome?.isPlanned === true) counts.planned += 1;
    if (outcome?.isMissed === true) counts.missed += 1;
  }
  return counts;
}
