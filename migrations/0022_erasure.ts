/** When personal data was removed by law, and an index by which the nightly job finds what is due without looking at what it has done. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("cases").addColumn("erased_at", "text").execute();
  await db.schema.alterTable("feed_records").addColumn("erased_at", "text").execute();
  await sql`create index cases_closed_to_erase on cases (closed_at, id) where closed_at is not null and erased_at is null`.execute(db);
  await sql`create index cases_erased on cases (erased_at) where erased_at is not null`.execute(db);
  await sql`create index cases_returned_to_erase on cases (id) where state = 'returned' and erased_at is null`.execute(db);
  await sql`create index feed_records_dismissed_to_erase on feed_records (dismissed_at, id) where dismissed_at is not null and erased_at is null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const name of ["feed_records_dismissed_to_erase", "cases_returned_to_erase", "cases_erased", "cases_closed_to_erase"]) await db.schema.dropIndex(name).execute();
  await db.schema.alterTable("feed_records").dropColumn("erased_at").execute();
  await db.schema.alterTable("cases").dropColumn("erased_at").execute();
}
