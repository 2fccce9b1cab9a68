/** Everything that a weekly notice tells, read in one go: counts, metrics per unit, named cases, actions, and the weeks before. */
import { sql, type ExpressionBuilder } from "kysely";
import { metricNames, noneKey, type Dimension, type MetricName, type Ratio } from "../rules/metrics.ts";
import { addDays, dayOf, weekRange } from "../rules/shanghai.ts";
import type { Day, Instant, Week } from "../rules/words.ts";
import { workingMillisBetween } from "../rules/workingTime.ts";
import { feedOf, type FeedCounts } from "./accounting.ts";
import { casesBehind, complaintsBy, metric, metricBy, type CaseCondition, type FigureScope, type KeyedRatio } from "./metrics.ts";
import { totalOf } from "./noticeComparison.ts";
import { countedIn, coverageOf, weeksBefore, type Coverage } from "./noticeCases.ts";
import { repeatedCaseNos } from "./readCases.ts";
import type { CorrectiveActionRow, Database } from "./schema.ts";
import type { Reader, Rulebook, Transaction } from "./store.ts";

type Db = Reader | Transaction;

/** No list of a notice is longer: who needs all of them opens the figure. */
export const listedCasesMax = 200;
export const trendWeeks = 12;

export interface Counts {
  key: string;
  count: number;
}

export interface NoticeFigures {
  week: Week;
  now: Instant;
  units: { id: number; name: string; isRoot: boolean }[];
  handlers: { id: number; name: string }[];
  total: number;
  lateCount: number;
  counts: Record<Dimension | "state", Counts[]>;
  metrics: Record<MetricName, Ratio>;
  metricsByUnit: Record<MetricName, KeyedRatio[]>;
  /** By unit id, "none" for cases that no unit has. */
  standing: { key: string; assigned: number; onTime: number; overdue: number; open: number }[];
  /** Minutes of working time, ascending. */
  handlingMinutes: number[];
  escalations: { level: number; count: number }[];
  lists: { overdue: ListedCase[]; unsatisfied: ListedCase[]; secondComplaints: ListedCase[]; late: ListedCase[] };
  actions: ListedAction[];
  /** All of them, however many are listed. */
  actionCounts: { unitId: number | null; due: number; overdue: number }[];
  typicalCases: ListedCase[];
  funnel: { registered: number; accepted: number; disposed: number; calledBack: number; reviewed: number; closed: number };
  trend: { week: Week; total: number; satisfaction: Ratio }[];
  feed: FeedCounts;
  coverage: Coverage;
}

export interface ListedCase {
  id: number;
  caseNo: string;
  source: string;
  kind: string;
  unitName: string | null;
  category: string | null;
  reportedAt: Instant;
  week: Week;
  title: string | null;
  content: string;
  complainantSealed: string | null;
  anonymous: boolean;
  confidential: boolean;
  dispositionDueAt: Instant | null;
  dispositionApprovedAt: Instant | null;
  rating: string | null;
  repeatOf: string | null;
  /** JSON of the review, and of the disposition. */
  review: string | null;
  disposition: string | null;
}

export type ListedAction = Pick<CorrectiveActionRow, "action" | "owner" | "due" | "state"> & { unitId: number | null; unitName: string | null; caseNo: string | null };

