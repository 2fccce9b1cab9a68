/** Working time: how much of it lies between two instants, and which instant ends a stretch of it. Exact to the millisecond. */
import type { WorkCalendar } from "./calendar.ts";
import { dayFromNumber, dayMillis, instantFromLocal, localMillisOf, minuteMillis } from "./shanghai.ts";
import type { Instant } from "./words.ts";

/** Sessions of a working day in minutes since midnight, in order and apart: 09:00–12:00 is `{ from: 540, to: 720 }`. */
export type OfficeHours = readonly { readonly from: number; readonly to: number }[];

export interface WorkClock {
  calendar: WorkCalendar;
  officeHours: OfficeHours;
}

/** How far ahead a stretch of working time is looked for: no limit and no suspension of ours spans ten years. */
export const searchDaysMax = 3660;

/** There is not so much working time within the search: the calendar or the office hours leave no time to work in. */
export class WorkingTimeError extends Error {
  readonly code = "working-time-not-found";
  readonly from: Instant;
  readonly millis: number;

  constructor(from: Instant, millis: number) {
    super(`自 ${from} 起 ${searchDaysMax} 天内没有足够的工作时间（需要 ${millis} 毫秒），请检查工作日历和办公时间。`);
    this.name = "WorkingTimeError";
    this.from = from;
    this.millis = millis;
  }
}

/**
 * The earliest instant by which so much working time has passed: it ends at 12:00, not at 13:30, and no time at all ends at once,
 * even at night. Throws a RangeError for negative time and a WorkingTimeError beyond the search.
 */
export function addWorkingMillis(clock: WorkClock, from: Instant, millis: number): Instant {
  if (!(millis >= 0)) throw new RangeError(`Working time cannot be counted backwards: ${millis} ms.`);
  let left = Math.round(millis);
  if (left === 0) return from;
  const start = localMillisOf(from);
  const firstDay = Math.floor(start / dayMillis);
  for (let number = firstDay; number < firstDay + searchDaysMax; number++) {
    if (!clock.calendar.isWorkingDay(dayFromNumber(number))) continue;
    const midnight = number * dayMillis;
    for (const session of clock.officeHours) {
      const opens = Math.max(midnight + session.from * minuteMillis, start);
      const open = midnight + session.to * minuteMillis - opens;
      if (open <= 0) continue;
      if (left <= open) return instantFromLocal(opens + left);
      left -= open;
    }
  }
  throw new WorkingTimeError(from, millis);
}

/** Working milliseconds from a to b; negative where b lies before a. */
export function workingMillisBetween(clock: WorkClock, a: Instant, b: Instant): number {
  if (b < a) return 0 - workingMillisBetween(clock, b, a);
  const [start, end] = [localMillisOf(a), localMillisOf(b)];
  let total = 0;
  for (let number = Math.floor(start / dayMillis); number * dayMillis < end; number++) {
    if (!clock.calendar.isWorkingDay(dayFromNumber(number))) continue;
    const midnight = number * dayMillis;
    for (const session of clock.officeHours) {
      const opens = Math.max(midnight + session.from * minuteMillis, start);
      const closes = Math.min(midnight + session.to * minuteMillis, end);
      if (closes > opens) total += closes - opens;
    }
  }
  return total;
}

/** Whole working minutes until a limit, negative once it has passed. */
export function workingMinutesLeft(clock: WorkClock, at: Instant, due: Instant): number {
  return Math.floor(workingMillisBetween(clock, at, due) / minuteMillis);
}

/** Whether an instant lies within the hours, the closing minute not included: with calling hours, whether a call may be placed. */
export function isOpenAt(clock: WorkClock, instant: Instant): boolean {
  const local = localMillisOf(instant);
  const number = Math.floor(local / dayMillis);
  if (!clock.calendar.isWorkingDay(dayFromNumber(number))) return false;
  const minute = (local - number * dayMillis) / minuteMillis;
  return clock.officeHours.some((session) => minute >= session.from && minute < session.to);
}
