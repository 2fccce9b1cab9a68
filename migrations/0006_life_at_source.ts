/** What a source tells after the first record (urgings, its own time of each version), and a quarantine in which work leaves traces. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("cases").addColumn("source_updated_at", "text").execute();
  await db.schema.alterTable("cases").addColumn("urge_count", "integer", (c) => c.notNull().defaultTo(0)).execute();
  await db.schema.alterTable("cases").addColumn("urged_at", "text").execute();

  for (const [name, type] of [
    ["corrected_sealed", "text"],
    ["raw_bytes", "integer"],
    ["raw_sha256", "text"],
    ["dismissed_at", "text"],
    ["dismissed_by", "text"],
    ["dismissal_reason", "text"],
  ] as const) {
    await db.schema.alterTable("feed_records").addColumn(name, type).execute();
  }
  await db.schema
    .createIndex("feed_records_dismissed")
    .on("feed_records")
    .columns(["day", "source"])
    .where(sql.ref("dismissed_at"), "is not", null)
    .execute();

  await db.schema
    .createTable("quarantine_actions")
    .$call(idColumn(db))
    .addColumn("record_id", "integer", (c) => c.notNull().references("feed_records.id"))
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("actor_name", "text", (c) => c.notNull())
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("detail", "text")
    .addCheckConstraint("quarantine_action_is_known", sql`action in ('corrected', 'profile-changed', 'replayed', 'dismissed', 'viewed')`)
    .execute();
  await db.schema.createIndex("quarantine_actions_by_record").on("quarantine_actions").columns(["record_id", "id"]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("quarantine_actions").execute();
  await db.schema.dropIndex("feed_records_dismissed").execute();
  for (const name of ["corrected_sealed", "raw_bytes", "raw_sha256", "dismissed_at", "dismissed_by", "dismissal_reason"]) {
    await db.schema.alterTable("feed_records").dropColumn(name).execute();
  }
  for (const name of ["source_updated_at", "urge_count", "urged_at"]) await db.schema.alterTable("cases").dropColumn(name).execute();
}