export async function readNoticeFigures(db: Db, week: Week, now: Instant, { clock }: Pick<Rulebook, "clock">): Promise<NoticeFigures> {
  const range = weekRange(week);
  const counted = await countedIn(db, week);
  const scope: FigureScope = { period: { ...range, now }, counted };
  const told = await countedCases(db, scope, week);
  const metricsByUnit = {} as NoticeFigures["metricsByUnit"];
  const metrics = {} as NoticeFigures["metrics"];
  for (const name of metricNames) {
    metricsByUnit[name] = await metricBy(db, name, scope, "unit");
    metrics[name] = totalOf(metricsByUnit[name]);
  }
  const lastDay = addDays(dayOf(range.to), -1);
  const idsOf = (name: MetricName, part: "numerator" | "missing") => casesBehind(db, name, scope, { part, before: null, limit: listedCasesMax });
  const late: FigureScope = { ...scope, only: (eb) => eb("cases.week", "<", week) };
  const { counts, total } = told;
  return {
    week,
    now,
    units: (await db.selectFrom("units").select(["id", "name", "parent_id"]).orderBy("path").execute()).map(({ id, name, parent_id }) => ({ id, name, isRoot: parent_id === null })),
    handlers: (await db.selectFrom("users").select(["id", "display_name"]).where("id", "in", counts.handler.map(({ key }) => Number(key) || 0).concat(0)).execute()).map(({ id, display_name }) => ({ id, name: display_name })),
    total,
    lateCount: told.lateCount,
    counts,
    metrics,
    metricsByUnit,
    standing: told.standing,
    handlingMinutes: await handlingMinutes(db, range, clock),
    escalations: await escalationsRaised(db, range),
    lists: {
      overdue: await listedCases(db, await idsOf("onTimeRate", "missing"), week),
      unsatisfied: await listedCases(db, await idsOf("satisfaction", "missing"), week),
      secondComplaints: await listedCases(db, await idsOf("secondComplaints", "numerator"), week),
      late: await listedCases(db, await casesBehind(db, "complaints", late, { part: "denominator", before: null, limit: listedCasesMax }), week),
    },
    actions: await actionsDue(db, lastDay),
    actionCounts: await actionCounts(db, lastDay, dayOf(now)),
    typicalCases: await typicalCases(db, range, week),
    funnel: { ...told.funnel, ...(await reachedOf(db, scope)) },
    trend: await trendOf(db, week, now, { total, satisfaction: metrics.satisfaction }),
    feed: await feedOf(db, range.from, range.to),
    coverage: await coverageOf(db, week),
  };
}

const countedColumns = { unit: "unit_id", source: "source", window: "window_name", item: "service_item", category: "category", lane: "lane", kind: "kind", handler: "handler_id", state: "state" } as const;

/** What the notice tells of its own cases, read in one pass over them: counts by every dimension, how the units stand, how far they have come. */
async function countedCases(db: Db, { counted }: FigureScope, week: Week): Promise<Pick<NoticeFigures, "counts" | "total" | "lateCount" | "standing"> & { funnel: Omit<NoticeFigures["funnel"], "calledBack" | "reviewed"> }> {
  const rows = await db
    .selectFrom("cases")
    .select(["unit_id", "source", "window_name", "service_item", "category", "lane", "kind", "handler_id", "state", "week", "accepted_at", "disposition_due_at", "disposition_approved_at", "closed_at"])
    .$if(counted !== undefined, (qb) => qb.where(counted as never))
    .execute();
  const tallies = Object.fromEntries(Object.keys(countedColumns).map((by) => [by, new Map<string | number | null, number>()])) as Record<Dimension | "state", Map<string | number | null, number>>;
  const standing = new Map<number | null, { assigned: number; onTime: number; overdue: number; open: number }>();
  const funnel = { registered: rows.length, accepted: 0, disposed: 0, closed: 0 };
  let lateCount = 0;
  for (const row of rows) {
    for (const [by, column] of Object.entries(countedColumns)) tallies[by as Dimension].set(row[column], (tallies[by as Dimension].get(row[column]) ?? 0) + 1);
    const line = standing.get(row.unit_id) ?? { assigned: 0, onTime: 0, overdue: 0, open: 0 };
    standing.set(row.unit_id, line);
    line.assigned += 1;
    line[row.disposition_approved_at === null ? "open" : row.disposition_due_at === null || row.disposition_approved_at <= row.disposition_due_at ? "onTime" : "overdue"] += 1;
    if (row.week < week) lateCount += 1;
    if (row.accepted_at !== null) funnel.accepted += 1;
    if (row.disposition_approved_at !== null) funnel.disposed += 1;
    if (row.closed_at !== null) funnel.closed += 1;
  }
  const key = (value: string | number | null) => (value === null ? noneKey : String(value));
  const inOrder = (tally: Map<string | number | null, number>) => [...tally].map(([value, count]) => ({ key: key(value), count })).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  return {
    counts: Object.fromEntries(Object.entries(tallies).map(([by, tally]) => [by, inOrder(tally)])) as NoticeFigures["counts"],
    total: rows.length,
    lateCount,
    standing: [...standing].map(([unitId, line]) => ({ key: key(unitId), ...line })).sort((a, b) => (a.key < b.key ? -1 : 1)),
    funnel,
  };
}

