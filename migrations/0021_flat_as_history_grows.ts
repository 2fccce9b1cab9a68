/**
 * What keeps answers flat as history grows: how far a case's history has been taken into checkpoints, so that the next finds what has grown
 * without looking at the rest, and indexes for what pages, jobs and the start ask (tests/store/plans.test.ts).
 */
import { sql, type Kysely } from "kysely";

const plain: [name: string, table: string, columns: string[]][] = [
  ["cases_by_configuration", "cases", ["machine_version", "state", "escalation", "clock", "id"]],
  ["cases_by_kind", "cases", ["kind", "id"]],
  ["cases_by_escalation", "cases", ["escalation", "id"]],
];
const partial = {
  cases_grown_since_checkpoint: "on cases (id) where checkpointed_version < version",
  cases_urged: "on cases (id) where urge_count > 0",
  cases_by_closing: "on cases (closed_at, id) where closed_at is not null",
  cases_typical: `on cases (id) where review like '%"typicalCase":true%'`,
  feed_records_in_quarantine_by_source: "on feed_records (source) where outcome = 'quarantined' and dismissed_at is null",
  escalations_by_urgency: "on escalations (level desc, (coalesce(due_at, '9999-12-31T23:59:59.999Z')), id)",
  timers_live_by_due: "on timers (due_at, case_id) where status = 'live'",
  corrective_actions_by_rank: `on corrective_actions ((case when state = 'open' and escalated_at is not null then 0 when state in ('open', 'submitted') then 1 else 2 end), due, id)`,
};

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("cases").addColumn("checkpointed_version", "integer", (c) => c.notNull().defaultTo(0)).execute();
  await sql`update cases set checkpointed_version = coalesce((select max(seq) from checkpoint_heads where case_id = cases.id), 0)`.execute(db);
  for (const [name, table, columns] of plain) await db.schema.createIndex(name).on(table).columns(columns).execute();
  for (const [name, definition] of Object.entries(partial)) await sql.raw(`create index ${name} ${definition}`).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const name of [...Object.keys(partial), ...plain.map(([index]) => index)]) await db.schema.dropIndex(name).execute();
  await db.schema.alterTable("cases").dropColumn("checkpointed_version").execute();
}
