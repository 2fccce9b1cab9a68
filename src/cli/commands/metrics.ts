/** `huiyin metrics`: the metrics of any period, by any dimension. */
import { dimensionLabels, dimensions, metricLabels, metricNames, percent, type Dimension, type Ratio } from "../../rules/metrics.ts";
import { addDays, instantAt, isDay } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import type { FigureScope } from "../../store/metrics.ts";
import { readFigures, type FigureRow } from "../../store/readFigures.ts";
import { now, type House } from "../house.ts";
import { print, printJson, table } from "../output.ts";

export interface MetricsOptions {
  from: string;
  to: string;
  by?: string;
  json?: boolean;
}

export async function metrics(house: House, { from, to, by, json }: MetricsOptions): Promise<number> {
  for (const day of [from, to]) if (!isDay(day)) throw new HuiyinError("usage", `日期 ${day} 有误，应为 2026-11-16 的形式。`);
  if (to < from) throw new HuiyinError("usage", "截止日不能早于起始日。");
  if (by !== undefined && !isDimension(by)) throw new HuiyinError("usage", `不能按 ${by} 分组，可用：${dimensions.join("、")}。`);
  const scope: FigureScope = { period: { from: instantAt(from, 0), to: instantAt(addDays(to, 1), 0), now: now() } };
  const { total, rows } = await readFigures(house.store.read, scope, by ?? null);
  if (json) printJson({ from, to, by: by ?? null, total: shown(total), rows: rows.map(shown) });
  else print(table([[by === undefined ? "" : dimensionLabels[by], "件数", ...metricNames.map((name) => metricLabels[name])], ...[...rows, total].map(line)]));
  return 0;
}

const isDimension = (text: string): text is Dimension => (dimensions as readonly string[]).includes(text);

const shown = (row: FigureRow) => ({ ...row, metrics: metricNames.map((name) => ({ name, label: metricLabels[name], ...row.metrics[name], text: percent(row.metrics[name]) })) });
const line = (row: FigureRow): (string | number)[] => [row.label, row.complaints, ...metricNames.map((name) => told(row.metrics[name]))];
const told = (ratio: Ratio): string => (ratio.denominator === 0 ? "—" : `${percent(ratio)} ${ratio.numerator}/${ratio.denominator}`);
