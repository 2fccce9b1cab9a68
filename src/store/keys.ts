/** API keys of integrations: bound to sources and scopes, shown once, stored as the SHA-256 of their secret; they may end by themselves and be rotated. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant, Source } from "../rules/words.ts";
import type { Actor, Reader, Transaction } from "./store.ts";

export const keyScopes = ["feeds:write", "feeds:read", "answers"] as const;
export type KeyScope = (typeof keyScopes)[number];
export const keyScopeLabels: Record<KeyScope, string> = { "feeds:write": "推送记录", "feeds:read": "查询回执与对账", answers: "取回答复" };

export interface KeySummary {
  id: number;
  name: string;
  sources: Source[];
  scopes: KeyScope[];
  createdAt: Instant;
  revokedAt: Instant | null;
  /** It is refused from this instant on; null for one that does not end by itself. */
  expiresAt: Instant | null;
  /** The key in whose place it came. */
  replacesId: number | null;
  /** To ten minutes. */
  usedAt: Instant | null;
}

/** How long a key still works beside the one that came in its place, unless somebody says otherwise. */
export const overlapHoursUsual = 72;
export const overlapHoursMax = 24 * 90;

const secretBytes = 32;
const keyShape = /^hy_([1-9]\d{0,8})_([A-Za-z0-9_-]{43})$/;

/** `key` is shown to whoever asked for it, now and never again. */
export async function addKey(
  tx: Transaction,
  key: { name: string; sources: readonly Source[]; scopes: readonly KeyScope[]; at: Instant; expiresAt?: Instant | null | undefined; replacesId?: number },
): Promise<{ id: number; key: string }> {
  const secret = randomBytes(secretBytes).toString("base64url");
  const { id } = await tx
    .insertInto("api_keys")
    .values({
      name: key.name,
      key_hash: hashOf(secret).toString("hex"),
      sources: JSON.stringify(key.sources),
      scopes: JSON.stringify(key.scopes),
      created_at: key.at,
      revoked_at: null,
      expires_at: key.expiresAt ?? null,
      replaces_id: key.replacesId ?? null,
      used_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, key: `hy_${id}_${secret}` };
}

export async function listKeys(read: Reader): Promise<KeySummary[]> {
  const rows = await read.selectFrom("api_keys").selectAll().orderBy("id").execute();
  return rows.map(summaryOf);
}

/**
 * A new key with the old one's name, sources and scopes; the old one works on beside it until `overlapHours` have passed, or until its
 * own end where that comes first. Null when there is no such key, or it works no more.
 * @param expiresAt of the new key; where it is not given, the new key lasts as long as the old one was to last
 */
export async function rotateKey(tx: Transaction, id: number, { at, overlapHours, expiresAt }: { at: Instant; overlapHours: number; expiresAt?: Instant | null | undefined }): Promise<{ id: number; key: string; oldEndsAt: Instant } | null> {
  const row = await tx.selectFrom("api_keys").selectAll().where("id", "=", id).where("revoked_at", "is", null).executeTakeFirst();
  const old = row && summaryOf(row);
  if (old === undefined || isExpired(old, at)) return null;
  const overlapEnd = toInstant(millisOf(at) + overlapHours * 3_600_000);
  const oldEndsAt = old.expiresAt !== null && old.expiresAt < overlapEnd ? old.expiresAt : overlapEnd;
  await tx.updateTable("api_keys").set({ expires_at: oldEndsAt }).where("id", "=", id).execute();
  const asLong = old.expiresAt === null ? null : toInstant(millisOf(at) + millisOf(old.expiresAt) - millisOf(old.createdAt));
  const made = await addKey(tx, { name: old.name, sources: old.sources, scopes: old.scopes, at, expiresAt: expiresAt === undefined ? asLong : expiresAt, replacesId: id });
  return { ...made, oldEndsAt };
}

/** False when there is no such key, or it was revoked before. */
export async function revokeKey(tx: Transaction, id: number, at: Instant): Promise<boolean> {
  const row = await tx
    .updateTable("api_keys")
    .set({ revoked_at: at })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** The key that was presented; null for an unknown, wrong or revoked one. Whether it has expired is the caller's to ask. */
export async function findKey(read: Reader, presented: string): Promise<KeySummary | null> {
  const [, id, secret] = keyShape.exec(presented) ?? [];
  if (id === undefined || secret === undefined) return null;
  const row = await read.selectFrom("api_keys").selectAll().where("id", "=", Number(id)).executeTakeFirst();
  // Compared with something even where there is no such key, so that the clock tells nothing.
  const right = timingSafeEqual(hashOf(secret), row ? Buffer.from(row.key_hash, "hex") : hashOf(""));
  return row && right && row.revoked_at === null ? summaryOf(row) : null;
}

export const isExpired = ({ expiresAt }: Pick<KeySummary, "expiresAt">, at: Instant): boolean => expiresAt !== null && expiresAt <= at;

const notedEveryMillis = 10 * 60_000;
/** Noted so seldom that a busy feed does not notice, and often enough to see whether an old key is still in use. */
export const isUseToBeNoted = ({ usedAt }: Pick<KeySummary, "usedAt">, at: Instant): boolean => usedAt === null || millisOf(at) - millisOf(usedAt) >= notedEveryMillis;

export async function noteUse(tx: Transaction, id: number, at: Instant): Promise<void> {
  await tx.updateTable("api_keys").set({ used_at: at }).where("id", "=", id).execute();
}

export function actorOfKey(key: Pick<KeySummary, "id" | "name">): Actor {
  return { id: `key:${key.id}`, name: key.name, roles: [{ role: "integration", unitPath: "/" }] };
}

function summaryOf(row: {
  id: number;
  name: string;
  sources: string;
  scopes: string;
  created_at: Instant;
  revoked_at: Instant | null;
  expires_at: Instant | null;
  replaces_id: number | null;
  used_at: Instant | null;
}): KeySummary {
  return {
    id: row.id,
    name: row.name,
    sources: JSON.parse(row.sources) as Source[],
    scopes: JSON.parse(row.scopes) as KeyScope[],
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    expiresAt: row.expires_at,
    replacesId: row.replaces_id,
    usedAt: row.used_at,
  };
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
