/** The first sheet of a notice's workbook: totals, metrics, weeks and sources, with charts that are drawn from these very cells. */
import type { Workbook, Worksheet } from "exceljs";
import { columnLineChart, lyingBarChart, xmlText, type ChartCells } from "./chartXml.ts";
import type { NoticeContent } from "./content.ts";
import type { SheetChart } from "./officeParts.ts";
import type { NoticePaper } from "./paper.ts";
import { centred, changeCell, column, countCell, pointsCell, rateCell, textCell, type NoticeTable, type TableCell, type TableColumn } from "./tables.ts";
import { trendScale } from "./wordCharts.ts";
import { addSheet, setWidths, writeTable, writeTitle } from "./workbookTables.ts";

const sheetName = "概况";
const columns = [column("项目", 52), column("数值", 24, "rate"), column("环比", 24, "change"), column("同比", 24, "change"), column("分子", 20, "count"), column("分母", 20, "count"), column("最低要求", 24, "rate")];
/** Charts stand to the right of the columns and an empty one. */
const chartColumn = columns.length + 1;

/** Gives the charts, which the library cannot write. */
export function addOverview(workbook: Workbook, content: NoticeContent, paper: NoticePaper): SheetChart[] {
  const sheet = addSheet(workbook, sheetName, { frozenRows: 3, isWide: true });
  setWidths(sheet, columns);
  writeTitle(sheet, 1, `${paper.title}${paper.subtitle ?? ""}`, columns.length);
  writeTitle(sheet, 2, [paper.number, paper.issuer, paper.signed.date].join("　　"), columns.length, "label");
  writeTitle(sheet, 3, paper.draftMark ?? "已发布", columns.length, "label");
  const at = writeBlocks(sheet, 5, [
    ["总量", totals(content)],
    ["主要指标", metrics(content)],
    ["近十二周", weeks(content)],
    ["诉求来源", sources(content)],
    ["闭环进度（制表时）", funnel(content)],
    ["单位满意率", satisfaction(content)],
  ]);
  return [trendOf(content, at[2] ?? 0), sourcesOf(content, at[3] ?? 0), satisfactionOf(content, at[5] ?? 0)].filter((chart) => chart !== null);
}

/** One below the other; gives the row of each one's first line. */
function writeBlocks(sheet: Worksheet, from: number, blocks: readonly [string, NoticeTable][]): number[] {
  let row = from;
  return blocks.map(([title, table]) => {
    writeTitle(sheet, row, title, columns.length, "label");
    const first = row + 2;
    row = writeTable(sheet, row + 1, table) + 2;
    return first;
  });
}

const block = (own: TableColumn[], rows: TableCell[][]): NoticeTable => ({ heading: null, name: "", columns: own, rows, hasTotal: false, note: null });

function totals({ total, lateCount, handling }: NoticeContent): NoticeTable {
  const minutes = (text: string, value: number | null) => [textCell(text), value === null ? textCell("—") : countCell(value), textCell("—"), textCell("—")];
  return block([column("项目", 0), column("数值", 0, "count"), column("环比", 0, "change"), column("同比", 0, "change")], [
    [textCell("受理诉求（件）"), countCell(total.count), changeCell(total.change), changeCell(total.changeYear)],
    [textCell("其中补报（件）"), countCell(lateCount), textCell("—"), textCell("—")],
    minutes("办理用时中位数（工作分钟）", handling.medianMinutes),
    minutes("九成件办理用时（工作分钟）", handling.p90Minutes),
  ]);
}

function metrics(content: NoticeContent): NoticeTable {
  const head = [column("指标", 0), column("数值", 0, "rate"), column("环比（百分点）", 0, "points"), column("同比（百分点）", 0, "points"), column("分子", 0, "count"), column("分母", 0, "count"), column("最低要求", 0, "rate")];
  const rows = content.metrics.map((each) => [
    textCell(each.label), rateCell(each.text, each.value, each.below), pointsCell(each.points), pointsCell(each.pointsYear), countCell(each.numerator), countCell(each.denominator), each.threshold === null ? textCell("—") : rateCell("", each.threshold),
  ]);
  return block(head, rows);
}

