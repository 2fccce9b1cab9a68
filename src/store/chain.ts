/** The hash chain of a case's history: each event's hash covers its own content and the hash before it. */
import type { HashName } from "../rules/suites.ts";
import { digestOf } from "./digest.ts";
import type { CaseEventRow } from "./schema.ts";

/** What stands before a case's first event. */
export const chainStart = "0".repeat(64);

/** A hash over the row's fields in this fixed order. The actor's display name is covered too: it is what a reader sees. */
export function eventHash(row: Omit<CaseEventRow, "hash">, name: HashName = "sha256"): string {
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
  return digestOf(name, JSON.stringify(fields));
}
