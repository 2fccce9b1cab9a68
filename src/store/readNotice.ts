/** Everything that a weekly notice tells, read in one go: counts, metrics per unit, named cases, actions, and the weeks before. */
import { sql } from "kysely";
import { metricNames, noneKey, type Dimension, type MetricName, type Ratio } from "../rules/metrics.ts";
import { addDays, dayOf, weekRange } from "../rules/shanghai.ts";
import type { Day, Instant, Week } from "../rules/words.ts";
import { workingMillisBetween } from "../rules/workingTime.ts";
import { feedOf, type FeedCounts } from "./accounting.ts";
import { casesBehind, complaintsBy, metric, metricBy, type CaseCondition, type FigureScope, type KeyedRatio } from "./metrics.ts";
import { totalOf } from "./noticeComparison.ts";
import { countedIn, coverageOf, weeksBefore, type Coverage } from "./noticeCases.ts";
import type { CorrectiveActionRow } from "./schema.ts";
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
  /** JSON of the review. */
  review: string | null;
}

export type ListedAction = Pick<CorrectiveActionRow, "action" | "owner" | "due" | "state"> & { unitId: number | null; unitName: string | null; caseNo: string | null };

export async function readNoticeFigures(db: Db, week: Week, now: Instant, { clock }: Pick<Rulebook, "clock">): Promise<NoticeFigures> {
  const range = weekRange(week);
  const counted = await countedIn(db, week);
  const scope: FigureScope = { period: { ...range, now }, counted };
  const counts = {} as NoticeFigures["counts"];
  for (const by of ["unit", "source", "window", "item", "category", "lane", "kind", "handler", "state"] as const) counts[by] = await complaintsBy(db, scope, by);
  const metricsByUnit = {} as NoticeFigures["metricsByUnit"];
  const metrics = {} as NoticeFigures["metrics"];
  for (const name of metricNames) {
    metricsByUnit[name] = await metricBy(db, name, scope, "unit");
    metrics[name] = totalOf(metricsByUnit[name]);
  }
  const lastDay = addDays(dayOf(range.to), -1);
  const idsOf = (name: MetricName, part: "numerator" | "missing") => casesBehind(db, name, scope, { part, before: null, limit: listedCasesMax });
  const late: FigureScope = { ...scope, only: (eb) => eb("cases.week", "<", week) };
  const total = counts.source.reduce((sum, { count }) => sum + count, 0);
  return {
    week,
    now,
    units: (await db.selectFrom("units").select(["id", "name", "parent_id"]).orderBy("path").execute()).map(({ id, name, parent_id }) => ({ id, name, isRoot: parent_id === null })),
    handlers: (await db.selectFrom("users").select(["id", "display_name"]).where("id", "in", counts.handler.map(({ key }) => Number(key) || 0).concat(0)).execute()).map(({ id, display_name }) => ({ id, name: display_name })),
    total,
    lateCount: (await complaintsBy(db, late, "source")).reduce((sum, { count }) => sum + count, 0),
    counts,
    metrics,
    metricsByUnit,
    standing: await standingOf(db, scope),
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
    funnel: await funnelOf(db, scope),
    trend: await trendOf(db, week, now, { total, satisfaction: metrics.satisfaction }),
    feed: await feedOf(db, range.from, range.to),
    coverage: await coverageOf(db, week),
  };
}

