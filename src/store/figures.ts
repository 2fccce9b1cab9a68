/** The figures of one week, read by index on week and due day, so that their cost does not grow with the history behind them. */
import { dayOf, weekRange } from "../rules/shanghai.ts";
import type { Week } from "../rules/words.ts";
import type { Reader } from "./store.ts";

export interface Ratio {
  numerator: number;
  denominator: number;
}

export interface Count {
  key: string;
  count: number;
}

export interface WeekFigures {
  week: Week;
  /** Cases whose `reportedAt` lies in the week. */
  total: number;
  bySource: Count[];
  byKind: Count[];
  byState: Count[];
  byUnit: Count[];
  byCategory: Count[];
  metrics: Record<MetricName, Ratio>;
  escalations: Count[];
  feed: { received: number; created: number; updated: number; unchanged: number; quarantined: number };
}

export type MetricName =
  | "firstCallbackSatisfaction"
  | "satisfaction"
  | "solvedRate"
  | "responseRate"
  | "onTimeRate"
  | "reviewCompletion"
  | "callbackCompletion"
  | "secondComplaints";

export async function weekFigures(read: Reader, week: Week): Promise<WeekFigures> {
  const cases = await countsOfCases(read, week);
  const total = cases.source.reduce((sum, each) => sum + each.count, 0);
  const { from, to } = weekRange(week);
  const [callbacks, response, onTime, review, callback, repeats, escalations, feed] = await Promise.all([
    callbackFigures(read, from, to),
    completion(read, "contact", from, to, true),
    onTimeRate(read, from, to),
    completion(read, "review", from, to, false),
    completion(read, "callback", from, to, false),
    secondComplaints(read, week),
    escalationsRaised(read, from, to),
    feedOf(read, from, to),
  ]);
  return {
    week,
    total,
    bySource: cases.source,
    byKind: cases.kind,
    byState: cases.state,
    byUnit: cases.unit,
    byCategory: cases.category,
    metrics: {
      ...callbacks,
      responseRate: response,
      onTimeRate: onTime,
      reviewCompletion: review,
      callbackCompletion: callback,
      secondComplaints: { numerator: repeats, denominator: total },
    },
    escalations,
    feed,
  };
}

async function countsOfCases(read: Reader, week: Week): Promise<Record<"source" | "kind" | "state" | "unit" | "category", Count[]>> {
  const rows = await read
    .selectFrom("cases")
    .leftJoin("units", "units.id", "cases.unit_id")
    .select(({ fn }) => ["source", "kind", "state", "category", "units.name as unit", fn.countAll<number>().as("count")])
    .where("week", "=", week)
    .groupBy(["source", "kind", "state", "category", "units.name"])
    .execute();
  const tally = (name: (row: (typeof rows)[number]) => string): Count[] => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + Number(row.count));
    return [...counts].map(([key, count]) => ({ key, count })).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  };
  return {
    source: tally((row) => row.source),
    kind: tally((row) => row.kind),
    state: tally((row) => row.state),
    unit: tally((row) => row.unit ?? "未分派"),
    category: tally((row) => row.category ?? "未分类"),
  };
}

/** Connected callbacks of the period: each case's first one of round 1, and its latest one. */
async function callbackFigures(read: Reader, from: string, to: string) {
  const rows = await read
    .selectFrom("callbacks")
    .select(["case_id", "round", "satisfied", "solved"])
    .where("at", ">=", from)
    .where("at", "<", to)
    .where("connected", "=", 1)
    .orderBy("case_id")
    .orderBy("seq")
    .execute();
  const first = new Map<number, (typeof rows)[number]>();
  const latest = new Map<number, (typeof rows)[number]>();
  for (const row of rows) {
    if (row.round === 1 && !first.has(row.case_id)) first.set(row.case_id, row);
    latest.set(row.case_id, row);
  }
  const satisfied = (all: Map<number, (typeof rows)[number]>): Ratio => ({
    numerator: [...all.values()].filter((row) => row.satisfied === 1).length,
    denominator: all.size,
  });
  return {
    firstCallbackSatisfaction: satisfied(first),
    satisfaction: satisfied(latest),
    solvedRate: { numerator: [...latest.values()].filter((row) => row.solved === 1).length, denominator: latest.size },
  };
}

/** Limits of the kind that fell due in the period, and those of them that were met: in time, or at all. */
async function completion(read: Reader, kind: "contact" | "review" | "callback", from: string, to: string, inTime: boolean): Promise<Ratio> {
  const rows = await read.selectFrom("timers").select(["status", "due_at", "done_at"]).where("kind", "=", kind).where("due_at", ">=", from).where("due_at", "<", to).execute();
  // A limit that ended because it was no longer asked for (merged, withdrawn) is no one's failure.
  const counted = rows.filter((row) => row.status !== "cancelled" || kind === "contact");
  const met = counted.filter((row) => row.status === "met" && (!inTime || (row.done_at ?? "") <= row.due_at));
  return { numerator: met.length, denominator: counted.length };
}

/** Dispositions approved within their limit ÷ those approved or fallen due in the period. */
async function onTimeRate(read: Reader, from: string, to: string): Promise<Ratio> {
  const rows = await read
    .selectFrom("timers")
    .select(["status", "due_at", "done_at"])
    .where("kind", "=", "disposition")
    .where("status", "<>", "cancelled")
    .where((where) =>
      where.or([
        where.and([where("due_at", ">=", from), where("due_at", "<", to)]),
        where.and([where("status", "=", "met"), where("done_at", ">=", from), where("done_at", "<", to)]),
      ]),
    )
    .execute();
  return { numerator: rows.filter((row) => row.status === "met" && (row.done_at ?? "") <= row.due_at).length, denominator: rows.length };
}

async function secondComplaints(read: Reader, week: Week): Promise<number> {
  const row = await read
    .selectFrom("cases")
    .innerJoin("case_links", "case_links.from_case_id", "cases.id")
    .select(({ fn }) => fn.count<number>("cases.id").distinct().as("count"))
    .where("cases.week", "=", week)
    .where("case_links.relation", "=", "repeat-of")
    .where("case_links.ended_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function escalationsRaised(read: Reader, from: string, to: string): Promise<Count[]> {
  const rows = await read
    .selectFrom("escalations")
    .select(({ fn }) => ["level", fn.countAll<number>().as("count")])
    .where("raised_at", ">=", from)
    .where("raised_at", "<", to)
    .groupBy("level")
    .orderBy("level")
    .execute();
  return rows.map(({ level, count }) => ({ key: String(level), count: Number(count) }));
}

async function feedOf(read: Reader, from: string, to: string): Promise<WeekFigures["feed"]> {
  const rows = await read
    .selectFrom("feed_records")
    .select(({ fn }) => ["outcome", fn.countAll<number>().as("count")])
    .where("day", ">=", dayOf(from))
    .where("day", "<", dayOf(to))
    .groupBy("outcome")
    .execute();
  const feed = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0 };
  for (const { outcome, count } of rows) {
    feed[outcome] += Number(count);
    feed.received += Number(count);
  }
  return feed;
}
