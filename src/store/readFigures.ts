/** The metrics of a period as a table: all cases together, and a row for each value of a dimension. */
import { metricNames, noneKey, noneLabels, type Dimension, type MetricName, type Ratio } from "../rules/metrics.ts";
import { kindLabels, laneLabels, sourceLabels } from "../rules/words.ts";
import { complaintsBy, metric, metricBy, type FigureScope } from "./metrics.ts";
import type { Reader } from "./store.ts";

export interface FigureRow {
  /** "total", or the dimension's key. */
  key: string;
  label: string;
  complaints: number;
  metrics: Record<MetricName, Ratio>;
}

export async function readFigures(read: Reader, scope: FigureScope, by: Dimension | null): Promise<{ total: FigureRow; rows: FigureRow[] }> {
  const total = rowOf("total", "合计");
  total.complaints = (await complaintsBy(read, scope, "source")).reduce((sum, { count }) => sum + count, 0);
  for (const name of metricNames) total.metrics[name] = await metric(read, name, scope);
  return { total, rows: by === null ? [] : await rowsBy(read, scope, by) };
}

async function rowsBy(read: Reader, scope: FigureScope, by: Dimension): Promise<FigureRow[]> {
  const rows = new Map<string, FigureRow>();
  const row = (key: string): FigureRow => {
    const found = rows.get(key) ?? rowOf(key, key);
    rows.set(key, found);
    return found;
  };
  for (const { key, count } of await complaintsBy(read, scope, by)) row(key).complaints = count;
  for (const name of metricNames) for (const { key, ...ratio } of await metricBy(read, name, scope, by)) row(key).metrics[name] = ratio;
  const labels = await labelsOf(read, by, [...rows.keys()]);
  return [...rows.values()].map((each) => ({ ...each, label: each.key === noneKey ? noneLabels[by] : (labels.get(each.key) ?? each.key) }));
}

const rowOf = (key: string, label: string): FigureRow => ({
  key,
  label,
  complaints: 0,
  metrics: Object.fromEntries(metricNames.map((name) => [name, { numerator: 0, denominator: 0 }])) as FigureRow["metrics"],
});

async function labelsOf(read: Reader, by: Dimension, keys: readonly string[]): Promise<Map<string, string>> {
  if (by === "unit") return new Map((await read.selectFrom("units").select(["id", "name"]).execute()).map(({ id, name }) => [String(id), name]));
  if (by === "handler") {
    const ids = [0, ...keys.filter((key) => key !== noneKey).map(Number)];
    return new Map((await read.selectFrom("users").select(["id", "display_name"]).where("id", "in", ids).execute()).map(({ id, display_name }) => [String(id), display_name]));
  }
  return new Map(Object.entries(by === "source" ? sourceLabels : by === "kind" ? kindLabels : by === "lane" ? laneLabels : {}));
}
