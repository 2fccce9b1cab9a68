/** The calendar's rows as rules/calendar.ts takes them. */
import type { CalendarDay } from "../rules/calendar.ts";
import type { Reader } from "./store.ts";

export const readCalendar = (read: Reader): Promise<CalendarDay[]> => read.selectFrom("calendar_days").selectAll().orderBy("day").execute();
