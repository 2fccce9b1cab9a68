/** Answers and events on their way out: attempts, back-off and parking; subscriptions; signing secrets; signed messages seen before. */
import { sql, type Kysely } from "kysely";
import { idColumn } from "../src/store/columns.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type] of [
    ["next_at", "text"],
    ["first_at", "text"],
    ["last_at", "text"],
    ["last_status", "integer"],
    ["last_error", "text"],
    ["parked_at", "text"],
  ] as const) {
    await db.schema.alterTable("outbox").addColumn(name, type).execute();
  }
  await db.schema.alterTable("outbox").addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0)).execute();

  await db.schema
    .createTable("webhooks")
    .$call(idColumn(db))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("event_types", "text", (c) => c.notNull())
    .addColumn("sources", "text", (c) => c.notNull())
    .addColumn("secret_sealed", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addCheckConstraint("webhook_state_is_known", sql`state in ('active', 'paused', 'removed')`)
    .execute();

  await db.schema
    .createTable("deliveries")
    .$call(idColumn(db))
    .addColumn("webhook_id", "integer", (c) => c.notNull().references("webhooks.id"))
    .addColumn("case_id", "integer", (c) => c.references("cases.id"))
    .addColumn("event_type", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("next_at", "text")
    .addColumn("first_at", "text")
    .addColumn("last_at", "text")
    .addColumn("last_status", "integer")
    .addColumn("last_error", "text")
    .addColumn("delivered_at", "text")
    .addColumn("parked_at", "text")
    .addCheckConstraint("delivery_state_is_known", sql`state in ('pending', 'delivered', 'void')`)
    .execute();
  await db.schema.createIndex("deliveries_waiting").on("deliveries").columns(["webhook_id", "case_id", "id"]).where(sql.ref("state"), "=", "pending").execute();
  await db.schema.createIndex("deliveries_by_webhook").on("deliveries").columns(["webhook_id", "id"]).execute();

  await db.schema
    .createTable("signing_secrets")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("secret_sealed", "text", (c) => c.notNull())
    .addColumn("previous_sealed", "text")
    .addColumn("created_at", "text", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("signed_messages")
    .addColumn("profile", "text", (c) => c.notNull())
    .addColumn("message_id", "text", (c) => c.notNull())
    .addColumn("signed_at", "integer", (c) => c.notNull())
    .addColumn("seen_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("the_same_signed_message_is_taken_once", ["profile", "message_id", "signed_at"])
    .execute();
  await db.schema.createIndex("signed_messages_by_seen").on("signed_messages").column("seen_at").execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ["signed_messages", "signing_secrets", "deliveries", "webhooks"]) await db.schema.dropTable(table).execute();
  for (const name of ["next_at", "first_at", "last_at", "last_status", "last_error", "parked_at", "attempts"]) {
    await db.schema.alterTable("outbox").dropColumn(name).execute();
  }
}
