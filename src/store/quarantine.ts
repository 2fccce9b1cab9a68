/** The quarantine: records that could not be read or break their profile, with their bytes and the reasons, until they are put right. */
import type { Instant, Outcome, Source } from "../rules/words.ts";
import { HuiyinError } from "./errors.ts";
import type { FeedRecordRow } from "./schema.ts";
import type { Actor, Reader, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

export interface QuarantineFilter {
  source?: Source | undefined;
  profile?: string | undefined;
  /** Code of one of its problems. */
  code?: string | undefined;
  /** `open` waits for someone; `dismissed` was put aside with a reason. */
  state?: "open" | "dismissed" | undefined;
  beforeId?: number | undefined;
  limit: number;
}

export interface QuarantineAction {
  at: Instant;
  actor: string;
  actorName: string;
  action: string;
  detail: string | null;
}

/** Newest first; what is still open unless asked otherwise. */
export function listQuarantine(read: Reader, { source, profile, code, state = "open", beforeId, limit }: QuarantineFilter): Promise<FeedRecordRow[]> {
  let query = read
    .selectFrom("feed_records")
    .selectAll()
    .where("outcome", "=", "quarantined")
    .where("dismissed_at", state === "open" ? "is" : "is not", null)
    .orderBy("id", "desc")
    .limit(limit);
  if (source !== undefined) query = query.where("source", "=", source);
  if (profile !== undefined) query = query.where("profile", "=", profile);
  if (code !== undefined) query = query.where("problems", "like", `%"code":"${code.replace(/[^a-z-]/g, "")}"%`);
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

export async function quarantineActions(read: Reader, recordId: number): Promise<QuarantineAction[]> {
  const rows = await read.selectFrom("quarantine_actions").selectAll().where("record_id", "=", recordId).orderBy("id").execute();
  return rows.map(({ at, actor, actor_name, action, detail }) => ({ at, actor, actorName: actor_name, action, detail }));
}

/** The record as it is to be read: what came, or how it was last corrected. */
export function textOfQuarantined(row: Pick<FeedRecordRow, "raw_sealed" | "corrected_sealed">, vault: Vault): string {
  const sealed = row.corrected_sealed ?? row.raw_sealed;
  return sealed === null ? "" : vault.unseal(sealed);
}

interface By {
  actor: Actor;
  at: Instant;
}

/** What came stays as it came; the correction stands beside it, and who made it. @throws HuiyinError `already-replayed`, `already-dismissed` */
export async function correctQuarantined(tx: Transaction, id: number, change: { raw?: string | undefined; profile?: string | undefined; fields?: readonly string[] | undefined }, vault: Vault, by: By): Promise<void> {
  await mustBeOpen(tx, id);
  const columns = { ...(change.raw === undefined ? {} : { corrected_sealed: vault.seal(change.raw) }), ...(change.profile === undefined ? {} : { profile: change.profile }) };
  await tx.updateTable("feed_records").set(columns).where("id", "=", id).execute();
  if (change.raw !== undefined) await recordAction(tx, id, "corrected", change.fields?.join("、") ?? null, by);
  if (change.profile !== undefined) await recordAction(tx, id, "profile-changed", change.profile, by);
}

/** Puts a record aside for good, with the reason. @throws HuiyinError `already-replayed`, `already-dismissed` */
export async function dismissQuarantined(tx: Transaction, id: number, reason: string, by: By): Promise<void> {
  await mustBeOpen(tx, id);
  await tx.updateTable("feed_records").set({ dismissed_at: by.at, dismissed_by: by.actor.id, dismissal_reason: reason }).where("id", "=", id).execute();
  await recordAction(tx, id, "dismissed", reason, by);
}

/** Locked until the commit, so that two people do not settle one record in two ways. */
export async function mustBeOpen(tx: Transaction, id: number): Promise<FeedRecordRow> {
  const row = await tx.updateTable("feed_records").set((eb) => ({ outcome: eb.ref("outcome") })).where("id", "=", id).returningAll().executeTakeFirst();
  if (row === undefined) throw new HuiyinError("quarantine-not-found", "没有这条隔离记录，请核对编号。");
  if (row.outcome !== "quarantined") throw new HuiyinError("already-replayed", "这条记录已重放入库，不能再修改、重放或销项。");
  if (row.dismissed_at !== null) throw new HuiyinError("already-dismissed", "这条记录已经销项，不能再修改或重放；如确需办理，请由来源重新推送。");
  return row;
}

export interface Replayed {
  outcome: Outcome;
  externalId: string | null;
  caseId: number | null;
  contentHash: string | null;
  problems: readonly object[] | null;
}

/** Gives the record its new outcome; one still quarantined gets its new reasons. */
export async function settleReplay(tx: Transaction, id: number, replayed: Replayed, by: By): Promise<void> {
  await tx
    .updateTable("feed_records")
    .set({
      outcome: replayed.outcome,
      external_id: replayed.externalId,
      case_id: replayed.caseId,
      content_hash: replayed.contentHash,
      ...(replayed.problems === null ? {} : { problems: JSON.stringify(replayed.problems) }),
      replayed_at: replayed.outcome === "quarantined" ? null : by.at,
    })
    .where("id", "=", id)
    .execute();
  await recordAction(tx, id, "replayed", replayed.outcome, by);
}

/** What came may hold personal data: who looked at it stays on record. */
export async function recordView(tx: Transaction, recordId: number, by: By): Promise<void> {
  await recordAction(tx, recordId, "viewed", null, by);
}

/** Whether a later record of the same id has been taken meanwhile: then this one is history and no news. */
export async function isOvertaken(tx: Transaction, row: Pick<FeedRecordRow, "id" | "source">, externalId: string): Promise<boolean> {
  const later = await tx
    .selectFrom("feed_records")
    .select("id")
    .where("source", "=", row.source)
    .where("external_id", "=", externalId)
    .where("id", ">", row.id)
    .where("outcome", "in", ["created", "updated"])
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}

async function recordAction(tx: Transaction, recordId: number, action: string, detail: string | null, { actor, at }: By): Promise<void> {
  await tx.insertInto("quarantine_actions").values({ record_id: recordId, at, actor: actor.id, actor_name: actor.name, action, detail }).execute();
}
