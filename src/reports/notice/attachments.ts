/** The attachments of a notice: units, statistics, named lists, corrective actions, typical cases and what was asked of units. */
import { percent, valueOf, type MetricName, type Ratio } from "../../rules/metrics.ts";
import type { ActionLine, CaseLine, CountLine, MetricLine, NoticeContent, UnitLine } from "./content.ts";
import { caseCell, centred, changeCell, column, countCell, dayCell, pointsCell, rateCell, textCell, type NoticeTable, type TableCell, type TableColumn } from "./tables.ts";

export interface Attachment {
  key: "units" | "statistics" | "lists" | "actions" | "cases" | "demands";
  title: string;
  /** On a landscape page. */
  isWide: boolean;
  tables: NoticeTable[];
}

/** Those that would hold nothing stand in `missing` by their titles: an attachment of empty tables helps nobody. */
export function attachmentsOf(content: NoticeContent): { attachments: Attachment[]; missing: string[] } {
  const all = everyAttachment(content);
  const isShown = ({ key, tables }: Attachment) => key === "units" || key === "statistics" || tables.some(({ rows }) => rows.length > 0);
  return { attachments: all.filter(isShown), missing: all.filter((each) => !isShown(each)).map(({ title }) => title) };
}

/** In the order of their numbers. */
export const everyAttachment = (content: NoticeContent): Attachment[] => [unitAttachment, statisticsAttachment, listAttachment, actionAttachment, caseAttachment, demandAttachment].map((make) => make(content));

const table = (heading: string | null, name: string, columns: TableColumn[], rows: TableCell[][], more: Partial<NoticeTable> = {}): NoticeTable => ({ heading, name, columns, rows, hasTotal: false, note: null, ...more });

function unitAttachment(content: NoticeContent): Attachment {
  return { key: "units", title: "各单位办理情况表", isWide: true, tables: [standingTable(content), metricTable(content)] };
}

function standingTable({ units }: NoticeContent): NoticeTable {
  const columns = [
    centred("排名", 12), column("单位", 42), column("交办数", 17, "count"), column("按时办结", 17, "count"), column("超时办结", 17, "count"), column("未办结", 17, "count"), column("办结率", 17, "rate"),
    column("按时办结率", 21, "rate"), column("评价数", 15, "count"), column("不满意数", 17, "count"), column("不满意率", 17, "rate"), column("环比", 19, "change"), column("同比", 19, "change"),
  ];
  const rows = units.map((unit) => [
    unit.rank === null ? textCell("—") : countCell(unit.rank),
    textCell(unit.name),
    ...standingCells(unit, metricOf(unit, "onTimeRate")),
    changeCell(unit.change),
    changeCell(unit.changeYear),
  ]);
  const sum = (of: (unit: UnitLine) => number) => units.reduce((all, unit) => all + of(unit), 0);
  const whole = {
    assigned: sum(({ assigned }) => assigned), onTime: sum(({ onTime }) => onTime), overdue: sum(({ overdue }) => overdue), open: sum(({ open }) => open),
    rated: sum(({ rated }) => rated), dissatisfied: sum(({ dissatisfied }) => dissatisfied),
  };
  const onTime: Ratio = { numerator: sum((unit) => metricOf(unit, "onTimeRate").numerator), denominator: sum((unit) => metricOf(unit, "onTimeRate").denominator) };
  const total = [textCell("—"), textCell("合计"), ...standingCells(whole, onTime), textCell("—"), textCell("—")];
  return table("（一）办理情况", "办理情况", columns, rows.length === 0 ? [] : [...rows, total], {
    hasTotal: rows.length > 0,
    note: "注：排名依次按满意率、按期办结率、超时办结数；没有回访评价的单位不排名，以“—”表示。环比、同比为交办数之比。",
  });
}

type Standing = Pick<UnitLine, "assigned" | "onTime" | "overdue" | "open" | "rated" | "dissatisfied">;
function standingCells({ assigned, onTime, overdue, open, rated, dissatisfied }: Standing, onTimeRate: Ratio): TableCell[] {
  return [
    ...[assigned, onTime, overdue, open].map(countCell),
    ratioCell({ numerator: onTime + overdue, denominator: assigned }),
    ratioCell(onTimeRate, "below" in onTimeRate && onTimeRate.below === true),
    countCell(rated),
    countCell(dissatisfied),
    ratioCell({ numerator: dissatisfied, denominator: rated }),
  ];
}

