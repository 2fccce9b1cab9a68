/** The hash chain of a case's history: each event's hash covers its own content and the hash before it. */
import { createHash } from "node:crypto";
import type { CaseEventRow } from "./schema.ts";

/** What stands before a case's first event. */
export const chainStart = "0".repeat(64);

/** SHA-256 hex over the row's fields in this fixed order. The actor's display name is covered too: it is what a reader sees. */
export function eventHash(row: Omit<CaseEventRow, "hash">): string {
  const fields = [
    row.previous_hash,
    row.case_id,
    row.seq,
    row.type,
    row.payload,
    row.actor,
    row.actor_name,
    row.at,
    row.state_after,
    row.machine_version,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}
