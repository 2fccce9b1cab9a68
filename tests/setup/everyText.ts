/** Every column of every table, and where in all of them a text stands: to prove that something is nowhere. */
import { sql } from "kysely";
import type { Store } from "../../src/store/store.ts";

const innerTables = /^(kysely_|sqlite_)/;

/** Of every table of the schema, the search index's own included. */
export async function columnsOf(store: Store): Promise<{ table: string; column: string }[]> {
  const tables = await store.read.introspection.getTables();
  return tables.filter(({ name }) => !innerTables.test(name)).flatMap(({ name, columns }) => columns.map((column) => ({ table: name, column: column.name })));
}

/** The columns, as `table.column`, in whose values any of the texts stands. */
export async function whereFound(store: Store, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column } of await columnsOf(store)) {
    for (const text of texts) {
      const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)} where cast(${sql.ref(column)} as text) like ${`%${text}%`}`.execute(store.read);
      if (Number(rows[0]?.count) > 0) found.push(`${table}.${column}: ${text}`);
    }
  }
  return found;
}
