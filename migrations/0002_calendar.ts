/** The working calendar is a table, because the package that seeds it answers unknown years with plain weekdays and no warning. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("calendar_days")
    .addColumn("day", "text", (c) => c.primaryKey())
    .addColumn("working", "integer", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("origin", "text", (c) => c.notNull())
    .addCheckConstraint("calendar_day_is_working_or_not", sql`working in (0, 1)`)
    .addCheckConstraint("calendar_day_is_seeded_or_amended", sql`origin in ('seed', 'amended')`)
    .execute();
  await db.schema
    .createTable("settings")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("value", "text", (c) => c.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("settings").execute();
  await db.schema.dropTable("calendar_days").execute();
}
