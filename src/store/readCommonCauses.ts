/** Common causes as lists and pages read them, never beyond the units that the reader may see. */
import { sql } from "kysely";
import type { CorrectiveState } from "../rules/correctiveActions.ts";
import type { Day } from "../rules/words.ts";
import { caseUnitIds } from "./readCases.ts";
import type { CommonCauseRow } from "./schema.ts";
import type { Reader } from "./store.ts";

export type CommonCauseListed = CommonCauseRow & { unit_name: string | null; maker_name: string | null };

export interface CauseFilter {
  state?: string | undefined;
  unitId?: number | undefined;
  scopePaths: readonly string[];
  beforeId?: number | undefined;
  limit: number;
}

/** Newest first. */
export async function listCommonCauses(read: Reader, { state, unitId, scopePaths, beforeId, limit }: CauseFilter): Promise<{ items: CommonCauseListed[]; nextBeforeId: number | null }> {
  const units = await caseUnitIds(read, scopePaths);
  let query = causesWithNames(read);
  if (units !== "all") query = query.where("common_causes.id", "in", causesWithin(read, units));
  if (unitId !== undefined) {
    const unit = await read.selectFrom("units").select("path").where("id", "=", unitId).executeTakeFirst();
    const wanted = unit === undefined ? [] : await caseUnitIds(read, [unit.path]);
    if (wanted !== "all") query = query.where("common_causes.unit_id", "in", orNone(wanted));
  }
  if (state !== undefined) query = query.where("common_causes.state", "=", state);
  if (beforeId !== undefined) query = query.where("common_causes.id", "<", beforeId);
  const rows = await query.orderBy("common_causes.id", "desc").limit(limit + 1).execute();
  const items = rows.slice(0, limit);
  return { items, nextBeforeId: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

export async function readCommonCause(read: Reader, id: number, scopePaths: readonly string[]): Promise<CommonCauseListed | null> {
  const units = await caseUnitIds(read, scopePaths);
  let query = causesWithNames(read).where("common_causes.id", "=", id);
  if (units !== "all") query = query.where("common_causes.id", "in", causesWithin(read, units));
  return (await query.executeTakeFirst()) ?? null;
}

export interface CauseCounts {
  cases: number;
  open: number;
  submitted: number;
  closed: number;
  cancelled: number;
  overdue: number;
}

/** How many cases each of these causes has, and how many actions of each state. */
export async function countsOfCauses(read: Reader, ids: readonly number[], today: Day): Promise<Map<number, CauseCounts>> {
  const counts = new Map(ids.map((id): [number, CauseCounts] => [id, { cases: 0, open: 0, submitted: 0, closed: 0, cancelled: 0, overdue: 0 }]));
  if (ids.length === 0) return counts;
  const cases = await read.selectFrom("common_cause_cases").select(({ fn }) => ["cause_id", fn.countAll<number>().as("count")]).where("cause_id", "in", ids).where("removed_at", "is", null).groupBy("cause_id").execute();
  for (const { cause_id, count } of cases) (counts.get(cause_id) as CauseCounts).cases = Number(count);
  const actions = await read
    .selectFrom("corrective_actions")
    .select(({ fn }) => ["common_cause_id", "state", fn.countAll<number>().as("count"), sql<number>`sum(case when due < ${today} then 1 else 0 end)`.as("past")])
    .where("common_cause_id", "in", ids)
    .groupBy(["common_cause_id", "state"])
    .execute();
  for (const { common_cause_id, state, count, past } of actions) {
    const entry = counts.get(common_cause_id ?? 0) as CauseCounts;
    entry[state as CorrectiveState] = Number(count);
    if (state === "open") entry.overdue = Number(past);
  }
  return counts;
}

/** The cases of a cause that the reader may see, newest first. */
export async function casesOfCause(read: Reader, causeId: number, scopePaths: readonly string[], limit: number) {
  const units = await caseUnitIds(read, scopePaths);
  const query = read
    .selectFrom("common_cause_cases")
    .innerJoin("cases", "cases.id", "common_cause_cases.case_id")
    .leftJoin("units", "units.id", "cases.unit_id")
    .select(["cases.id", "cases.case_no", "cases.source", "cases.state", "cases.title", "cases.reported_at", "units.name as unit_name", "common_cause_cases.added_at"])
    .where("common_cause_cases.cause_id", "=", causeId)
    .where("common_cause_cases.removed_at", "is", null)
    .orderBy("cases.id", "desc")
    .limit(limit);
  return (units === "all" ? query : query.where("cases.unit_id", "in", orNone(units))).execute();
}

/** The common causes that a case is counted under, oldest first. */
export async function causesOfCase(read: Reader, caseId: number) {
  return read
    .selectFrom("common_cause_cases")
    .innerJoin("common_causes", "common_causes.id", "common_cause_cases.cause_id")
    .select(["common_causes.id", "common_causes.title", "common_causes.state", "common_causes.root_cause", "common_causes.conclusion", "common_cause_cases.added_at"])
    .where("common_cause_cases.case_id", "=", caseId)
    .where("common_cause_cases.removed_at", "is", null)
    .orderBy("common_causes.id")
    .execute();
}

/** No unit at all is written as the id 0, which no unit has: `in ()` is no SQL. */
export const orNone = (ids: number[]): number[] => (ids.length > 0 ? ids : [0]);

/** Causes of the units, and those that count a case of the units. */
export function causesWithin(read: Reader, units: number[]) {
  return read
    .selectFrom("common_causes as seen")
    .select("seen.id")
    .where((eb) =>
      eb.or([
        eb("seen.unit_id", "in", orNone(units)),
        eb.exists(
          eb
            .selectFrom("common_cause_cases as counted")
            .innerJoin("cases as seen_case", "seen_case.id", "counted.case_id")
            .select("counted.id")
            .whereRef("counted.cause_id", "=", "seen.id")
            .where("counted.removed_at", "is", null)
            .where("seen_case.unit_id", "in", orNone(units)),
        ),
      ]),
    );
}

function causesWithNames(read: Reader) {
  return read
    .selectFrom("common_causes")
    .leftJoin("units", "units.id", "common_causes.unit_id")
    .leftJoin("users as maker", (join) => join.on((eb) => eb("common_causes.created_by", "=", eb(eb.val("user:"), "||", eb.cast<string>(eb.ref("maker.id"), "text")))))
    .selectAll("common_causes")
    .select(["units.name as unit_name", "maker.display_name as maker_name"]);
}