const weeks = ({ charts }: NoticeContent): NoticeTable =>
  block([column("周", 0), column("诉求量", 0, "count"), column("满意率", 0, "rate"), centred("周编号", 0)], charts.trend.map((each) => [textCell(each.label), countCell(each.total), shareCell(each.satisfaction), textCell(each.week)]));

function sources({ charts, total }: NoticeContent): NoticeTable {
  return block([column("来源", 0), column("件数", 0, "count"), column("占比", 0, "rate")], charts.sources.map(({ label, count }) => [textCell(label), countCell(count), shareCell(total.count === 0 ? null : count / total.count)]));
}

function funnel({ charts }: NoticeContent): NoticeTable {
  const whole = charts.funnel[0]?.count ?? 0;
  return block([column("环节", 0), column("件数", 0, "count"), column("占登记", 0, "rate")], charts.funnel.map(({ label, count }) => [textCell(label), countCell(count), shareCell(whole === 0 ? null : count / whole)]));
}

const satisfaction = ({ charts }: NoticeContent): NoticeTable => block([column("单位", 0), column("满意率", 0, "rate")], charts.satisfactionByUnit.map(({ label, value }) => [textCell(label), shareCell(value)]));

const shareCell = (value: number | null): TableCell => rateCell("—", value);

/** Columns A to C hold name, number and share of every block. */
const cellsOf = (letter: string, first: number, values: ChartCells["values"]): ChartCells => ({ reference: `'${sheetName}'!$${letter}$${first}:$${letter}$${first + Math.max(1, values.length) - 1}`, values });

function trendOf({ charts: { trend } }: NoticeContent, first: number): SheetChart | null {
  if (trend.every(({ total }) => total === 0)) return null;
  const scale = trendScale(trend);
  const xml = columnLineChart({
    title: "近十二周诉求量与满意率",
    categories: cellsOf("A", first, trend.map(({ label }) => label)),
    columns: { name: "诉求量（件，左轴）", values: cellsOf("B", first, trend.map(({ total }) => total)), colour: "A9BDD3", format: "0" },
    line: { name: "满意率（右轴）", values: cellsOf("C", first, trend.map(({ satisfaction: value }) => value)), colour: "8B1A1A", format: "0.0%" },
    scales: { columns: { minimum: 0, ...scale.bars }, line: scale.line },
  });
  return placed(xml, "近十二周诉求量与满意率", trend.map((each) => `${each.label}${each.total}件`), 4, 15);
}

function sourcesOf({ charts }: NoticeContent, first: number): SheetChart | null {
  if (charts.sources.length === 0) return null;
  const values = charts.sources.map(({ count }) => count);
  const xml = lyingBarChart({ title: "诉求来源构成", categories: cellsOf("A", first, charts.sources.map(({ label }) => label)), bars: { name: "件数", values: cellsOf("B", first, values), colour: "A9BDD3", format: "0" }, maximum: Math.max(1, ...values) * 1.15 });
  return placed(xml, "诉求来源构成", charts.sources.map(({ label, count }) => `${label}${count}件`), 20, 12);
}

function satisfactionOf({ charts, thresholds }: NoticeContent, first: number): SheetChart | null {
  const units = charts.satisfactionByUnit;
  if (units.every(({ value }) => value === null)) return null;
  const threshold = thresholds.satisfaction;
  const marked = units.flatMap(({ value }, index) => (threshold !== undefined && value !== null && value < threshold ? [index] : []));
  const title = threshold === undefined ? "各单位满意率" : `各单位满意率（深色为低于最低要求${(100 * threshold).toFixed(1)}%）`;
  const bars = { name: "满意率", values: cellsOf("B", first, units.map(({ value }) => value)), colour: "A9BDD3", format: "0.0%" };
  const xml = lyingBarChart({ title, categories: cellsOf("A", first, units.map(({ label }) => label)), bars, maximum: 1.12, marked, markColour: "33475F" });
  return placed(xml, title, units.map(({ label, value }) => `${label}${value === null ? "—" : `${(100 * value).toFixed(1)}%`}`), 33, Math.max(10, Math.ceil(units.length * 1.1) + 4));
}

const placed = (xml: string, name: string, facts: readonly string[], row: number, rows: number): SheetChart => ({
  xml, name: xmlText(name), description: xmlText(facts.join("；").slice(0, 1_000)), from: { column: chartColumn, row }, to: { column: chartColumn + 10, row: row + rows },
});
