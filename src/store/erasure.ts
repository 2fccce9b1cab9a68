/**
 * Removes personal data by law (docs/adr/0012): the complainant, his words, what was attached, and the texts in the history. Numbers, times and
 * states stay, and so does the chain: the event that tells of the erasure vouches for what is left of each event before it.
 */
import { sql } from "kysely";
import { erasedBefore, erasedText, textsIn, withoutTexts, yearsKept } from "../rules/erasure.ts";
import type { Instant } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import { eventHash } from "./chain.ts";
import { hashNameOf } from "./digest.ts";
import { indexChangedCase } from "./searchIndex.ts";
import type { CaseEventRow, CaseRow } from "./schema.ts";
import type { EventContext, Reader, Transaction } from "./store.ts";

export interface DueForErasure {
  id: number;
  caseNo: string | null;
}

/** Cases that have been over since before the policy's years, oldest first. */
export async function casesToErase(read: Reader | Transaction, { at, rulebook }: Pick<EventContext, "at" | "rulebook">, limit: number): Promise<DueForErasure[]> {
  const before = erasedBefore(at, yearsKept(rulebook.policy));
  const closed = await read.selectFrom("cases").select(["id", "case_no"]).where("closed_at", "<=", before).where("erased_at", "is", null).orderBy("closed_at").orderBy("id").limit(limit).execute();
  // Asked for only where they are wanted: each of them has its history looked into.
  const returned = closed.length === limit ? [] : await read
    .selectFrom("cases")
    .select(["id", "case_no"])
    .where("state", "=", "returned")
    .where("erased_at", "is", null)
    .where(sql<boolean>`(select max(at) from case_events where case_id = cases.id) <= ${before}`)
    .orderBy("id")
    .limit(limit)
    .execute();
  return [...closed, ...returned].slice(0, limit).map(({ id, case_no }) => ({ id, caseNo: case_no }));
}

/** All of it in the transaction; the attached files go after it (`filesWithoutCase`). */
export async function eraseCase(tx: Transaction, caseId: number, context: EventContext): Promise<void> {
  const events = await tx.selectFrom("case_events").selectAll().where("case_id", "=", caseId).orderBy("seq").execute();
  const redacted = events.map(redactedOf).filter((event, index) => event.payload !== events[index]?.payload);
  const texts = [...new Set(events.flatMap(({ payload }) => textsIn(JSON.parse(payload))))];
  const payload = { years: yearsKept(context.rulebook.policy), redacted: redacted.map((event) => ({ seq: event.seq, hash: eventHash(event, hashNameOf(event.hash)) })) };
  const row = await applyEvent(tx, caseId, { type: "erased", payload }, context);
  for (const { seq, payload: left } of redacted) await tx.updateTable("case_events").set({ payload: left }).where("case_id", "=", caseId).where("seq", "=", seq).execute();
  await eraseColumns(tx, row, context.at);
  await eraseAround(tx, caseId, texts);
}

const redactedOf = (event: CaseEventRow): CaseEventRow => ({ ...event, payload: JSON.stringify(withoutTexts(JSON.parse(event.payload))) });

async function eraseColumns(tx: Transaction, row: CaseRow, at: Instant): Promise<void> {
  const after = await tx
    .updateTable("cases")
    .set({
      complainant_sealed: null,
      phone_index: null,
      id_number_index: null,
      title: null,
      content: erasedText,
      address: null,
      officer: null,
      source_reply: null,
      extra: "{}",
      disposition: row.disposition && textless(row.disposition),
      review: row.review && textless(row.review),
      erased_at: at,
    })
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await indexChangedCase(tx, after);
}

async function eraseAround(tx: Transaction, caseId: number, texts: readonly string[]): Promise<void> {
  await tx.updateTable("callbacks").set({ comment: null }).where("case_id", "=", caseId).where("comment", "is not", null).execute();
  await tx.updateTable("escalations").set({ resolution: erasedText }).where("case_id", "=", caseId).where("resolution", "is not", null).execute();
  if (texts.length > 0) await tx.updateTable("escalations").set({ reason: erasedText }).where("case_id", "=", caseId).where("reason", "in", texts).execute();
  for (const table of ["outbox", "deliveries"] as const) {
    const sent = await tx.selectFrom(table).select(["id", "body"]).where("case_id", "=", caseId).execute();
    for (const { id, body } of sent) await tx.updateTable(table).set({ body: textless(body) }).where("id", "=", id).execute();
  }
  await tx.updateTable("outbox").set({ proof: erasedText }).where("case_id", "=", caseId).where("proof", "is not", null).execute();
  await tx.updateTable("feed_records").set({ raw_sealed: null, corrected_sealed: null }).where("case_id", "=", caseId).execute();
  await tx.deleteFrom("attachments").where("case_id", "=", caseId).execute();
}

const textless = (json: string): string => JSON.stringify(withoutTexts(JSON.parse(json)));

/** Records that left the quarantine without a case as long ago: their bytes. @returns how many. */
export async function eraseDismissed(tx: Transaction, { at, rulebook }: EventContext, limit: number): Promise<number> {
  const before = erasedBefore(at, yearsKept(rulebook.policy));
  const due = await tx.selectFrom("feed_records").select("id").where("dismissed_at", "<=", before).where("erased_at", "is", null).orderBy("dismissed_at").orderBy("id").limit(limit).execute();
  const ids = due.map(({ id }) => id);
  if (ids.length > 0) await tx.updateTable("feed_records").set({ raw_sealed: rulebook.vault.seal(erasedText), corrected_sealed: null, erased_at: at }).where("id", "in", ids).execute();
  return ids.length;
}

/** Hashes of files that were attached to cases erased since then, and are attached to no other. */
export async function filesWithoutCase(read: Reader, since: Instant): Promise<string[]> {
  const erased = await read.selectFrom("cases").select("id").where("erased_at", ">=", since).where("erased_at", "is not", null).execute();
  const hashes = new Set<string>();
  for (const { id } of erased) {
    const told = await read.selectFrom("case_events").select("payload").where("case_id", "=", id).where("type", "=", "attached").execute();
    for (const { payload } of told) hashes.add((JSON.parse(payload) as { payload: { sha256: string } }).payload.sha256);
  }
  const lost: string[] = [];
  for (const sha256 of hashes) {
    const kept = await read.selectFrom("attachments").select("id").where("sha256", "=", sha256).limit(1).executeTakeFirst();
    if (kept === undefined) lost.push(sha256);
  }
  return lost;
}
