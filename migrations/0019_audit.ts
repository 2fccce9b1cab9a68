/** The audit trail of what is no case's: sign-ins, people, keys, subscriptions; and indexes by which all trails are searched by time. What feeds brought last has one too. */
import type { Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

const alsoSearched = ["reveals", "quarantine_actions", "calendar_changes"] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("audit_entries")
    .$call(idColumn(db))
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("actor_name", "text", (c) => c.notNull())
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("subject", "text")
    .addColumn("detail", "text")
    .execute();
  for (const table of ["audit_entries", ...alsoSearched]) {
    await db.schema.createIndex(`${table}_by_time`).on(table).columns(["at", "id"]).execute();
    await db.schema.createIndex(`${table}_by_actor`).on(table).columns(["actor", "at", "id"]).execute();
  }
  // What came last from a source.
  await db.schema.createIndex("feed_records_by_source").on("feed_records").columns(["source", "id"]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("feed_records_by_source").execute();
  for (const table of alsoSearched) {
    await db.schema.dropIndex(`${table}_by_time`).execute();
    await db.schema.dropIndex(`${table}_by_actor`).execute();
  }
  await db.schema.dropTable("audit_entries").execute();
}
