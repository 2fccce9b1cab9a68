/** API keys of integrations: bound to sources and scopes, shown once, stored as the SHA-256 of their secret. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
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
}

const secretBytes = 32;
const keyShape = /^hy_([1-9]\d{0,8})_([A-Za-z0-9_-]{43})$/;

/** `key` is shown to whoever asked for it, now and never again. */
export async function addKey(
  tx: Transaction,
  key: { name: string; sources: readonly Source[]; scopes: readonly KeyScope[]; at: Instant },
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
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, key: `hy_${id}_${secret}` };
}

export async function listKeys(read: Reader): Promise<KeySummary[]> {
  const rows = await read.selectFrom("api_keys").selectAll().orderBy("id").execute();
  return rows.map(summaryOf);
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

/** The key that was presented; null for an unknown, wrong or revoked one. */
export async function findKey(read: Reader, presented: string): Promise<KeySummary | null> {
  const [, id, secret] = keyShape.exec(presented) ?? [];
  if (id === undefined || secret === undefined) return null;
  const row = await read.selectFrom("api_keys").selectAll().where("id", "=", Number(id)).executeTakeFirst();
  // Compared with something even where there is no such key, so that the clock tells nothing.
  const right = timingSafeEqual(hashOf(secret), row ? Buffer.from(row.key_hash, "hex") : hashOf(""));
  return row && right && row.revoked_at === null ? summaryOf(row) : null;
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
}): KeySummary {
  return {
    id: row.id,
    name: row.name,
    sources: JSON.parse(row.sources) as Source[],
    scopes: JSON.parse(row.scopes) as KeyScope[],
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
