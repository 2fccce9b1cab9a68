/** The receipts of feed records: what was received, when, with which outcome, and the bytes where they are not kept already. */
import type { Instant, Outcome, Source } from "../rules/words.ts";
import { dayOf } from "../rules/shanghai.ts";
import { insertRows } from "./prepared.ts";
import type { Reader, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

export interface Receipt {
  source: Source;
  externalId: string | null;
  profile: string;
  receivedAt: Instant;
  outcome: Outcome;
  caseId: number | null;
  contentHash: string | null;
  raw: string;
  /** Length and SHA-256 (hex) of the whole where `raw` is only its beginning. */
  truncated?: { bytes: number; sha256: string } | undefined;
  problems: readonly object[] | null;
  sender: string;
}

export const writeReceipts = (tx: Transaction, receipts: readonly Receipt[], vault: Vault): Promise<void> =>
  insertRows(tx, "feed_records", receipts.map((receipt) => ({
    source: receipt.source,
    external_id: receipt.externalId,
    profile: receipt.profile,
    received_at: receipt.receivedAt,
    day: dayOf(receipt.receivedAt),
    outcome: receipt.outcome,
    case_id: receipt.caseId,
    content_hash: receipt.contentHash,
    // An exact repeat's bytes are kept with the record that it repeats.
    raw_sealed: receipt.outcome === "unchanged" ? null : vault.seal(receipt.raw),
    problems: receipt.problems === null ? null : JSON.stringify(receipt.problems),
    sender: receipt.sender,
    replayed_at: null,
    corrected_sealed: null,
    raw_bytes: receipt.truncated?.bytes ?? null,
    raw_sha256: receipt.truncated?.sha256 ?? null,
    dismissed_at: null,
    dismissed_by: null,
    dismissal_reason: null,
    erased_at: null,
  })));

export interface KnownCase {
  caseId: number;
  caseNo: string;
}

export async function caseOfRecord(tx: Transaction, source: Source, externalId: string): Promise<KnownCase | null> {
  const row = await tx.selectFrom("cases").select(["id", "case_no"]).where("source", "=", source).where("external_id", "=", externalId).executeTakeFirst();
  return row === undefined ? null : { caseId: row.id, caseNo: row.case_no ?? "" };
}

/** Those of the source's external ids that have a case. */
export async function idsWithCases(tx: Transaction, source: Source, externalIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (externalIds.length === 0) return new Set();
  const rows = await tx.selectFrom("cases").select("external_id").where("source", "=", source).where("external_id", "in", externalIds).execute();
  return new Set(rows.map(({ external_id }) => external_id));
}

/**
 * Whether this content of the record has been taken before. Any earlier version counts, not just the newest: delivery is
 * at-least-once and in no order, so an old version that comes again after a newer one must change nothing.
 */
export async function isTakenBefore(tx: Transaction, source: Source, externalId: string, contentHash: string): Promise<boolean> {
  const row = await tx
    .selectFrom("feed_records")
    .select("id")
    .where("source", "=", source)
    .where("external_id", "=", externalId)
    .where("content_hash", "=", contentHash)
    .where("outcome", "<>", "quarantined")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Locks the case until the commit, so that two deliveries of one record are decided one after the other. */
export async function lockCase(tx: Transaction, caseId: number): Promise<void> {
  await tx.updateTable("cases").set((eb) => ({ version: eb.ref("version") })).where("id", "=", caseId).execute();
}

/** The newest receipt of a record; null when it never arrived. */
export async function receiptOf(read: Reader, source: Source, externalId: string) {
  const row = await read
    .selectFrom("feed_records")
    .leftJoin("cases", "cases.id", "feed_records.case_id")
    .select(["feed_records.outcome", "feed_records.received_at", "feed_records.case_id", "feed_records.problems", "cases.case_no"])
    .where("feed_records.source", "=", source)
    .where("feed_records.external_id", "=", externalId)
    .orderBy("feed_records.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
