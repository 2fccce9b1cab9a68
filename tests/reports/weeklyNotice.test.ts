/** The notice's numbers and sentences, from figures worked by hand. */
import { describe, expect, it } from "vitest";
import { noticeHtml } from "../../src/reports/noticeHtml.ts";
import { change, percent, weeklyNotice } from "../../src/reports/weeklyNotice.ts";
import type { MetricName, Ratio, WeekFigures } from "../../src/store/figures.ts";

const names: MetricName[] = ["firstCallbackSatisfaction", "satisfaction", "solvedRate", "responseRate", "onTimeRate", "reviewCompletion", "callbackCompletion", "secondComplaints"];
const figures = (total: number, changes: Partial<WeekFigures> = {}): WeekFigures => ({
  week: "2026-W47",
  total,
  bySource: total === 0 ? [] : [{ key: "12345", count: total }],
  byKind: total === 0 ? [] : [{ key: "complaint", count: total }],
  byState: [],
  byUnit: [],
  byCategory: total === 0 ? [] : [{ key: "户籍管理", count: total }],
  metrics: Object.fromEntries(names.map((name) => [name, { numerator: 0, denominator: 0 }])) as Record<MetricName, Ratio>,
  escalations: [],
  feed: { received: 5, created: 3, updated: 1, unchanged: 1, quarantined: 0 },
  ...changes,
});
const notice = (now: WeekFigures, previous: WeekFigures, yearBefore: WeekFigures | null = null) =>
  weeklyNotice({ figures: now, previous, yearBefore, now: "2026-11-23T00:30:00.000Z" });

describe("the weekly notice", () => {
  it("compares with the week before and the year before, and says — where there is nothing to compare with", () => {
    const made = notice(figures(12), figures(8), figures(0));
    expect(made.total).toMatchObject({ count: 12, change: "+50.0%", changeYear: "—" });
    expect(made.bySource[0]).toMatchObject({ label: "12345热线", share: "100.0%", change: "+50.0%", changeYear: "—" });
    expect(made.sections[0]?.sentences[0]).toBe("本周共受理诉求12件，环比上升50.0%，同比无可比数据。按来源：12345热线12件；按类别：投诉12件。");
    expect(made.title).toBe("窗口服务投诉每周通报（2026年第47周，11月16日至11月22日）");
  });

  it("shows — for a rate of nothing, never 0 % or 100 %", () => {
    const made = notice(figures(0), figures(0));
    expect(made.metrics.map((metric) => [metric.value, metric.text])).toEqual(names.map(() => [null, "—"]));
    expect(made.sections[0]?.sentences[0]).toBe("本周未收到窗口服务诉求。");
  });

  it("names at most five categories", () => {
    const byCategory = ["甲", "乙", "丙", "丁", "戊", "己"].map((key, index) => ({ key, count: 6 - index }));
    expect(notice(figures(21, { byCategory }), figures(0)).topCategories.map((line) => line.label)).toEqual(["甲", "乙", "丙", "丁", "戊"]);
  });

  it("lets nothing from a category run in the page", () => {
    const page = noticeHtml(notice(figures(1, { byCategory: [{ key: "<script>alert(1)</script>", count: 1 }] }), figures(0)));
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
  });
});

it("percent and change round to one digit", () => {
  expect(percent({ numerator: 2, denominator: 3 })).toBe("66.7%");
  expect([change(3, 4), change(4, 4), change(1, 0), change(1, null)]).toEqual(["-25.0%", "0.0%", "—", "—"]);
});
