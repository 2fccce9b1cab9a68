/** Limits as rows: armed from the instant they count from, paused and shifted by suspension, extended, and ended met or cancelled. */
import { extendLimit, limitEnd, shiftBySuspension, shiftWarningBySuspension, unitOf, warningAt, type Limit } from "../rules/limits.ts";
import { extensionFor, limitFor } from "../rules/policy.ts";
import { legalNearAt, longPassedAt, nextStep } from "../rules/timerSteps.ts";
import type { Instant, TimerKind } from "../rules/words.ts";
import { followLimit } from "./nextSteps.ts";
import { insertRows, prepared } from "./prepared.ts";
import type { CaseRow, TimerRow } from "./schema.ts";
import type { EventContext, Rulebook, Transaction } from "./store.ts";

export type NewTimer = Omit<TimerRow, "id">;

/** Does nothing where the policy sets no such limit, where one is running, or where a first contact has been made. */
export async function startTimer(tx: Transaction, row: CaseRow, kind: TimerKind, { at, rulebook }: EventContext): Promise<void> {
  if (limitFor(rulebook.policy, row, kind) === null) return;
  const timer = newTimer(row, kind, await countsFrom(tx, row, kind, at), rulebook);
  if (timer === null) return;
  const [running] = await runningTimer(tx, row.id, kind);
  if (running !== undefined) return;
  await insertRows(tx, "timers", [timer]);
  if (kind === "disposition") await tx.updateTable("cases").set({ disposition_due_at: timer.due_at }).where("id", "=", row.id).execute();
}

const runningTimer = prepared((db, caseId: number, kind: TimerKind) => db.selectFrom("timers").select("id").where("case_id", "=", caseId).where("kind", "=", kind).where("status", "in", ["live", "paused"]));

/** The row of a limit that counts from an instant; null where the policy sets none, or where a first contact has been made. */
export function newTimer(row: CaseRow, kind: TimerKind, from: Instant, { clock, policy }: Rulebook): NewTimer | null {
  const limit = limitFor(policy, row, kind);
  if (limit === null || (kind === "contact" && (row.first_contact_at !== null || row.round > 1 || isUnreachable(row)))) return null;
  const { due, near, provisional } = limitEnd(clock, limit, from, policy.warnAt);
  // A source that sets its own, stricter deadline is kept to it (domain.md, Feed records: sourceDeadline).
  const stricter = kind === "disposition" && row.round === 1 && row.source_deadline !== null && row.source_deadline > from && row.source_deadline < due;
  const dueAt = stricter ? (row.source_deadline as Instant) : due;
  const nearAt = stricter ? warningAt(clock, from, dueAt, policy.warnAt) : near;
  return {
    case_id: row.id,
    kind,
    round: row.round,
    status: "live",
    from_at: from,
    near_at: nearAt,
    due_at: dueAt,
    limit_text: JSON.stringify(limit),
    provisional: provisional ? 1 : 0,
    next_step: "near",
    next_at: nearAt,
    near_done_at: null,
    passed_done_at: null,
    done_at: null,
    legal_at: legalNearAt(policy, row.source, kind, limit, from, dueAt),
    legal_done_at: null,
    long_at: longPassedAt(clock, policy, kind, dueAt),
    long_done_at: null,
  };
}

/** Nobody can be held to contacting a complainant of whom nothing is known. */
const isUnreachable = (row: CaseRow): boolean => row.anonymous === 1 && row.phone_index === null;

export async function stopTimer(tx: Transaction, caseId: number, kind: TimerKind, met: boolean, at: Instant): Promise<void> {
  await endTimer(tx, met ? "met" : "cancelled", at, caseId, kind);
}
const endTimer = prepared((db, status: string, at: Instant, caseId: number, kind: TimerKind) =>
  db.updateTable("timers").set({ status, done_at: at, next_step: null, next_at: null }).where("case_id", "=", caseId).where("kind", "=", kind).where("status", "in", ["live", "paused"]),
);

/** The limits of handling stand still; an escalation's own limit runs on, since someone must act on it all the same. */
export async function pauseTimers(tx: Transaction, caseId: number): Promise<void> {
  await tx.updateTable("timers").set({ status: "paused" }).where("case_id", "=", caseId).where("status", "=", "live").where("kind", "in", pausable).execute();
}

const pausable: TimerKind[] = ["contact", "disposition", "sign"];

export async function resumeTimers(tx: Transaction, caseId: number, { at, rulebook }: Pick<EventContext, "at" | "rulebook">): Promise<void> {
  const paused = await tx.selectFrom("timers").selectAll().where("case_id", "=", caseId).where("status", "=", "paused").execute();
  if (paused.length === 0) return;
  const since = await suspendedSince(tx, caseId);
  for (const timer of paused) {
    const due = shiftBySuspension(rulebook.clock, timer.due_at, since, at, unitOf(JSON.parse(timer.limit_text) as Limit));
    const near = shiftWarningBySuspension(rulebook.clock, { due: timer.due_at, near: timer.near_at }, due, since, at);
    await moveTimer(tx, timer, { due, near }, rulebook);
  }
}

