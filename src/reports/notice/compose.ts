/** Composes a weekly notice from its figures: a pure function, so that the same figures make the same notice to the byte. */
import { change, medianOf, metricNames, percent, percentileOf, valueOf, type Dimension, type MetricName, type Ratio } from "../../rules/metrics.ts";
import { parseWeek, toOffsetText, weekRange } from "../../rules/shanghai.ts";
import type { Policy } from "../../rules/policy.ts";
import type { Comparison, EarlierWeek } from "../../store/noticeComparison.ts";
import type { NoticeInput } from "../../store/notices.ts";
import type { NoticeFigures } from "../../store/readNotice.ts";
import type { CountLine, HandlingTime, NoticeContent } from "./content.ts";
import { demandsOf, outcomesOf } from "./demands.ts";
import { labelOf, minutesText, weekDays, weekName, type Names } from "./labels.ts";
import { actionLines, caseLines, typicalLines, type Unseal } from "./lines.ts";
import { metricLine } from "./metricLine.ts";
import { sectionsOf } from "./sentences.ts";
import { unitLines } from "./unitLines.ts";

export interface ComposeOptions {
  policy: Pick<Policy, "thresholds">;
  unseal: Unseal;
}

const topMax = 5;
/** Longer tables say how many more there are; the workbook's own sheets and the API have all of them. */
const linesMax = 100;

export function composeNotice(input: NoticeInput, { policy, unseal }: ComposeOptions): NoticeContent {
  const { figures, revision, published } = input;
  const { week, total } = figures;
  const range = weekRange(week);
  const parsed = parseWeek(week);
  const previous = comparisonOf(input.previous);
  const yearBefore = input.yearBefore === null ? null : comparisonOf(input.yearBefore);
  const names: Names = { units: new Map(figures.units.map(({ id, name }) => [String(id), name])), handlers: new Map(figures.handlers.map(({ id, name }) => [String(id), name])) };
  const thresholds = thresholdsOf(policy);
  const lines = (by: Dimension) => countLines(figures, previous, yearBefore, by, names);
  const metrics = metricNames.map((name) => metricLine(name, figures.metrics[name], previous.metrics[name], yearBefore?.metrics[name] ?? null, thresholds[name] ?? null));
  const units = unitLines(figures, previous, yearBefore, thresholds);
  const actions = actionLines(figures);
  const demands = demandsOf(units, figures.actionCounts, thresholds);
  const missing = (name: MetricName) => figures.metrics[name].denominator - figures.metrics[name].numerator;
  const content: Omit<NoticeContent, "sections"> = {
    week,
    issue: { year: parsed?.year ?? 0, number: parsed?.number ?? 0 },
    revision,
    status: published === null ? "draft" : "published",
    issuer: figures.units.find(({ isRoot }) => isRoot)?.name ?? "",
    title: `窗口服务投诉每周通报（${weekName(week)}，${weekDays(week)}）`,
    period: { from: toOffsetText(range.from), to: toOffsetText(range.to) },
    builtAt: toOffsetText(figures.now),
    publishedAt: published === null ? null : toOffsetText(published.at),
    publishedBy: published?.byName ?? null,
    revisionReason: input.revisionReason,
    thresholds,
    total: { key: "total", label: "合计", count: total, share: percent({ numerator: total, denominator: total }), change: change(total, previous.total), changeYear: change(total, yearBefore?.total ?? null) },
    lateCount: figures.lateCount,
    bySource: lines("source"),
    byKind: lines("kind"),
    byUnit: lines("unit"),
    byWindow: lines("window"),
    byItem: lines("item"),
    byCategory: lines("category"),
    byLane: lines("lane"),
    byState: figures.counts.state.map(({ key, count }) => ({ key, label: labelOf("state", key, names), count, share: percent({ numerator: count, denominator: total }), change: "—", changeYear: "—" })),
    // What has no category is no hot topic.
    topCategories: lines("category").filter(({ key }) => key !== "none").slice(0, topMax),
    metrics,
    handling: handlingTime(figures.handlingMinutes),
    units,
    escalations: figures.escalations.map(({ level, count }) => ({ level, label: `${["", "一", "二", "三"][level] ?? level}级督办`, count })),
    lists: caseLines(figures, unseal),
    actions,
    listCounts: {
      overdue: missing("onTimeRate"),
      unsatisfied: missing("satisfaction"),
      secondComplaints: figures.metrics.secondComplaints.numerator,
      late: figures.lateCount,
      actionsDue: figures.actionCounts.reduce((sum, { due }) => sum + due, 0),
      actionsOverdue: figures.actionCounts.reduce((sum, { overdue }) => sum + overdue, 0),
    },
    typicalCases: typicalLines(figures, unseal),
    demands,
    previousDemands: outcomesOf(input, units, figures, thresholds),
    charts: {
      trend: figures.trend.map(({ week: each, total: count, satisfaction }) => ({ week: each, label: `${parseWeek(each)?.number ?? each}周`, total: count, satisfaction: valueOf(satisfaction) })),
      sources: figures.counts.source.map(({ key, count }) => ({ label: labelOf("source", key, names), count })),
      satisfactionByUnit: units.map(({ name, metrics: own }) => ({ label: name, value: own.find((metric) => metric.name === "satisfaction")?.value ?? null })),
      funnel: [
        { label: "登记", count: figures.funnel.registered },
        { label: "受理", count: figures.funnel.accepted },
        { label: "办结", count: figures.funnel.disposed },
        { label: "回访", count: figures.funnel.calledBack },
        { label: "复盘", count: figures.funnel.reviewed },
        { label: "闭环", count: figures.funnel.closed },
      ],
    },
    accounting: { ...figures.feed, balanced: figures.feed.received === figures.feed.created + figures.feed.updated + figures.feed.unchanged + figures.feed.quarantined },
    coverage: figures.coverage,
  };
  return { ...content, sections: sectionsOf(content, input.edits) };
}

