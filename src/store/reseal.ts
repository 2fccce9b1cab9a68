/**
 * Seals anew, with the current key, what older keys have sealed, and computes its blind indexes again: some rows at a time, each replaced only
 * if it is still as it was read, so that it may run beside a service, be killed and be repeated.
 */
import { sql } from "kysely";
import { sealedPlaces, type SealedPlace } from "./sealedColumns.ts";
import type { Reader, Store, Transaction } from "./store.ts";
import { firstMark, keyOfMark, type Vault } from "./vault.ts";

const rowsPerBatch = 200;
/** A pass finds what was written behind it with an older key; a service that knows the new key writes no more of it. */
const passesMax = 20;

interface Row extends Record<string, string | number | null> {
  key: string | number;
  value: string;
}

/** @returns how many values were sealed anew. @throws VaultError for a value of a key that is not in the file */
export async function resealAll(store: Store, vault: Vault, onProgress: (resealed: number) => void = () => {}): Promise<number> {
  let resealed = 0;
  for (let pass = 1; pass <= passesMax; pass += 1) {
    const before = resealed;
    for (const place of sealedPlaces) {
      let after: string | number | null = null;
      for (;;) {
        const rows: Row[] = await rowsToReseal(store.read, place, vault, after);
        if (rows.length === 0) break;
        resealed += await store.write((tx) => resealRows(tx, place, rows, vault));
        onProgress(resealed);
        after = rows.at(-1)?.key ?? null;
      }
    }
    if (resealed === before) break;
  }
  return resealed;
}

async function rowsToReseal(read: Reader, place: SealedPlace, vault: Vault, after: string | number | null): Promise<Row[]> {
  const { rows } = await sql<Row>`select ${sql.ref(place.key)} as "key", ${sql.ref(place.column)} as "value"${sql.join(indexNames(place).map((name) => sql`, ${sql.ref(name)}`), sql``)}
    from ${sql.table(place.table)} where ${isOlder(place, vault)} ${after === null ? sql`` : sql`and ${sql.ref(place.key)} > ${after}`}
    order by ${sql.ref(place.key)} limit ${rowsPerBatch}`.execute(read);
  return rows;
}

const indexNames = ({ indexes = {} }: SealedPlace): string[] => Object.keys(indexes);

/** Where in the column a sealed value begins: at the start, or behind the name of its property. */
const beginningOf = ({ property }: SealedPlace): string => (property === undefined ? "" : `%"${property}":"`);

const isOlder = (place: SealedPlace, vault: Vault) =>
  sql`${sql.ref(place.column)} like ${`${beginningOf(place)}%`} and ${sql.ref(place.column)} not like ${`${beginningOf(place)}${vault.current().sealedMark}%`}`;

async function resealRows(tx: Transaction, place: SealedPlace, rows: readonly Row[], vault: Vault): Promise<number> {
  let count = 0;
  for (const row of rows) {
    const { plain, rewrite } = opened(place, row, vault);
    const indexes = Object.entries(place.indexes ?? {}).map(([name, part]) => [name, row[name] === null ? null : vault.index(String((JSON.parse(plain) as Record<string, unknown>)[part]))] as const);
    const set = sql.join([sql`${sql.ref(place.column)} = ${rewrite(vault.seal(plain))}`, ...indexes.map(([name, value]) => sql`${sql.ref(name)} = ${value}`)]);
    // Whoever has written the row meanwhile has sealed it himself.
    const { numAffectedRows } = await sql`update ${sql.table(place.table)} set ${set} where ${sql.ref(place.key)} = ${row.key} and ${sql.ref(place.column)} = ${row.value}`.execute(tx);
    count += Number(numAffectedRows ?? 0);
  }
  return count;
}

/** The plain text, and the column's value as it is with a newly sealed one. */
function opened({ property }: SealedPlace, { value }: Row, vault: Vault): { plain: string; rewrite: (sealed: string) => string } {
  if (property === undefined) return { plain: vault.unseal(value), rewrite: (sealed) => sealed };
  const body = JSON.parse(value) as Record<string, string>;
  return { plain: vault.unseal(body[property] ?? ""), rewrite: (sealed) => JSON.stringify({ ...body, [property]: sealed }) };
}

/** By the mark of the key: how many values are sealed with it. What bears no mark counts with the first key's. */
export async function sealedByKey(read: Reader): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const add = (mark: string, count: number) => counts.set(mark, (counts.get(mark) ?? 0) + count);
  for (const place of sealedPlaces) {
    if (place.property !== undefined) await countWithin(read, place, add);
    else await countMarks(read, place.table, place.column, add);
    for (const name of indexNames(place)) await countMarks(read, place.table, name, add);
  }
  return counts;
}

type Add = (mark: string, count: number) => void;

async function countMarks(read: Reader, table: string, column: string, add: Add): Promise<void> {
  const { rows } = await sql<{ mark: string; count: number }>`select mark, count(*) as count from (select case when substr(${sql.ref(column)}, 5, 1) = ':' then substr(${sql.ref(column)}, 1, 5) else '' end as mark
    from ${sql.table(table)} where ${sql.ref(column)} is not null) as marks group by mark`.execute(read);
  for (const { mark, count } of rows) add(mark === "" ? firstMark : mark, Number(count));
}

/** Few rows carry one: they are read, some hundreds at a time. */
async function countWithin(read: Reader, place: SealedPlace, add: Add): Promise<void> {
  for (let after: string | number = 0; ; ) {
    const { rows }: { rows: Row[] } = await sql<Row>`select ${sql.ref(place.key)} as "key", ${sql.ref(place.column)} as "value" from ${sql.table(place.table)}
      where ${sql.ref(place.column)} like ${`${beginningOf(place)}%`} and ${sql.ref(place.key)} > ${after} order by ${sql.ref(place.key)} limit ${rowsPerBatch}`.execute(read);
    for (const { value } of rows) {
      const sealed = (JSON.parse(value) as Record<string, string>)[place.property ?? ""] ?? "";
      add(keyOfMark(sealed.slice(0, firstMark.length)) === null ? firstMark : sealed.slice(0, firstMark.length), 1);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

/** Rating links that are still good and were signed before this instant. */
export async function openLinksBefore(read: Reader, before: string, now: string): Promise<number> {
  const row = await read
    .selectFrom("rating_links")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("created_at", "<", before)
    .where("expires_at", ">", now)
    .where("used_at", "is", null)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
