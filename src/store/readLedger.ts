/** What the hall's paper needs of cases beside their own rows: limits of a slip, callbacks, answers and links of a ledger. */
import type { Instant, Rating } from "../rules/words.ts";
import { casesWithNames, caseUnitIds, repeatedCaseNos, type CaseWithNames } from "./readCases.ts";
import type { Reader } from "./store.ts";

export interface LedgerFilter {
  /** Registered at or after, and before. */
  from: Instant;
  to: Instant;
  /** `window`: registered at the window, or escalated to it; `all`: every case. */
  which: "window" | "all";
  scopePaths: readonly string[];
  limit: number;
}

export type LedgerCase = CaseWithNames & {
  callback: { connected: boolean; rating: Rating | null } | null;
  answered_at: Instant | null;
  repeat_of_case_no: string | null;
  merged_into_case_no: string | null;
};

const casesPerRead = 500;

/** In the order of registration. */
export async function ledgerCases(read: Reader, { from, to, which, scopePaths, limit }: LedgerFilter): Promise<LedgerCase[]> {
  const units = await caseUnitIds(read, scopePaths);
  let query = casesWithNames(read)
    .leftJoin("cases as primary_case", "primary_case.id", "cases.primary_id")
    .select("primary_case.case_no as merged_into_case_no")
    .where("cases.opened_at", ">=", from)
    .where("cases.opened_at", "<", to)
    .orderBy("cases.id")
    .limit(limit);
  if (units !== "all") query = query.where("cases.unit_id", "in", units.length > 0 ? units : [0]);
  if (which === "window") {
    query = query.where((eb) => eb.or([eb("cases.source", "=", "window"), eb.exists(eb.selectFrom("escalations").select("escalations.id").whereRef("escalations.case_id", "=", "cases.id"))]));
  }
  const rows = await query.execute();
  const beside = { callbacks: new Map<number, LedgerCase["callback"]>(), answers: new Map<number, Instant>(), repeats: new Map<number, string | null>() };
  for (let start = 0; start < rows.length; start += casesPerRead) {
    await readBeside(read, rows.slice(start, start + casesPerRead).map(({ id }) => id), beside);
  }
  return rows.map((row) => ({ ...row, callback: beside.callbacks.get(row.id) ?? null, answered_at: beside.answers.get(row.id) ?? null, repeat_of_case_no: beside.repeats.get(row.id) ?? null }));
}

async function readBeside(read: Reader, ids: number[], { callbacks, answers, repeats }: { callbacks: Map<number, LedgerCase["callback"]>; answers: Map<number, Instant>; repeats: Map<number, string | null> }): Promise<void> {
  const attempts = await read.selectFrom("callbacks").select(["case_id", "connected", "rating"]).where("case_id", "in", ids).orderBy("case_id").orderBy("seq").execute();
  // The latest connected one counts; where none was, the latest attempt.
  for (const { case_id, connected, rating } of attempts) {
    if (connected === 0 && callbacks.get(case_id)?.connected) continue;
    callbacks.set(case_id, { connected: connected === 1, rating });
  }
  const delivered = await read.selectFrom("outbox").select(["case_id", "delivered_at"]).where("case_id", "in", ids).where("state", "=", "delivered").orderBy("id").execute();
  for (const { case_id, delivered_at } of delivered) if (delivered_at !== null) answers.set(case_id, delivered_at);
  for (const [caseId, caseNo] of await repeatedCaseNos(read, ids)) repeats.set(caseId, caseNo);
}
