/**
 * Recomputes the open limits by the policy and the calendar as they are now: only when somebody asks, with the reason in every case's
 * history. A limit that was extended, or shifted by a suspension, keeps what it was given; only one that stands as it was set moves.
 */
import { limitEnd, type Limit } from "../rules/limits.ts";
import { limitFor } from "../rules/policy.ts";
import type { Instant, TimerKind } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import { systemActor } from "./actors.ts";
import type { CaseRow, TimerRow } from "./schema.ts";
import type { Rulebook, Store, Transaction } from "./store.ts";
import { moveTimer } from "./timers.ts";

const timersPerRead = 500;

export interface RecomputedDeadline {
  caseId: number;
  caseNo: string | null;
  kind: TimerKind;
  from: Instant;
  to: Instant;
  /** Left as it is, and why. */
  kept?: "moved-by-hand" | "no-such-limit" | undefined;
}

export interface RecomputeOptions {
  reason: string;
  at: Instant;
  /** Tells what would change and changes nothing. */
  dryRun: boolean;
}

export async function recomputeDeadlines(store: Store, rulebook: Rulebook, { reason, at, dryRun }: RecomputeOptions): Promise<{ examined: number; changes: RecomputedDeadline[] }> {
  const changes: RecomputedDeadline[] = [];
  let examined = 0;
  for (let after = 0; ; ) {
    const timers = await store.read.selectFrom("timers").selectAll().where("status", "in", ["live", "paused"]).where("id", ">", after).orderBy("id").limit(timersPerRead).execute();
    for (const timer of timers) {
      examined += 1;
      const change = await store.write((tx) => recomputeOne(tx, timer.id, rulebook, { reason, at, dryRun }));
      if (change !== null) changes.push(change);
    }
    const last = timers.at(-1);
    if (last === undefined) return { examined, changes };
    after = last.id;
  }
}

/** Null where the limit is what it would be today. */
async function recomputeOne(tx: Transaction, id: number, rulebook: Rulebook, { reason, at, dryRun }: RecomputeOptions): Promise<RecomputedDeadline | null> {
  const timer = await tx.selectFrom("timers").selectAll().where("id", "=", id).where("status", "in", ["live", "paused"]).executeTakeFirst();
  if (timer === undefined) return null;
  const row = await tx.selectFrom("cases").selectAll().where("id", "=", timer.case_id).executeTakeFirstOrThrow();
  const limit = limitFor(rulebook.policy, row, timer.kind);
  const change = { caseId: row.id, caseNo: row.case_no, kind: timer.kind, from: timer.due_at, to: timer.due_at };
  if (limit === null) return { ...change, kept: "no-such-limit" };
  const now = dueBy(row, timer, limit, rulebook);
  if (now.due === timer.due_at && JSON.stringify(limit) === timer.limit_text) return null;
  // What the limit was set to, by the rules of its day, can be told only as long as nobody moved it: its own warning bears witness.
  if (await wasMoved(tx, timer)) return now.due === timer.due_at ? null : { ...change, kept: "moved-by-hand" };
  if (dryRun) return { ...change, to: now.due };
  await tx.updateTable("timers").set({ limit_text: JSON.stringify(limit) }).where("id", "=", timer.id).execute();
  if (now.due !== timer.due_at) {
    const ahead = now.due > timer.due_at ? { near_done_at: null, passed_done_at: null, long_done_at: null } : {};
    await moveTimer(tx, { ...timer, limit_text: JSON.stringify(limit), ...ahead }, now, rulebook, timer.status);
    const payload = { kind: timer.kind, from: timer.due_at, to: now.due, reason };
    await applyEvent(tx, row.id, { type: "deadlineRecomputed", payload }, { at, rulebook, actor: systemActor });
  }
  return now.due === timer.due_at ? null : { ...change, to: now.due };
}

function dueBy(row: CaseRow, timer: TimerRow, limit: Limit, { clock, policy }: Rulebook): { due: Instant; near: Instant } {
  const end = limitEnd(clock, limit, timer.from_at, policy.warnAt);
  const stricter = timer.kind === "disposition" && timer.round === 1 && row.source_deadline !== null && row.source_deadline > timer.from_at && row.source_deadline < end.due;
  return stricter ? { due: row.source_deadline as Instant, near: timer.near_at } : end;
}

/** An extension or a suspension since the limit began. */
async function wasMoved(tx: Transaction, timer: TimerRow): Promise<boolean> {
  const event = await tx
    .selectFrom("case_events")
    .select("seq")
    .where("case_id", "=", timer.case_id)
    .where("type", "in", ["grantExtension", "suspend"])
    .where("at", ">=", timer.from_at)
    .limit(1)
    .executeTakeFirst();
  return event !== undefined;
}
