/** Weekly notices: what was published, frozen, which cases each of them told, who acknowledged them, and the checkpoints that they carry. */
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("checkpoints")
    .$call(idColumn(db))
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("cases", "integer", (c) => c.notNull())
    .addColumn("events", "integer", (c) => c.notNull())
    .addColumn("previous_hash", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("checkpoint_heads")
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("checkpoint_id", "integer", (c) => c.notNull().references("checkpoints.id"))
    .addPrimaryKeyConstraint("one_checkpoint_per_head", ["case_id", "seq"])
    .execute();
  await db.schema.createIndex("checkpoint_heads_by_checkpoint").on("checkpoint_heads").columns(["checkpoint_id", "case_id"]).execute();

  await db.schema
    .createTable("notice_drafts")
    .addColumn("week", "text", (c) => c.primaryKey())
    .addColumn("drafted_at", "text", (c) => c.notNull())
    .addColumn("drafted_by", "text", (c) => c.notNull())
    .addColumn("edits", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("edited_at", "text")
    .addColumn("edited_by", "text")
    .execute();
  await db.schema
    .createTable("notices")
    .$call(idColumn(db))
    .addColumn("week", "text", (c) => c.notNull())
    .addColumn("revision", "integer", (c) => c.notNull())
    .addColumn("content", "text", (c) => c.notNull())
    .addColumn("content_hash", "text", (c) => c.notNull())
    .addColumn("cases_told", "integer", (c) => c.notNull())
    .addColumn("summary", "text", (c) => c.notNull())
    .addColumn("reason", "text")
    .addColumn("published_at", "text", (c) => c.notNull())
    .addColumn("published_by", "text", (c) => c.notNull())
    .addColumn("published_by_name", "text", (c) => c.notNull())
    .addColumn("checkpoint_id", "integer", (c) => c.notNull().references("checkpoints.id"))
    .addUniqueConstraint("one_notice_per_week_and_revision", ["week", "revision"])
    .addCheckConstraint("a_notice_revision_has_its_reason", sql`revision = 1 or reason is not null`)
    .execute();
  await db.schema
    .createTable("notice_acknowledgements")
    .addColumn("week", "text", (c) => c.notNull())
    .addColumn("unit_id", "integer", (c) => c.notNull().references("units.id"))
    .addColumn("due_at", "text", (c) => c.notNull())
    .addColumn("acknowledged_at", "text")
    .addColumn("acknowledged_by", "text")
    .addColumn("acknowledged_by_name", "text")
    .addColumn("note", "text")
    .addColumn("escalated_at", "text")
    .addPrimaryKeyConstraint("one_acknowledgement_per_notice_and_unit", ["week", "unit_id"])
    .execute();
  await db.schema.createIndex("notice_acknowledgements_open").on("notice_acknowledgements").columns(["due_at", "week"]).where(sql.ref("acknowledged_at"), "is", null).execute();

  // The week whose notice told the case; null until one has. A published notice keeps its cases for ever.
  await db.schema.alterTable("cases").addColumn("notice_week", "text").execute();
  await db.schema.createIndex("cases_by_notice").on("cases").columns(["notice_week", "week"]).execute();
  await db.schema.createIndex("cases_by_reported").on("cases").column("reported_at").execute();
  await db.schema.createIndex("cases_by_approved").on("cases").column("disposition_approved_at").execute();
  await db.schema.createIndex("timers_by_done").on("timers").columns(["kind", "done_at"]).execute();

  // Whether the earlier case had been disposed within the days before, which makes the link a second complaint (二次投诉).
  await db.schema.alterTable("case_links").addColumn("second_complaint", "integer", (c) => c.notNull().defaultTo(0)).execute();
  await sql`
    update case_links set second_complaint = 1
    where relation = 'repeat-of' and exists (
      select 1 from cases later join cases earlier on earlier.id = case_links.to_case_id
      where later.id = case_links.from_case_id and earlier.disposition_approved_at is not null and earlier.disposition_approved_at <= later.reported_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("case_links").dropColumn("second_complaint").execute();
  for (const name of ["timers_by_done", "cases_by_approved", "cases_by_reported", "cases_by_notice"]) await db.schema.dropIndex(name).execute();
  await db.schema.alterTable("cases").dropColumn("notice_week").execute();
  for (const table of ["notice_acknowledgements", "notices", "notice_drafts", "checkpoint_heads", "checkpoints"]) await db.schema.dropTable(table).execute();
}
