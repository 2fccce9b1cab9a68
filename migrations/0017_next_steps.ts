/** What open cases wait for: a worklist asks this table, and not every case that has ever been. */
import type { Kysely } from "kysely";
import { fillNextSteps } from "../src/store/nextSteps.ts";
import type { Transaction } from "../src/store/store.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("next_steps")
    .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
    .addColumn("step", "text", (c) => c.notNull())
    .addColumn("unit_id", "integer", (c) => c.references("units.id"))
    .addColumn("handler_id", "integer", (c) => c.references("users.id"))
    .addColumn("due_kind", "text")
    .addColumn("due_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("next_steps_primary", ["case_id", "step"])
    .execute();
  await db.schema.createIndex("next_steps_by_due").on("next_steps").columns(["step", "due_at", "case_id"]).execute();
  await db.schema.createIndex("next_steps_by_handler").on("next_steps").columns(["handler_id", "due_at", "case_id"]).execute();
  await fillNextSteps(db as unknown as Transaction);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("next_steps").execute();
}
