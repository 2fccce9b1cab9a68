/** Points of the score card, and the periods that are evaluated. */
import { describe, expect, it } from "vitest";
import { metricNames, type MetricName, type Ratio } from "../../src/rules/metrics.ts";
import { parsePeriod, periodsBefore } from "../../src/rules/periods.ts";
import { scoreOf } from "../../src/rules/scoreCard.ts";

const metrics = (given: Partial<Record<MetricName, [number, number]>>): Record<MetricName, Ratio> =>
  Object.fromEntries(metricNames.map((name) => [name, { numerator: given[name]?.[0] ?? 0, denominator: given[name]?.[1] ?? 0 }])) as Record<MetricName, Ratio>;
const card = { points: { satisfaction: 60, onTimeRate: 20, secondComplaints: 20 }, excellent: 95, casesMin: 5 };

describe("the score card", () => {
  it("gives each metric its share of the points, and second complaints the points of those that are none", () => {
    expect(scoreOf(metrics({ satisfaction: [9, 10], onTimeRate: [1, 2], secondComplaints: [1, 4] }), card).points).toBe(79);
  });

  it("brings what has data to a hundred, and gives no points where nothing has", () => {
    expect(scoreOf(metrics({ satisfaction: [3, 4] }), card).points).toBe(75);
    expect(scoreOf(metrics({ reviewCompletion: [1, 1] }), card)).toEqual({ points: null, parts: [] });
  });
});

describe("a period", () => {
  it.each([
    ["2026-Q1", "2026-01-01", "2026-03-31", "2025-Q4", "2025-Q1"],
    ["2026-Q2", "2026-04-01", "2026-06-30", "2026-Q1", "2025-Q2"],
    ["2026-Q3", "2026-07-01", "2026-09-30", "2026-Q2", "2025-Q3"],
    ["2026-Q4", "2026-10-01", "2026-12-31", "2026-Q3", "2025-Q4"],
    ["2026", "2026-01-01", "2026-12-31", "2025", "2025"],
  ])("%s is from %s to %s, after %s, a year after %s", (name, from, to, previous, yearBefore) => {
    const period = parsePeriod(name);
    expect(period).toMatchObject({ name, from, to });
    expect(period && periodsBefore(period)).toEqual({ previous, yearBefore });
  });

  it.each(["2026-Q5", "2026-Q0", "26", "2026-W10", "", "2026-q1"])("%j is none", (text) => {
    expect(parsePeriod(text)).toBeNull();
  });
});