/** Working minutes from the complaint to its approved disposition, of those approved in the period; ascending. */
export async function handlingMinutes(db: Db, { from, to }: { from: Instant; to: Instant }, clock: Rulebook["clock"], only?: CaseCondition): Promise<number[]> {
  const approved = db.selectFrom("cases").select(["reported_at", "disposition_approved_at"]).where("disposition_approved_at", ">=", from).where("disposition_approved_at", "<", to);
  const rows = await (only === undefined ? approved : approved.where(only as never)).execute();
  return rows.map((row) => Math.max(0, Math.round(workingMillisBetween(clock, row.reported_at, row.disposition_approved_at ?? row.reported_at) / 60_000))).sort((a, b) => a - b);
}

async function escalationsRaised(db: Db, { from, to }: { from: Instant; to: Instant }): Promise<NoticeFigures["escalations"]> {
  const rows = await db
    .selectFrom("escalations")
    .select(({ fn }) => ["level", fn.countAll<number>().as("count")])
    .where("raised_at", ">=", from)
    .where("raised_at", "<", to)
    .groupBy("level")
    .orderBy("level")
    .execute();
  return rows.map(({ level, count }) => ({ level, count: Number(count) }));
}

/** In the order of the case numbers. */
export async function listedCases(db: Db, ids: readonly number[], week: Week): Promise<ListedCase[]> {
  if (ids.length === 0) return [];
  const { from, to } = weekRange(week);
  const rows = await db
    .selectFrom("cases")
    .leftJoin("units", "units.id", "cases.unit_id")
    .select(["cases.id", "cases.case_no", "cases.source", "cases.kind", "units.name as unit_name", "cases.category", "cases.reported_at", "cases.week", "cases.title", "cases.content"])
    .select(["cases.complainant_sealed", "cases.anonymous", "cases.confidential", "cases.disposition_due_at", "cases.disposition_approved_at", "cases.review", "cases.disposition"])
    .where("cases.id", "in", ids)
    .orderBy("cases.id")
    .execute();
  const ratings = await db.selectFrom("callbacks").select(["case_id", "rating"]).where("case_id", "in", ids).where("connected", "=", 1).where("at", ">=", from).where("at", "<", to).orderBy("seq").execute();
  const repeated = await repeatedCaseNos(db, ids);
  return rows.map((row) => ({
    id: row.id,
    caseNo: row.case_no ?? String(row.id),
    source: row.source,
    kind: row.kind,
    unitName: row.unit_name,
    category: row.category,
    reportedAt: row.reported_at,
    week: row.week,
    title: row.title,
    content: row.content,
    complainantSealed: row.complainant_sealed,
    anonymous: row.anonymous === 1,
    confidential: row.confidential === 1,
    dispositionDueAt: row.disposition_due_at,
    dispositionApprovedAt: row.disposition_approved_at,
    rating: ratings.findLast(({ case_id }) => case_id === row.id)?.rating ?? null,
    repeatOf: repeated.get(row.id) ?? null,
    review: row.review,
    disposition: row.disposition,
  }));
}

/** Corrective actions that are not done, due by the last day of the period. */
async function actionsDue(db: Db, until: Day): Promise<ListedAction[]> {
  return db
    .selectFrom("corrective_actions")
    .leftJoin("cases", "cases.id", "corrective_actions.case_id")
    .leftJoin("units", "units.id", "corrective_actions.unit_id")
    .select(["corrective_actions.action", "corrective_actions.owner", "corrective_actions.due", "corrective_actions.state", "corrective_actions.unit_id as unitId", "units.name as unitName", "cases.case_no as caseNo"])
    .where("corrective_actions.state", "in", ["open", "submitted"])
    .where("corrective_actions.due", "<=", until)
    .orderBy("corrective_actions.due")
    .orderBy("corrective_actions.id")
    .limit(listedCasesMax)
    .execute();
}

