/** The year as people check it: each month's working days, what departs from the plain week and by whose word, and whether it is known at all. */
import { describe, expect, it, test } from "vitest";
import { calendarFrom, type CalendarDay, type WorkCalendar } from "../../src/rules/calendar.ts";
import { calendarYear } from "../../src/rules/calendarYear.ts";
import { weekdayOf } from "../../src/rules/shanghai.ts";

const row = (day: string, working: 0 | 1, name: string, origin: CalendarDay["origin"] = "seed"): CalendarDay => ({ day, working, name, origin });
const rows: CalendarDay[] = [
  row("2026-01-01", 0, "元旦"), // Thursday
  row("2026-01-02", 0, "元旦"), // Friday
  row("2026-01-03", 0, "元旦"), // Saturday: off anyway
  row("2026-01-04", 1, "元旦调休上班"), // Sunday
  row("2026-02-06", 1, "照常上班", "amended"), // Friday: worked anyway
  row("2026-03-02", 0, "系统切换", "amended"), // Monday
  row("2026-03-07", 1, "补班", "amended"), // Saturday
  row("2026-12-31", 0, "年终"), // Thursday
];
const calendar = calendarFrom(rows);
const plainCalendar = (changed: Partial<WorkCalendar> = {}): WorkCalendar => ({ isWorkingDay: (day) => weekdayOf(day) <= 5, isProvisional: () => false, firstKnownYear: 2000, lastKnownYear: 2100, ...changed });
const monthOf = (year: ReturnType<typeof calendarYear>, month: string) => year.months.find((each) => each.month === month);

describe("a year of the calendar", () => {
  const year = calendarYear(calendar, rows, 2026);

  it("has twelve months in their order, and none of the years beside it", () => {
    expect(year.year).toBe(2026);
    expect(year.months.map(({ month }) => month)).toEqual(["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]);
  });

  it("counts each month's working days: the weekdays without those that are off, with the week ends that are worked", () => {
    expect(year.months.map(({ workingDays }) => workingDays)).toEqual([21, 20, 22, 22, 21, 22, 23, 21, 22, 22, 21, 22]);
    expect(year.workingDays).toBe(259);
  });

  it("names the weekdays that are off and the week ends that are worked, by month, in their order, and by whose word", () => {
    expect(monthOf(year, "2026-01")).toEqual({
      month: "2026-01",
      workingDays: 21,
      off: [
        { day: "2026-01-01", name: "元旦", amended: false },
        { day: "2026-01-02", name: "元旦", amended: false },
      ],
      worked: [{ day: "2026-01-04", name: "元旦调休上班", amended: false }],
    });
    expect(monthOf(year, "2026-03")).toEqual({
      month: "2026-03",
      workingDays: 22,
      off: [{ day: "2026-03-02", name: "系统切换", amended: true }],
      worked: [{ day: "2026-03-07", name: "补班", amended: true }],
    });
    expect(monthOf(year, "2026-12")?.off).toEqual([{ day: "2026-12-31", name: "年终", amended: false }]);
  });

  it("says nothing of days that are as in the plain week, named or not", () => {
    const departing = year.months.flatMap(({ off, worked }) => [...off, ...worked].map(({ day }) => day)).sort();
    expect(departing).toEqual(["2026-01-01", "2026-01-02", "2026-01-04", "2026-03-02", "2026-03-07", "2026-12-31"]);
    expect(monthOf(year, "2026-02")).toEqual({ month: "2026-02", workingDays: 20, off: [], worked: [] });
  });

  it("tells of a day without a row by an empty name and as nobody's amendment", () => {
    const bare = calendarYear(calendar, [], 2026);
    expect(monthOf(bare, "2026-03")).toEqual({
      month: "2026-03",
      workingDays: 22,
      off: [{ day: "2026-03-02", name: "", amended: false }],
      worked: [{ day: "2026-03-07", name: "", amended: false }],
    });
  });

  it("takes no name from the same day of another year", () => {
    expect(monthOf(calendarYear(calendar, [row("2025-01-01", 0, "去年元旦", "amended")], 2026), "2026-01")?.off[0]).toEqual({ day: "2026-01-01", name: "", amended: false });
  });
});

test.each([
  [2026, 365, 28],
  [2028, 366, 29],
  [2100, 365, 28],
])("every day of %i is asked for once: %i of them, %i in February", (number, days, february) => {
  const asked: string[] = [];
  const year = calendarYear(plainCalendar({ isWorkingDay: (day) => asked.push(day) > 0 }), [], number);
  expect(new Set(asked).size).toBe(days);
  expect([asked.length, asked[0], asked.at(-1)]).toEqual([days, `${number}-01-01`, `${number}-12-31`]);
  expect(year.workingDays).toBe(days);
  expect(year.months.map(({ workingDays }) => workingDays)).toEqual([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
});

test("where every day is worked, each Saturday and Sunday departs from the plain week and no weekday does", () => {
  const year = calendarYear(plainCalendar({ isWorkingDay: () => true }), [], 2026);
  expect(monthOf(year, "2026-11")?.worked.map(({ day }) => day)).toEqual(["2026-11-01", "2026-11-07", "2026-11-08", "2026-11-14", "2026-11-15", "2026-11-21", "2026-11-22", "2026-11-28", "2026-11-29"]);
  expect(year.months.every(({ off }) => off.length === 0)).toBe(true);
});

test("where no day is worked, each Monday to Friday departs from it and no week end does", () => {
  const year = calendarYear(plainCalendar({ isWorkingDay: () => false }), [], 2026);
  expect(monthOf(year, "2026-11")?.off.map(({ day }) => Number(day.slice(8)))).toEqual([2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 30]);
  expect(year.months.every(({ worked }) => worked.length === 0)).toBe(true);
  expect([year.workingDays, ...year.months.map(({ workingDays }) => workingDays)]).toEqual(Array.from({ length: 13 }, () => 0));
});

describe("a year is provisional", () => {
  it.each([
    ["never where every day is known", () => false, false],
    ["where every day is", () => true, true],
    ["where only its first day is", (day: string) => day === "2026-01-01", true],
    ["where only one day amid it is", (day: string) => day === "2026-06-15", true],
    ["where only its last day is", (day: string) => day === "2026-12-31", true],
    ["never for the last day of the year before", (day: string) => day === "2025-12-31", false],
    ["never for the first day of the year after", (day: string) => day === "2027-01-01", false],
  ])("%s", (_what, isProvisional, provisional) => {
    expect(calendarYear(plainCalendar({ isProvisional }), [], 2026).provisional).toBe(provisional);
  });

  it("after the last year that is known, and rests on week ends then", () => {
    const year = calendarYear(calendar, rows, 2027);
    expect([year.year, year.provisional, year.workingDays]).toEqual([2027, true, 261]);
    expect(year.months.flatMap(({ off, worked }) => [...off, ...worked])).toEqual([]);
  });
});
