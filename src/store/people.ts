/** People: their names, passwords' hashes and the roles that they hold in units. */
import type { Instant, Role } from "../rules/words.ts";
import { HuiyinError } from "./errors.ts";
import { prepared } from "./prepared.ts";
import type { Actor, Reader, Transaction } from "./store.ts";

export interface NewUser {
  username: string;
  displayName: string;
  /** From `hashPassword`. */
  passwordHash: string;
  roles: readonly { role: Role; unitId: number }[];
  at: Instant;
}

export interface UserSummary {
  id: number;
  username: string;
  displayName: string;
  disabled: boolean;
  createdAt: Instant;
  roles: { role: Role; unitId: number; unitName: string; unitPath: string }[];
}

export interface LoginUser {
  id: number;
  username: string;
  displayName: string;
  passwordHash: string;
}

const usernameShape = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,63}$/u;

/** Codes: `username-invalid`, `username-taken`, `unit-not-found`. */
export async function addUser(tx: Transaction, user: NewUser): Promise<{ id: number }> {
  const username = usernameOf(user.username);
  if (!usernameShape.test(username)) {
    throw new HuiyinError("username-invalid", "用户名为 2 至 64 个字母、汉字、数字或 . _ -，以字母、汉字或数字开头。");
  }
  const row = await tx
    .insertInto("users")
    .values({
      username,
      display_name: user.displayName.trim() || username,
      password_hash: user.passwordHash,
      disabled: 0,
      created_at: user.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!row) throw new HuiyinError("username-taken", `用户名“${username}”已经有人使用。`);
  await giveRoles(tx, row.id, user.roles);
  return { id: row.id };
}

async function giveRoles(tx: Transaction, userId: number, held: NewUser["roles"]): Promise<void> {
  for (const { role, unitId } of held) {
    const unit = await tx.selectFrom("units").select("id").where("id", "=", unitId).executeTakeFirst();
    if (!unit) throw new HuiyinError("unit-not-found", `没有编号为 ${unitId} 的单位。`);
    await tx
      .insertInto("user_roles")
      .values({ user_id: userId, role, unit_id: unitId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export interface UserChange {
  displayName?: string | undefined;
  /** All that the person does from now on, in the place of what was. */
  roles?: NewUser["roles"] | undefined;
  /** Ends the sessions too when it is true. */
  disabled?: boolean | undefined;
}

/**
 * False when there is no such user. Roles are read anew at every request, so that a change holds at once.
 * @throws HuiyinError `unit-not-found`; `last-administrator` where nobody would be left to look after people
 */
export async function changeUser(tx: Transaction, id: number, { displayName, roles, disabled }: UserChange): Promise<boolean> {
  const wasAdministrator = await tx.selectFrom("user_roles").innerJoin("users", "users.id", "user_roles.user_id").select("users.id").where("users.id", "=", id).where("users.disabled", "=", 0).where("role", "=", "admin").executeTakeFirst();
  const row = await tx
    .updateTable("users")
    .set((eb) => ({
      display_name: displayName === undefined || displayName.trim() === "" ? eb.ref("display_name") : displayName.trim(),
      disabled: disabled === undefined ? eb.ref("disabled") : disabled ? 1 : 0,
    }))
    .where("id", "=", id)
    .returning("disabled")
    .executeTakeFirst();
  if (row === undefined) return false;
  if (roles !== undefined) {
    await tx.deleteFrom("user_roles").where("user_id", "=", id).execute();
    await giveRoles(tx, id, roles);
  }
  if (disabled === true) await endSessionsOf(tx, id);
  if (wasAdministrator !== undefined) await mustHaveAdministrator(tx);
  return true;
}

async function mustHaveAdministrator(tx: Transaction): Promise<void> {
  const left = await tx.selectFrom("user_roles").innerJoin("users", "users.id", "user_roles.user_id").select("users.id").where("user_roles.role", "=", "admin").where("users.disabled", "=", 0).executeTakeFirst();
  if (left === undefined) throw new HuiyinError("last-administrator", "这是最后一名管理员：请先让另一名用户担任管理员，再停用此人或收回其角色。");
}

/** Ends the user's sessions too; false when there is no such user. @throws HuiyinError `last-administrator` */
export async function disableUser(tx: Transaction, username: string): Promise<boolean> {
  const user = await tx.selectFrom("users").select("id").where("username", "=", usernameOf(username)).executeTakeFirst();
  return user !== undefined && changeUser(tx, user.id, { disabled: true });
}

/** Ends the user's sessions too, all but the one that is kept; false when there is no such user. */
export async function setPassword(tx: Transaction, userId: number, passwordHash: string, keep?: { tokenHash: string }): Promise<boolean> {
  const row = await tx.updateTable("users").set({ password_hash: passwordHash }).where("id", "=", userId).returning("id").executeTakeFirst();
  if (row) await endSessionsOf(tx, row.id, keep);
  return row !== undefined;
}

/** The same password, hashed with today's strength: nothing changes for anybody, so no session ends. */
export async function renewHash(tx: Transaction, userId: number, passwordHash: string): Promise<void> {
  await tx.updateTable("users").set({ password_hash: passwordHash }).where("id", "=", userId).execute();
}

/** Signs a person out everywhere, or everywhere else. @returns how many sessions ended. */
export async function endSessionsOf(tx: Transaction, userId: number, keep?: { tokenHash: string }): Promise<number> {
  let query = tx.deleteFrom("sessions").where("user_id", "=", userId);
  if (keep !== undefined) query = query.where("token_hash", "<>", keep.tokenHash);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

export async function countUsers(read: Reader): Promise<number> {
  const row = await read
    .selectFrom("users")
    .select((expression) => expression.fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** In order of the username. */
export async function listUsers(read: Reader, id?: number): Promise<UserSummary[]> {
  const query = read.selectFrom("users").selectAll().orderBy("username");
  const users = await (id === undefined ? query : query.where("id", "=", id)).execute();
  const held = await rolesWithUnits(read).execute();
  return users.map((user) => ({
    id: user.id,
    username: user.username,
    displayName: user.display_name,
    disabled: user.disabled === 1,
    createdAt: user.created_at,
    roles: held
      .filter((row) => row.user_id === user.id)
      .map((row) => ({ role: row.role, unitId: row.unit_id, unitName: row.name, unitPath: row.path })),
  }));
}

/** Null for an unknown or disabled user: to the outside both look like a wrong password. */
export async function findUserForLogin(read: Reader, username: string): Promise<LoginUser | null> {
  const row = await read
    .selectFrom("users")
    .selectAll()
    .where("username", "=", usernameOf(username))
    .where("disabled", "=", 0)
    .executeTakeFirst();
  return row ? { id: row.id, username: row.username, displayName: row.display_name, passwordHash: row.password_hash } : null;
}

/** Disabled or not: for the record of a sign-in that failed. */
export async function findUserNamed(read: Reader, username: string): Promise<Pick<LoginUser, "id" | "username" | "displayName"> | null> {
  const row = await read.selectFrom("users").select(["id", "username", "display_name"]).where("username", "=", usernameOf(username)).executeTakeFirst();
  return row ? { id: row.id, username: row.username, displayName: row.display_name } : null;
}

/** For a person who gives the password again; null when there is no such user. */
export async function passwordHashOf(read: Reader, userId: number): Promise<string | null> {
  const row = await read.selectFrom("users").select("password_hash").where("id", "=", userId).where("disabled", "=", 0).executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Null when there is no such user. */
export async function actorOfUser(read: Reader, userId: number): Promise<Actor | null> {
  const [user] = await userById(read, userId);
  if (!user) return null;
  const held = await rolesOfUser(read, userId);
  return actorFrom(user, held);
}

/** A person with the roles that he holds, and the paths of the units in which. */
export function actorFrom({ id, display_name }: { id: number; display_name: string }, held: readonly { role: Role; path: string }[]): Actor {
  return { id: `user:${id}`, name: display_name, userId: id, roles: held.map(({ role, path }) => ({ role, unitPath: path })) };
}
const userById = prepared((read, id: number) => read.selectFrom("users").select(["id", "display_name"]).where("id", "=", id));
const rolesOfUser = prepared((read, userId: number) => rolesWithUnits(read).where("user_roles.user_id", "=", userId));

function rolesWithUnits(read: Reader) {
  return read
    .selectFrom("user_roles")
    .innerJoin("units", "units.id", "user_roles.unit_id")
    .select(["user_roles.user_id", "user_roles.role", "user_roles.unit_id", "units.name", "units.path"])
    .orderBy("user_roles.user_id")
    .orderBy("user_roles.role")
    .orderBy("user_roles.unit_id");
}

/** Capital letters and full-width forms make no different person. */
export function usernameOf(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
