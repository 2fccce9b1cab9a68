/**
 * Limits: when a deadline falls due, when it is near, and how suspension and extension move it (domain.md, Time).
 * The counting is the usual one of Chinese procedure law, as in 民事诉讼法 article 85: the day of the event does not count, and
 * a limit in calendar days whose last day is a day off ends with the first working day after it.
 * A limit in calendar days ends at 24:00, an instant that already belongs to the next day: `lastDayOf` names the day to show.
 */
import { addDays, dayMillis, dayNumberOf, dayFromNumber, instantAt, instantFromLocal, localMillisOf, millisOf, dayOf } from "./shanghai.ts";
import { Recent } from "./recent.ts";
import type { Day, Instant } from "./words.ts";
import { addWorkingMillis, searchDaysMax, WorkingTimeError, workingMillisBetween, type OfficeHours, type WorkClock } from "./workingTime.ts";

export type Limit = { workingHours: number } | { workingDays: number } | { calendarDays: number };
export type LimitUnit = "workingHours" | "workingDays" | "calendarDays";
/** How much longer a granted extension makes a limit. */
export type Extension = { workingDays: number } | { calendarDays: number };

export interface LimitEnd {
  due: Instant;
  near: Instant;
  /** Whether any day up to the limit lies beyond the calendar's known years, so that an amendment may still move it. */
  provisional: boolean;
}

/** `warnAt` is the share of the working time between event and limit after which the limit is near, 0.75 by default policy. */
export function limitEnd(clock: WorkClock, limit: Limit, from: Instant, warnAt: number): LimitEnd {
  return recentEnds(clock).of(`${JSON.stringify(limit)} ${from} ${warnAt}`, () => {
    const due = dueOf(clock, limit, from);
    return { due, near: warningAt(clock, from, due, warnAt), provisional: isProvisionalBetween(clock, dayOf(from), lastDayOf(due)) };
  });
}

/** The cases of a chunk all begin at one instant. Forgotten with the calendar that they were counted by: an amended one is another object. */
const ends = new WeakMap<WorkClock["calendar"], { officeHours: OfficeHours; recent: Recent<LimitEnd> }>();

function recentEnds({ calendar, officeHours }: WorkClock): Recent<LimitEnd> {
  const known = ends.get(calendar);
  if (known?.officeHours === officeHours) return known.recent;
  const recent = new Recent<LimitEnd>(200);
  ends.set(calendar, { officeHours, recent });
  return recent;
}

/** The instant at which a share of the working time between an event and its limit has passed. */
export function warningAt(clock: WorkClock, from: Instant, due: Instant, warnAt: number): Instant {
  return addWorkingMillis(clock, from, Math.floor(workingMillisBetween(clock, from, due) * warnAt));
}

export function unitOf(limit: Limit): LimitUnit {
  if ("workingHours" in limit) return "workingHours";
  return "workingDays" in limit ? "workingDays" : "calendarDays";
}

/** The last day of a limit: one that ends at 24:00, which is 00:00 of the next day, ends on the day before. */
export function lastDayOf(due: Instant): Day {
  return dayFromNumber(Math.ceil(localMillisOf(due) / dayMillis) - 1);
}

/**
 * The limit after a suspension. Suspended working time is added to it, so that as much working time is left on resuming as there
 * was on suspending. A limit in calendar days is moved by the calendar time that passed, and out of a day off as any such limit.
 * A suspension that begins at or after the limit changes nothing: what is overdue stays overdue. Never earlier than before.
 */
export function shiftBySuspension(clock: WorkClock, due: Instant, suspendedAt: Instant, resumedAt: Instant, unit: LimitUnit): Instant {
  if (suspendedAt >= due || resumedAt <= suspendedAt) return due;
  if (unit !== "calendarDays") return addWorkingMillis(clock, due, workingMillisBetween(clock, suspendedAt, resumedAt));
  const moved = instantFromLocal(localMillisOf(due) + millisOf(resumedAt) - millisOf(suspendedAt));
  const lastDay = lastDayOf(moved);
  return clock.calendar.isWorkingDay(lastDay) ? moved : endOfFirstWorkingDay(clock, lastDay);
}

/**
 * The warning after a suspension, for a limit that `shiftBySuspension` moved from `before` to `dueAfter`: the part of the remaining
 * working time that was left until the warning is left again. A warning already given is not given again.
 */
export function shiftWarningBySuspension(
  clock: WorkClock,
  before: { due: Instant; near: Instant },
  dueAfter: Instant,
  suspendedAt: Instant,
  resumedAt: Instant,
): Instant {
  if (suspendedAt >= before.near || resumedAt <= suspendedAt) return before.near;
  const leftToNear = workingMillisBetween(clock, suspendedAt, before.near);
  const leftToDue = workingMillisBetween(clock, suspendedAt, before.due);
  const leftAfter = workingMillisBetween(clock, resumedAt, dueAfter);
  // In working time the two are equal, and then the product must not be rounded.
  const share = leftAfter === leftToDue ? leftToNear : Math.floor(leftAfter * (leftToNear / leftToDue));
  return addWorkingMillis(clock, resumedAt, share);
}

/**
 * The limit after a granted extension, counted from its last day like a limit from its event. What is extended is the limit as it
 * stands: where its last day was moved out of a holiday, the law too lets the period expire, and be extended, on the day moved to.
 */
export function extendLimit(clock: WorkClock, due: Instant, extension: Extension): Instant {
  return endOfDays(clock, extension, lastDayOf(due));
}

function dueOf(clock: WorkClock, limit: Limit, from: Instant): Instant {
  if ("workingHours" in limit) return addWorkingMillis(clock, from, limit.workingHours * 3_600_000);
  return endOfDays(clock, limit, dayOf(from));
}

function endOfDays(clock: WorkClock, limit: { workingDays: number } | { calendarDays: number }, day: Day): Instant {
  if ("calendarDays" in limit) return endOfFirstWorkingDay(clock, addDays(day, limit.calendarDays));
  const closing = clock.officeHours.at(-1)?.to ?? 0;
  return instantAt(nthWorkingDay(clock, addDays(day, 1), limit.workingDays), closing);
}

function endOfFirstWorkingDay(clock: WorkClock, day: Day): Instant {
  return instantAt(nthWorkingDay(clock, day, 1), 24 * 60);
}

/** The Nth working day, the first day included. */
function nthWorkingDay(clock: WorkClock, first: Day, nth: number): Day {
  const firstNumber = dayNumberOf(first);
  let left = nth;
  for (let number = firstNumber; number < firstNumber + searchDaysMax; number++) {
    const day = dayFromNumber(number);
    if (clock.calendar.isWorkingDay(day) && --left <= 0) return day;
  }
  throw new WorkingTimeError(instantAt(first, 0), nth * dayMillis);
}

function isProvisionalBetween({ calendar }: WorkClock, first: Day, last: Day): boolean {
  // Nearly every limit lies within the known years, and that is not worth a walk over its days.
  const [firstYear, lastYear] = [Number(first.slice(0, 4)), Number(last.slice(0, 4))];
  if (firstYear >= calendar.firstKnownYear && lastYear <= calendar.lastKnownYear) return false;
  for (let number = dayNumberOf(first); number <= dayNumberOf(last); number++) {
    if (calendar.isProvisional(dayFromNumber(number))) return true;
  }
  return false;
}
