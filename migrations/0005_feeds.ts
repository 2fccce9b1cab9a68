/** The receipts of feed records: exactly one row and one outcome for each record received, so that the accounting can be proved. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("feed_records")
    .$call(idColumn(db))
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("external_id", "text")
    .addColumn("profile", "text", (c) => c.notNull())
    .addColumn("received_at", "text", (c) => c.notNull())
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("outcome", "text", (c) => c.notNull())
    .addColumn("case_id", "integer", (c) => c.references("cases.id"))
    .addColumn("content_hash", "text")
    .addColumn("raw_sealed", "text")
    .addColumn("problems", "text")
    .addColumn("sender", "text", (c) => c.notNull())
    .addColumn("replayed_at", "text")
    .addCheckConstraint("feed_record_has_one_known_outcome", sql`outcome in ('created', 'updated', 'unchanged', 'quarantined')`)
    .addCheckConstraint("a_taken_record_has_its_case", sql`outcome = 'quarantined' or case_id is not null`)
    .addCheckConstraint("a_quarantined_record_keeps_bytes_and_reasons", sql`outcome <> 'quarantined' or (raw_sealed is not null and problems is not null)`)
    .execute();
  await db.schema.createIndex("feed_records_by_external_id").on("feed_records").columns(["source", "external_id", "content_hash"]).execute();
  await db.schema.createIndex("feed_records_by_day").on("feed_records").columns(["day", "source", "outcome"]).execute();
  await db.schema
    .createIndex("one_created_record_per_case")
    .unique()
    .on("feed_records")
    .column("case_id")
    .where(sql.ref("outcome"), "=", "created")
    .execute();
  await db.schema
    .createIndex("feed_records_in_quarantine")
    .on("feed_records")
    .column("id")
    .where(sql.ref("outcome"), "=", "quarantined")
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("feed_records").execute();
}
