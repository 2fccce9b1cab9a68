/** Cases and their histories: one row per case that the machine's snapshot rules, and an append-only, hash-chained row per event. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("cases")
    .$call(idColumn(db))
    .addColumn("case_no", "text", (c) => c.unique())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("machine_version", "integer", (c) => c.notNull())
    .addColumn("snapshot", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("escalation", "text", (c) => c.notNull())
    .addColumn("clock", "text", (c) => c.notNull())
    .addColumn("round", "integer", (c) => c.notNull())
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("external_id", "text", (c) => c.notNull())
    .addColumn("profile", "text")
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("lane", "text", (c) => c.notNull())
    .addColumn("priority", "text", (c) => c.notNull())
    .addColumn("reported_at", "text", (c) => c.notNull())
    .addColumn("week", "text", (c) => c.notNull())
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("occurred_at", "text")
    .addColumn("source_deadline", "text")
    .addColumn("source_status", "text")
    .addColumn("source_reply", "text")
    .addColumn("title", "text")
    .addColumn("content", "text", (c) => c.notNull())
    .addColumn("address", "text")
    .addColumn("category", "text")
    .addColumn("service_item", "text")
    .addColumn("window_name", "text")
    .addColumn("officer", "text")
    .addColumn("people_count", "integer", (c) => c.notNull())
    .addColumn("extra", "text", (c) => c.notNull())
    .addColumn("complainant_sealed", "text")
    .addColumn("phone_index", "text")
    .addColumn("id_number_index", "text")
    .addColumn("anonymous", "integer", (c) => c.notNull())
    .addColumn("confidential", "integer", (c) => c.notNull())
    .addColumn("source_unit", "text")
    .addColumn("unit_id", "integer", (c) => c.references("units.id"))
    .addColumn("handler_id", "integer", (c) => c.references("users.id"))
    .addColumn("first_contact_owner_id", "integer", (c) => c.references("users.id"))
    .addColumn("primary_id", "integer", (c) => c.references("cases.id"))
    .addColumn("content_hash", "text", (c) => c.notNull())
    .addColumn("suspended_at", "text")
    .addColumn("accepted_at", "text")
    .addColumn("first_contact_at", "text")
    .addColumn("disposition_due_at", "text")
    .addColumn("disposition_approved_at", "text")
    .addColumn("disposition", "text")
    .addColumn("review", "text")
    .addColumn("closed_at", "text")
    .addColumn("chain_head", "text", (c) => c.notNull())
    .addUniqueConstraint("one_case_per_source_and_external_id", ["source", "external_id"])
    .addCheckConstraint("case_version_starts_at_one", sql`version >= 1`)
    .addCheckConstraint("case_is_not_merged_into_itself", sql`primary_id is null or primary_id <> id`)
    .execute();
  for (const [name, columns] of [
    ["cases_by_week", ["week"]],
    ["cases_by_state", ["state", "id"]],
    ["cases_by_unit", ["unit_id", "id"]],
    ["cases_by_handler", ["handler_id", "id"]],
    ["cases_by_primary", ["primary_id"]],
    ["cases_by_phone", ["phone_index"]],
    ["cases_by_id_number", ["id_number_index"]],
  ] as const) {
    await db.schema.createIndex(name).on("cases").columns([...columns]).execute();
  }

  await db.schema
    .createTable("case_events")
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("payload", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("actor_name", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("state_after", "text", (c) => c.notNull())
    .addColumn("machine_version", "integer", (c) => c.notNull())
    .addColumn("previous_hash", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("one_event_per_case_and_seq", ["case_id", "seq"])
    .execute();

  await db.schema
    .createTable("case_links")
    .addColumn("from_case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("to_case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("relation", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("ended_at", "text")
    .addCheckConstraint("case_link_is_merge_or_repeat", sql`relation in ('merged-into', 'repeat-of')`)
    .execute();
  await db.schema.createIndex("case_links_from").on("case_links").columns(["from_case_id", "relation"]).execute();
  await db.schema.createIndex("case_links_to").on("case_links").columns(["to_case_id", "relation"]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ["case_links", "case_events", "cases"]) await db.schema.dropTable(table).execute();
}
