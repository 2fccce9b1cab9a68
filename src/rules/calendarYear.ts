/** A year of the calendar as people check it: month by month, which days are off or worked against the plain week, and what is provisional. */
import type { CalendarDay, WorkCalendar } from "./calendar.ts";
import { addDays, weekdayOf } from "./shanghai.ts";
import type { Day } from "./words.ts";

export interface CalendarMonth {
  month: string;
  workingDays: number;
  /** Weekdays that are off. */
  off: { day: Day; name: string; amended: boolean }[];
  /** Week ends that are worked (调休). */
  worked: { day: Day; name: string; amended: boolean }[];
}

export interface CalendarYear {
  year: number;
  workingDays: number;
  /** The statutory holidays of the year are not known yet: computed from week ends, until an administrator amends it. */
  provisional: boolean;
  months: CalendarMonth[];
}

export function calendarYear(calendar: WorkCalendar, rows: readonly CalendarDay[], year: number): CalendarYear {
  const named = new Map(rows.map((row) => [row.day, row]));
  const months = new Map<string, CalendarMonth>();
  let provisional = false;
  for (let day: Day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) {
    const key = day.slice(0, 7);
    const month = months.get(key) ?? { month: key, workingDays: 0, off: [], worked: [] };
    months.set(key, month);
    const working = calendar.isWorkingDay(day);
    provisional ||= calendar.isProvisional(day);
    if (working) month.workingDays += 1;
    if (working === weekdayOf(day) <= 5) continue;
    const row = named.get(day);
    (working ? month.worked : month.off).push({ day, name: row?.name ?? "", amended: row?.origin === "amended" });
  }
  const list = [...months.values()];
  return { year, workingDays: list.reduce((sum, month) => sum + month.workingDays, 0), provisional, months: list };
}
