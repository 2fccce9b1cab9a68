/** Working time, against a reference that looks at every minute, and by its laws. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarFrom, seededDays } from "../../src/rules/calendar.ts";
import { dayOf, instantAt, millisOf, minuteOfDay, toInstant } from "../../src/rules/shanghai.ts";
import { addWorkingMillis, isOpenAt, workingMillisBetween, WorkingTimeError, type WorkClock } from "../../src/rules/workingTime.ts";

const hour = 3_600_000;
const officeHours = [
  { from: 540, to: 720 },
  { from: 810, to: 1020 },
];
const clock: WorkClock = { calendar: calendarFrom(seededDays()), officeHours };

// Two Spring Festivals and two National Days with their make-up days lie in these years.
const anyInstant = fc.integer({ min: Date.UTC(2024, 11, 1), max: Date.UTC(2026, 10, 30) }).map(toInstant);
const anyMinute = anyInstant.map((instant) => instantAt(dayOf(instant), minuteOfDay(instant)));
const anyWorkingTime = fc.integer({ min: 0, max: 60 * 6.5 * hour });

describe("working time between two instants", () => {
  test.each([
    ["2026-11-16", 540, "2026-11-16", 1020, 6.5],
    ["2026-11-16", 0, "2026-11-16", 1440, 6.5],
    ["2026-11-16", 720, "2026-11-16", 810, 0],
    ["2026-11-20", 960, "2026-11-23", 600, 2],
    ["2026-02-13", 540, "2026-02-25", 540, 19.5],
    ["2025-09-30", 1020, "2025-10-13", 540, 19.5],
  ])("from %s minute %i to %s minute %i is %d hours", (dayA, minuteA, dayB, minuteB, hours) => {
    const [a, b] = [instantAt(dayA, minuteA), instantAt(dayB, minuteB)];
    expect(workingMillisBetween(clock, a, b)).toBe(hours * hour);
    expect(workingMillisBetween(clock, b, a)).toBe(0 - hours * hour);
  });

  test("is what counting every open minute gives", () => {
    fc.assert(
      fc.property(anyMinute, fc.integer({ min: 0, max: 20 * 1440 }), (a, minutes) => {
        const b = toInstant(millisOf(a) + minutes * 60_000);
        let open = 0;
        for (let at = millisOf(a); at < millisOf(b); at += 60_000) if (isOpenAt(clock, toInstant(at))) open++;
        expect(workingMillisBetween(clock, a, b)).toBe(open * 60_000);
      }),
      { numRuns: 50 },
    );
  });

  test("adds up over any instant in between", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyInstant, (x, y, z) => {
        const [a, b, c] = [x, y, z].sort() as [string, string, string];
        expect(workingMillisBetween(clock, a, b) + workingMillisBetween(clock, b, c)).toBe(workingMillisBetween(clock, a, c));
      }),
    );
  });
});

describe("adding working time", () => {
  test("is the inverse of measuring it", () => {
    fc.assert(
      fc.property(anyInstant, anyWorkingTime, (from, millis) => {
        expect(workingMillisBetween(clock, from, addWorkingMillis(clock, from, millis))).toBe(millis);
      }),
    );
  });

  test("ends at the earliest instant by which so much has passed", () => {
    fc.assert(
      fc.property(anyInstant, anyWorkingTime, (from, millis) => {
        fc.pre(millis > 0);
        const justBefore = toInstant(millisOf(addWorkingMillis(clock, from, millis)) - 1);
        expect(workingMillisBetween(clock, from, justBefore)).toBe(millis - 1);
      }),
    );
  });

  test("can be done in two parts", () => {
    fc.assert(
      fc.property(anyInstant, anyWorkingTime, anyWorkingTime, (from, first, second) => {
        expect(addWorkingMillis(clock, addWorkingMillis(clock, from, first), second)).toBe(addWorkingMillis(clock, from, first + second));
      }),
    );
  });

  test("never ends earlier for a later start or for more time", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyWorkingTime, anyWorkingTime, (x, y, less, extra) => {
        const [early, late] = [x, y].sort() as [string, string];
        expect(addWorkingMillis(clock, early, less) <= addWorkingMillis(clock, late, less)).toBe(true);
        expect(addWorkingMillis(clock, early, less) <= addWorkingMillis(clock, early, less + extra)).toBe(true);
      }),
    );
  });

  test("of no length ends at once, even at night", () => {
    expect(addWorkingMillis(clock, "2026-11-21T18:00:00.000Z", 0)).toBe("2026-11-21T18:00:00.000Z");
  });

  test("takes office hours as they are set", () => {
    const short: WorkClock = { ...clock, officeHours: [{ from: 600, to: 660 }] };
    expect(addWorkingMillis(short, instantAt("2026-11-16", 0), 2 * hour)).toBe(instantAt("2026-11-17", 660));
  });

  test("backwards is refused", () => {
    expect(() => addWorkingMillis(clock, instantAt("2026-11-16", 0), -1)).toThrow(RangeError);
    expect(() => addWorkingMillis(clock, instantAt("2026-11-16", 0), Number.NaN)).toThrow(RangeError);
  });

  test("gives up with a clear error where there is no working time to be found", () => {
    const never: WorkClock = { calendar: { ...clock.calendar, isWorkingDay: () => false }, officeHours };
    const closed: WorkClock = { ...clock, officeHours: [] };
    for (const idle of [never, closed]) expect(() => addWorkingMillis(idle, instantAt("2026-11-16", 0), 1)).toThrow(WorkingTimeError);
    expect(() => addWorkingMillis(clock, instantAt("2026-11-16", 0), 20_000 * hour)).toThrow(
      expect.objectContaining({ code: "working-time-not-found", from: instantAt("2026-11-16", 0), millis: 20_000 * hour }),
    );
  });
});

describe("open hours", () => {
  test.each([
    ["2026-11-16", 539, false],
    ["2026-11-16", 540, true],
    ["2026-11-16", 719, true],
    ["2026-11-16", 720, false],
    ["2026-11-16", 810, true],
    ["2026-11-16", 1020, false],
    ["2026-11-21", 600, false],
    ["2026-10-10", 600, true],
    ["2026-10-01", 600, false],
  ])("on %s at minute %i: %s", (day, minute, open) => expect(isOpenAt(clock, instantAt(day, minute))).toBe(open));
});