function metricTable({ units, metrics }: NoticeContent): NoticeTable {
  const columns = [column("单位", 42), ...metrics.map(({ label }) => column(label, 21.5, "rate")), column("低于最低要求的指标", 33)];
  const cells = (of: readonly MetricLine[]) => metrics.map(({ name }) => of.find((each) => each.name === name)).map((each) => (each === undefined ? textCell("—") : rateCell(each.text, each.value, each.below)));
  const rows = units.map((unit) => [textCell(unit.name), ...cells(unit.metrics), textCell(unit.below.join("、"))]);
  const total = [textCell("全局"), ...cells(metrics), textCell(metrics.filter(({ below }) => below).map(({ label }) => label).join("、"))];
  return table("（二）主要指标", "主要指标", columns, [...rows, total], { hasTotal: true, note: "注：加重标出的数字低于最低要求；“—”表示没有可计算的件。" });
}

function statisticsAttachment(content: NoticeContent): Attachment {
  const parts: [string, CountLine[]][] = [
    ["来源", content.bySource], ["诉求类别", content.byKind], ["承办单位", content.byUnit], ["窗口", content.byWindow], ["服务事项", content.byItem],
    ["问题分类", content.byCategory], ["办理专窗", content.byLane],
  ];
  const tables = [
    metricSummary(content),
    ...parts.map(([name, lines], index) => countTable(`（${numerals[index + 1]}）按${name}`, `按${name}`, name, lines, content.total)),
    stateTable(content),
  ];
  return { key: "statistics", title: "分类统计表", isWide: false, tables };
}

const numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

function metricSummary({ metrics }: NoticeContent): NoticeTable {
  const columns = [column("指标", 38), column("件数", 22, "text", true), column("数值", 22, "rate"), column("环比（百分点）", 25, "points"), column("同比（百分点）", 25, "points"), column("最低要求", 24, "rate")];
  const rows = metrics.map((metric) => [
    textCell(metric.label),
    textCell(`${metric.numerator}/${metric.denominator}`),
    rateCell(metric.text, metric.value, metric.below),
    pointsCell(metric.points),
    pointsCell(metric.pointsYear),
    metric.threshold === null ? textCell("—") : rateCell(`${(100 * metric.threshold).toFixed(1)}%`, metric.threshold),
  ]);
  return table("（一）主要指标", "主要指标", columns, rows);
}

function countTable(heading: string, name: string, what: string, lines: readonly CountLine[], total: CountLine): NoticeTable {
  const columns = [column(what, 64), column("件数", 22, "count"), column("占比", 22, "rate"), column("环比", 24, "change"), column("同比", 24, "change")];
  const rows = lines.map((line) => [textCell(line.label), countCell(line.count), ratioCell({ numerator: line.count, denominator: total.count }), changeCell(line.change), changeCell(line.changeYear)]);
  const isWhole = lines.length > 1 && lines.reduce((sum, { count }) => sum + count, 0) === total.count;
  const sum = [textCell("合计"), countCell(total.count), ratioCell({ numerator: total.count, denominator: total.count }), changeCell(total.change), changeCell(total.changeYear)];
  return table(heading, name, columns, isWhole ? [...rows, sum] : rows, { hasTotal: isWhole });
}

function stateTable({ byState, total }: NoticeContent): NoticeTable {
  const rows = byState.map(({ label, count }) => [textCell(label), countCell(count), ratioCell({ numerator: count, denominator: total.count })]);
  return table("（九）按办理状态", "按状态", [column("状态（制表时）", 84), column("件数", 36, "count"), column("占比", 36, "rate")], rows);
}

/** A list that stops says how many there are. */
const countText = (all: number, listed: number, unit: string): string => (listed < all ? `共${all}${unit}，列出${listed}${unit}，其余见系统` : `${all}${unit}`);

