/** The rows of the units in a notice: what they were given, how they did it, and their rank. */
import { change, metricNames, noneKey, percent, type MetricName, type Ratio } from "../../rules/metrics.ts";
import type { Comparison } from "../../store/noticeComparison.ts";
import type { NoticeFigures } from "../../store/readNotice.ts";
import type { NoticeContent, UnitLine } from "./content.ts";
import { metricLine } from "./metricLine.ts";

const nothing: Ratio = { numerator: 0, denominator: 0 };

export function unitLines(figures: NoticeFigures, previous: Comparison, yearBefore: Comparison | null, thresholds: NoticeContent["thresholds"]): UnitLine[] {
  const lines = figures.units
    .filter(({ isRoot, id }) => !isRoot || hasFigures(figures, String(id)))
    .map(({ id, name }): UnitLine => {
      const key = String(id);
      const standing = figures.standing.find((each) => each.key === key) ?? { assigned: 0, onTime: 0, overdue: 0, open: 0 };
      const ratioIn = (of: Comparison | null, metric: MetricName) => of && (of.metricsByUnit[metric].find((each) => each.key === key) ?? nothing);
      const metrics = metricNames.map((metric) =>
        metricLine(metric, figures.metricsByUnit[metric].find((each) => each.key === key) ?? nothing, ratioIn(previous, metric), ratioIn(yearBefore, metric), thresholds[metric] ?? null),
      );
      const of = (metric: MetricName) => metrics.find((each) => each.name === metric) ?? nothing;
      const rated = of("satisfaction");
      const dissatisfied = rated.denominator - rated.numerator;
      const countIn = (comparison: Comparison | null) => comparison && (comparison.counts.unit.find((each) => each.key === key)?.count ?? 0);
      return {
        unitId: id,
        name,
        rank: null,
        assigned: standing.assigned,
        onTime: standing.onTime,
        overdue: standing.overdue,
        open: standing.open,
        disposedRate: percent({ numerator: standing.onTime + standing.overdue, denominator: standing.assigned }),
        onTimeRate: percent(of("onTimeRate")),
        rated: rated.denominator,
        dissatisfied,
        dissatisfiedRate: percent({ numerator: dissatisfied, denominator: rated.denominator }),
        metrics,
        change: change(standing.assigned, countIn(previous)),
        changeYear: change(standing.assigned, countIn(yearBefore)),
        below: metrics.filter(({ below }) => below).map(({ label }) => label),
      };
    });
  return ranked(lines);
}

const hasFigures = (figures: NoticeFigures, key: string): boolean =>
  key !== noneKey && (figures.standing.some((each) => each.key === key) || metricNames.some((name) => figures.metricsByUnit[name].some((each) => each.key === key)));

/** By satisfaction, then by the on-time rate, then by fewer overdue; equals share a rank, and who was not rated has none. */
function ranked(lines: UnitLine[]): UnitLine[] {
  const value = (line: UnitLine, name: MetricName) => line.metrics.find((each) => each.name === name)?.value ?? -1;
  const compare = (a: UnitLine, b: UnitLine) => value(b, "satisfaction") - value(a, "satisfaction") || value(b, "onTimeRate") - value(a, "onTimeRate") || a.overdue - b.overdue;
  const sorted = lines.toSorted((a, b) => compare(a, b) || b.assigned - a.assigned || a.unitId - b.unitId);
  let rank = 0;
  return sorted.map((line, index) => {
    const before = sorted[index - 1];
    if (before === undefined || compare(before, line) !== 0) rank = index + 1;
    return { ...line, rank: line.rated === 0 ? null : rank };
  });
}
