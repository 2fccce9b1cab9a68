/**
 * The two queues of what leaves the house: answers to the sources (`outbox`) and events to subscribers (`deliveries`). Rows are claimed
 * by a lease, so that any number of processes may send; what was sent and not settled is sent again: at least once, in order per case.
 */
import type { Instant, Source } from "../rules/words.ts";
import { HuiyinError } from "./errors.ts";
import type { Json } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

export type Queue = "outbox" | "deliveries";

/** Something to send now. `target` is the subscriber: the profile of an answer, the id of a webhook. */
export interface Parcel {
  queue: Queue;
  id: number;
  target: string;
  caseId: number | null;
  /** `answer` | `return`, or the event's type. */
  topic: string;
  body: Json;
  createdAt: Instant;
  attempts: number;
  firstAt: Instant | null;
  nextAt: Instant | null;
  lastStatus: number | null;
}

const parcelColumns = ["id", "case_id", "body", "created_at", "attempts", "first_at", "next_at", "last_status"] as const;

/** The oldest waiting answer of each case whose profile is among these; a parked one holds up those behind it. */
export async function dueAnswers(read: Reader, profiles: readonly string[], now: Instant, limit: number): Promise<Parcel[]> {
  if (profiles.length === 0) return [];
  const rows = await read
    .selectFrom("outbox")
    .innerJoin("cases", "cases.id", "outbox.case_id")
    .select(parcelColumns.map((name) => `outbox.${name}` as const))
    .select(["outbox.topic", "cases.profile"])
    .where("outbox.state", "=", "pending")
    .where("outbox.parked_at", "is", null)
    .where((eb) => eb.or([eb("outbox.next_at", "is", null), eb("outbox.next_at", "<=", now)]))
    .where("cases.profile", "in", profiles)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("outbox as earlier")
            .select("earlier.id")
            .whereRef("earlier.case_id", "=", "outbox.case_id")
            .whereRef("earlier.id", "<", "outbox.id")
            .where("earlier.state", "=", "pending"),
        ),
      ),
    )
    .orderBy("outbox.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...parcelOf(row), queue: "outbox", target: row.profile ?? "", topic: row.topic }));
}

