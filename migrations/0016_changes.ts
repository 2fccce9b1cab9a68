/** What changed of late, for pages that are open: a short ring that a job keeps to a day; histories are the truth. */
import type { Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("changes")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull())
    .addColumn("case_no", "text")
    .addColumn("unit_id", "integer")
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("event", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("escalation", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("changes").execute();
}
