/** Whether an actor holds one of some roles over a unit: in it, or in a unit above it. */
import type { Role } from "../rules/words.ts";
import { prepared } from "./prepared.ts";
import type { Actor, Transaction } from "./store.ts";

/** @param unitPath null for what no unit has: that lies at the root. */
export function holdsRole(actor: Actor, roles: readonly Role[], unitPath: string | null): boolean {
  return actor.roles.some(({ role, unitPath: held }) => (roles as readonly string[]).includes(role) && (unitPath ?? rootOf(held)).startsWith(held));
}

export async function unitPathOf(tx: Transaction, unitId: number | null): Promise<string | null> {
  if (unitId === null) return null;
  const [unit] = await pathOfUnit(tx, unitId);
  return unit?.path ?? null;
}
const pathOfUnit = prepared((db, unitId: number) => db.selectFrom("units").select("path").where("id", "=", unitId));

/** Where what no unit has yet lies: at the root of this path. */
export const rootOf = (path: string): string => (path === "/" ? "/" : `/${path.split("/")[1]}/`);
