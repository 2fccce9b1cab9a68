/** Units: a tree with one root; a unit's path of ids (`/1/4/`) begins with that of every unit above it. */
import { HuiyinError } from "./errors.ts";
import { prepared } from "./prepared.ts";
import type { Reader, Transaction } from "./store.ts";

export interface Unit {
  id: number;
  code: string;
  name: string;
  parentId: number | null;
  path: string;
  aliases: string[];
}

export interface UnitInput {
  code: string;
  name: string;
  /** Null for the root, of which there is one. */
  parentCode: string | null;
  aliases?: readonly string[] | undefined;
}

/** Adds the unit or changes the one with this code, paths below it included. Codes: `unit-not-found`, `unit-second-root`, `unit-cycle`. */
export async function upsertUnit(tx: Transaction, input: UnitInput): Promise<Unit> {
  const parent = input.parentCode === null ? null : await unitByCode(tx, input.parentCode);
  if (input.parentCode !== null && !parent) throw new HuiyinError("unit-not-found", `没有代码为“${input.parentCode}”的上级单位。`);
  const known = await unitByCode(tx, input.code);
  if (!parent) {
    const root = await rootUnit(tx);
    if (root && root.id !== known?.id)
      throw new HuiyinError("unit-second-root", `顶级单位已经是“${root.name}”，请为“${input.name}”指定上级单位。`);
  }
  if (known && parent?.path.startsWith(known.path))
    throw new HuiyinError("unit-cycle", `“${input.name}”不能以自己或自己的下级为上级单位。`);

  const columns = { name: input.name, parent_id: parent?.id ?? null, aliases: JSON.stringify(input.aliases ?? known?.aliases ?? []) };
  if (known) await tx.updateTable("units").set(columns).where("id", "=", known.id).execute();
  const id =
    known?.id ??
    // A path needs the id that the row is only now given; the code keeps it apart from other rows until then.
    (
      await tx
        .insertInto("units")
        .values({ ...columns, code: input.code, path: `new ${input.code}` })
        .returning("id")
        .executeTakeFirstOrThrow()
    ).id;
  const path = `${parent?.path ?? "/"}${id}/`;
  if (path !== known?.path) await movePaths(tx, id, known?.path ?? null, path);
  return { id, code: input.code, name: input.name, parentId: columns.parent_id, path, aliases: JSON.parse(columns.aliases) as string[] };
}

/** In order of the path: every unit after the one above it. */
export async function listUnits(read: Reader): Promise<Unit[]> {
  const rows = await read.selectFrom("units").selectAll().orderBy("path").execute();
  return rows.map(unitOf);
}

/** Null in a store whose units have not been set up. */
export async function rootUnit(read: Reader | Transaction): Promise<Unit | null> {
  const [row] = await unitsWithoutParent(read);
  return row ? unitOf(row) : null;
}

/** Null in a store that has no unit yet. */
export async function rootUnitId(read: Reader | Transaction): Promise<number | null> {
  const [row] = await idsWithoutParent(read);
  return row?.id ?? null;
}
const idsWithoutParent = prepared((read) => read.selectFrom("units").select("id").where("parent_id", "is", null).orderBy("id").limit(1));
const unitsWithoutParent = prepared((read) => read.selectFrom("units").selectAll().where("parent_id", "is", null).orderBy("id").limit(1));

/** The unit as a source names it: by code, by name or by one of its aliases, in this order. */
export async function unitByNameOrCode(read: Reader | Transaction, text: string): Promise<Unit | null> {
  const wanted = text.trim();
  if (wanted === "") return null;
  const rows = await read
    .selectFrom("units")
    .selectAll()
    .where((expression) => expression.or([expression("code", "=", wanted), expression("name", "=", wanted)]))
    .orderBy("id")
    .execute();
  const direct = rows.find((row) => row.code === wanted) ?? rows[0];
  if (direct) return unitOf(direct);
  const named = await read.selectFrom("units").selectAll().where("aliases", "<>", "[]").orderBy("id").execute();
  return named.map(unitOf).find((unit) => unit.aliases.includes(wanted)) ?? null;
}

async function unitByCode(read: Reader, code: string): Promise<Unit | null> {
  const row = await read.selectFrom("units").selectAll().where("code", "=", code).executeTakeFirst();
  return row ? unitOf(row) : null;
}

async function movePaths(tx: Transaction, id: number, from: string | null, to: string): Promise<void> {
  const below = from === null ? [] : await tx.selectFrom("units").select(["id", "path"]).where("path", "like", `${from}%`).execute();
  await tx.updateTable("units").set({ path: to }).where("id", "=", id).execute();
  for (const row of below.filter((each) => each.id !== id)) {
    await tx
      .updateTable("units")
      .set({ path: to + row.path.slice((from ?? "").length) })
      .where("id", "=", row.id)
      .execute();
  }
}

function unitOf(row: { id: number; code: string; name: string; parent_id: number | null; path: string; aliases: string }): Unit {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    parentId: row.parent_id,
    path: row.path,
    aliases: JSON.parse(row.aliases) as string[],
  };
}
