/** The metrics of domain.md: their names, labels and directions, and how a ratio and a change are told. */

export interface Ratio {
  numerator: number;
  denominator: number;
}

/** In the order in which notices and pages show them. */
export const metricNames = [
  "firstCallbackSatisfaction",
  "satisfaction",
  "solvedRate",
  "responseRate",
  "onTimeRate",
  "reviewCompletion",
  "callbackCompletion",
  "secondComplaints",
] as const;
export type MetricName = (typeof metricNames)[number];

export const metricLabels: Record<MetricName, string> = {
  firstCallbackSatisfaction: "一次回访满意率",
  satisfaction: "满意率",
  solvedRate: "解决率",
  responseRate: "响应率",
  onTimeRate: "按期办结率",
  reviewCompletion: "复盘完成率",
  callbackCompletion: "回访完成率",
  secondComplaints: "二次投诉占比",
};

/** What a figure is broken down by: the case's unit, source, window, service item, category, lane, kind, and person in charge. */
export const dimensions = ["unit", "source", "window", "item", "category", "lane", "kind", "handler"] as const;
export type Dimension = (typeof dimensions)[number];
export const dimensionLabels: Record<Dimension, string> = {
  unit: "承办单位",
  source: "来源",
  window: "窗口",
  item: "服务事项",
  category: "问题分类",
  lane: "办理专窗",
  kind: "诉求类别",
  handler: "承办人",
};

/** The key of what has no value in a dimension: a case that nobody has, a complaint that names no window. */
export const noneKey = "none";
export const noneLabels: Record<Dimension, string> = {
  unit: "未分派",
  source: "—",
  window: "未注明窗口",
  item: "未注明事项",
  category: "未分类",
  lane: "—",
  kind: "—",
  handler: "未定承办人",
};

/** Rates with an empty denominator are "—", never 0 % or 100 %. */
export const percent = ({ numerator, denominator }: Ratio): string => (denominator === 0 ? "—" : `${((100 * numerator) / denominator).toFixed(1)}%`);

export const valueOf = ({ numerator, denominator }: Ratio): number | null => (denominator === 0 ? null : numerator / denominator);

/** 环比 / 同比: (this − before) ÷ before; "—" where the earlier figure is 0 or does not exist. */
export function change(now: number, before: number | null): string {
  if (before === null || before === 0) return "—";
  const share = (100 * (now - before)) / before;
  return `${share > 0 ? "+" : ""}${share.toFixed(1)}%`;
}

/** The value at or below which the share of the sorted values lies (nearest rank); null of none. */
export const percentileOf = (sorted: readonly number[], share: number): number | null => (sorted.length === 0 ? null : (sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null));

/** The middle value, or the mean of the two in the middle. */
export function medianOf(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : Math.round((lower + upper) / 2);
}
