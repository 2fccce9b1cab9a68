/** The date formats that a profile may name, read exactly: what fits none of them, or names a day that does not exist, is refused. */
import { dayMillis, instantFromLocal, minuteMillis, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";

// The groups are year, month, day, hour, minute, second, fraction, offset, in this order.
const shapes = {
  yyyyMMddHHmmss: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
  "yyyy-MM-dd HH:mm:ss": /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/,
  "yyyy-MM-dd HH:mm": /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)$/,
  "yyyy-MM-ddTHH:mm:ss": /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/,
  "yyyy/M/d H:mm:ss": /^(\d{4})\/(\d\d?)\/(\d\d?) (\d\d?):(\d\d):(\d\d)$/,
  "yyyy/M/d H:mm": /^(\d{4})\/(\d\d?)\/(\d\d?) (\d\d?):(\d\d)$/,
  "yyyy-MM-dd": /^(\d{4})-(\d\d)-(\d\d)$/,
  "yyyy/M/d": /^(\d{4})\/(\d\d?)\/(\d\d?)$/,
  yyyyMMdd: /^(\d{4})(\d\d)(\d\d)$/,
  yyyy年M月d日: /^(\d{4})年(\d\d?)月(\d\d?)日$/,
  /** ISO 8601 with its offset, `2026-11-16T09:45:12+08:00` or `…Z`. */
  iso: /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/,
} as const;
export type InstantFormat = keyof typeof shapes;
export const instantFormats = Object.keys(shapes) as [InstantFormat, ...InstantFormat[]];
/** Those without a time of day. */
export const dayFormats: readonly InstantFormat[] = ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy年M月d日"];

export const yearMin = 1990;
export const yearMax = 2100;
const offsetMinutesMax = 14 * 60;

/**
 * The instant of a text in one of the formats, or null. Without an offset it is Shanghai's wall clock. A day alone is its beginning,
 * or where `dayMeans` is "end" (a deadline) its 24:00.
 */
export function readInstant(text: string, formats: readonly InstantFormat[], dayMeans: "beginning" | "end" = "beginning"): Instant | null {
  for (const format of formats) {
    const match = shapes[format].exec(text);
    const instant = match && instantOf(match, dayMeans);
    if (instant) return instant;
  }
  return null;
}

function instantOf(match: RegExpExecArray, dayMeans: "beginning" | "end"): Instant | null {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isDayAlone = match[4] === undefined;
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (year < yearMin || year > yearMax || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const millis = Date.UTC(year, month - 1, day, hour, minute, second) + Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  if (match[8] === undefined) return instantFromLocal(isDayAlone && dayMeans === "end" ? millis + dayMillis : millis);
  const offset = offsetMinutes(match[8]);
  return offset === null ? null : toInstant(millis - offset * minuteMillis);
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function offsetMinutes(text: string): number | null {
  if (text === "Z") return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(4, 6))];
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > offsetMinutesMax) return null;
  return text.startsWith("-") ? -total : total;
}
