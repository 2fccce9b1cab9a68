/** What a notice asks of units, and what became of what the last one asked. */
import { metricLabels, metricNames, type MetricName } from "../../rules/metrics.ts";
import type { NoticeInput } from "../../store/notices.ts";
import type { NoticeFigures } from "../../store/readNotice.ts";
import type { Demand, DemandOutcome, NoticeContent, UnitLine } from "./content.ts";
import { weekName } from "./labels.ts";

const share = (value: number): string => `${(100 * value).toFixed(1).replace(/\.0$/, "")}%`;

export function demandsOf(units: readonly UnitLine[], actionCounts: NoticeFigures["actionCounts"], thresholds: NoticeContent["thresholds"]): Demand[] {
  return units.flatMap((unit) => {
    const below = unit.metrics
      .filter((metric) => metric.below)
      .map((metric) => ({ key: `below:${unit.unitId}:${metric.name}`, unitId: unit.unitId, unitName: unit.name, text: `${metric.label}${metric.text}，低于${share(thresholds[metric.name] ?? 0)}的要求，须立即整改，并在签收时说明原因和措施。` }));
    const late = actionCounts.find(({ unitId }) => unitId === unit.unitId)?.overdue ?? 0;
    const actions = late === 0 ? [] : [{ key: `actions:${unit.unitId}`, unitId: unit.unitId, unitName: unit.name, text: `逾期未完成的整改项${late}项，须在一周内完成并提交佐证。` }];
    return [...below, ...actions];
  });
}

export function outcomesOf({ previous, previousAnswers }: Pick<NoticeInput, "previous" | "previousAnswers">, units: readonly UnitLine[], figures: Pick<NoticeFigures, "actionCounts">, thresholds: NoticeContent["thresholds"]): NoticeContent["previousDemands"] {
  if (!("published" in previous)) return null;
  const { demands, week } = JSON.parse(previous.published) as NoticeContent;
  if (demands.length === 0) return null;
  return {
    week,
    label: weekName(week),
    outcomes: demands.map((demand): DemandOutcome => {
      const answer = previousAnswers.find(({ unitId }) => unitId === demand.unitId)?.note ?? "";
      return { ...demand, ...outcomeOf(demand, units, figures, thresholds), answer };
    }),
  };
}

function outcomeOf({ key, unitId }: Demand, units: readonly UnitLine[], { actionCounts }: Pick<NoticeFigures, "actionCounts">, thresholds: NoticeContent["thresholds"]): Pick<DemandOutcome, "outcome" | "outcomeLabel"> {
  const name = metricNames.find((each) => key.endsWith(`:${each}`));
  if (name === undefined) {
    const left = actionCounts.find((each) => each.unitId === unitId)?.overdue ?? 0;
    return left === 0 ? { outcome: "met", outcomeLabel: "已落实" } : { outcome: "unmet", outcomeLabel: `尚有${left}项未完成` };
  }
  return rateOutcome(units.find((unit) => unit.unitId === unitId), name, thresholds[name] ?? 0);
}

function rateOutcome(unit: UnitLine | undefined, name: MetricName, threshold: number): Pick<DemandOutcome, "outcome" | "outcomeLabel"> {
  const metric = unit?.metrics.find((each) => each.name === name);
  if (metric === undefined || metric.value === null) return { outcome: "unknown", outcomeLabel: "本周无可比数据" };
  const told = `本周${metricLabels[name]}${metric.text}`;
  return metric.value >= threshold ? { outcome: "met", outcomeLabel: `已达标，${told}` } : { outcome: "unmet", outcomeLabel: `仍未达标，${told}` };
}
