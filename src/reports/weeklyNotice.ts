/** Composes a weekly notice from its figures: numbers with their comparisons, and sentences in the register of such notices. Pure. */
import { parseWeek, toOffsetText, weekRange, addDays, dayOf } from "../rules/shanghai.ts";
import { kindLabels, sourceLabels, type Instant, type Kind, type Source, type Week } from "../rules/words.ts";
import type { Count, MetricName, Ratio, WeekFigures } from "../store/figures.ts";
import { caseStateLabels, type CaseStateName } from "../machines/states.ts";

export interface NoticeLine {
  key: string;
  label: string;
  count: number;
  /** Share of the week's total, `41.7%`; "—" of nothing. */
  share: string;
  /** Against the week before (环比) and the same week of the year before (同比), `+12.5%` or "—". */
  change: string;
  changeYear: string;
}

export interface NoticeMetric extends Ratio {
  name: MetricName;
  label: string;
  /** Null where the denominator is 0. */
  value: number | null;
  text: string;
}

export interface WeeklyNotice {
  week: Week;
  title: string;
  period: { from: string; to: string };
  builtAt: string;
  status: "draft";
  total: NoticeLine;
  bySource: NoticeLine[];
  byKind: NoticeLine[];
  byState: NoticeLine[];
  byUnit: NoticeLine[];
  topCategories: NoticeLine[];
  metrics: NoticeMetric[];
  escalations: { level: number; count: number }[];
  accounting: WeekFigures["feed"] & { balanced: boolean };
  sections: { heading: string; sentences: string[] }[];
}

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

export interface NoticeInput {
  figures: WeekFigures;
  previous: WeekFigures;
  /** Null where the year before has no such week (W53). */
  yearBefore: WeekFigures | null;
  now: Instant;
}

export function weeklyNotice({ figures, previous, yearBefore, now }: NoticeInput): WeeklyNotice {
  const { week, total } = figures;
  const range = weekRange(week);
  const lines = (pick: (of: WeekFigures) => Count[], labelOf: (key: string) => string): NoticeLine[] =>
    pick(figures).map(({ key, count }) => {
      const countIn = (of: WeekFigures | null) => of && (pick(of).find((each) => each.key === key)?.count ?? 0);
      return { key, label: labelOf(key), count, share: percent({ numerator: count, denominator: total }), change: change(count, countIn(previous)), changeYear: change(count, countIn(yearBefore)) };
    });
  const notice = {
    week,
    title: titleOf(week),
    period: { from: toOffsetText(range.from), to: toOffsetText(range.to) },
    builtAt: toOffsetText(now),
    status: "draft" as const,
    total: { key: "total", label: "合计", count: total, share: percent({ numerator: total, denominator: total }), change: change(total, previous.total), changeYear: change(total, yearBefore?.total ?? null) },
    bySource: lines((of) => of.bySource, (key) => sourceLabels[key as Source]),
    byKind: lines((of) => of.byKind, (key) => kindLabels[key as Kind]),
    byState: lines((of) => of.byState, (key) => caseStateLabels[key as CaseStateName]),
    byUnit: lines((of) => of.byUnit, (key) => key),
    topCategories: lines((of) => of.byCategory, (key) => key).slice(0, 5),
    metrics: (Object.keys(metricLabels) as MetricName[]).map((name) => metricOf(name, figures.metrics[name])),
    escalations: figures.escalations.map(({ key, count }) => ({ level: Number(key), count })),
    accounting: { ...figures.feed, balanced: isBalanced(figures.feed) },
  };
  return { ...notice, sections: sectionsOf(notice) };
}

/** Rates with an empty denominator are "—", never 0 % or 100 %. */
export const percent = ({ numerator, denominator }: Ratio): string => (denominator === 0 ? "—" : `${((100 * numerator) / denominator).toFixed(1)}%`);

/** 环比 / 同比: (this − before) ÷ before; "—" where the earlier figure is 0 or does not exist. */
export function change(now: number, before: number | null): string {
  if (before === null || before === 0) return "—";
  const share = (100 * (now - before)) / before;
  return `${share > 0 ? "+" : ""}${share.toFixed(1)}%`;
}

function metricOf(name: MetricName, ratio: Ratio): NoticeMetric {
  return { name, label: metricLabels[name], ...ratio, value: ratio.denominator === 0 ? null : ratio.numerator / ratio.denominator, text: percent(ratio) };
}

function titleOf(week: Week): string {
  const parsed = parseWeek(week);
  const { from, to } = weekRange(week);
  const monthDay = (day: string) => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
  return `窗口服务投诉每周通报（${parsed?.year}年第${parsed?.number}周，${monthDay(dayOf(from))}至${monthDay(addDays(dayOf(to), -1))}）`;
}

const isBalanced = (feed: WeekFigures["feed"]): boolean => feed.received === feed.created + feed.updated + feed.unchanged + feed.quarantined;

function sectionsOf(notice: Omit<WeeklyNotice, "sections">): WeeklyNotice["sections"] {
  const { total, bySource, byKind, topCategories, metrics, escalations, accounting } = notice;
  const metric = (name: MetricName) => metrics.find((each) => each.name === name)?.text ?? "—";
  const listed = (lines: readonly NoticeLine[]) => lines.map((line) => `${line.label}${line.count}件`).join("、");
  const escalated = escalations.map(({ level, count }) => `${["", "一", "二", "三"][level]}级${count}件`).join("、");
  return [
    {
      heading: "一、基本情况",
      sentences: [
        total.count === 0
          ? "本周未收到窗口服务诉求。"
          : `本周共受理诉求${total.count}件，环比${told(total.change)}，同比${told(total.changeYear)}。按来源：${listed(bySource)}；按类别：${listed(byKind)}。`,
        `按期办结率${metric("onTimeRate")}，响应率${metric("responseRate")}。${escalated === "" ? "本周无督办升级。" : `本周升级督办：${escalated}。`}`,
      ],
    },
    {
      heading: "二、回访情况",
      sentences: [
        `一次回访满意率${metric("firstCallbackSatisfaction")}，满意率${metric("satisfaction")}，解决率${metric("solvedRate")}；回访完成率${metric("callbackCompletion")}，复盘完成率${metric("reviewCompletion")}。`,
      ],
    },
    {
      heading: "三、热点问题",
      sentences: [
        topCategories.length === 0 ? "本周无热点问题。" : `反映较多的问题：${topCategories.map((line) => `${line.label}${line.count}件，占${line.share}`).join("；")}。`,
        `二次投诉${metrics.find((each) => each.name === "secondComplaints")?.numerator ?? 0}件。`,
      ],
    },
    {
      heading: "四、数据说明",
      sentences: [
        `本周各来源推送记录${accounting.received}条，其中新建${accounting.created}条、更新${accounting.updated}条、重复${accounting.unchanged}条、隔离待核${accounting.quarantined}条，${accounting.balanced ? "收支平衡" : "收支不平衡，请核查"}。诉求件数按来源登记的诉求时间计周，推送记录按收到时间计周。`,
      ],
    },
  ];
}

const told = (text: string): string => (text === "—" ? "无可比数据" : text.startsWith("-") ? `下降${text.slice(1)}` : text.startsWith("+") ? `上升${text.slice(1)}` : "持平");
