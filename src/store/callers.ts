/** Callers: who may call back for a unit, how much lies before each of them, and when they are free. */
import { fairestCaller } from "../rules/callPlan.ts";
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { unitPathOf } from "./rolesHeld.ts";
import type { CallbackTaskRow } from "./schema.ts";
import type { Transaction } from "./store.ts";

/** Fairness looks back so far. */
const recentDays = 28;

/** User ids of enabled callers of this unit or above it who have not handled the case; of the whole house for a case that no unit has. */
export async function eligibleCallers(tx: Transaction, unitId: number | null, handledBy: readonly string[]): Promise<number[]> {
  const path = await unitPathOf(tx, unitId);
  const held = await callerRoles(tx).execute();
  const ids = held.filter((role) => covers(role.path, path) && !handledBy.includes(`user:${role.user_id}`)).map(({ user_id }) => user_id);
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

export async function isCaller(tx: Transaction, userId: number, unitPath: string | null): Promise<boolean> {
  const held = await callerRoles(tx).where("users.id", "=", userId).execute();
  return held.some(({ path }) => covers(path, unitPath));
}

const callerRoles = (tx: Transaction) =>
  tx
    .selectFrom("user_roles")
    .innerJoin("users", "users.id", "user_roles.user_id")
    .innerJoin("units", "units.id", "user_roles.unit_id")
    .select(["user_roles.user_id", "units.path"])
    .where("user_roles.role", "=", "caller")
    .where("users.disabled", "=", 0);

/** A case that no unit has lies at the root. */
const covers = (held: string, unitPath: string | null): boolean => (unitPath ?? `/${held.split("/")[1] ?? ""}/`).startsWith(held);

export async function chooseCaller(tx: Transaction, callers: readonly number[], at: Instant): Promise<number | null> {
  if (callers.length === 0) return null;
  const since = toInstant(millisOf(at) - recentDays * dayMillis);
  const open = await countsByCaller(tasksIn(tx, "open"), callers);
  const recent = await countsByCaller(tasksIn(tx, "ended").where("ended_at", ">=", since), callers);
  return fairestCaller(callers.map((userId) => ({ userId, open: open.get(userId) ?? 0, recent: recent.get(userId) ?? 0 })));
}

const tasksIn = (tx: Transaction, state: CallbackTaskRow["state"]) => tx.selectFrom("callback_tasks").where("state", "=", state);

async function countsByCaller(tasks: ReturnType<typeof tasksIn>, callers: readonly number[]): Promise<Map<number, number>> {
  const rows = await tasks
    .select(({ fn }) => ["caller_id", fn.countAll<number>().as("count")])
    .where("caller_id", "in", callers)
    .groupBy("caller_id")
    .execute();
  return new Map(rows.map(({ caller_id, count }) => [caller_id ?? 0, Number(count)]));
}

/** Instants from now on at which the caller has a call other than this one. */
export async function takenSlots(tx: Transaction, callerId: number, exceptTaskId: number, at: Instant): Promise<Set<Instant>> {
  const rows = await tx
    .selectFrom("callback_tasks")
    .select("planned_at")
    .where("state", "=", "open")
    .where("caller_id", "=", callerId)
    .where("id", "<>", exceptTaskId)
    .where("planned_at", ">=", at)
    .execute();
  return new Set(rows.flatMap(({ planned_at }) => planned_at ?? []));
}
