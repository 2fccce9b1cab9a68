/** Files of the drop folders: what was taken of each, so that none is taken twice and one that was cut short goes on where it stopped. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("dropped_files")
    .$call(idColumn(db))
    .addColumn("profile", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("bytes", "bigint", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("begun_at", "text", (c) => c.notNull())
    .addColumn("ended_at", "text")
    .addColumn("received", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("created", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("updated", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("unchanged", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("quarantined", "integer", (c) => c.notNull().defaultTo(0))
    .addUniqueConstraint("the_same_file_is_taken_once", ["profile", "sha256"])
    .addCheckConstraint("dropped_file_state_is_known", sql`state in ('taking', 'done', 'failed')`)
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("dropped_files").execute();
}
