/** How far a case's history has been taken into checkpoints, so that the next finds what has grown without looking at the rest; and the states that there are, without looking at every case. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("cases").addColumn("checkpointed_version", "integer", (c) => c.notNull().defaultTo(0)).execute();
  await sql`update cases set checkpointed_version = coalesce((select max(seq) from checkpoint_heads where case_id = cases.id), 0)`.execute(db);
  await sql`create index cases_grown_since_checkpoint on cases (id) where checkpointed_version < version`.execute(db);
  await db.schema.createIndex("cases_by_configuration").on("cases").columns(["machine_version", "state", "escalation", "clock", "id"]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("cases_by_configuration").execute();
  await db.schema.dropIndex("cases_grown_since_checkpoint").execute();
  await db.schema.alterTable("cases").dropColumn("checkpointed_version").execute();
}
