/** Sessions of people who logged in: the token is known to the browser alone, the store keeps its SHA-256. */
import { createHash, randomBytes } from "node:crypto";
import { millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { actorOfUser } from "./people.ts";
import { prepared } from "./prepared.ts";
import type { Actor, Reader, Transaction } from "./store.ts";

export const sessionHours = 12;

export interface Session {
  actor: Actor;
  expiresAt: Instant;
}

/** Call it outside of the write, which may run more than once. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The session's end. */
export async function startSession(tx: Transaction, session: { token: string; userId: number; at: Instant }): Promise<Instant> {
  const expiresAt = toInstant(millisOf(session.at) + sessionHours * 3_600_000);
  await tx.deleteFrom("sessions").where("user_id", "=", session.userId).where("expires_at", "<=", session.at).execute();
  await tx
    .insertInto("sessions")
    .values({ token_hash: tokenHashOf(session.token), user_id: session.userId, created_at: session.at, expires_at: expiresAt })
    .execute();
  return expiresAt;
}

/** Who holds this token now; null for an unknown or expired one and for a disabled user. */
export async function findSession(read: Reader, token: string, at: Instant): Promise<Session | null> {
  const [row] = await openSession(read, tokenHashOf(token), at);
  const actor = row && (await actorOfUser(read, row.user_id));
  return row && actor ? { actor, expiresAt: row.expires_at } : null;
}

const openSession = prepared((read, tokenHash: string, at: Instant) =>
  read
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select(["sessions.user_id", "sessions.expires_at"])
    .where("sessions.token_hash", "=", tokenHash)
    .where("sessions.expires_at", ">", at)
    .where("users.disabled", "=", 0),
);

export async function endSession(tx: Transaction, token: string): Promise<void> {
  await tx.deleteFrom("sessions").where("token_hash", "=", tokenHashOf(token)).execute();
}

/** As which a token is kept. */
export function tokenHashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