/** 交办数, 按时办结, 超时办结, 未办结 of the counted cases, by the unit that has them. */
async function standingOf(db: Db, { counted }: FigureScope): Promise<NoticeFigures["standing"]> {
  if (counted === undefined) return [];
  const approved = sql<number>`disposition_approved_at is not null`;
  const inTime = sql<number>`disposition_approved_at <= coalesce(disposition_due_at, '9999')`;
  const rows = await db
    .selectFrom("cases")
    .select(({ fn }) => [
      "unit_id",
      fn.countAll<number>().as("assigned"),
      sql<number>`sum(case when ${approved} and ${inTime} then 1 else 0 end)`.as("onTime"),
      sql<number>`sum(case when ${approved} and not ${inTime} then 1 else 0 end)`.as("overdue"),
    ])
    .where(counted)
    .groupBy("unit_id")
    .execute();
  const standings = rows.map(({ unit_id, ...row }) => {
    const [assigned, onTime, overdue] = [Number(row.assigned), Number(row.onTime), Number(row.overdue)];
    return { key: unit_id === null ? noneKey : String(unit_id), assigned, onTime, overdue, open: assigned - onTime - overdue };
  });
  return standings.toSorted((a, b) => (a.key < b.key ? -1 : 1));
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
async function listedCases(db: Db, ids: readonly number[], week: Week): Promise<ListedCase[]> {
  if (ids.length === 0) return [];
  const { from, to } = weekRange(week);
  const rows = await db
    .selectFrom("cases")
    .leftJoin("units", "units.id", "cases.unit_id")
    .select(["cases.id", "cases.case_no", "cases.source", "cases.kind", "units.name as unit_name", "cases.category", "cases.reported_at", "cases.week", "cases.title", "cases.content"])
    .select(["cases.complainant_sealed", "cases.anonymous", "cases.confidential", "cases.disposition_due_at", "cases.disposition_approved_at", "cases.review"])
    .where("cases.id", "in", ids)
    .orderBy("cases.id")
    .execute();
  const ratings = await db.selectFrom("callbacks").select(["case_id", "rating"]).where("case_id", "in", ids).where("connected", "=", 1).where("at", ">=", from).where("at", "<", to).orderBy("seq").execute();
  const links = await db
    .selectFrom("case_links")
    .innerJoin("cases", "cases.id", "case_links.to_case_id")
    .select(["case_links.from_case_id", "cases.case_no"])
    .where("case_links.from_case_id", "in", ids)
    .where("case_links.relation", "=", "repeat-of")
    .where("case_links.ended_at", "is", null)
    .execute();
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
    repeatOf: links.find(({ from_case_id }) => from_case_id === row.id)?.case_no ?? null,
    review: row.review,
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

async function actionCounts(db: Db, until: Day, today: Day): Promise<NoticeFigures["actionCounts"]> {
  const rows = await db
    .selectFrom("corrective_actions")
    .select(({ fn }) => ["unit_id as unitId", fn.countAll<number>().as("all"), sql<number>`sum(case when due < ${today} then 1 else 0 end)`.as("overdue")])
    .where("state", "in", ["open", "submitted"])
    .where("due", "<=", until)
    .groupBy("unit_id")
    .orderBy("unit_id")
    .execute();
  return rows.map(({ unitId, all, overdue }) => ({ unitId, due: Number(all) - Number(overdue), overdue: Number(overdue) }));
}

/** Reviews approved in the period that say so. */
async function typicalCases(db: Db, { from, to }: { from: Instant; to: Instant }, week: Week): Promise<ListedCase[]> {
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

async function funnelOf(db: Db, { counted }: FigureScope): Promise<NoticeFigures["funnel"]> {
  const row = await db
    .selectFrom("cases")
    .select(({ fn }) => [
      fn.countAll<number>().as("registered"),
      fn.count<number>("accepted_at").as("accepted"),
      fn.count<number>("disposition_approved_at").as("disposed"),
      fn.count<number>("closed_at").as("closed"),
      sql<number>`coalesce(sum(case when exists (select 1 from callbacks where callbacks.case_id = cases.id and callbacks.connected = 1) then 1 else 0 end), 0)`.as("calledBack"),
      sql<number>`coalesce(sum(case when exists (select 1 from timers where timers.case_id = cases.id and timers.kind = 'review' and timers.status = 'met') then 1 else 0 end), 0)`.as("reviewed"),
    ])
    .$if(counted !== undefined, (qb) => qb.where(counted as never))
    .executeTakeFirstOrThrow();
  return { registered: Number(row.registered), accepted: Number(row.accepted), disposed: Number(row.disposed), calledBack: Number(row.calledBack), reviewed: Number(row.reviewed), closed: Number(row.closed) };
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
