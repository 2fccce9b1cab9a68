/** Access that ends by itself: sessions when nobody sits at the desk, keys on their day, and the door after too many wrong passwords. */
import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Null for a session that began before: it counts from its beginning.
  await db.schema.alterTable("sessions").addColumn("seen_at", "text").execute();
  await db.schema.alterTable("sessions").addColumn("address", "text").execute();
  await db.schema.createIndex("sessions_by_user").on("sessions").column("user_id").execute();

  await db.schema.alterTable("api_keys").addColumn("expires_at", "text").execute();
  // The key in whose place this one came.
  await db.schema.alterTable("api_keys").addColumn("replaces_id", "integer").execute();
  await db.schema.alterTable("api_keys").addColumn("used_at", "text").execute();

  // Of whom is kept as a keyed hash: what somebody types as a name may be a password in the wrong field.
  await db.schema
    .createTable("sign_in_attempts")
    .addColumn("subject", "text", (c) => c.primaryKey())
    .addColumn("since", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("sign_in_attempts_by_time").on("sign_in_attempts").column("since").execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("sign_in_attempts").execute();
  for (const column of ["used_at", "replaces_id", "expires_at"]) await db.schema.alterTable("api_keys").dropColumn(column).execute();
  await db.schema.dropIndex("sessions_by_user").execute();
  for (const column of ["address", "seen_at"]) await db.schema.alterTable("sessions").dropColumn(column).execute();
}
