/** The names behind the ids that events hold. */
import type { Reader } from "./store.ts";

export interface Names {
  units: ReadonlyMap<number, string>;
  users: ReadonlyMap<number, string>;
  cases: ReadonlyMap<number, string>;
}

/** What an id in a payload is the id of, by the name of its field. */
export const idKinds: Readonly<Record<string, keyof Names>> = { unitId: "units", handlerId: "users", userId: "users", primaryId: "cases", caseId: "cases", caseIds: "cases" };

/** The names of all that these payloads speak of, asked for at once. */
export async function namesIn(read: Reader, payloads: readonly unknown[]): Promise<Names> {
  const ids = { units: new Set<number>(), users: new Set<number>(), cases: new Set<number>() };
  for (const payload of payloads) {
    for (const [name, value] of Object.entries((payload ?? {}) as Record<string, unknown>)) {
      const kind = idKinds[name];
      if (kind !== undefined) for (const id of [value].flat()) if (typeof id === "number") ids[kind].add(id);
    }
  }
  const [units, users, cases] = await Promise.all([
    ids.units.size === 0 ? [] : read.selectFrom("units").select(["id", "name"]).where("id", "in", [...ids.units]).execute(),
    ids.users.size === 0 ? [] : read.selectFrom("users").select(["id", "display_name as name"]).where("id", "in", [...ids.users]).execute(),
    ids.cases.size === 0 ? [] : read.selectFrom("cases").select(["id", "case_no as name"]).where("id", "in", [...ids.cases]).execute(),
  ]);
  const mapOf = (rows: readonly { id: number; name: string | null }[]) => new Map(rows.map(({ id, name }) => [id, name ?? String(id)]));
  return { units: mapOf(units), users: mapOf(users), cases: mapOf(cases) };
}
