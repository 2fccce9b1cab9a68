/** Callbacks as tasks with a caller and a planned quarter of an hour, and one-time links by which complainants rate for themselves. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("callback_tasks")
    .$call(idColumn(db))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("round", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("awaits", "text", (c) => c.notNull())
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("due_at", "text")
    .addColumn("caller_id", "integer", (c) => c.references("users.id"))
    .addColumn("assigned_by", "text")
    .addColumn("planned_at", "text")
    .addColumn("missed", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("last_attempt_at", "text")
    .addColumn("ended_at", "text")
    .addColumn("outcome", "text")
    .addCheckConstraint("callback_task_is_open_or_ended", sql`state in ('open', 'ended')`)
    .addCheckConstraint("callback_task_awaits_a_call_or_an_approval", sql`awaits in ('call', 'approval')`)
    .addCheckConstraint("callback_task_outcome_is_known", sql`outcome is null or outcome in ('satisfied', 'unsatisfied', 'unreachable', 'cancelled')`)
    .addCheckConstraint("an_ended_callback_task_has_its_outcome", sql`(state = 'ended') = (ended_at is not null) and (state = 'ended') = (outcome is not null)`)
    .execute();
  await db.schema.createIndex("one_open_callback_task_of_a_case").unique().on("callback_tasks").column("case_id").where(sql.ref("state"), "=", "open").execute();
  await db.schema.createIndex("callback_tasks_by_caller").on("callback_tasks").columns(["caller_id", "planned_at"]).where(sql.ref("state"), "=", "open").execute();
  await db.schema.createIndex("callback_tasks_by_plan").on("callback_tasks").columns(["planned_at", "id"]).where(sql.ref("state"), "=", "open").execute();
  await db.schema.createIndex("callback_tasks_by_case").on("callback_tasks").columns(["case_id", "id"]).execute();
  await db.schema.createIndex("callback_tasks_by_end").on("callback_tasks").columns(["ended_at", "caller_id"]).execute();

  await db.schema
    .createTable("rating_links")
    .$call(idColumn(db))
    .addColumn("task_id", "integer", (c) => c.notNull().references("callback_tasks.id"))
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addColumn("expires_at", "text", (c) => c.notNull())
    .addColumn("sent", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("used_at", "text")
    .addColumn("revoked_at", "text")
    .addCheckConstraint("a_link_is_used_or_revoked", sql`used_at is null or revoked_at is null`)
    .execute();
  await db.schema.createIndex("rating_links_by_task").on("rating_links").columns(["task_id", "id"]).execute();

  await db.schema.alterTable("callbacks").addColumn("outside_hours", "integer", (c) => c.notNull().defaultTo(0)).execute();

  // Cases that wait for their callback already; the job plans them.
  await sql`
    insert into callback_tasks (case_id, round, state, awaits, opened_at, due_at, missed, attempts, last_attempt_at)
    select timers.case_id, cases.round, 'open', 'call', timers.from_at, timers.due_at, 0,
      (select count(*) from callbacks where callbacks.case_id = cases.id and callbacks.round = cases.round and callbacks.connected = 0),
      (select max(callbacks.at) from callbacks where callbacks.case_id = cases.id and callbacks.round = cases.round and callbacks.connected = 0)
    from timers join cases on cases.id = timers.case_id
    where timers.kind = 'callback' and timers.status in ('live', 'paused') and cases.state = 'closing'`.execute(db);
  // Where nobody can be called, only an approval is awaited: the machine's own state tells.
  await sql`
    update callback_tasks set awaits = 'approval'
    where case_id in (select id from cases where state = 'closing' and snapshot like '%"callback":"unreachable"%')`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("callbacks").dropColumn("outside_hours").execute();
  for (const table of ["rating_links", "callback_tasks"]) await db.schema.dropTable(table).execute();
}
