/** People to choose from: those who can be given work, by what they do and where. */
import type { Role } from "../rules/words.ts";
import type { Reader } from "./store.ts";

export interface PersonFound {
  id: number;
  displayName: string;
  roles: { role: Role; unitId: number; unitName: string }[];
}

export interface PeopleFilter {
  role?: Role | undefined;
  /** Who holds the role in this unit or below it. */
  unitId?: number | undefined;
  /** With it, also who holds it above, since a role reaches downwards. */
  above?: boolean | undefined;
  limit: number;
}

/** Enabled people in order of their names. */
export async function findPeople(read: Reader, { role, unitId, above, limit }: PeopleFilter): Promise<PersonFound[]> {
  let query = read
    .selectFrom("user_roles")
    .innerJoin("users", "users.id", "user_roles.user_id")
    .innerJoin("units", "units.id", "user_roles.unit_id")
    .select(["users.id", "users.display_name", "user_roles.role", "units.id as unit_id", "units.name as unit_name", "units.path"])
    .where("users.disabled", "=", 0);
  if (role !== undefined) query = query.where("user_roles.role", "=", role);
  const rows = await query.orderBy("users.display_name").orderBy("users.id").execute();
  const unit = unitId === undefined ? null : await read.selectFrom("units").select("path").where("id", "=", unitId).executeTakeFirst();
  if (unit === undefined) return [];
  const people = new Map<number, PersonFound>();
  for (const row of rows) {
    if (unit !== null && !row.path.startsWith(unit.path) && !(above === true && unit.path.startsWith(row.path))) continue;
    const person = people.get(row.id) ?? { id: row.id, displayName: row.display_name, roles: [] };
    person.roles.push({ role: row.role, unitId: row.unit_id, unitName: row.unit_name });
    people.set(row.id, person);
  }
  return [...people.values()].slice(0, limit);
}
