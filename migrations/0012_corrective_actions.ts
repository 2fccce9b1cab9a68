/** What must change so that it does not happen again: corrective actions with their log, and the common causes behind many cases. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("common_causes")
    .$call(idColumn(db))
    .addColumn("title", "text", (c) => c.notNull())
    .addColumn("description", "text", (c) => c.notNull())
    .addColumn("root_cause", "text")
    .addColumn("unit_id", "integer", (c) => c.references("units.id"))
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addColumn("updated_at", "text")
    .addColumn("updated_by", "text")
    .addColumn("closed_at", "text")
    .addColumn("closed_by", "text")
    .addColumn("conclusion", "text")
    .addCheckConstraint("common_cause_is_open_or_closed", sql`state in ('open', 'closed')`)
    .addCheckConstraint(
      "a_closed_common_cause_has_its_conclusion",
      sql`(state = 'closed') = (conclusion is not null) and (state = 'closed') = (closed_at is not null) and (state = 'closed') = (closed_by is not null)`,
    )
    .execute();
  await db.schema.createIndex("common_causes_by_state").on("common_causes").columns(["state", "id"]).execute();
  await db.schema.createIndex("common_causes_by_unit").on("common_causes").columns(["unit_id", "id"]).execute();

  await db.schema
    .createTable("common_cause_cases")
    .$call(idColumn(db))
    .addColumn("cause_id", "integer", (c) => c.notNull().references("common_causes.id"))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("added_at", "text", (c) => c.notNull())
    .addColumn("added_by", "text", (c) => c.notNull())
    .addColumn("removed_at", "text")
    .addColumn("removed_by", "text")
    .addCheckConstraint("a_case_is_removed_by_somebody", sql`(removed_at is null) = (removed_by is null)`)
    .execute();
  await db.schema
    .createIndex("a_case_is_in_a_common_cause_once")
    .unique()
    .on("common_cause_cases")
    .columns(["cause_id", "case_id"])
    .where(sql.ref("removed_at"), "is", null)
    .execute();
  await db.schema.createIndex("common_cause_cases_by_case").on("common_cause_cases").columns(["case_id", "cause_id"]).execute();

  await db.schema
    .createTable("corrective_actions")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.references("cases.id"))
    .addColumn("common_cause_id", "integer", (c) => c.references("common_causes.id"))
    .addColumn("review_seq", "integer")
    .addColumn("review_item", "integer")
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("owner", "text", (c) => c.notNull())
    .addColumn("owner_user_id", "integer", (c) => c.references("users.id"))
    .addColumn("unit_id", "integer", (c) => c.references("units.id"))
    .addColumn("due", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("evidence", "text")
    .addColumn("submitted_at", "text")
    .addColumn("submitted_by", "text")
    .addColumn("closed_at", "text")
    .addColumn("closed_by", "text")
    .addColumn("opinion", "text")
    .addColumn("escalated_at", "text")
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addCheckConstraint("corrective_action_state_is_known", sql`state in ('open', 'submitted', 'closed', 'cancelled')`)
    .addCheckConstraint("corrective_action_belongs_to_a_case_or_a_common_cause", sql`(case_id is null) <> (common_cause_id is null)`)
    .addCheckConstraint("an_action_of_a_case_comes_from_its_review", sql`(case_id is null) = (review_seq is null) and (case_id is null) = (review_item is null)`)
    .addCheckConstraint("an_action_is_due_on_a_day", sql`due like '____-__-__'`)
    .addCheckConstraint("a_submitted_action_has_its_evidence", sql`state not in ('submitted', 'closed') or (evidence is not null and submitted_at is not null and submitted_by is not null)`)
    .addCheckConstraint("an_ended_action_was_ended_by_somebody", sql`(state in ('closed', 'cancelled')) = (closed_at is not null) and (closed_at is null) = (closed_by is null)`)
    .addCheckConstraint("an_action_is_not_closed_by_who_submitted_it", sql`state <> 'closed' or closed_by <> submitted_by`)
    .addCheckConstraint("a_cancelled_action_has_its_reason", sql`state <> 'cancelled' or opinion is not null`)
    .addUniqueConstraint("an_item_of_a_review_becomes_one_action", ["case_id", "review_seq", "review_item"])
    .execute();
  for (const [name, columns] of [
    ["corrective_actions_by_state", ["state", "due", "id"]],
    ["corrective_actions_by_unit", ["unit_id", "state", "due"]],
    ["corrective_actions_by_owner", ["owner_user_id", "state", "due"]],
    ["corrective_actions_by_cause", ["common_cause_id", "id"]],
    ["corrective_actions_by_due", ["due", "id"]],
  ] as const) {
    await db.schema.createIndex(name).on("corrective_actions").columns([...columns]).execute();
  }
  await db.schema
    .createIndex("corrective_actions_to_escalate")
    .on("corrective_actions")
    .columns(["due", "id"])
    .where(sql.ref("state"), "=", "open")
    .where(sql.ref("escalated_at"), "is", null)
    .execute();

  await db.schema
    .createTable("corrective_action_log")
    .$call(idColumn(db))
    .addColumn("action_id", "integer", (c) => c.notNull().references("corrective_actions.id"))
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("actor_name", "text", (c) => c.notNull())
    .addColumn("step", "text", (c) => c.notNull())
    .addColumn("note", "text")
    .addColumn("changes", "text")
    .addCheckConstraint("corrective_step_is_known", sql`step in ('create', 'submit', 'close', 'return', 'cancel', 'change', 'escalate')`)
    .execute();
  await db.schema.createIndex("corrective_action_log_by_action").on("corrective_action_log").columns(["action_id", "id"]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ["corrective_action_log", "corrective_actions", "common_cause_cases", "common_causes"]) await db.schema.dropTable(table).execute();
}
