/** Limits against deadlines worked by hand (tests/fixtures/deadlines.json, each with its reason), and by their laws. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarFrom, seededDays } from "../../src/rules/calendar.ts";
import {
  extendLimit,
  lastDayOf,
  limitEnd,
  shiftBySuspension,
  shiftWarningBySuspension,
  unitOf,
  warningAt,
  type Extension,
  type Limit,
  type LimitUnit,
} from "../../src/rules/limits.ts";
import { addDays, dayOf, instantAt, toInstant, toOffsetText } from "../../src/rules/shanghai.ts";
import { workingMillisBetween, WorkingTimeError, type WorkClock } from "../../src/rules/workingTime.ts";
import deadlines from "../fixtures/deadlines.json" with { type: "json" };

const officeHours = [
  { from: 540, to: 720 },
  { from: 810, to: 1020 },
];
const clock: WorkClock = { calendar: calendarFrom(seededDays()), officeHours };
const warnAt = 0.75;
const at = (day: string, hour: number, minute = 0) => instantAt(day, hour * 60 + minute);

const anyInstant = fc.integer({ min: Date.UTC(2024, 11, 1), max: Date.UTC(2026, 8, 1) }).map(toInstant);
const anyLimit: fc.Arbitrary<Limit> = fc.oneof(
  fc.integer({ min: 1, max: 80 }).map((quarters) => ({ workingHours: quarters / 4 })),
  fc.integer({ min: 1, max: 20 }).map((workingDays) => ({ workingDays })),
  fc.integer({ min: 1, max: 60 }).map((calendarDays) => ({ calendarDays })),
);
const ordered = (...instants: string[]) => instants.sort() as [string, string, string];

describe("the deadlines worked by hand", () => {
  /** `suspended` and `extended` move the limit after it was set; `near` is the warning as first set. */
  interface Row {
    from: string;
    limit: Limit;
    suspended?: [from: string, to: string];
    extended?: Extension;
    due: string;
    near?: string;
    provisional?: boolean;
    why: string;
  }
  const rows = deadlines as Row[];
  const read = (text: string) => toInstant(Date.parse(text));

  test.each(rows.map((row) => [row.from, JSON.stringify(row.limit), row.why, row] as const))("%s %s: %s", (_from, _limit, _why, row) => {
    const end = limitEnd(clock, row.limit, read(row.from), warnAt);
    const unsuspended = row.extended ? extendLimit(clock, end.due, row.extended) : end.due;
    const [suspendedAt, resumedAt] = (row.suspended ?? [row.from, row.from]).map(read) as [string, string];
    expect(toOffsetText(shiftBySuspension(clock, unsuspended, suspendedAt, resumedAt, unitOf(row.limit)))).toBe(row.due);
    if (row.near) expect(toOffsetText(end.near)).toBe(row.near);
    expect(end.provisional).toBe(row.provisional ?? false);
  });
});

test("the deadlines worked by hand are at least 120, of three Spring Festivals and three National Days", () => {
  const count = (pattern: RegExp) => deadlines.filter(({ from, due }) => pattern.test(from) || pattern.test(due)).length;
  expect(deadlines.length).toBeGreaterThanOrEqual(120);
  for (const year of [2024, 2025, 2026]) {
    expect(count(new RegExp(`^${year}-0[12]`))).toBeGreaterThanOrEqual(5);
    expect(count(new RegExp(`^${year}-(09|10)`))).toBeGreaterThanOrEqual(5);
  }
});

