/**
 * Statements of the hot paths, compiled once: building a statement anew for every call costs more than SQLite takes to run it.
 * They are written with the query builder like all others, and differ from them by nothing but their speed.
 */
import { CompiledQuery, type Compilable, type Insertable, type Kysely, type Transaction as KyselyTransaction, type Updateable } from "kysely";
import { isSqlite } from "./columns.ts";
import { keepStatement } from "./keptStatements.ts";
import type { Database } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

/** Stands for the argument of this number while the statement is built. */
class Argument {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/** Runs a statement at once and answers its rows. */
export type Run = (sql: string, parameters: readonly unknown[]) => unknown[];

const runs = new WeakMap<object, Run>();

/** SQLite answers within the call: its statements need not wait in the query builder's line of promises. */
export function runsAtOnce(db: Reader | Transaction, run: Run): void {
  runs.set(db, run);
}

async function rowsOf<Row>(db: AnyDatabase<Database>, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const run = runs.get(db);
  if (run !== undefined) return run(sql, parameters) as Row[];
  if (!isSqlite(db)) keepStatement(sql);
  return (await db.executeQuery<Row>(CompiledQuery.raw(sql, [...parameters]))).rows;
}

interface Compiled {
  sql: string;
  /** Constants, and places for arguments. */
  parameters: readonly unknown[];
}

/**
 * A statement as a function of its arguments, answering its rows. `build` runs once for each kind of database and sees only places for
 * the arguments: it may compare and write them, and nothing else; lists (`in`) it cannot take.
 */
export function prepared<Arguments extends readonly unknown[], Row>(build: (db: Reader | Transaction, ...args: Arguments) => Compilable<Row>): (db: Reader | Transaction, ...args: Arguments) => Promise<Row[]> {
  const known: { sqlite?: Compiled; postgres?: Compiled } = {};
  return async (db, ...args) => {
    const kind = isSqlite(db) ? "sqlite" : "postgres";
    const { sql, parameters } = (known[kind] ??= compiled(build, db, args.length));
    const given = parameters.map((parameter) => (parameter instanceof Argument ? args[parameter.index] : parameter));
    return rowsOf<Row>(db, sql, given);
  };
}

function compiled<Arguments extends readonly unknown[], Row>(build: (db: Reader | Transaction, ...args: Arguments) => Compilable<Row>, db: Reader | Transaction, count: number): Compiled {
  const places = Array.from({ length: count }, (_, index) => new Argument(index)) as unknown as Arguments;
  const { sql, parameters } = build(db, ...places).compile();
  const used = new Set(parameters.flatMap((parameter) => (parameter instanceof Argument ? [parameter.index] : [])));
  if (used.size !== count) throw new Error(`A prepared statement uses ${used.size} of its ${count} arguments: ${sql}`);
  return { sql, parameters };
}

type Table = keyof Database;
type AnyDatabase<Tables> = Kysely<Tables> | KyselyTransaction<Tables>;

/** Writes rows that have all the same columns, in their order. */
export async function insertRows<Name extends Table>(tx: Transaction, table: Name, rows: readonly Insertable<Database[Name]>[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnsOf(table, rows[0] ?? {});
  await insertValues(tx, { table, columns }, rows.map((row) => valuesOf(row, columns)));
}

/** The same list for rows that have the same columns, by which their statement is found again. */
function columnsOf(table: string, row: object): readonly string[] {
  const names = Object.keys(row);
  const lists = columnLists.get(table) ?? [];
  columnLists.set(table, lists);
  const known = lists.find((list) => list.length === names.length && list.every((name, index) => name === names[index]));
  if (known !== undefined) return known;
  if (lists.length < columnListsMax) lists.push(names);
  return names;
}
const columnLists = new Map<string, (readonly string[])[]>();
/** Of a table; rows are written in a few ways, and what comes beyond them only takes longer. */
const columnListsMax = 16;

/** Leaves out those that are there already by the columns of a unique index. @returns the ids of those written. */
export async function insertUnlessKnown<Name extends Table>(tx: Transaction, table: Name, rows: readonly (Insertable<Database[Name]> & { id: number })[], unique: readonly (keyof Database[Name] & string)[]): Promise<number[]> {
  const columns = columnsOf(table, rows[0] ?? {});
  const end = ` on conflict (${unique.map(quoted).join(", ")}) do nothing returning "id"`;
  return (await insertValues<Database, { id: number }>(tx, { table, columns, end }, rows.map((row) => valuesOf(row, columns)))).map(({ id }) => id);
}

/** Changes the columns of the row with this id. */
export async function updateRow<Name extends Table>(tx: Transaction, table: Name, id: number, change: Updateable<Database[Name]>): Promise<void> {
  const columns = columnsOf(table, change);
  await rowsOf(tx, updateText(tx, table, columns), [...valuesOf(change, columns), id]);
}

function valuesOf(row: object, columns: readonly string[]): unknown[] {
  return columns.map((column) => (row as Readonly<Record<string, unknown>>)[column]);
}

interface Insertion {
  table: string;
  /** The same list for each insertion alike: its statement is kept with it. */
  columns: readonly string[];
  /** Types that PostgreSQL has to be told. */
  casts?: Readonly<Record<string, string>>;
  end?: string;
}

/** More rows than this make another statement: PostgreSQL takes 65,535 values in one, SQLite 32,766. */
const rowsPerStatementMax = 32;

/** For tables that the schema's types do not name. */
export async function insertValues<Tables, Row = never>(tx: AnyDatabase<Tables>, insertion: Insertion, rows: readonly (readonly unknown[])[]): Promise<Row[]> {
  const written: Row[] = [];
  for (let start = 0; start < rows.length; start += rowsPerStatementMax) {
    const some = rows.slice(start, start + rowsPerStatementMax);
    const answer = await rowsOf<Row>(tx as never, insertText(tx, insertion, some.length), some.flat());
    if (insertion.end !== undefined) written.push(...answer);
  }
  return written;
}

/** Of each list of columns, by what is done with them. */
const texts = new WeakMap<readonly string[], Map<string, string>>();

function textOf<Tables>(db: AnyDatabase<Tables>, columns: readonly string[], what: string, write: (place: () => string) => string): string {
  const kind = isSqlite(db) ? "sqlite" : "postgres";
  const ofColumns = texts.get(columns) ?? new Map<string, string>();
  texts.set(columns, ofColumns);
  const key = `${kind} ${what}`;
  const known = ofColumns.get(key);
  if (known !== undefined) return known;
  let number = 0;
  const text = write(() => (kind === "sqlite" ? "?" : `$${(number += 1)}`));
  ofColumns.set(key, text);
  return text;
}

function insertText<Tables>(db: AnyDatabase<Tables>, { table, columns, casts = {}, end = "" }: Insertion, rows: number): string {
  return textOf(db, columns, `insert ${table} ${rows} ${end}`, (place) => {
    const tuples = Array.from({ length: rows }, () => `(${columns.map((column) => `${place()}${casts[column] === undefined ? "" : `::${casts[column]}`}`).join(", ")})`);
    return `insert into ${quoted(table)} (${columns.map(quoted).join(", ")}) values ${tuples.join(", ")}${end}`;
  });
}

const updateText = (db: Transaction, table: string, columns: readonly string[]): string =>
  textOf(db, columns, `update ${table}`, (place) => `update ${quoted(table)} set ${columns.map((column) => `${quoted(column)} = ${place()}`).join(", ")} where "id" = ${place()}`);

const quoted = (name: string): string => `"${name}"`;
