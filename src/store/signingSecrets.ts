/** Secrets of Standard Webhooks signatures, sealed: per profile one for what comes in (`feed:110`) and one for what goes out (`answers:110`). */
import { randomBytes } from "node:crypto";
import type { Instant } from "../rules/words.ts";
import type { Reader, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

export const secretDirections = ["feed", "answers"] as const;
export type SecretDirection = (typeof secretDirections)[number];
const secretBytes = 32;

export const newSigningSecret = (): string => `whsec_${randomBytes(secretBytes).toString("base64")}`;
export const secretName = (direction: SecretDirection, profile: string): string => `${direction}:${profile}`;

/** The secret, made when it is asked for the first time; with `rotate` a new one, the old one being accepted beside it. */
export async function signingSecret(tx: Transaction, name: string, { vault, at, rotate = false }: { vault: Vault; at: Instant; rotate?: boolean | undefined }): Promise<string> {
  const row = await tx.selectFrom("signing_secrets").selectAll().where("name", "=", name).executeTakeFirst();
  if (row !== undefined && !rotate) return vault.unseal(row.secret_sealed);
  const secret = newSigningSecret();
  const columns = { secret_sealed: vault.seal(secret), previous_sealed: row?.secret_sealed ?? null, created_at: at };
  const inserted = await tx
    .insertInto("signing_secrets")
    .values({ name, ...columns })
    .onConflict((conflict) => (rotate ? conflict.column("name").doUpdateSet(columns) : conflict.column("name").doNothing()))
    .returning("name")
    .executeTakeFirst();
  // Another process made it a moment before: its secret is the one.
  return inserted === undefined ? signingSecret(tx, name, { vault, at }) : secret;
}

/** The present secret and the one before it; empty where none was made. */
export async function signingSecrets(read: Reader, name: string, vault: Vault): Promise<string[]> {
  const row = await read.selectFrom("signing_secrets").selectAll().where("name", "=", name).executeTakeFirst();
  if (row === undefined) return [];
  return [row.secret_sealed, ...(row.previous_sealed === null ? [] : [row.previous_sealed])].map((sealed) => vault.unseal(sealed));
}

/** False where the very same signed message was let in before: a replay. A sender who tries again signs anew. */
export async function rememberSigned(tx: Transaction, message: { profile: string; messageId: string; signedAt: number; seenAt: Instant }): Promise<boolean> {
  const row = await tx
    .insertInto("signed_messages")
    .values({ profile: message.profile, message_id: message.messageId, signed_at: message.signedAt, seen_at: message.seenAt })
    .onConflict((conflict) => conflict.columns(["profile", "message_id", "signed_at"]).doNothing())
    .returning("message_id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Messages whose time of signing is out of tolerance are refused by it, and need not be remembered. */
export async function forgetSigned(tx: Transaction, before: Instant): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("signed_messages").where("seen_at", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
}
