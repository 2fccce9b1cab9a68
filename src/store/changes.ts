/** What changed of late, told to pages that are open: one short row per event, in the event's own transaction, kept for a day. */
import type { Insertable, Selectable } from "kysely";
import type { Instant } from "../rules/words.ts";
import { insertRows } from "./prepared.ts";
import type { CaseRow, ChangeTable } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

export type ChangeRow = Selectable<ChangeTable>;

export const recordChange = (tx: Transaction, row: CaseRow, event: string, at: Instant): Promise<void> => insertRows(tx, "changes", [changeOf(row, event, at)]);

export const changeOf = (row: CaseRow, event: string, at: Instant): Insertable<ChangeTable> => ({ case_id: row.id, case_no: row.case_no, unit_id: row.unit_id, version: row.version, event, state: row.state, escalation: row.escalation, at });

/** Oldest first. On PostgreSQL an id given earlier may be committed later: whoever follows asks from some way back, and knows what he has seen. */
export const changesAfter = (read: Reader, id: number, limit: number): Promise<ChangeRow[]> => read.selectFrom("changes").selectAll().where("id", ">", id).orderBy("id").limit(limit).execute();

/** 0 where nothing has changed yet. */
export async function newestChange(read: Reader): Promise<number> {
  const row = await read.selectFrom("changes").select(({ fn }) => fn.max("id").as("id")).executeTakeFirst();
  return Number(row?.id ?? 0);
}

/** Forgets what is older, some at a time. @returns how many. */
export async function forgetChanges(tx: Transaction, before: Instant): Promise<number> {
  // Ids rise with time: the newest of those too old bounds them all, and the key finds it.
  const last = await tx.selectFrom("changes").select("id").where("at", "<", before).orderBy("id", "desc").executeTakeFirst();
  if (last === undefined) return 0;
  const { numDeletedRows } = await tx.deleteFrom("changes").where("id", "<=", last.id).executeTakeFirst();
  return Number(numDeletedRows);
}
