/** Sessions of people who logged in: the token is known to the browser alone, the store keeps its SHA-256; each ends by itself. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { actorFrom } from "./people.ts";
import { prepared } from "./prepared.ts";
import type { Actor, Reader, Transaction } from "./store.ts";

export const sessionHours = 12;
/** Without anything done at the desk. */
export const idleMinutes = 30;
const seenEveryMillis = 60_000;

export interface Session {
  actor: Actor;
  expiresAt: Instant;
  /** Whether it is a minute and more since it was last noted that its person is there. */
  isSeenLongAgo: boolean;
}

/** Of one person, for himself: which are open, and from where. */
export interface OpenSession {
  startedAt: Instant;
  seenAt: Instant;
  expiresAt: Instant;
  address: string | null;
  /** The one that asks. */
  current: boolean;
}

/** Call it outside of the write, which may run more than once. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The session's end. */
export async function startSession(tx: Transaction, session: { token: string; userId: number; at: Instant; address?: string }): Promise<Instant> {
  const expiresAt = toInstant(millisOf(session.at) + sessionHours * 3_600_000);
  await tx.deleteFrom("sessions").where("user_id", "=", session.userId).where("expires_at", "<=", session.at).execute();
  await tx
    .insertInto("sessions")
    .values({ token_hash: tokenHashOf(session.token), user_id: session.userId, created_at: session.at, expires_at: expiresAt, seen_at: session.at, address: session.address ?? null })
    .execute();
  return expiresAt;
}

/** Who holds this token now; null for an unknown, expired or idle one and for a disabled user. Asked at every request: one statement. */
export async function findSession(read: Reader, token: string, at: Instant): Promise<Session | null> {
  const rows = await openSession(read, tokenHashOf(token), at);
  const [row] = rows;
  if (row === undefined) return null;
  const unseenMillis = millisOf(at) - millisOf(row.seen_at ?? row.created_at);
  if (unseenMillis >= idleMinutes * 60_000) return null;
  const held = rows.flatMap(({ role, path }) => (role === null || path === null ? [] : [{ role, path }]));
  return { actor: actorFrom({ id: row.user_id, display_name: row.display_name }, held), expiresAt: row.expires_at, isSeenLongAgo: unseenMillis >= seenEveryMillis };
}

/** A row for each role of its person; one without a role where he has none. */
const openSession = prepared((read, tokenHash: string, at: Instant) =>
  read
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .leftJoin("user_roles", "user_roles.user_id", "users.id")
    .leftJoin("units", "units.id", "user_roles.unit_id")
    .select(["sessions.user_id", "sessions.created_at", "sessions.expires_at", "sessions.seen_at", "users.display_name", "user_roles.role", "units.path"])
    .where("sessions.token_hash", "=", tokenHash)
    .where("sessions.expires_at", ">", at)
    .where("users.disabled", "=", 0)
    .orderBy("user_roles.role")
    .orderBy("user_roles.unit_id"),
);

/** Its person is there: the time until it counts as left begins anew. */
export async function noteSeen(tx: Transaction, token: string, at: Instant): Promise<void> {
  await tx.updateTable("sessions").set({ seen_at: at }).where("token_hash", "=", tokenHashOf(token)).execute();
}

export async function endSession(tx: Transaction, token: string): Promise<void> {
  await tx.deleteFrom("sessions").where("token_hash", "=", tokenHashOf(token)).execute();
}

/** A person's open sessions, the newest first. */
export async function listSessions(read: Reader, userId: number, { token, at }: { token: string; at: Instant }): Promise<OpenSession[]> {
  const leftBefore = toInstant(millisOf(at) - idleMinutes * 60_000);
  const rows = await read.selectFrom("sessions").selectAll().where("user_id", "=", userId).where("expires_at", ">", at).orderBy("created_at", "desc").orderBy("token_hash").execute();
  const current = tokenHashOf(token);
  return rows
    .map((row) => ({ startedAt: row.created_at, seenAt: row.seen_at ?? row.created_at, expiresAt: row.expires_at, address: row.address, current: row.token_hash === current }))
    .filter(({ seenAt }) => seenAt > leftBefore);
}

/** What a page must send along with every change: nobody can make it who does not know the session's token, and it does not tell the token. */
export function csrfTokenOf(token: string): string {
  return createHmac("sha256", token).update("huiyin csrf v1").digest("base64url");
}

/** Takes as long whatever was given. */
export function isCsrfTokenOf(token: string, given: string): boolean {
  return timingSafeEqual(createHash("sha256").update(csrfTokenOf(token)).digest(), createHash("sha256").update(given).digest());
}

/** As which a token is kept. */
export function tokenHashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