function listAttachment({ lists, listCounts }: NoticeContent): Attachment {
  const parts: [string, string, CaseLine[], number][] = [
    ["超期件", "超期情况", lists.overdue, listCounts.overdue],
    ["不满意件", "回访评价", lists.unsatisfied, listCounts.unsatisfied],
    ["二次投诉件", "前件", lists.secondComplaints, listCounts.secondComplaints],
    ["补报件", "补报情况", lists.late, listCounts.late],
  ];
  return { key: "lists", title: "重点诉求名单", isWide: true, tables: parts.map(([name, remark, lines, all], index) => caseTable(`（${numerals[index]}）${name}（${countText(all, lines.length, "件")}）`, name, remark, lines)) };
}

function caseTable(heading: string, name: string, remark: string, lines: readonly CaseLine[]): NoticeTable {
  const columns = [column("序号", 11, "count"), centred("工单号", 36), centred("来源", 22), centred("类别", 14), column("承办单位", 30), column("问题分类", 29), column("反映日期", 21, "day"), column("事由", 49), column(remark, 35)];
  const rows = lines.map((line, index) => [
    countCell(index + 1), caseCell(line.caseNo, line.caseId), textCell(line.sourceLabel), textCell(line.kindLabel), textCell(line.unitName), textCell(line.category), dayCell(line.reportedOn), textCell(line.matter), textCell(line.remark),
  ]);
  return table(heading, name, columns, rows);
}

function actionAttachment({ actions, listCounts }: NoticeContent): Attachment {
  const parts: [string, ActionLine[], number][] = [["逾期未完成", actions.overdue, listCounts.actionsOverdue], ["到期未完成", actions.due, listCounts.actionsDue]];
  return { key: "actions", title: "整改项落实情况表", isWide: true, tables: parts.map(([name, lines, all], index) => actionTable(`（${numerals[index]}）${name}（${countText(all, lines.length, "项")}）`, name, lines)) };
}

function actionTable(heading: string, name: string, lines: readonly ActionLine[]): NoticeTable {
  const columns = [column("序号", 11, "count"), column("责任单位", 36), column("整改措施", 80), centred("责任人", 20), column("期限", 22, "day"), centred("工单号", 38), centred("状态", 20), column("逾期天数", 20, "count")];
  const rows = lines.map((line, index) => [
    countCell(index + 1), textCell(line.unitName), textCell(line.action), textCell(line.owner), dayCell(line.due), textCell(line.caseNo ?? "—"), textCell(line.stateLabel), countCell(line.daysOverdue),
  ]);
  return table(heading, name, columns, rows);
}

function caseAttachment({ typicalCases }: NoticeContent): Attachment {
  const columns = [column("序号", 11, "count"), centred("工单号", 38), column("承办单位", 32), column("问题分类", 30), centred("复盘结论", 22), centred("主要原因", 24), column("教训与启示", 90)];
  const rows = typicalCases.map((line, index) => [
    countCell(index + 1), caseCell(line.caseNo, line.caseId), textCell(line.unitName), textCell(line.category), textCell(line.verdictLabel), textCell(line.rootCauseLabel), textCell(line.lesson),
  ]);
  return { key: "cases", title: "典型案例", isWide: true, tables: [table(null, "典型案例", columns, rows)] };
}

function demandAttachment({ demands, previousDemands }: NoticeContent): Attachment {
  const asked = demands.map(({ unitName, text }, index) => [countCell(index + 1), textCell(unitName), textCell(text)]);
  const outcomes = (previousDemands?.outcomes ?? []).map(({ unitName, text, outcomeLabel, answer }, index) => [countCell(index + 1), textCell(unitName), textCell(text), textCell(outcomeLabel), textCell(answer)]);
  return {
    key: "demands",
    title: "工作要求及上期要求落实情况表",
    isWide: false,
    tables: [
      table("（一）本期要求", "本期要求", [column("序号", 11, "count"), column("单位", 38), column("要求", 107)], asked),
      table(previousDemands === null ? "（二）上期要求落实情况" : `（二）上期要求落实情况（${previousDemands.label}）`, "上期要求", [column("序号", 11, "count"), column("单位", 32), column("要求", 50), centred("落实情况", 21), column("单位反馈", 42)], outcomes),
    ],
  };
}

const ratioCell = (ratio: Ratio, isBelow = false): TableCell => rateCell(percent(ratio), valueOf(ratio), isBelow);
const metricOf = (unit: UnitLine, name: MetricName): MetricLine | (Ratio & { below?: boolean }) => unit.metrics.find((metric) => metric.name === name) ?? { numerator: 0, denominator: 0 };
