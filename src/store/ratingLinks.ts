/** One-time links by which complainants rate for themselves: signed, valid for some days, used once; the store keeps the token's hash. */
import type { Selectable } from "kysely";
import { createHash, randomBytes } from "node:crypto";
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { complainantOf } from "./complainant.ts";
import { HuiyinError } from "./errors.ts";
import type { CaseRow, RatingLinkTable } from "./schema.ts";
import type { Actor, Reader, Rulebook, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";
import { announceRatingMessage } from "./webhooks.ts";

const purpose = "rating link";

/** Call it outside of the write, which may run more than once. */
export function newRatingToken(vault: Vault): string {
  const nonce = randomBytes(16).toString("base64url");
  return `${nonce}.${vault.sign(purpose, nonce)}`;
}

/** Told without a look at the store, so that guessing costs it nothing. */
export function isSigned(vault: Vault, token: string): boolean {
  const [nonce = "", signature = "", ...rest] = token.split(".");
  return rest.length === 0 && vault.isSigned(purpose, nonce, signature);
}

export interface NewRatingLink {
  token: string;
  /** Where the page is seen from outside, without a slash at its end. */
  publicUrl: string;
}

/** The new link replaces the ones before it. `sent` counts the SMS gateways to which the message is on its way. */
export async function createRatingLink(
  tx: Transaction,
  taskId: number,
  { token, publicUrl }: NewRatingLink,
  { at, actor, rulebook }: { at: Instant; actor: Actor; rulebook: Rulebook },
): Promise<{ url: string; expiresAt: Instant; sent: number }> {
  const task = await tx.selectFrom("callback_tasks").selectAll().where("id", "=", taskId).executeTakeFirst();
  if (task === undefined) throw new HuiyinError("callback-not-found", "没有这项回访任务，或不在您的单位范围内。");
  if (task.state !== "open") throw new HuiyinError("callback-ended", "这项回访已经完成或取消，请刷新列表。");
  const row = await tx.selectFrom("cases").selectAll().where("id", "=", task.case_id).executeTakeFirstOrThrow();
  const { validDays } = rulebook.policy.callback.ratingLink;
  const expiresAt = toInstant(millisOf(at) + validDays * dayMillis);
  const url = `${publicUrl}/rate/${token}`;
  await revokeLinks(tx, taskId, at);
  const sent = await send(tx, row, { url, validDays, at, rulebook });
  await tx
    .insertInto("rating_links")
    .values({ task_id: taskId, case_id: row.id, token_hash: hashOf(token), created_at: at, created_by: actor.id, expires_at: expiresAt, sent: sent > 0 ? 1 : 0, used_at: null, revoked_at: null })
    .execute();
  return { url, expiresAt, sent };
}

async function send(tx: Transaction, row: CaseRow, { url, validDays, at, rulebook }: { url: string; validDays: number; at: Instant; rulebook: Rulebook }): Promise<number> {
  const { phone } = complainantOf(row, rulebook.vault);
  if (phone === null || !isMobile(phone)) return 0;
  const text = `您反映的事项（工单号 ${row.case_no ?? row.id}）已办结，请点击链接评价办理结果：${url} 。链接 ${validDays} 天内有效，只能评价一次。`;
  return announceRatingMessage(tx, row, rulebook.vault.seal(JSON.stringify({ to: phone, text, url })), at);
}

/** Open callbacks of people with a telephone who were called so often in vain and have got no link in this round. */
export async function tasksToInvite(read: Reader, attemptsMin: number, limit: number): Promise<number[]> {
  const rows = await read
    .selectFrom("callback_tasks")
    .innerJoin("cases", "cases.id", "callback_tasks.case_id")
    .select("callback_tasks.id")
    .where("callback_tasks.state", "=", "open")
    .where("callback_tasks.attempts", ">=", attemptsMin)
    .where("cases.phone_index", "is not", null)
    .where((eb) => eb.not(eb.exists(eb.selectFrom("rating_links").select("rating_links.id").whereRef("rating_links.task_id", "=", "callback_tasks.id"))))
    .orderBy("callback_tasks.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Only a mobile telephone takes messages. */
const isMobile = (phone: string): boolean => /^(\+?86)?1[3-9]\d{9}$/.test(phone.replace(/[\s-]/g, ""));

export async function revokeLinks(tx: Transaction, taskId: number, at: Instant): Promise<void> {
  await tx.updateTable("rating_links").set({ revoked_at: at }).where("task_id", "=", taskId).where("used_at", "is", null).where("revoked_at", "is", null).execute();
}

/** What the page shows before anything is said: which case, and nothing of its text or of the complainant. */
export interface RatingInvitation {
  caseNo: string;
  reportedAt: Instant;
  unitName: string | null;
  expiresAt: Instant;
}

/** @throws HuiyinError `rating-link-unknown`, `rating-link-used`, `rating-link-revoked`, `rating-link-expired` */
export async function readRatingLink(read: Reader, token: string, { at, vault }: { at: Instant; vault: Vault }): Promise<RatingInvitation> {
  const link = isSigned(vault, token) ? await read.selectFrom("rating_links").selectAll().where("token_hash", "=", hashOf(token)).executeTakeFirst() : undefined;
  const fault = faultOf(link, at);
  if (link === undefined || fault !== null) throw fault ?? unknownLink();
  const row = await read
    .selectFrom("cases")
    .leftJoin("units", "units.id", "cases.unit_id")
    .select(["cases.id", "cases.case_no", "cases.reported_at", "units.name"])
    .where("cases.id", "=", link.case_id)
    .executeTakeFirstOrThrow();
  return { caseNo: row.case_no ?? String(row.id), reportedAt: row.reported_at, unitName: row.name, expiresAt: link.expires_at };
}

export const unknownLink = () => new HuiyinError("rating-link-unknown", "评价链接不正确，请从短信中重新打开完整的链接。");

export function faultOf(link: Selectable<RatingLinkTable> | undefined, at: Instant): HuiyinError | null {
  if (link === undefined) return unknownLink();
  if (link.used_at !== null) return new HuiyinError("rating-link-used", "您已经评价过了，感谢您的评价。");
  if (link.revoked_at !== null) return new HuiyinError("rating-link-revoked", "这个链接已经失效：回访已通过其他方式完成，或已发送新的链接。");
  if (link.expires_at <= at) return new HuiyinError("rating-link-expired", "这个链接已经过期。如需反映情况，请等待回访电话或拨打 12345。");
  return null;
}

export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
