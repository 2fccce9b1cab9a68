/** Working days: what is seeded from chinese-days, what an administrator amends, and what is not known yet. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import chineseDays from "chinese-days";
import { describe, expect, test } from "vitest";
import { calendarFrom, seededDays, type CalendarDay } from "../../src/rules/calendar.ts";
import { weekdayOf } from "../../src/rules/shanghai.ts";

const seed = seededDays();
const calendar = calendarFrom(seed);
const published = createRequire(import.meta.url).resolve("chinese-days").replace(/index\.min\.js$/, "chinese-days.json");

describe("the seeded calendar", () => {
  test("holds every holiday and make-up day that the package publishes, and nothing else", () => {
    const { holidays, workdays } = JSON.parse(readFileSync(published, "utf8")) as Record<"holidays" | "workdays", Record<string, string>>;
    expect(seed.filter((row) => row.working === 0).map((row) => row.day)).toEqual(Object.keys(holidays).sort());
    expect(seed.filter((row) => row.working === 1).map((row) => row.day)).toEqual(Object.keys(workdays).sort());
    expect(seed.filter(({ day, working }) => chineseDays.getDayDetail(day).work !== (working === 1))).toEqual([]);
    expect(seed.every((row) => row.origin === "seed" && /^\p{Script=Han}/u.test(row.name))).toBe(true);
  });

  test("names each day in Chinese, and a make-up day as one", () => {
    const named = (day: string) => seed.find((row) => row.day === day);
    expect(named("2026-02-17")).toEqual({ day: "2026-02-17", working: 0, name: "春节", origin: "seed" });
    expect(named("2026-02-14")).toEqual({ day: "2026-02-14", working: 1, name: "春节调休上班", origin: "seed" });
    expect(named("2025-10-06")?.name).toBe("中秋");
    expect(named("2026-10-04")?.name).toBe("国庆节");
  });

  test.each([
    ["2025-01-26", true, "a Sunday worked before the Spring Festival"],
    ["2025-01-28", false, "New Year's Eve of the lunar year"],
    ["2025-02-04", false, "the last day of the Spring Festival of 2025"],
    ["2025-02-05", true, "the first day after it"],
    ["2025-02-08", true, "a Saturday worked after it"],
    ["2026-02-14", true, "a Saturday worked before the Spring Festival of 2026"],
    ["2026-02-23", false, "its last day, a Monday"],
    ["2026-02-28", true, "a Saturday worked after it"],
    ["2026-09-20", true, "a Sunday worked for the National Day"],
    ["2026-10-10", true, "a Saturday worked for the National Day"],
    ["2026-11-16", true, "a plain Monday"],
    ["2026-11-21", false, "a plain Saturday"],
  ])("%s is worked: %s (%s)", (day, working) => {
    expect(calendar.isWorkingDay(day)).toBe(working);
    expect(calendar.isProvisional(day)).toBe(false);
  });

  test("knows the years 2004 to 2026 and calls any other day provisional, from weekends only", () => {
    expect([calendar.firstKnownYear, calendar.lastKnownYear]).toEqual([2004, 2026]);
    expect(calendar.isProvisional("2003-12-31")).toBe(true);
    expect(calendar.isProvisional("2004-01-01")).toBe(false);
    expect(calendar.isProvisional("2026-12-31")).toBe(false);
    expect(calendar.isProvisional("2027-01-01")).toBe(true);
    expect(calendar.isWorkingDay("2027-10-01")).toBe(weekdayOf("2027-10-01") <= 5);
  });

  test("is the same in a process that runs west of Greenwich", () => {
    const script = `import { seededDays } from "./src/rules/calendar.ts"; process.stdout.write(JSON.stringify(seededDays()));`;
    const answer = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
      env: { ...process.env, TZ: "America/New_York" },
      encoding: "utf8",
      maxBuffer: 1 << 24,
    });
    expect(JSON.parse(answer)).toEqual(seed);
  });
});

describe("an amendment", () => {
  const amended = (day: string, working: 0 | 1): CalendarDay => ({ day, working, name: "临时调整", origin: "amended" });

  test("wins over the seeded row, whichever comes first", () => {
    for (const rows of [[amended("2026-10-10", 0), ...seed], [...seed, amended("2026-10-10", 0)]]) {
      expect(calendarFrom(rows).isWorkingDay("2026-10-10")).toBe(false);
    }
  });

  test("makes a plain weekday a day off and a weekend a working day", () => {
    const changed = calendarFrom([...seed, amended("2026-11-16", 0), amended("2026-11-21", 1)]);
    expect(changed.isWorkingDay("2026-11-16")).toBe(false);
    expect(changed.isWorkingDay("2026-11-21")).toBe(true);
  });

  test("makes its own day of an unknown year certain, and neither the year's other days nor the year known", () => {
    const changed = calendarFrom([...seed, amended("2027-01-01", 0)]);
    expect(changed.isWorkingDay("2027-01-01")).toBe(false);
    expect(changed.isProvisional("2027-01-01")).toBe(false);
    expect(changed.isProvisional("2027-01-04")).toBe(true);
    expect(changed.lastKnownYear).toBe(2026);
  });
});

test("an empty calendar is the plain week, every day of it provisional", () => {
  const empty = calendarFrom([]);
  expect(empty.isWorkingDay("2026-10-01")).toBe(true);
  expect(empty.isWorkingDay("2026-10-03")).toBe(false);
  expect(empty.isProvisional("2026-10-01")).toBe(true);
  expect(empty.lastKnownYear).toBe(0);
});
