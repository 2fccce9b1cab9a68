/** What the hall's wall shows: how much came, how much is done, what is escalated; of single cases nothing but their numbers. */
import type { Instant } from "../rules/words.ts";
import { caseUnitIds } from "./readCases.ts";
import type { Reader } from "./store.ts";

export interface Screen {
  receivedToday: number;
  closedToday: number;
  receivedWeek: number;
  closedWeek: number;
  inProgress: number;
  overdue: number;
  escalations: { level: number; count: number }[];
  closings: { caseNo: string | null; unitName: string | null; source: string; closedAt: Instant }[];
}

const closingsShown = 12;

export async function readScreen(read: Reader, { scopePaths, dayFrom, weekFrom, at }: { scopePaths: readonly string[]; dayFrom: Instant; weekFrom: Instant; at: Instant }): Promise<Screen> {
  const units = await caseUnitIds(read, scopePaths);
  const cases = () => {
    const query = read.selectFrom("cases");
    return units === "all" ? query : query.where("cases.unit_id", "in", units.length > 0 ? units : [0]);
  };
  const counted = async (query: ReturnType<typeof cases>): Promise<number> => Number((await query.select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
  const waiting = read.selectFrom("next_steps").$if(units !== "all", (qb) => qb.where("unit_id", "in", units === "all" || units.length === 0 ? [0] : units));
  const escalations = await read
    .selectFrom("escalations")
    .innerJoin("cases", "cases.id", "escalations.case_id")
    .where("escalations.state", "in", ["open", "acknowledged"])
    .$if(units !== "all", (qb) => qb.where("cases.unit_id", "in", units === "all" || units.length === 0 ? [0] : units))
    .select(({ fn }) => ["escalations.level", fn.countAll<number>().as("count")])
    .groupBy("escalations.level")
    .execute();
  const closings = await cases()
    .leftJoin("units", "units.id", "cases.unit_id")
    .select(["cases.case_no", "units.name as unit_name", "cases.source", "cases.closed_at"])
    .where("cases.closed_at", "is not", null)
    .orderBy("cases.closed_at", "desc")
    .orderBy("cases.id", "desc")
    .limit(closingsShown)
    .execute();
  const distinctWaiting = await waiting.select(({ fn }) => fn.count<number>("case_id").distinct().as("count")).executeTakeFirstOrThrow();
  const distinctOverdue = await waiting.where("due_at", "<", at).select(({ fn }) => fn.count<number>("case_id").distinct().as("count")).executeTakeFirstOrThrow();
  return {
    receivedToday: await counted(cases().where("cases.reported_at", ">=", dayFrom)),
    closedToday: await counted(cases().where("cases.closed_at", ">=", dayFrom)),
    receivedWeek: await counted(cases().where("cases.reported_at", ">=", weekFrom)),
    closedWeek: await counted(cases().where("cases.closed_at", ">=", weekFrom)),
    inProgress: Number(distinctWaiting.count),
    overdue: Number(distinctOverdue.count),
    escalations: [3, 2, 1].map((level) => ({ level, count: Number(escalations.find((row) => row.level === level)?.count ?? 0) })),
    closings: closings.map((row) => ({ caseNo: row.case_no, unitName: row.unit_name, source: row.source, closedAt: row.closed_at ?? at })),
  };
}
