/** Views that people keep by a name: which page with which filters. */
import type { Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("saved_views")
    .$call(idColumn(db))
    .addColumn("user_id", "integer", (c) => c.notNull().references("users.id"))
    .addColumn("page", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("query", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addUniqueConstraint("saved_views_are_named_once", ["user_id", "page", "name"])
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("saved_views").execute();
}
