/** The quarantine: records that could not be read or break their profile, with their bytes and the reasons, until they are put right. */
import type { Instant, Outcome, Source } from "../rules/words.ts";
import type { FeedRecordRow } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

export interface QuarantineFilter {
  source?: Source | undefined;
  beforeId?: number | undefined;
  limit: number;
}

/** What is still quarantined, newest first. */
export function listQuarantine(read: Reader, { source, beforeId, limit }: QuarantineFilter): Promise<FeedRecordRow[]> {
  let query = read.selectFrom("feed_records").selectAll().where("outcome", "=", "quarantined").orderBy("id", "desc").limit(limit);
  if (source !== undefined) query = query.where("source", "=", source);
  if (beforeId !== undefined) query = query.where("id", "<", beforeId);
  return query.execute();
}

/** A record that is, or was, in quarantine. */
export async function readQuarantined(read: Reader | Transaction, id: number): Promise<FeedRecordRow | null> {
  const row = await read
    .selectFrom("feed_records")
    .selectAll()
    .where("id", "=", id)
    .where((where) => where.or([where("outcome", "=", "quarantined"), where("replayed_at", "is not", null)]))
    .executeTakeFirst();
  return row ?? null;
}

export async function replaceRaw(tx: Transaction, id: number, raw: string, vault: Vault): Promise<void> {
  await tx.updateTable("feed_records").set({ raw_sealed: vault.seal(raw) }).where("id", "=", id).where("outcome", "=", "quarantined").execute();
}

export interface Replayed {
  outcome: Outcome;
  externalId: string | null;
  caseId: number | null;
  contentHash: string | null;
  problems: readonly object[] | null;
}

/** Gives the record its new outcome; one still quarantined gets its new reasons. */
export async function settleReplay(tx: Transaction, id: number, replayed: Replayed, at: Instant): Promise<void> {
  await tx
    .updateTable("feed_records")
    .set({
      outcome: replayed.outcome,
      external_id: replayed.externalId,
      case_id: replayed.caseId,
      content_hash: replayed.contentHash,
      ...(replayed.problems === null ? {} : { problems: JSON.stringify(replayed.problems) }),
      replayed_at: replayed.outcome === "quarantined" ? null : at,
    })
    .where("id", "=", id)
    .execute();
}
