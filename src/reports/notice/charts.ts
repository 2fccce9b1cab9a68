/** The four charts of a notice for its page: twelve weeks, sources, the loop, and satisfaction by unit. */
import type { NoticeContent } from "./content.ts";
import { inks, label, niceMax, shape, svgChart, svgText, textSize, widthOf } from "./svg.ts";

type Charts = NoticeContent["charts"];

const percentText = (value: number | null): string => (value === null ? "—" : `${(100 * value).toFixed(1)}%`);

/** The line has the upper part and its own axis at the right, the bars have the lower part: neither hides the other's numbers. */
const trendBox = { width: 640, height: 300, left: 42, right: 596, lineTop: 44, lineBottom: 108, barTop: 138, bottom: 262 };

export function trendChart(trend: Charts["trend"]): string {
  const { width, height, left, right, bottom } = trendBox;
  const slot = (right - left) / Math.max(1, trend.length);
  const middle = (index: number) => left + (index + 0.5) * slot;
  const labels = trend.map((each, index) => svgText(middle(index), bottom + 18, label(each.label, 6), { "text-anchor": "middle" })).join("");
  const base = shape("line", { x1: left, y1: bottom, x2: right, y2: bottom, stroke: inks.text });
  const told = trend.map((each) => `${each.label}${each.total}件，满意率${percentText(each.satisfaction)}`).join("；");
  return svgChart({ id: "trend", title: "近十二周诉求量与满意率", description: told || "—", width, height, body: trendLegend() + trendBars(trend, middle, slot) + trendLine(trend, middle) + base + labels });
}

function trendLegend(): string {
  const bar = shape("rect", { x: 190, y: 8, width: 22, height: 12, fill: inks.bar, stroke: inks.edge });
  const line = shape("line", { x1: 350, y1: 14, x2: 380, y2: 14, stroke: inks.line, "stroke-width": 2 }) + marker(365, 14);
  return bar + svgText(218, 19, "诉求量（件，左轴）") + line + svgText(386, 19, "满意率（右轴）");
}

function trendBars(trend: Charts["trend"], middle: (index: number) => number, slot: number): string {
  const { left, right, barTop, bottom } = trendBox;
  const max = niceMax(Math.max(0, ...trend.map(({ total }) => total)));
  const y = (total: number) => bottom - ((bottom - barTop) * total) / max;
  const grid = [0.5, 1].map((part) => shape("line", { x1: left, y1: y(max * part), x2: right, y2: y(max * part), stroke: inks.grid }));
  const ticks = [0, 0.5, 1].map((part) => svgText(left - 6, y(max * part) + 4, String(max * part), { "text-anchor": "end" }));
  const bars = trend.map(({ total }, index) => {
    const wide = slot * 0.56;
    const bar = total === 0 ? "" : shape("rect", { x: middle(index) - wide / 2, y: y(total), width: wide, height: bottom - y(total), fill: inks.bar, stroke: inks.edge });
    return bar + svgText(middle(index), y(total) - 5, String(total), { "text-anchor": "middle" });
  });
  return [...grid, ...ticks, ...bars].join("");
}

function trendLine(trend: Charts["trend"], middle: (index: number) => number): string {
  const { right, lineTop, lineBottom } = trendBox;
  const values = trend.map(({ satisfaction }) => satisfaction).filter((value) => value !== null);
  const low = lowOf(values);
  const y = (value: number) => lineBottom - ((lineBottom - lineTop) * (value - low)) / (1 - low);
  const ticks = [low, 1].map((value) => svgText(right + 6, y(value) + 4, `${Math.round(100 * value)}%`));
  const points = trend.map(({ satisfaction }, index) => (satisfaction === null ? null : { x: middle(index), y: y(satisfaction), text: percentText(satisfaction) }));
  // A week without a rating is a gap, not a way down to nothing.
  const path = points.map((point, index) => (point === null ? "" : `${points[index - 1] ? "L" : "M"}${point.x.toFixed(1)} ${point.y.toFixed(1)}`)).join("");
  const marks = points.map((point, index) =>
    point === null ? svgText(middle(index), lineBottom + 4, "—", { "text-anchor": "middle" }) : marker(point.x, point.y) + svgText(point.x, point.y - 8, point.text, { "text-anchor": "middle", "font-size": 12 }),
  );
  return ticks.join("") + (path === "" ? "" : shape("path", { d: path, fill: "none", stroke: inks.line, "stroke-width": 2 })) + marks.join("");
}

/** A tenth below the lowest value, for differences of a few points to be seen. */
export const lowOf = (values: readonly number[]): number => Math.max(0, Math.min(0.9, Math.floor(10 * Math.min(1, ...values)) / 10));

const marker = (x: number, y: number): string => shape("circle", { cx: x, cy: y, r: 3.5, fill: "#fff", stroke: inks.line, "stroke-width": 2 });

