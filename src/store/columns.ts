/** What the two databases spell differently, for migrations and the search index: a whole-number id, and which database it is. */
import { SqliteAdapter, type CreateTableBuilder, type Kysely, type Transaction } from "kysely";

/** Adds `id`: `autoincrement` on SQLite (an id is never used twice), `identity` on PostgreSQL. Use with `.$call(idColumn(db))`. */
export function idColumn(db: Kysely<unknown>) {
  const sqlite = isSqlite(db);
  return <Table extends string>(table: CreateTableBuilder<Table, never>): CreateTableBuilder<Table, "id"> =>
    table.addColumn("id", "integer", (column) => (sqlite ? column.primaryKey().autoIncrement() : column.primaryKey().generatedByDefaultAsIdentity()));
}

export function isSqlite<Tables>(db: Kysely<Tables> | Transaction<Tables>): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}