/** Counted unit by unit, each within one stretch of an index: what is left open lies among all that was ever done. */
async function actionCounts(db: Db, until: Day, today: Day): Promise<NoticeFigures["actionCounts"]> {
  const own = (eb: ExpressionBuilder<Database, "units">, due: "<=" | "<", day: Day) =>
    eb.selectFrom("corrective_actions").select(({ fn }) => fn.countAll<number>().as("count")).whereRef("corrective_actions.unit_id", "=", "units.id").where("state", "in", ["open", "submitted"]).where("due", due, day);
  const ofUnits = await db.selectFrom("units").select((eb) => ["units.id as unitId", own(eb, "<=", until).as("all"), own(eb, "<", today < until ? today : addDays(until, 1)).as("overdue")]).orderBy("units.id").execute();
  const ofNone = await db
    .selectFrom("corrective_actions")
    .select(({ fn }) => [fn.countAll<number>().as("all"), sql<number | null>`sum(case when due < ${today} then 1 else 0 end)`.as("overdue")])
    .where("unit_id", "is", null)
    .where("state", "in", ["open", "submitted"])
    .where("due", "<=", until)
    .executeTakeFirstOrThrow();
  return [{ unitId: null, ...ofNone }, ...ofUnits].map(({ unitId, all, overdue }) => ({ unitId, due: Number(all) - Number(overdue), overdue: Number(overdue) })).filter(({ due, overdue }) => due + overdue > 0);
}

/** Reviews approved in the period that say so. */
export async function typicalCases(db: Db, { from, to }: { from: Instant; to: Instant }, week: Week): Promise<ListedCase[]> {
  const rows = await db
    .selectFrom("timers")
    .innerJoin("cases", "cases.id", "timers.case_id")
    .select("cases.id")
    .distinct()
    .where("timers.kind", "=", "review")
    .where("timers.status", "=", "met")
    .where("timers.done_at", ">=", from)
    .where("timers.done_at", "<", to)
    .where("cases.review", "like", '%"typicalCase":true%')
    .orderBy("cases.id")
    .limit(listedCasesMax)
    .execute();
  return listedCases(db, rows.map(({ id }) => id), week);
}

/** How many of the counted cases were called back, and reviewed. */
async function reachedOf(db: Db, { counted }: FigureScope): Promise<Pick<NoticeFigures["funnel"], "calledBack" | "reviewed">> {
  const own = () => db.selectFrom("cases").$if(counted !== undefined, (qb) => qb.where(counted as never));
  const calledBack = await own().select(({ fn }) => fn.countAll<number>().as("count")).where((eb) => eb.exists(eb.selectFrom("callbacks").select("callbacks.seq").whereRef("callbacks.case_id", "=", "cases.id").where("callbacks.connected", "=", 1))).executeTakeFirstOrThrow();
  const reviewed = await own().select(({ fn }) => fn.countAll<number>().as("count")).where((eb) => eb.exists(eb.selectFrom("timers").select("timers.id").whereRef("timers.case_id", "=", "cases.id").where("timers.kind", "=", "review").where("timers.status", "=", "met"))).executeTakeFirstOrThrow();
  return { calledBack: Number(calledBack.count), reviewed: Number(reviewed.count) };
}

/** What charts of later weeks need of a published notice. */
export interface NoticeSummary {
  total: number;
  satisfaction: Ratio;
}

/** Twelve weeks, the given one last: a published week as it was published, another as it stands now. */
async function trendOf(db: Db, week: Week, now: Instant, own: NoticeSummary): Promise<NoticeFigures["trend"]> {
  const weeks = Array.from({ length: trendWeeks - 1 }, (_, index) => weeksBefore(week, trendWeeks - 1 - index));
  const published = await db.selectFrom("notices").select(["week", "summary"]).where("week", "in", weeks).orderBy("revision").execute();
  const told = new Map(published.map((row) => [row.week, JSON.parse(row.summary) as NoticeSummary]));
  const trend: NoticeFigures["trend"] = [];
  for (const each of weeks) trend.push({ week: each, ...(told.get(each) ?? (await summaryOf(db, each, now))) });
  return [...trend, { week, ...own }];
}

async function summaryOf(db: Db, week: Week, now: Instant): Promise<NoticeSummary> {
  const scope: FigureScope = { period: { ...weekRange(week), now }, counted: await countedIn(db, week) };
  const counts = await complaintsBy(db, scope, "source");
  return { total: counts.reduce((sum, { count }) => sum + count, 0), satisfaction: await metric(db, "satisfaction", scope) };
}