describe("a limit", () => {
  test("is near after its event and before its end, at the share of working time that policy says", () => {
    fc.assert(
      fc.property(anyInstant, anyLimit, fc.constantFrom(0.5, 0.75, 0.9), (from, limit, share) => {
        const { due, near } = limitEnd(clock, limit, from, share);
        expect(from < near && near < due).toBe(true);
        const whole = workingMillisBetween(clock, from, due);
        expect(workingMillisBetween(clock, from, near)).toBe(Math.floor(whole * share));
        expect(near).toBe(warningAt(clock, from, due, share));
      }),
    );
  });

  test("never ends earlier for a later event", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyLimit, (x, y, limit) => {
        const [early, late] = [x, y].sort() as [string, string];
        expect(limitEnd(clock, limit, early, warnAt).due <= limitEnd(clock, limit, late, warnAt).due).toBe(true);
      }),
    );
  });

  test("in days ends after the day of the event, on a working day, at closing time or at 24:00", () => {
    fc.assert(
      fc.property(anyInstant, anyLimit, (from, limit) => {
        fc.pre(!("workingHours" in limit));
        const { due } = limitEnd(clock, limit, from, warnAt);
        expect(lastDayOf(due) > dayOf(from)).toBe(true);
        expect(clock.calendar.isWorkingDay(lastDayOf(due))).toBe(true);
        expect(due).toBe(instantAt(lastDayOf(due), "workingDays" in limit ? 1020 : 1440));
      }),
    );
  });

  test("of N working days has exactly N of them after the day of the event", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 20 }), (from, workingDays) => {
        const last = lastDayOf(limitEnd(clock, { workingDays }, from, warnAt).due);
        let counted = 0;
        for (let day = addDays(dayOf(from), 1); day <= last; day = addDays(day, 1)) if (clock.calendar.isWorkingDay(day)) counted++;
        expect(counted).toBe(workingDays);
      }),
    );
  });

  test("that ends at 24:00 ends on that day, not on the next", () => {
    expect(lastDayOf(instantAt("2026-12-01", 1440))).toBe("2026-12-01");
    expect(lastDayOf(at("2026-12-01", 17))).toBe("2026-12-01");
    expect(lastDayOf(toInstant(Date.parse(instantAt("2026-12-01", 1440)) + 1))).toBe("2026-12-02");
  });

  test("is provisional where a day on its way is unknown, even if its last day has been amended", () => {
    const amended: WorkClock = {
      officeHours,
      calendar: calendarFrom([...seededDays(), { day: "2027-01-05", working: 1, name: "正常上班", origin: "amended" }]),
    };
    expect(limitEnd(amended, { workingDays: 2 }, at("2026-12-31", 10), warnAt).provisional).toBe(true);
    expect(limitEnd(amended, { workingDays: 1 }, at("2026-12-30", 10), warnAt).provisional).toBe(false);
  });

  test("cannot be found in a calendar without working days", () => {
    const never: WorkClock = { officeHours, calendar: { ...clock.calendar, isWorkingDay: () => false } };
    expect(() => limitEnd(never, { workingDays: 1 }, at("2026-11-16", 9), warnAt)).toThrow(WorkingTimeError);
    expect(() => limitEnd(never, { calendarDays: 1 }, at("2026-11-16", 9), warnAt)).toThrow(WorkingTimeError);
  });

  test("tells its unit", () => {
    expect([{ workingHours: 4 }, { workingDays: 3 }, { calendarDays: 60 }].map((limit) => unitOf(limit as Limit))).toEqual([
      "workingHours",
      "workingDays",
      "calendarDays",
    ]);
  });
});

