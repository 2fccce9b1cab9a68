/** One metric of a notice with its comparisons and the minimum that policy asks of it. */
import { metricLabels, percent, valueOf, type MetricName, type Ratio } from "../../rules/metrics.ts";
import type { MetricLine } from "./content.ts";

export function metricLine(name: MetricName, ratio: Ratio, previous: Ratio | null, yearBefore: Ratio | null, threshold: number | null): MetricLine {
  const value = valueOf(ratio);
  return {
    name,
    label: metricLabels[name],
    numerator: ratio.numerator,
    denominator: ratio.denominator,
    value,
    text: percent(ratio),
    points: pointsText(value, previous && valueOf(previous)),
    pointsYear: pointsText(value, yearBefore && valueOf(yearBefore)),
    threshold,
    below: value !== null && threshold !== null && value < threshold,
  };
}

/** +1.2 percentage points. */
function pointsText(value: number | null, before: number | null): string {
  if (value === null || before === null) return "—";
  const points = (100 * (value - before)).toFixed(1);
  return points === "-0.0" ? "0.0" : Number(points) > 0 ? `+${points}` : points;
}
