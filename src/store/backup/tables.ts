/** Which tables a backup holds, in an order in which each row finds the rows that it points to, and by what each is read piece by piece. */
import { sql, type RawBuilder } from "kysely";
import type { Database } from "../schema.ts";

export interface BackedUpTable {
  readonly name: keyof Database;
  /** What no two rows have in common; null where two rows may be alike, and such a table is read by counting its rows. */
  readonly key: readonly string[] | null;
  /** Points into its own table, perhaps to a row that comes later. */
  readonly selfReference?: string;
}

export const backedUpTables: readonly BackedUpTable[] = [
  { name: "units", key: ["id"], selfReference: "parent_id" },
  { name: "users", key: ["id"] },
  { name: "user_roles", key: ["user_id", "role", "unit_id"] },
  { name: "sessions", key: ["token_hash"] },
  { name: "saved_views", key: ["id"] },
  { name: "api_keys", key: ["id"] },
  { name: "sign_in_attempts", key: ["subject"] },
  { name: "settings", key: ["name"] },
  { name: "calendar_days", key: ["day"] },
  { name: "calendar_changes", key: ["id"] },
  { name: "cases", key: ["id"], selfReference: "primary_id" },
  { name: "case_events", key: ["case_id", "seq"] },
  { name: "case_links", key: null },
  { name: "timers", key: ["id"] },
  { name: "escalations", key: ["id"] },
  { name: "callbacks", key: ["case_id", "seq"] },
  { name: "callback_tasks", key: ["id"] },
  { name: "rating_links", key: ["id"] },
  { name: "next_steps", key: ["case_id", "step"] },
  { name: "attachments", key: ["id"] },
  { name: "reveals", key: ["id"] },
  { name: "outbox", key: ["id"] },
  { name: "feed_records", key: ["id"] },
  { name: "quarantine_actions", key: ["id"] },
  { name: "dropped_files", key: ["id"] },
  { name: "signing_secrets", key: ["name"] },
  { name: "signed_messages", key: ["profile", "message_id", "signed_at"] },
  { name: "webhooks", key: ["id"] },
  { name: "deliveries", key: ["id"] },
  { name: "common_causes", key: ["id"] },
  { name: "common_cause_cases", key: ["id"] },
  { name: "corrective_actions", key: ["id"] },
  { name: "corrective_action_log", key: ["id"] },
  { name: "checkpoints", key: ["id"] },
  { name: "checkpoint_heads", key: ["case_id", "seq"] },
  { name: "notice_drafts", key: ["week"] },
  { name: "notices", key: ["id"] },
  { name: "notice_acknowledgements", key: ["week", "unit_id"] },
  { name: "jobs", key: ["name"] },
  { name: "job_runs", key: ["id"] },
  { name: "changes", key: ["id"] },
  { name: "audit_entries", key: ["id"] },
];

/** Made anew from the others: the search index. What Kysely and SQLite keep for themselves is none of the schema's. */
export const derivedTables = /^(case_search|kysely_|sqlite_)/;

const textKeys = new Set(["token_hash", "role", "subject", "name", "day", "step", "profile", "message_id", "week"]);

/** Texts by their bytes, so that both databases, whatever language they are set to, give the rows in one order. */
export function orderedBy(column: string, isSqlite: boolean): RawBuilder<unknown> {
  return isSqlite || !textKeys.has(column) ? sql`${sql.ref(column)}` : sql`${sql.ref(column)} collate "C"`;
}
