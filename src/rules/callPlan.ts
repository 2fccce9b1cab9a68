/**
 * When to call somebody back: quarters of an hour within calling hours, one call each, at half-days that help the policy's rule for
 * complainants who cannot be reached (domain.md, Callbacks and The life of a case). Pure.
 */
import type { WorkCalendar } from "./calendar.ts";
import { dayFromNumber, dayMillis, instantFromLocal, localMillisOf, minuteMillis } from "./shanghai.ts";
import type { Instant } from "./words.ts";
import { isOpenAt, type OfficeHours, type WorkClock } from "./workingTime.ts";

export const slotMinutes = 15;
/** How far ahead a free quarter of an hour is looked for. */
export const planDaysMax = 60;

/** An attempt that did not connect. */
export interface Attempt {
  readonly day: string;
  readonly half: "morning" | "afternoon";
  readonly workingDay: boolean;
}

export interface AttemptRules {
  readonly attemptsMax: number;
  readonly workingDaysMin: number;
  readonly halvesOfDayMin: number;
}

export interface PlanRequest {
  calendar: WorkCalendar;
  callingHours: OfficeHours;
  now: Instant;
  /** Of this round. */
  attempts: readonly Attempt[];
  rules: AttemptRules;
  /** Instants at which the caller has another call. */
  taken: ReadonlySet<Instant>;
}

/** The first free quarter of an hour from now on at which a call makes sense; null where there is none within `planDaysMax` days. */
export function nextCallAt({ calendar, callingHours, now, attempts, rules, taken }: PlanRequest): Instant | null {
  const start = localMillisOf(now);
  const firstDay = Math.floor(start / dayMillis);
  const slot = slotMinutes * minuteMillis;
  for (let number = firstDay; number < firstDay + planDaysMax; number += 1) {
    const day = dayFromNumber(number);
    if (!calendar.isWorkingDay(day)) continue;
    const midnight = number * dayMillis;
    for (const { from, to } of callingHours) {
      const closes = midnight + to * minuteMillis;
      const opens = midnight + from * minuteMillis;
      const first = opens >= start ? opens : opens + Math.ceil((start - opens) / slot) * slot;
      for (let at = first; at + slot <= closes; at += slot) {
        if (!helps(attemptAt(day, at - midnight), attempts, rules)) continue;
        const instant = instantFromLocal(at);
        if (!taken.has(instant)) return instant;
      }
    }
  }
  return null;
}

const attemptAt = (day: string, millisOfDay: number): Attempt => ({ day, half: millisOfDay < dayMillis / 2 ? "morning" : "afternoon", workingDay: true });

/** Nobody is called twice in one half-day, and no attempt is made that leaves too few for the days and halves that are still missing. */
export function helps(candidate: Attempt, attempts: readonly Attempt[], rules: AttemptRules): boolean {
  if (attempts.some(({ day, half }) => day === candidate.day && half === candidate.half)) return false;
  const after = [...attempts, candidate];
  const missing = missingSlots(after, rules);
  return missing <= Math.max(0, rules.attemptsMax - after.length) || missing < missingSlots(attempts, rules);
}

/** How many further attempts it takes at least until they lie on enough working days and in enough halves of the day. */
function missingSlots(attempts: readonly Attempt[], { workingDaysMin, halvesOfDayMin }: AttemptRules): number {
  const days = new Set(attempts.filter(({ workingDay }) => workingDay).map(({ day }) => day)).size;
  const halves = new Set(attempts.map(({ half }) => half)).size;
  return Math.max(0, workingDaysMin - days, halvesOfDayMin - halves);
}

/** Whether a call recorded now was placed outside of calling hours; what is written down within a quarter of an hour counts as then. */
export function isOutsideHours(calling: WorkClock, at: Instant): boolean {
  const before = instantFromLocal(localMillisOf(at) - slotMinutes * minuteMillis);
  return !isOpenAt(calling, at) && !isOpenAt(calling, before);
}

/** A caller and how much lies before him. */
export interface CallerLoad {
  readonly userId: number;
  readonly open: number;
  /** Ended in the last weeks, so that quick callers are not punished with all the new ones for ever. */
  readonly recent: number;
}

/** The one with the fewest calls before him, then the fewest lately; null without callers. */
export function fairestCaller(callers: readonly CallerLoad[]): number | null {
  const [first] = callers.toSorted((a, b) => a.open - b.open || a.recent - b.recent || a.userId - b.userId);
  return first?.userId ?? null;
}