/** Policy's minimum shares by the metric that each is asked of: answer in time is the first contact's. */
export const thresholdsOf = ({ thresholds }: Pick<Policy, "thresholds">): NoticeContent["thresholds"] => ({ satisfaction: thresholds.satisfaction, responseRate: thresholds.answer });

/** A published week as it was told, whatever has changed since; another as it stands. */
export function comparisonOf(earlier: EarlierWeek): Comparison {
  if ("live" in earlier) return earlier.live;
  const content = JSON.parse(earlier.published) as NoticeContent;
  const counts = (lines: readonly CountLine[]) => lines.map(({ key, count }) => ({ key, count }));
  const ratio = ({ numerator, denominator }: Ratio): Ratio => ({ numerator, denominator });
  return {
    total: content.total.count,
    counts: {
      unit: counts(content.byUnit),
      source: counts(content.bySource),
      window: counts(content.byWindow),
      item: counts(content.byItem),
      category: counts(content.byCategory),
      lane: counts(content.byLane),
      kind: counts(content.byKind),
      handler: [],
    },
    metrics: Object.fromEntries(content.metrics.map((metric) => [metric.name, ratio(metric)])) as Comparison["metrics"],
    metricsByUnit: Object.fromEntries(
      metricNames.map((name) => [
        name,
        content.units.flatMap((unit) => unit.metrics.filter((metric) => metric.name === name).map((metric) => ({ key: String(unit.unitId), ...ratio(metric) }))),
      ]),
    ) as Comparison["metricsByUnit"],
  };
}

function countLines(figures: NoticeFigures, previous: Comparison, yearBefore: Comparison | null, by: Dimension, names: Names): CountLine[] {
  const before = new Map(previous.counts[by].map(({ key, count }) => [key, count]));
  const beforeYear = yearBefore && new Map(yearBefore.counts[by].map(({ key, count }) => [key, count]));
  return figures.counts[by].slice(0, linesMax).map(({ key, count }) => ({
    key,
    label: labelOf(by, key, names),
    count,
    share: percent({ numerator: count, denominator: figures.total }),
    change: change(count, before.get(key) ?? 0),
    changeYear: change(count, beforeYear?.get(key) ?? null),
  }));
}

function handlingTime(sorted: readonly number[]): HandlingTime {
  const [medianMinutes, p90Minutes] = [medianOf(sorted), percentileOf(sorted, 0.9)];
  return { count: sorted.length, medianMinutes, p90Minutes, median: minutesText(medianMinutes), p90: minutesText(p90Minutes) };
}
