/** The score card of quarterly and yearly evaluation: points for metrics, brought to a hundred over those that have data. */
import { metricNames, type MetricName, type Ratio } from "./metrics.ts";
import type { Policy } from "./policy.ts";

export interface Score {
  /** 0 to 100, one digit; null where no metric has data. */
  points: number | null;
  parts: { name: MetricName; share: number; points: number; of: number }[];
}

export function scoreOf(metrics: Readonly<Record<MetricName, Ratio>>, { points }: Policy["scoreCard"]): Score {
  const parts = metricNames.flatMap((name) => {
    const [of, { numerator, denominator }] = [points[name] ?? 0, metrics[name]];
    if (of === 0 || denominator === 0) return [];
    const share = numerator / denominator;
    return [{ name, share, points: of * (name === "secondComplaints" ? 1 - share : share), of }];
  });
  const whole = parts.reduce((sum, part) => sum + part.of, 0);
  return { points: whole === 0 ? null : Math.round((1000 * parts.reduce((sum, part) => sum + part.points, 0)) / whole) / 10, parts };
}
