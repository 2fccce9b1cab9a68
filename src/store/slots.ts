/** The half-day in which an event falls, by the office calendar: what the rule for unreachable complainants counts. */
import type { CallSlot } from "../machines/events.ts";
import { dayOf, minuteOfDay } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import type { WorkClock } from "../rules/workingTime.ts";

export function slotOf(clock: WorkClock, at: Instant): CallSlot {
  const day = dayOf(at);
  return { day, half: minuteOfDay(at) < 12 * 60 ? "morning" : "afternoon", workingDay: clock.calendar.isWorkingDay(day) };
}
