/** What a notice compares itself with: an earlier week as it was published, or, where it was not, as it stands now. */
import { metricNames, type Dimension, type MetricName, type Ratio } from "../rules/metrics.ts";
import { weekRange } from "../rules/shanghai.ts";
import type { Instant, Week } from "../rules/words.ts";
import { complaintsBy, metricBy, type FigureScope, type KeyedRatio } from "./metrics.ts";
import { countedIn } from "./noticeCases.ts";
import type { Counts } from "./readNotice.ts";
import type { Json } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

export interface Comparison {
  total: number;
  counts: Record<Dimension, Counts[]>;
  metrics: Record<MetricName, Ratio>;
  metricsByUnit: Record<MetricName, KeyedRatio[]>;
}

/** Either the published notice's content, or the figures as they stand. */
export type EarlierWeek = { week: Week; published: Json } | { week: Week; live: Comparison };

export async function readEarlierWeek(db: Reader | Transaction, week: Week, now: Instant): Promise<EarlierWeek> {
  const row = await db.selectFrom("notices").select("content").where("week", "=", week).orderBy("revision", "desc").executeTakeFirst();
  return row === undefined ? { week, live: await comparisonOf(db, week, now) } : { week, published: row.content };
}

async function comparisonOf(db: Reader | Transaction, week: Week, now: Instant): Promise<Comparison> {
  const scope: FigureScope = { period: { ...weekRange(week), now }, counted: await countedIn(db, week) };
  const counts = {} as Comparison["counts"];
  for (const by of ["unit", "source", "window", "item", "category", "lane", "kind", "handler"] as const) counts[by] = await complaintsBy(db, scope, by);
  const metrics = {} as Comparison["metrics"];
  const metricsByUnit = {} as Comparison["metricsByUnit"];
  for (const name of metricNames) {
    metricsByUnit[name] = await metricBy(db, name, scope, "unit");
    metrics[name] = totalOf(metricsByUnit[name]);
  }
  return { total: counts.source.reduce((sum, { count }) => sum + count, 0), counts, metrics, metricsByUnit };
}

export const totalOf = (ratios: readonly Ratio[]): Ratio =>
  ratios.reduce((sum, each) => ({ numerator: sum.numerator + each.numerator, denominator: sum.denominator + each.denominator }), { numerator: 0, denominator: 0 });
