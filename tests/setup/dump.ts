/** Every row of every table, in a fixed order, to compare a store before and after. */
import type { Store } from "../../src/store/store.ts";

const tables = {
  cases: ["id"],
  case_events: ["case_id", "seq"],
  case_links: ["from_case_id", "to_case_id", "relation"],
  timers: ["id"],
  escalations: ["id"],
  callbacks: ["case_id", "seq"],
  outbox: ["id"],
  feed_records: ["id"],
  units: ["id"],
  users: ["id"],
  user_roles: ["user_id", "role", "unit_id"],
  sessions: ["token_hash"],
  api_keys: ["id"],
  reveals: ["id"],
} as const;

export async function dump(store: Store): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(tables)) {
    let query = store.read.selectFrom(table as "cases").selectAll();
    for (const column of order) query = query.orderBy(column as "id");
    rows[table] = await query.execute();
  }
  return rows;
}
