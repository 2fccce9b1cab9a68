/** Days, minutes and ISO weeks in Shanghai, against known dates and against the platform's own Date. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  dayFromNumber,
  dayNumberOf,
  dayOf,
  instantAt,
  isDay,
  isWeek,
  millisOf,
  minuteOfDay,
  parseWeek,
  previousWeek,
  sameWeekLastYear,
  toInstant,
  toOffsetText,
  weekdayOf,
  weekOf,
  weekRange,
} from "../../src/rules/shanghai.ts";

const anyMillis = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9998, 11, 31) });
const anyDay = anyMillis.map((millis) => toInstant(millis).slice(0, 10));

describe("an instant", () => {
  test.each([
    ["2026-11-16T01:45:12.000Z", "2026-11-16", 9 * 60 + 45],
    ["2026-11-15T15:59:59.999Z", "2026-11-15", 24 * 60 - 1],
    ["2026-11-15T16:00:00.000Z", "2026-11-16", 0],
    ["2025-12-31T16:00:00.000Z", "2026-01-01", 0],
    ["2024-02-28T16:00:00.000Z", "2024-02-29", 0],
    ["1969-12-31T16:00:00.000Z", "1970-01-01", 0],
    ["1960-01-01T00:30:59.000Z", "1960-01-01", 8 * 60 + 30],
  ])("%s lies on %s in minute %i", (instant, day, minute) => {
    expect([dayOf(instant), minuteOfDay(instant)]).toEqual([day, minute]);
  });

  test("is named by its day and minutes, 24:00 being the next day's 00:00", () => {
    expect(instantAt("2026-11-16", 585)).toBe("2026-11-16T01:45:00.000Z");
    expect(instantAt("2026-12-31", 1440)).toBe(instantAt("2027-01-01", 0));
  });

  test("is read by people with Shanghai's offset, milliseconds only where there are any", () => {
    expect(toOffsetText("2026-11-16T01:45:12.000Z")).toBe("2026-11-16T09:45:12+08:00");
    expect(toOffsetText("2026-11-16T01:45:12.030Z")).toBe("2026-11-16T09:45:12.030+08:00");
    expect(toOffsetText("2026-12-31T16:00:00.000Z")).toBe("2027-01-01T00:00:00+08:00");
  });

  const strangers = ["2026-11-16", "2026-11-16T09:45:12", "2026-11-16T09:45:12+08:00", "2026-13-16T01:45:12.000Z", "", "now"];
  test.each(strangers)("is not %j", (text) => expect(() => millisOf(text)).toThrow(RangeError));

  test("beyond four-digit years is refused, since text order would no longer be time order", () => {
    expect(() => toInstant(Date.UTC(10_000, 0, 1))).toThrow(RangeError);
    expect(() => instantAt("0000-01-01", 0)).toThrow(RangeError);
    expect(() => addDays("9999-12-31", 1)).toThrow(RangeError);
  });

  test("keeps its value through its Shanghai text, and its day and minute through instantAt", () => {
    fc.assert(
      fc.property(anyMillis, (millis) => {
        const instant = toInstant(millis);
        expect(Date.parse(toOffsetText(instant))).toBe(millis);
        expect(millis - millisOf(instantAt(dayOf(instant), minuteOfDay(instant)))).toBeGreaterThanOrEqual(0);
        expect(millis - millisOf(instantAt(dayOf(instant), minuteOfDay(instant)))).toBeLessThan(60_000);
      }),
    );
  });
});

describe("a day", () => {
  test("counts and is named as the platform's Date does", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -200, max: 200 }), (day, days) => {
        const date = new Date(`${day}T00:00:00.000Z`);
        expect(dayNumberOf(day) * 86_400_000).toBe(date.getTime());
        expect(dayFromNumber(dayNumberOf(day))).toBe(day);
        expect(weekdayOf(day)).toBe(date.getUTCDay() || 7);
        expect(addDays(day, days)).toBe(new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10));
      }),
    );
  });

  test.each(["2026-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "1900-02-29", "26-01-01", "2026-1-1", "0000-00-00"])(
    "is not %j",
    (text) => {
      expect(isDay(text)).toBe(false);
      expect(() => weekdayOf(text)).toThrow(RangeError);
    },
  );

  test.each(["2024-02-29", "2000-02-29", "2026-12-31", "0000-01-01", "9999-12-31"])("is %j", (text) => expect(isDay(text)).toBe(true));
});

describe("a week", () => {
  test.each([
    ["2026-11-16", "2026-W47"],
    ["2026-11-22", "2026-W47"],
    ["2026-11-23", "2026-W48"],
    ["2026-12-31", "2026-W53"],
    ["2027-01-03", "2026-W53"],
    ["2027-01-04", "2027-W01"],
    ["2024-12-30", "2025-W01"],
    ["2025-12-28", "2025-W52"],
    ["2025-12-29", "2026-W01"],
    ["2021-01-03", "2020-W53"],
    ["2019-03-08", "2019-W10"],
  ])("of %s is %s", (day, week) => expect(weekOf(day)).toBe(week));

  test("of an instant is the week of its day in Shanghai", () => {
    expect(weekOf("2026-11-15T15:59:59.999Z")).toBe("2026-W46");
    expect(weekOf("2026-11-15T16:00:00.000Z")).toBe("2026-W47");
  });

  test("runs from Monday 00:00 to the next Monday 00:00 in Shanghai", () => {
    expect(weekRange("2026-W47")).toEqual({ from: "2026-11-15T16:00:00.000Z", to: "2026-11-22T16:00:00.000Z" });
    expect(weekRange("2026-W53")).toEqual({ from: "2026-12-27T16:00:00.000Z", to: "2027-01-03T16:00:00.000Z" });
    expect(weekRange("2026-W01").from).toBe("2025-12-28T16:00:00.000Z");
  });

  test("53 exists only in years that have it", () => {
    const years = Array.from({ length: 41 }, (_, index) => 2000 + index);
    expect(years.filter((year) => isWeek(`${year}-W53`))).toEqual([2004, 2009, 2015, 2020, 2026, 2032, 2037]);
    expect(parseWeek("2026-W53")).toEqual({ year: 2026, number: 53 });
  });

  test.each(["2025-W53", "2026-W00", "2026-W54", "2026-47", "2026-W7", "2026W47", "2026-w47", " 2026-W47", ""])("is not %j", (text) => {
    expect(parseWeek(text)).toBeNull();
    expect(() => weekRange(text)).toThrow(RangeError);
  });

  test.each([
    ["2026-W47", "2026-W46"],
    ["2027-W01", "2026-W53"],
    ["2026-W01", "2025-W52"],
  ])("%s follows %s", (week, before) => expect(previousWeek(week)).toBe(before));

  test("has its counterpart a year before, except a 53rd week", () => {
    expect(sameWeekLastYear("2026-W47")).toBe("2025-W47");
    expect(sameWeekLastYear("2027-W01")).toBe("2026-W01");
    expect(sameWeekLastYear("2026-W53")).toBeNull();
  });

  test("holds every day of its range and no other", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { from, to } = weekRange(weekOf(day));
        expect(from <= instantAt(day, 0) && instantAt(day, 0) < to).toBe(true);
        expect(weekOf(from)).toBe(weekOf(day));
        expect(weekdayOf(dayOf(from))).toBe(1);
        expect(previousWeek(weekOf(to))).toBe(weekOf(day));
      }),
    );
  });
});