async function suspendedSince(tx: Transaction, caseId: number): Promise<Instant> {
  const { at } = await tx.selectFrom("case_events").select("at").where("case_id", "=", caseId).where("type", "=", "suspend").orderBy("seq", "desc").executeTakeFirstOrThrow();
  return at;
}

/** @param days as granted, in the unit of the policy's extension; null grants as much as the policy allows. */
export async function extendTimer(tx: Transaction, row: CaseRow, days: number | null, { rulebook }: EventContext): Promise<void> {
  const { lengthMax } = extensionFor(rulebook.policy, row);
  const extension =
    "workingDays" in lengthMax
      ? { workingDays: Math.min(days ?? lengthMax.workingDays, lengthMax.workingDays) }
      : { calendarDays: Math.min(days ?? lengthMax.calendarDays, lengthMax.calendarDays) };
  const timer = await tx.selectFrom("timers").selectAll().where("case_id", "=", row.id).where("kind", "=", "disposition").where("status", "in", ["live", "paused"]).executeTakeFirst();
  if (timer === undefined) return;
  const due = extendLimit(rulebook.clock, timer.due_at, extension);
  const anew = { near_done_at: null, passed_done_at: null, long_done_at: null };
  await moveTimer(tx, { ...timer, ...anew }, { due, near: warningAt(rulebook.clock, timer.from_at, due, rulebook.policy.warnAt) }, rulebook, timer.status);
}

/** What has been announced already is not announced again; an extension announces anew. */
export async function moveTimer(tx: Transaction, timer: TimerRow, { due, near }: { due: Instant; near: Instant }, { clock, policy }: Rulebook, status = "live"): Promise<void> {
  const limit = JSON.parse(timer.limit_text) as Limit;
  const source = (await tx.selectFrom("cases").select("source").where("id", "=", timer.case_id).executeTakeFirstOrThrow()).source;
  const legal_at = legalNearAt(policy, source, timer.kind, limit, timer.from_at, due);
  const long_at = longPassedAt(clock, policy, timer.kind, due);
  const next = nextStep({ ...timer, near_at: near, due_at: due, legal_at, long_at });
  await tx
    .updateTable("timers")
    .set({
      status,
      due_at: due,
      near_at: near,
      near_done_at: timer.near_done_at,
      passed_done_at: timer.passed_done_at,
      legal_at,
      long_at,
      long_done_at: timer.long_done_at,
      next_step: next?.step ?? null,
      next_at: next?.at ?? null,
    })
    .where("id", "=", timer.id)
    .execute();
  if (timer.kind === "disposition") await tx.updateTable("cases").set({ disposition_due_at: due }).where("id", "=", timer.case_id).execute();
}

/** Acceptance counts from registration, contact and the first round's disposition from acceptance, everything else from its own event. */
async function countsFrom(tx: Transaction, row: CaseRow, kind: TimerKind, at: Instant): Promise<Instant> {
  // A case that was returned and is sent again begins anew; one that is unmerged has waited since it was opened.
  if (kind === "accept") return row.version > 1 && (await wasReturned(tx, row.id)) ? at : row.opened_at;
  if (kind === "contact" || (kind === "disposition" && row.round === 1)) return row.accepted_at ?? at;
  return at;
}

async function wasReturned(tx: Transaction, caseId: number): Promise<boolean> {
  const row = await tx.selectFrom("timers").select("id").where("case_id", "=", caseId).where("kind", "=", "accept").where("status", "=", "met").executeTakeFirst();
  return row !== undefined;
}

/**
 * The source has set another deadline of its own: the running disposition limit is the earlier of it and the policy's. A limit that was
 * extended or shifted by a suspension is only ever made stricter by it.
 */
export async function followSourceDeadline(tx: Transaction, row: CaseRow, before: Instant | null, { rulebook }: EventContext): Promise<void> {
  const timer = await tx.selectFrom("timers").selectAll().where("case_id", "=", row.id).where("kind", "=", "disposition").where("status", "in", ["live", "paused"]).executeTakeFirst();
  if (timer === undefined || timer.round !== 1) return;
  const { clock, policy } = rulebook;
  const policyDue = limitEnd(clock, JSON.parse(timer.limit_text) as Limit, timer.from_at, policy.warnAt).due;
  const stricter = (deadline: Instant | null, due: Instant): Instant => (deadline !== null && deadline > timer.from_at && deadline < due ? deadline : due);
  const isUnmoved = timer.due_at === stricter(before, policyDue);
  const due = stricter(row.source_deadline, isUnmoved ? policyDue : timer.due_at);
  if (due === timer.due_at) return;
  // What was announced for the old instant is announced anew only where the new one lies ahead.
  const reopened = due > timer.due_at ? { near_done_at: null, passed_done_at: null, long_done_at: null } : {};
  await moveTimer(tx, { ...timer, ...reopened }, { due, near: warningAt(clock, timer.from_at, due, policy.warnAt) }, rulebook, timer.status);
  await followLimit(tx, row.id);
}
