/** Every further step of a limit, whose an escalation is, who answers to a complainant, which job ran when, and who amended which day. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

const timerColumns = ["legal_at", "legal_done_at", "long_at", "long_done_at"] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const name of timerColumns) await db.schema.alterTable("timers").addColumn(name, "text").execute();
  await db.schema.alterTable("escalations").addColumn("owner_role", "text").execute();
  await db.schema.alterTable("escalations").addColumn("owner_unit_id", "integer", (c) => c.references("units.id")).execute();
  await db.schema.alterTable("cases").addColumn("owner_offered_to_id", "integer", (c) => c.references("users.id")).execute();

  await db.schema
    .createTable("jobs")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("last_period", "text", (c) => c.notNull())
    .addColumn("last_started_at", "text")
    .addColumn("last_ended_at", "text")
    .addColumn("last_result", "text")
    .addColumn("last_error", "text")
    .addColumn("last_success_at", "text")
    .addColumn("failures", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable("job_runs")
    .$call(idColumn(db))
    .addColumn("job", "text", (c) => c.notNull())
    .addColumn("period", "text", (c) => c.notNull())
    .addColumn("started_at", "text", (c) => c.notNull())
    .addColumn("ended_at", "text", (c) => c.notNull())
    .addColumn("duration_millis", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("result", "text")
    .addColumn("error", "text")
    .addCheckConstraint("job_run_is_done_or_failed", sql`state in ('done', 'failed')`)
    .execute();
  await db.schema.createIndex("job_runs_by_job").on("job_runs").columns(["job", "id"]).execute();

  await db.schema
    .createTable("calendar_changes")
    .$call(idColumn(db))
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("working", "integer", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("before", "text")
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("actor_name", "text", (c) => c.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ["calendar_changes", "job_runs", "jobs"]) await db.schema.dropTable(table).execute();
  await db.schema.alterTable("cases").dropColumn("owner_offered_to_id").execute();
  for (const name of ["owner_role", "owner_unit_id"]) await db.schema.alterTable("escalations").dropColumn(name).execute();
  for (const name of timerColumns) await db.schema.alterTable("timers").dropColumn(name).execute();
}
