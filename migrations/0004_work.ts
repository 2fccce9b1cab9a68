/** What a case keeps going: its limits, its escalations, its callbacks and the answers that must leave the house. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("timers")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("round", "integer", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("from_at", "text", (c) => c.notNull())
    .addColumn("near_at", "text", (c) => c.notNull())
    .addColumn("due_at", "text", (c) => c.notNull())
    .addColumn("limit_text", "text", (c) => c.notNull())
    .addColumn("provisional", "integer", (c) => c.notNull())
    .addColumn("next_step", "text")
    .addColumn("next_at", "text")
    .addColumn("near_done_at", "text")
    .addColumn("passed_done_at", "text")
    .addColumn("done_at", "text")
    .addCheckConstraint("timer_status_is_known", sql`status in ('live', 'paused', 'met', 'cancelled')`)
    .addCheckConstraint("timer_step_has_its_instant", sql`(next_step is null) = (next_at is null)`)
    .execute();
  await db.schema
    .createIndex("one_live_timer_of_a_kind_per_case")
    .unique()
    .on("timers")
    .columns(["case_id", "kind"])
    .where(sql.ref("status"), "in", ["live", "paused"])
    .execute();
  await db.schema.createIndex("timers_by_next").on("timers").columns(["next_at", "id"]).where(sql.ref("status"), "=", "live").execute();
  await db.schema.createIndex("timers_by_due").on("timers").columns(["kind", "due_at"]).execute();
  await db.schema.createIndex("timers_by_case").on("timers").column("case_id").execute();

  await db.schema
    .createTable("escalations")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("level", "integer", (c) => c.notNull())
    .addColumn("trigger_key", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("raised_at", "text", (c) => c.notNull())
    .addColumn("due_at", "text")
    .addColumn("owner", "text")
    .addColumn("acknowledged_at", "text")
    .addColumn("resolved_at", "text")
    .addColumn("resolution", "text")
    .addCheckConstraint("escalation_level_is_one_to_three", sql`level between 1 and 3`)
    .addUniqueConstraint("the_same_trigger_never_escalates_twice", ["case_id", "trigger_key"])
    .execute();
  await db.schema.createIndex("escalations_by_state").on("escalations").columns(["state", "level", "id"]).execute();
  await db.schema.createIndex("escalations_by_raised").on("escalations").column("raised_at").execute();

  await db.schema
    .createTable("callbacks")
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("round", "integer", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("connected", "integer", (c) => c.notNull())
    .addColumn("rating", "text")
    .addColumn("satisfied", "integer")
    .addColumn("solved", "integer")
    .addColumn("comment", "text")
    .addPrimaryKeyConstraint("one_callback_per_event", ["case_id", "seq"])
    .addCheckConstraint("a_connected_callback_is_rated", sql`connected = 0 or rating is not null`)
    .execute();
  await db.schema.createIndex("callbacks_by_at").on("callbacks").column("at").execute();

  await db.schema
    .createTable("outbox")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("external_id", "text", (c) => c.notNull())
    .addColumn("topic", "text", (c) => c.notNull())
    .addColumn("round", "integer", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("delivered_at", "text")
    .addColumn("proof", "text")
    .addCheckConstraint("a_delivered_answer_has_its_proof", sql`state <> 'delivered' or proof is not null`)
    .execute();
  await db.schema.createIndex("outbox_by_state").on("outbox").columns(["state", "source", "id"]).execute();
  await db.schema.createIndex("outbox_by_case").on("outbox").column("case_id").execute();

  await db.schema
    .createTable("reveals")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("field", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ["reveals", "outbox", "callbacks", "escalations", "timers"]) await db.schema.dropTable(table).execute();
}