export function sourceChart(sources: Charts["sources"]): string {
  const total = sources.reduce((sum, { count }) => sum + count, 0);
  const rows = sources.map((source) => ({ name: source.label, value: source.count, text: total === 0 ? "—" : `${source.count}件 ${percentText(source.count / total)}` }));
  return barChart({ id: "sources", title: "诉求来源构成", rows, width: 330, max: Math.max(1, ...sources.map(({ count }) => count)), threshold: null });
}

export function satisfactionChart(units: Charts["satisfactionByUnit"], threshold: number | null): string {
  const rows = units.map(({ label: name, value }) => ({ name, value, text: percentText(value), isBelow: value !== null && threshold !== null && value < threshold }));
  return barChart({ id: "satisfaction", title: "各单位满意率", rows, width: 640, max: 1, threshold });
}

interface BarRow {
  name: string;
  value: number | null;
  text: string;
  isBelow?: boolean;
}

function barChart({ id, title, rows, width, max, threshold }: { id: string; title: string; rows: BarRow[]; width: number; max: number; threshold: number | null }): string {
  // Of many units the bars are thinner, so that the chart stays on a page.
  const step = Math.min(27, Math.max(12, 800 / Math.max(1, rows.length)));
  const [thick, size] = [step * 0.6, Math.min(textSize, step - 2)];
  const names = rows.map(({ name }) => label(name, width > 500 ? 16 : 9));
  const left = Math.max(40, ...names.map(widthOf)) + 10;
  const right = width - Math.max(40, ...rows.map(({ text }) => widthOf(text))) - 10;
  const top = threshold === null ? 6 : 26;
  const height = top + step * Math.max(1, rows.length) + 8;
  const x = (value: number) => left + ((right - left) * Math.min(value, max)) / max;
  // Beside the bar, but never under the line.
  const told = (value: number | null, text: string, y: number) => (threshold === null ? svgText(x(value ?? 0) + 6, y, text, { "font-size": size }) : svgText(width - 4, y, text, { "text-anchor": "end", "font-size": size }));
  const bars = rows.map(({ value, text, isBelow }, index) => {
    const y = top + index * step + step / 2;
    const bar = value === null || value === 0 ? "" : shape("rect", { x: left, y: y - thick / 2, width: x(value) - left, height: thick, fill: isBelow ? `url(#${id}-below)` : inks.bar, stroke: inks.edge });
    return svgText(left - 8, y + size / 3, names[index] ?? "", { "text-anchor": "end", "font-size": size }) + bar + told(value, text, y + size / 3);
  });
  const base = shape("line", { x1: left, y1: top, x2: left, y2: height - 6, stroke: inks.text });
  const body = rows.length === 0 ? svgText(width / 2, top + 18, "—（本期无数据）", { "text-anchor": "middle" }) : bars.join("") + base + thresholdLine(id, threshold, x, { width, top, height });
  return svgChart({ id, title, description: rows.map(({ name, text }) => `${name}${text}`).join("；") || "—", width, height, body });
}

/** What lies below is hatched as well, because a line alone does not say on which side of it a bar ends when both are near. */
function thresholdLine(id: string, threshold: number | null, x: (value: number) => number, { width, top, height }: { width: number; top: number; height: number }): string {
  if (threshold === null) return "";
  const hatch = shape("pattern", { id: `${id}-below`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, shape("rect", { width: 6, height: 6, fill: inks.weak }) + shape("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: inks.line, "stroke-width": 3 }));
  const line = shape("line", { x1: x(threshold), y1: top - 4, x2: x(threshold), y2: height - 6, stroke: inks.line, "stroke-width": 1.5, "stroke-dasharray": "6 4" });
  const words = `最低要求${percentText(threshold)}（斜纹为低于要求）`;
  return shape("defs", {}, hatch) + line + svgText(Math.min(x(threshold), width - widthOf(words) / 2), top - 9, words, { "text-anchor": "middle" });
}

/** Bars that narrow from registration to closing, each with what part of all it is. */
export function funnelChart(funnel: Charts["funnel"]): string {
  const [width, step, centre] = [330, 31, 135];
  const first = funnel[0]?.count ?? 0;
  const widest = Math.max(1, ...funnel.map(({ count }) => count));
  const rows = funnel.map(({ label: name, count }, index) => {
    const [y, wide] = [6 + index * step, Math.max(2, (180 * count) / widest)];
    const bar = shape("rect", { x: centre - wide / 2, y, width: wide, height: 22, fill: index % 2 === 0 ? inks.bar : "#d3deea", stroke: inks.edge });
    const text = first === 0 ? "—" : `${count}件 ${percentText(count / first)}`;
    return svgText(8, y + 16, label(name, 4)) + bar + svgText(width - 2, y + 16, text, { "text-anchor": "end" });
  });
  const told = funnel.map(({ label: name, count }) => `${name}${first === 0 ? "—" : `${count}件`}`).join("；");
  return svgChart({ id: "funnel", title: "闭环进度", description: told || "—", width, height: 6 + step * Math.max(1, funnel.length) + textSize / 2, body: rows.join("") || svgText(centre, 20, "—") });
}
