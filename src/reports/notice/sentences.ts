/** The sentences of a notice, composed from its numbers in the register of such notices; what the supervisor wrote takes their place. */
import type { NoticeEdits } from "../../store/notices.ts";
import { metricLabels, type MetricName } from "../../rules/metrics.ts";
import type { CountLine, MetricLine, NoticeContent, Section, SectionKey } from "./content.ts";

type Facts = Omit<NoticeContent, "sections">;

const headings: Record<SectionKey, string> = {
  overview: "一、基本情况",
  callbacks: "二、回访情况",
  topics: "三、热点问题",
  units: "四、单位情况",
  actions: "五、整改落实",
  demands: "六、工作要求",
  data: "七、数据说明",
};
const composers: Record<SectionKey, (facts: Facts) => string[]> = { overview, callbacks, topics, units, actions, demands, data };
export const sectionKeys = Object.keys(headings) as SectionKey[];

export function sectionsOf(facts: Facts, edits: NoticeEdits): Section[] {
  return sectionKeys.map((key) => {
    const edited = edits[key];
    return { key, heading: headings[key], sentences: edited === undefined ? composers[key](facts) : [...edited], edited: edited !== undefined };
  });
}

function overview({ total, lateCount, bySource, byKind, byUnit, byLane, charts, metrics, escalations, handling }: Facts): string[] {
  if (total.count === 0) return ["本周未收到窗口服务诉求。", ...pace(metrics, handling)];
  const assigned = byUnit.filter(({ key }) => key !== "none");
  const assignedCount = sum(assigned);
  const late = lateCount === 0 ? "" : `（其中补报${lateCount}件）`;
  const enterprise = byLane.find(({ key }) => key === "enterprise");
  const stages = charts.funnel.filter(({ label }) => label !== "登记").map(({ label, count }) => `已${label}${count}件`);
  const raised = escalations.map(({ label, count }) => `${label}${count}件`).join("、");
  return [
    `本周共受理窗口服务诉求${total.count}件${late}，环比${told(total.change)}，同比${told(total.changeYear)}。`,
    `按来源分：${listed(bySource)}。按类别分：${listed(byKind)}。${top(bySource, "来源")}`,
    `${assigned.length === 0 ? "本周诉求均待交办" : `交办${assigned.length}个单位${assignedCount}件，其中${listed(assigned.slice(0, 3))}，居前${Math.min(3, assigned.length)}位，占总量的${shareOf(sum(assigned.slice(0, 3)), total.count)}`}${assignedCount < total.count && assigned.length > 0 ? `；窗口直接办理或待交办${total.count - assignedCount}件` : ""}。`,
    ...(enterprise === undefined ? [] : [`对企专窗受理${enterprise.count}件，占${enterprise.share}。`]),
    `截至制表时，${stages.join("，")}。`,
    ...pace(metrics, handling),
    raised === "" ? "本周无督办升级。" : `本周升级督办：${raised}。`,
  ];
}

function pace(metrics: readonly MetricLine[], { count, median, p90 }: Facts["handling"]): string[] {
  const rates = `按期办结率${rate(metrics, "onTimeRate")}，响应率${rate(metrics, "responseRate")}`;
  return [count === 0 ? `${rates}。` : `${rates}。本周办结${count}件，办理用时（工作时间）中位数${median}，九成在${p90}以内。`];
}

function callbacks({ metrics, units }: Facts): string[] {
  const first = find(metrics, "firstCallbackSatisfaction");
  const rated = find(metrics, "satisfaction");
  if (rated.denominator === 0) return ["本周没有接通的回访。", completion(metrics)];
  const full = units.filter((unit) => ["onTimeRate", "responseRate", "satisfaction"].every((name) => unit.metrics.find((metric) => metric.name === name)?.value === 1));
  return [
    `本周接通回访${rated.denominator}件，满意${rated.numerator}件，满意率${rate(metrics, "satisfaction")}；一次回访满意率${rate(metrics, "firstCallbackSatisfaction")}（${first.numerator}/${first.denominator}）；解决率${rate(metrics, "solvedRate")}。`,
    completion(metrics),
    ...(full.length === 0 ? [] : [`按期办结率、响应率和满意率均为100%的单位：${full.map(({ name }) => name).join("、")}。`]),
  ];
}

const completion = (metrics: readonly MetricLine[]): string => `回访完成率${rate(metrics, "callbackCompletion")}，复盘完成率${rate(metrics, "reviewCompletion")}。`;

function topics({ topCategories, total, metrics, lists, typicalCases }: Facts): string[] {
  const second = find(metrics, "secondComplaints");
  return [
    topCategories.length === 0
      ? "本周没有集中反映的问题。"
      : `反映较多的问题依次为：${topCategories.map((line) => `${line.label}${line.count}件，占${line.share}，环比${told(line.change)}`).join("；")}。${topCategories.length > 1 ? `前${topCategories.length}类合计占总量的${shareOf(sum(topCategories), total.count)}。` : ""}`,
    second.numerator === 0 ? "本周无二次投诉。" : `二次投诉${second.numerator}件，占${second.text}，涉及${[...new Set(lists.secondComplaints.map(({ unitName }) => unitName))].join("、")}。`,
    ...(typicalCases.length === 0 ? [] : [`本周批准典型案例${typicalCases.length}件，供每周学习，详见附件。`]),
  ];
}