/** The oldest waiting event of each case and subscriber. */
export async function dueDeliveries(read: Reader, now: Instant, limit: number): Promise<Parcel[]> {
  const rows = await read
    .selectFrom("deliveries")
    .innerJoin("webhooks", "webhooks.id", "deliveries.webhook_id")
    .select(parcelColumns.map((name) => `deliveries.${name}` as const))
    .select(["deliveries.event_type", "deliveries.webhook_id"])
    .where("deliveries.state", "=", "pending")
    .where("deliveries.parked_at", "is", null)
    .where("webhooks.state", "=", "active")
    .where((eb) => eb.or([eb("deliveries.next_at", "is", null), eb("deliveries.next_at", "<=", now)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("deliveries as earlier")
            .select("earlier.id")
            .whereRef("earlier.webhook_id", "=", "deliveries.webhook_id")
            .whereRef("earlier.case_id", "=", "deliveries.case_id")
            .whereRef("earlier.id", "<", "deliveries.id")
            .where("earlier.state", "=", "pending"),
        ),
      ),
    )
    .orderBy("deliveries.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...parcelOf(row), queue: "deliveries", target: String(row.webhook_id), topic: row.event_type }));
}

interface ParcelRow {
  id: number;
  case_id: number | null;
  body: Json;
  created_at: Instant;
  attempts: number;
  first_at: Instant | null;
  next_at: Instant | null;
  last_status: number | null;
}

const parcelOf = (row: ParcelRow) => ({
  id: row.id,
  caseId: row.case_id,
  body: row.body,
  createdAt: row.created_at,
  attempts: row.attempts,
  firstAt: row.first_at,
  nextAt: row.next_at,
  lastStatus: row.last_status,
});

/** False where another process has it, or it has been settled meanwhile. */
export async function claimParcel(tx: Transaction, { queue, id, nextAt, firstAt }: Parcel, lease: { now: Instant; until: Instant }): Promise<boolean> {
  const claimed = await tx
    .updateTable(queue)
    .set((eb) => ({ attempts: eb("attempts", "+", 1), first_at: firstAt ?? lease.now, last_at: lease.now, next_at: lease.until }))
    .where("id", "=", id)
    .where("state", "=", "pending")
    .where("parked_at", "is", null)
    .where("next_at", nextAt === null ? "is" : "=", nextAt)
    .returning("id")
    .executeTakeFirst();
  return claimed !== undefined;
}

export interface Failure {
  status: number | null;
  error: string;
  /** Null parks it: nobody tries again until staff send it anew. */
  nextAt: Instant | null;
  now: Instant;
}

export async function recordFailure(tx: Transaction, { queue, id }: Pick<Parcel, "queue" | "id">, { status, error, nextAt, now }: Failure): Promise<void> {
  await tx
    .updateTable(queue)
    .set({ last_status: status, last_error: error, next_at: nextAt, parked_at: nextAt === null ? now : null })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .execute();
}

/** An event that its subscriber has taken; an answer is settled by its case's own event instead. */
export async function recordDelivered(tx: Transaction, id: number, status: number, now: Instant): Promise<void> {
  await tx.updateTable("deliveries").set({ state: "delivered", delivered_at: now, last_status: status, last_error: null, next_at: null }).where("id", "=", id).execute();
}

/** Tries again at once, with a new day of attempts. @throws HuiyinError `delivery-not-found`, `delivery-settled` */
export async function sendAgain(tx: Transaction, queue: Queue, id: number): Promise<void> {
  const found = await tx.selectFrom(queue).select("state").where("id", "=", id).executeTakeFirst();
  if (found === undefined) throw new HuiyinError("delivery-not-found", "没有这条待发记录，请核对编号。");
  if (found.state !== "pending") throw new HuiyinError("delivery-settled", "这条记录已经送达或作废，不需要重发。");
  await tx.updateTable(queue).set({ parked_at: null, next_at: null, first_at: null, attempts: 0 }).where("id", "=", id).where("state", "=", "pending").execute();
}

export interface OutboxFilter {
  source?: Source | undefined;
  /** `waiting` for an attempt, `parked` after the last, `delivered`, `void` replaced by a newer answer. */
  state?: "waiting" | "parked" | "delivered" | "void" | undefined;
  beforeId?: number | undefined;
  limit: number;
}

/** Answers, newest first. */
export async function listOutbox(read: Reader, { source, state, beforeId, limit }: OutboxFilter) {
  let query = read
    .selectFrom("outbox")
    .innerJoin("cases", "cases.id", "outbox.case_id")
    .selectAll("outbox")
    .select(["cases.case_no", "cases.profile"])
    .orderBy("outbox.id", "desc")
    .limit(limit);
  if (source !== undefined) query = query.where("outbox.source", "=", source);
  if (beforeId !== undefined) query = query.where("outbox.id", "<", beforeId);
  if (state === "waiting" || state === "parked") query = query.where("outbox.state", "=", "pending").where("outbox.parked_at", state === "parked" ? "is not" : "is", null);
  else if (state !== undefined) query = query.where("outbox.state", "=", state);
  return query.execute();
}

/** Of one subscriber, newest first. */
export async function listDeliveries(read: Reader, webhookId: number, { state, beforeId, limit }: Omit<OutboxFilter, "source">) {
  let query = read.selectFrom("deliveries").selectAll().where("webhook_id", "=", webhookId).orderBy("id", "desc").limit(limit);
  if (beforeId !== undefined) query = query.where("id", "<", beforeId);
  if (state === "waiting" || state === "parked") query = query.where("state", "=", "pending").where("parked_at", state === "parked" ? "is not" : "is", null);
  else if (state !== undefined) query = query.where("state", "=", state);
  return query.execute();
}
