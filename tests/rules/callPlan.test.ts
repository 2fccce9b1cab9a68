/** When to call back, and who: quarters of an hour within calling hours, half-days that help the rule, and the caller with the least before him. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { calendarFrom, seededDays } from "../../src/rules/calendar.ts";
import { fairestCaller, helps, isOutsideHours, nextCallAt, type Attempt } from "../../src/rules/callPlan.ts";
import { parsePolicy } from "../../src/rules/policy.ts";
import { toOffsetText } from "../../src/rules/shanghai.ts";

const { callingHours } = parsePolicy(readFileSync("config/policy.yaml", "utf8"), "config/policy.yaml");
const calendar = calendarFrom(seededDays());
const rules = { attemptsMax: 3, workingDaysMin: 2, halvesOfDayMin: 2 };
const at = (local: string) => new Date(`${local}:00+08:00`).toISOString();
const plan = (now: string, { attempts = [], taken = [], hours = callingHours }: { attempts?: Attempt[]; taken?: string[]; hours?: typeof callingHours } = {}) => {
  const found = nextCallAt({ calendar, callingHours: hours, now: at(now), attempts, rules, taken: new Set(taken.map(at)) });
  return found === null ? null : toOffsetText(found).slice(0, 16);
};
const tried = (day: string, half: "morning" | "afternoon", workingDay = true): Attempt => ({ day, half, workingDay });

describe("the next call", () => {
  it.each([
    ["at the opening, when it is decided at night", "2026-11-16T03:00", "2026-11-16T09:00"],
    ["at once, when a quarter of an hour begins", "2026-11-16T09:15", "2026-11-16T09:15"],
    ["at the next quarter of an hour", "2026-11-16T09:16", "2026-11-16T09:30"],
    ["before noon as long as it ends by noon", "2026-11-16T11:45", "2026-11-16T11:45"],
    ["after the noon break, which is longer than that of the office", "2026-11-16T11:46", "2026-11-16T14:00"],
    ["on the next working day after hours", "2026-11-16T17:00", "2026-11-17T09:00"],
    ["after the weekend", "2026-11-20T16:50", "2026-11-23T09:00"],
    ["after National Day's week", "2026-09-30T16:50", "2026-10-08T09:00"],
    ["on a Saturday that is worked", "2026-10-09T16:50", "2026-10-10T09:00"],
  ])("is %s", (_what, now, expected) => {
    expect(plan(now)).toBe(expected);
  });

  it("leaves out the quarters of an hour that the caller has given away", () => {
    expect(plan("2026-11-16T09:00", { taken: ["2026-11-16T09:00", "2026-11-16T09:15", "2026-11-16T09:45"] })).toBe("2026-11-16T09:30");
  });

  it("is never in a half-day that was tried already, and reaches the other half and the second day within the attempts that are left", () => {
    expect(plan("2026-11-16T09:20", { attempts: [tried("2026-11-16", "morning")] })).toBe("2026-11-16T14:00");
    expect(plan("2026-11-16T14:20", { attempts: [tried("2026-11-16", "morning"), tried("2026-11-16", "afternoon")] })).toBe("2026-11-17T09:00");
    // Two mornings were tried: the third call must be in an afternoon.
    expect(plan("2026-11-17T09:20", { attempts: [tried("2026-11-16", "morning"), tried("2026-11-17", "morning")] })).toBe("2026-11-17T14:00");
    expect(plan("2026-11-17T17:00", { attempts: [tried("2026-11-16", "afternoon"), tried("2026-11-17", "afternoon")] })).toBe("2026-11-18T09:00");
    expect(plan("2026-11-18T14:05", { attempts: [tried("2026-11-16", "morning"), tried("2026-11-17", "morning"), tried("2026-11-18", "morning")] })).toBe("2026-11-18T14:15");
  });

  it("does not exist where the calling hours leave no room for a call", () => {
    expect(plan("2026-11-16T09:00", { hours: [{ from: 540, to: 550 }] })).toBeNull();
    // With mornings alone the other half of the day is never reached: the third call has no place, and people must decide.
    expect(plan("2026-11-18T09:00", { hours: [{ from: 540, to: 720 }], attempts: [tried("2026-11-16", "morning"), tried("2026-11-17", "morning")] })).toBeNull();
  });

  it("always ends in an unreachable complainant within the attempts of the policy, whatever was tried before in whatever slots", () => {
    const slots = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"].flatMap((day) => (["morning", "afternoon"] as const).map((half) => tried(day, half)));
    let walks = 0;
    const walk = (attempts: Attempt[]): void => {
      const days = new Set(attempts.map(({ day }) => day)).size;
      const halves = new Set(attempts.map(({ half }) => half)).size;
      if (attempts.length === rules.attemptsMax) {
        expect([days >= rules.workingDaysMin, halves >= rules.halvesOfDayMin]).toEqual([true, true]);
        walks += 1;
        return;
      }
      for (const slot of slots.filter((each) => helps(each, attempts, rules))) walk([...attempts, slot]);
    };
    walk([]);
    expect(walks).toBeGreaterThan(100);
  });
});

describe("calling hours", () => {
  const calling = { calendar, officeHours: callingHours };
  it.each([
    ["2026-11-16T09:00", false],
    ["2026-11-16T12:10", false],
    ["2026-11-16T12:20", true],
    ["2026-11-16T13:59", true],
    ["2026-11-16T20:00", true],
    ["2026-11-21T10:00", true],
    ["2026-10-10T10:00", false],
  ])("a call written down at %s lies outside of them: %s", (local, outside) => {
    expect(isOutsideHours(calling, at(local))).toBe(outside);
  });
});

describe("the fairest caller", () => {
  it("has the fewest calls before him, then the fewest lately, then was there first", () => {
    const load = (userId: number, open: number, recent: number) => ({ userId, open, recent });
    expect(fairestCaller([load(1, 3, 0), load(2, 2, 9), load(3, 2, 8)])).toBe(3);
    expect(fairestCaller([load(5, 0, 0), load(4, 0, 0)])).toBe(4);
    expect(fairestCaller([])).toBeNull();
  });
});