describe("a suspension", () => {
  // From Monday 09:00, three working days: due Thursday 17:00, near Wednesday 17:00.
  const before = { due: at("2026-11-19", 17), near: at("2026-11-18", 17) };

  test("adds its working time to the limit, to the minute", () => {
    // Suspended Tuesday 10:00 to Wednesday 15:37: 5.5 hours and 5 hours 7 minutes. Friday takes 6.5 of them, Monday 4 hours 7 minutes.
    const due = shiftBySuspension(clock, before.due, at("2026-11-17", 10), at("2026-11-18", 15, 37), "workingDays");
    expect(due).toBe(at("2026-11-23", 14, 37));
    // 12 working hours were left to the warning: 1:23 on Wednesday, 6:30 on Thursday, 4:07 on Friday.
    expect(shiftWarningBySuspension(clock, before, due, at("2026-11-17", 10), at("2026-11-18", 15, 37))).toBe(at("2026-11-20", 14, 37));
  });

  test("over a weekend costs nothing", () => {
    const due = at("2026-11-24", 17);
    expect(shiftBySuspension(clock, due, at("2026-11-20", 17), at("2026-11-23", 9), "workingHours")).toBe(due);
  });

  test.each([
    [3, "2026-12-04", "Friday"],
    [4, "2026-12-07", "moved out of Saturday to Monday"],
    [5, "2026-12-07", "moved out of Sunday to Monday"],
    [6, "2026-12-07", "Monday itself"],
  ])("of %i days moves a limit in calendar days, the 1st of December, to %s 24:00 (%s)", (days, day) => {
    const resumedAt = at(addDays("2026-11-20", days), 10);
    expect(shiftBySuspension(clock, at("2026-12-01", 24), at("2026-11-20", 10), resumedAt, "calendarDays")).toBe(at(day, 24));
  });

  test("of some hours moves a limit in calendar days by these hours", () => {
    const due = shiftBySuspension(clock, at("2026-12-01", 24), at("2026-11-20", 10), at("2026-11-20", 15, 21), "calendarDays");
    expect(due).toBe(at("2026-12-02", 5, 21));
  });

  test("that begins when the limit has passed leaves it overdue", () => {
    for (const unit of ["workingDays", "calendarDays"] as LimitUnit[]) {
      expect(shiftBySuspension(clock, before.due, before.due, at("2026-12-30", 10), unit)).toBe(before.due);
    }
  });

  test("that begins after the warning does not warn again", () => {
    expect(shiftWarningBySuspension(clock, before, at("2026-11-30", 17), before.near, at("2026-11-25", 10))).toBe(before.near);
  });

  test("never makes a limit or its warning earlier, and keeps the warning before the limit", () => {
    fc.assert(
      fc.property(anyInstant, anyLimit, fc.nat(1000), fc.nat({ max: 40 * 86_400_000 }), (from, limit, permille, pause) => {
        const end = limitEnd(clock, limit, from, warnAt);
        const suspendedAt = toInstant(Date.parse(from) + Math.floor(((Date.parse(end.due) - Date.parse(from)) * permille) / 1000));
        const resumedAt = toInstant(Date.parse(suspendedAt) + pause);
        const due = shiftBySuspension(clock, end.due, suspendedAt, resumedAt, unitOf(limit));
        const near = shiftWarningBySuspension(clock, end, due, suspendedAt, resumedAt);
        expect(due >= end.due && near >= end.near && near <= due).toBe(true);
        expect(shiftBySuspension(clock, end.due, suspendedAt, suspendedAt, unitOf(limit))).toBe(end.due);
      }),
    );
  });

  test("leaves as much working time on resuming as there was on suspending", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyInstant, (x, y, z) => {
        const [suspendedAt, due, resumedAt] = ordered(x, y, z);
        fc.pre(suspendedAt < due);
        const shifted = shiftBySuspension(clock, due, suspendedAt, resumedAt, "workingDays");
        expect(workingMillisBetween(clock, resumedAt, shifted)).toBe(workingMillisBetween(clock, suspendedAt, due));
      }),
    );
  });

  test("in two parts costs what the two parts cost", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyInstant, (x, y, z) => {
        const [first, second, third] = ordered(x, y, z);
        fc.pre(first < second && second < third);
        const due = at("2027-06-01", 17);
        const once = shiftBySuspension(clock, due, first, third, "workingHours");
        const twice = shiftBySuspension(clock, shiftBySuspension(clock, due, first, second, "workingHours"), second, third, "workingHours");
        expect(twice).toBe(once);
      }),
    );
  });
});

describe("an extension", () => {
  test.each<[string, number, Extension, string, number, string]>([
    ["2026-11-19", 17, { workingDays: 3 }, "2026-11-24", 17, "Friday, Monday, Tuesday"],
    ["2026-02-13", 17, { workingDays: 2 }, "2026-02-24", 17, "the worked Saturday before the Spring Festival, the Tuesday after it"],
    ["2026-12-01", 24, { workingDays: 1 }, "2026-12-02", 17, "a limit that ended on Tuesday 24:00 is not one that ended on Wednesday"],
    ["2026-08-31", 24, { calendarDays: 30 }, "2026-09-30", 24, "thirty days of September"],
    ["2026-09-03", 24, { calendarDays: 30 }, "2026-10-08", 24, "3 October is a holiday; the first working day after it"],
    ["2026-11-19", 14.5, { workingDays: 1 }, "2026-11-20", 17, "a limit moved into the middle of a day ends at closing time again"],
  ])("of a limit on %s at %d:00 by %j ends on %s at %d:00 (%s)", (day, hour, extension, lastDay, lastHour) => {
    expect(extendLimit(clock, at(day, hour), extension)).toBe(at(lastDay, lastHour));
  });

  test("always gives more time", () => {
    fc.assert(
      fc.property(anyInstant, anyLimit, anyLimit, (from, limit, extension) => {
        fc.pre(!("workingHours" in extension));
        const { due } = limitEnd(clock, limit, from, warnAt);
        expect(extendLimit(clock, due, extension) > due).toBe(true);
      }),
    );
  });
});