function units({ units: lines, thresholds }: Facts): string[] {
  const ranked = lines.filter(({ rank }) => rank !== null);
  const below = lines.filter(({ below: labels }) => labels.length > 0);
  const asked = lines.flatMap(({ metrics }) => metrics.filter(({ threshold }) => threshold !== null));
  const minimum = (Object.entries(thresholds) as [MetricName, number][]).map(([name, share]) => `${metricLabels[name]}${Number((100 * share).toFixed(1))}%`).join("、");
  return [
    ranked.length === 0 ? "本周各单位均无评价，不作排名。" : `按满意率、按期办结率排名居前的单位：${ranksOf(ranked)}。`,
    asked.every(({ value }) => value === null)
      ? `本周各单位没有可对照最低要求（${minimum}）的数据。`
      : below.length === 0
      ? `各单位均达到最低要求（${minimum}）。`
      : `低于最低要求（${minimum}）的单位：${below.map((unit) => `${unit.name}（${unit.metrics.filter((metric) => metric.below).map(({ label, text }) => `${label}${text}`).join("、")}）`).join("；")}，须立即整改。`,
  ];
}

/** 第1名甲、乙（并列），第3名丙: the first three ranks, equals together. */
function ranksOf(ranked: Facts["units"]): string {
  const first = ranked.filter(({ rank }) => rank !== null && rank <= 3);
  const ranks = [...new Set(first.map(({ rank }) => rank))];
  return ranks
    .map((rank) => {
      const names = first.filter((line) => line.rank === rank).map(({ name }) => name);
      return `第${rank}名${names.join("、")}${names.length > 1 ? "（并列）" : ""}`;
    })
    .join("，");
}

function actions({ listCounts: { actionsDue, actionsOverdue }, previousDemands }: Facts): string[] {
  const all = actionsDue + actionsOverdue;
  const first = all === 0 ? "没有到期未完成的整改项。" : `到期未完成的整改项${all}项，其中逾期${actionsOverdue}项，详见附件。`;
  if (previousDemands === null) return [first];
  const count = (outcome: string) => previousDemands.outcomes.filter((each) => each.outcome === outcome).length;
  return [first, `${previousDemands.label}通报提出的${previousDemands.outcomes.length}项要求，已落实${count("met")}项，未落实${count("unmet")}项${count("unknown") === 0 ? "" : `，暂无可比数据${count("unknown")}项`}。`];
}

function demands({ demands: asked, lists }: Facts): string[] {
  const standing = [
    ...(lists.overdue.length > 0 ? ["对超期件逐件说明原因，限期办结。"] : []),
    ...(lists.unsatisfied.length > 0 ? ["对不满意件重新办理、再次回访，直至有实质答复。"] : []),
    ...(lists.secondComplaints.length > 0 ? ["对二次投诉逐件复盘，由主要负责人签批。"] : []),
  ];
  const all = [...asked.map(({ unitName, text }) => `${unitName}：${text}`), ...standing];
  return all.length === 0 ? ["请各单位继续做到件件有落实、事事有回音。"] : all.map((text, index) => `${index + 1}.${text}`);
}

function data({ accounting, coverage, total }: Facts): string[] {
  const { received, created, updated, unchanged, quarantined, balanced } = accounting;
  const { before, here, waiting, all, complete } = coverage;
  return [
    `本周各来源推送记录${received}条，其中新建${created}条、更新${updated}条、重复${unchanged}条、隔离待核${quarantined}条，${balanced ? "收支平衡" : "收支不平衡，请核查"}。推送记录按收到时间计周，诉求按来源登记的诉求时间计周；通报发布后才收到的，计入下一期，列为补报。`,
    `截至制表时收件共${all}件：其他各期已通报${before}件，本期${here}件，待后续各期通报${waiting}件，${complete && here === total.count ? "每件只通报一次，合计相符" : "合计不符，请核查"}。`,
  ];
}

const find = (metrics: readonly MetricLine[], name: MetricName) => metrics.find((metric) => metric.name === name) ?? { numerator: 0, denominator: 0, text: "—" };
const rate = (metrics: readonly MetricLine[], name: MetricName): string => find(metrics, name).text;
const sum = (lines: readonly CountLine[]): number => lines.reduce((all, { count }) => all + count, 0);
const shareOf = (count: number, total: number): string => (total === 0 ? "—" : `${((100 * count) / total).toFixed(1)}%`);
const listed = (lines: readonly CountLine[]): string => lines.map(({ label, count }) => `${label}${count}件`).join("、");

function top(lines: readonly CountLine[], word: string): string {
  const first = lines[0];
  return first === undefined || lines.length < 2 ? "" : `${first.label}为主要${word}，占${first.share}。`;
}

/** `+12.5%` → 上升12.5%. */
const told = (text: string): string => (text === "—" ? "无可比数据" : text.startsWith("-") ? `下降${text.slice(1)}` : text.startsWith("+") ? `上升${text.slice(1)}` : "持平");
