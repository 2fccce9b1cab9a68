/** The one column shape that the two databases spell differently, for migrations: a whole-number id that the database gives out. */
import { SqliteAdapter, type CreateTableBuilder, type Kysely } from "kysely";

/** Adds `id`: `autoincrement` on SQLite (an id is never used twice), `identity` on PostgreSQL. Use with `.$call(idColumn(db))`. */
export function idColumn(db: Kysely<unknown>) {
  const sqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  return <Table extends string>(table: CreateTableBuilder<Table, never>): CreateTableBuilder<Table, "id"> =>
    table.addColumn("id", "integer", (column) => (sqlite ? column.primaryKey().autoIncrement() : column.primaryKey().generatedByDefaultAsIdentity()));
}
