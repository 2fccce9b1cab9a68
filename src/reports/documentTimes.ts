/** Instants as paper shows them: the wall clock of Asia/Shanghai to the minute, and 24:00 for a limit that ends with its day. */
import { lastDayOf } from "../rules/limits.ts";
import { localMillisOf, minuteMillis, minuteOfDay, toOffsetText } from "../rules/shanghai.ts";
import type { Day, Instant } from "../rules/words.ts";

/** `2026-11-16 09:45` */
export const minuteText = (instant: Instant): string => toOffsetText(instant).slice(0, 16).replace("T", " ");

/** `2026-11-16 24:00`, never 00:00 of a day that is not the limit's. */
export const dueText = (due: Instant): string => (endsWithItsDay(due) ? `${lastDayOf(due)} 24:00` : minuteText(due));

/** `2026年11月16日` */
export const dayText = (day: Day): string => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

/** A workbook's dates have no zone: they are what the wall clock shows, which exceljs takes as if it were UTC. */
export const wallClock = (instant: Instant): Date => new Date(Math.floor(localMillisOf(instant) / minuteMillis) * minuteMillis);

/** A workbook knows no 24:00; the minute before belongs to the right day. */
export const dueWallClock = (due: Instant): Date => new Date(wallClock(due).getTime() - (endsWithItsDay(due) ? minuteMillis : 0));

const endsWithItsDay = (due: Instant): boolean => minuteOfDay(due) === 0;
