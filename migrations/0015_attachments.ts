/** Evidence that staff attach to a case: what the file is and who brought it; its bytes lie beside the database, by their hash. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("attachments")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("about", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("media_type", "text", (c) => c.notNull())
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("added_at", "text", (c) => c.notNull())
    .addColumn("added_by", "text", (c) => c.notNull())
    .addColumn("added_by_name", "text", (c) => c.notNull())
    .addCheckConstraint("an_attachment_is_about_a_known_part", sql`about in ('case', 'disposition', 'review')`)
    .addUniqueConstraint("the_same_file_once_per_case", ["case_id", "sha256"])
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("attachments").execute();
}
