/** The charts of a notice for Word: native ones, drawn by Word from figures that they bring along in a workbook of their own. */
import type { ChartFont, ChartRunOptions } from "docx/charts";
import { htmlText } from "../safeText.ts";
import { lowOf } from "./charts.ts";
import type { NoticeContent } from "./content.ts";
import type { FigureName } from "./paper.ts";
import { label, niceMax } from "./svg.ts";

/** Of the text area, as they stand beside or above one another. */
const fullWidth = 588;
const halfWidth = 286;
/** Charts of many units grow, up to a page. */
const heightMax = 760;

const colours = { bar: "A9BDD3", dark: "33475F", line: "8B1A1A", edge: "1F3A5F" } as const;
const font = (size: number): ChartFont => ({ size, color: "000000" });
const common = { font: { name: "黑体", color: "000000" }, chartArea: { fill: "none", border: "none" } } as const;

/** Null where there is nothing to draw. */
export function wordCharts({ charts, thresholds }: NoticeContent): Record<FigureName, ChartRunOptions | null> {
  const below = thresholds.satisfaction ?? null;
  return {
    trend: charts.trend.every(({ total }) => total === 0) ? null : trendChart(charts.trend),
    sources: charts.sources.length === 0 ? null : countChart("诉求来源构成", charts.sources, sum(charts.sources)),
    funnel: (charts.funnel[0]?.count ?? 0) === 0 ? null : countChart("闭环进度", charts.funnel, charts.funnel[0]?.count ?? 0),
    satisfaction: charts.satisfactionByUnit.every(({ value }) => value === null) ? null : satisfactionChart(charts.satisfactionByUnit, below),
  };
}

export interface TrendScale {
  bars: { maximum: number; interval: number; format: string };
  line: { minimum: number; maximum: number; interval: number; format: string };
}

/** Two scales that keep the line above the bars; the numbers that would stand outside either part are not written. */
export function trendScale(trend: NoticeContent["charts"]["trend"]): TrendScale {
  const most = niceMax(Math.max(0, ...trend.map(({ total }) => total)));
  const low = lowOf(trend.map(({ satisfaction }) => satisfaction).filter((value) => value !== null));
  const interval = (1 - low) / 2;
  return {
    bars: { maximum: (most * 5) / 3, interval: most / 2, format: `[>${most}]"";0` },
    line: { minimum: low - 5 * interval, maximum: low + 2.5 * interval, interval, format: `[<${(low - interval / 2).toFixed(4)}]"";0%` },
  };
}

function trendChart(trend: NoticeContent["charts"]["trend"]): ChartRunOptions {
  const scale = trendScale(trend);
  return {
    ...common,
    type: "column",
    categories: trend.map((each) => label(each.label, 8)),
    series: [
      { name: "诉求量（件，左轴）", values: trend.map(({ total }) => total), color: colours.bar, dataLabels: { value: true, position: "outsideEnd", font: font(8) } },
      { name: "满意率（右轴）", values: trend.map(({ satisfaction }) => satisfaction), type: "line", axis: "secondary", color: colours.line, line: { color: colours.line, width: 1.5 }, markers: true, dataLabels: { value: true, position: "above", numberFormat: "0.0%", font: font(8) } },
    ],
    gapWidth: 70,
    emptyValues: "gap",
    legend: { position: "top", font: font(9) },
    categoryAxis: { font: font(8) },
    valueAxis: { minimum: 0, maximum: scale.bars.maximum, interval: scale.bars.interval, numberFormat: scale.bars.format, gridlines: false, font: font(8) },
    secondaryValueAxis: { minimum: scale.line.minimum, maximum: scale.line.maximum, interval: scale.line.interval, numberFormat: scale.line.format, font: font(8) },
    transformation: { width: fullWidth, height: 250 },
    altText: alt("近十二周诉求量与满意率", trend.map((each) => `${each.label}${each.total}件，满意率${percentText(each.satisfaction)}`)),
  };
}

function countChart(name: string, rows: readonly { label: string; count: number }[], whole: number): ChartRunOptions {
  const shares = rows.map(({ count }) => percentText(whole === 0 ? null : count / whole));
  // Shares stand with the names: the numbers at the bars stay those of the figures, and change with them.
  const labels = { value: true, position: "outsideEnd", numberFormat: '0"件"', font: font(9) } as const;
  return {
    ...common,
    ...lying,
    categories: rows.map((each, index) => `${label(each.label, 9)} ${shares[index]}`),
    series: [{ name: "件数", values: rows.map(({ count }) => count), color: colours.bar, dataLabels: labels }],
    // Room for what is written behind the longest bar.
    valueAxis: { visible: false, gridlines: false, minimum: 0, maximum: Math.max(1, ...rows.map(({ count }) => count)) * 1.45 },
    transformation: { width: halfWidth, height: 190 },
    altText: alt(name, rows.map((each, index) => `${each.label}${each.count}件，${shares[index]}`)),
  };
}

function satisfactionChart(units: NoticeContent["charts"]["satisfactionByUnit"], threshold: number | null): ChartRunOptions {
  const isBelow = (value: number | null) => value !== null && threshold !== null && value < threshold;
  const dense = units.length > 20;
  const size = units.length > 40 ? 6 : dense ? 7 : 9;
  return {
    ...common,
    ...lying,
    gapWidth: dense ? 30 : 45,
    categories: units.map(({ label: name, value }) => `${label(name, 14)}${value === null ? " —" : ""}`),
    series: [{ name: "满意率", values: units.map(({ value }) => value), color: colours.bar, colors: units.map(({ value }) => (isBelow(value) ? colours.dark : colours.bar)), dataLabels: { value: true, position: "outsideEnd", numberFormat: "0.0%", font: font(size) } }],
    categoryAxis: { reverseOrder: true, font: font(size) },
    valueAxis: { visible: false, gridlines: false, minimum: 0, maximum: 1.12 },
    transformation: { width: fullWidth, height: Math.min(heightMax, 40 + (dense ? 15 : 26) * units.length) },
    altText: alt("各单位满意率", units.map(({ label: name, value }) => `${name}${percentText(value)}`)),
  };
}

/** Word leaves out every other name where they stand close, which would leave units without theirs. */
export const withEveryLabel = (chart: string): string => chart.replace(/<c:lblOffset [^>]*\/>/g, '$&<c:tickLblSkip val="1"/>');

/** Horizontal bars, the first on top. */
const lying = { type: "bar", legend: false, gapWidth: 45, categoryAxis: { reverseOrder: true, font: font(9) } } as const;

/** The library writes these attributes as they are. */
const alt = (name: string, facts: readonly string[]) => ({ name, description: htmlText(facts.join("；").slice(0, 1_000)) });
const percentText = (value: number | null): string => (value === null ? "—" : `${(100 * value).toFixed(1)}%`);
const sum = (rows: readonly { count: number }[]): number => rows.reduce((all, { count }) => all + count, 0);
