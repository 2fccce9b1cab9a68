/** The date formats that a profile may name, read exactly: what fits none of them, or names a day that does not exist, is refused. */
import { dayMillis, minuteMillis, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";

// The groups are year, month, day, hour, minute, second, fraction, offset, in this order.
const shapes = {
  yyyyMMddHHmmss: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
  "yyyy-MM-dd HH:mm:ss": /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/,
  "yyyy-MM-dd HH:mm:ss.S": /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{1,9})$/,
  "yyyy-MM-dd HH:mm": /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)$/,
  "yyyy-MM-ddTHH:mm:ss": /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/,
  "yyyy/M/d H:mm:ss": /^(\d{4})\/(\d\d?)\/(\d\d?) (\d\d?):(\d\d):(\d\d)$/,
  "yyyy/M/d H:mm": /^(\d{4})\/(\d\d?)\/(\d\d?) (\d\d?):(\d\d)$/,
  "yyyy年M月d日 H:mm:ss": /^(\d{4})年(\d\d?)月(\d\d?)日 (\d\d?):(\d\d):(\d\d)$/,
  "yyyy年M月d日 H:mm": /^(\d{4})年(\d\d?)月(\d\d?)日 (\d\d?):(\d\d)$/,
  "yyyy-MM-dd": /^(\d{4})-(\d\d)-(\d\d)$/,
  "yyyy/M/d": /^(\d{4})\/(\d\d?)\/(\d\d?)$/,
  "yyyy.M.d": /^(\d{4})\.(\d\d?)\.(\d\d?)$/,
  yyyyMMdd: /^(\d{4})(\d\d)(\d\d)$/,
  yyyy年M月d日: /^(\d{4})年(\d\d?)月(\d\d?)日$/,
  /** ISO 8601 with its offset, `2026-11-16T09:45:12+08:00` or `…Z`. */
  iso: /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/,
} as const;

/** Numbers that count days or seconds. They differ in length from each other and from every shape, so no text fits two formats. */
const counts = {
  /** Days since 1899-12-30, the time of day as a fraction, as Excel keeps a date: `46342.40638888889`. */
  excel: (text, dayMeans, zone) => {
    const match = /^(\d{5})(?:\.(\d{1,17}))?$/.exec(text);
    if (!match) return null;
    const [day, time] = [Number(match[1]) - excelDayOf1970, Number(`0.${match[2] ?? "0"}`)];
    const isDayAlone = time === 0;
    const local = isDayAlone && dayMeans === "end" ? (day + 1) * dayMillis : day * dayMillis + time * dayMillis;
    return inZone(local, zone, day * dayMillis);
  },
  "epoch-seconds": (text) => (/^\d{9,10}$/.test(text) ? inZone(Number(text) * 1000, "UTC") : null),
  "epoch-millis": (text) => (/^\d{12,13}$/.test(text) ? inZone(Number(text), "UTC") : null),
} as const satisfies Record<string, Reading>;
type Reading = (text: string, dayMeans: DayMeans, zone: Zone) => Instant | null;
/** The 1900 system of Excel: it counts a 29 February 1900 that never was, which no day after it has to know. */
const excelDayOf1970 = 25_569;

export type InstantFormat = keyof typeof shapes | keyof typeof counts;
export const instantFormats = [...Object.keys(shapes), ...Object.keys(counts)] as [InstantFormat, ...InstantFormat[]];
const shapeReadings = Object.entries(shapes).map(([format, shape]): [string, Reading] => [format, readingOf(shape)]);
const readings = Object.fromEntries<Reading>([...shapeReadings, ...Object.entries(counts)]) as Record<InstantFormat, Reading>;
/** Those without a time of day. */
export const dayFormats: readonly InstantFormat[] = ["yyyy-MM-dd", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];
/** Formats whose names do not show what to write. */
export const formatLabels: Partial<Record<InstantFormat, string>> = {
  iso: "带时区的 ISO 8601",
  excel: "Excel 日期序号",
  "epoch-seconds": "秒级时间戳",
  "epoch-millis": "毫秒级时间戳",
};

/** The zone of texts that name no offset themselves: Shanghai, UTC, or a fixed offset such as `+08:00`. */
export type Zone = string;
export const yearMin = 1990;
export const yearMax = 2100;
const offsetMinutesMax = 14 * 60;
const shanghaiOffsetMinutes = 8 * 60;

type DayMeans = "beginning" | "end";

/**
 * The instant of a text in one of the formats, or null. A text without an offset is the zone's wall clock. A day alone is its
 * beginning, or where `dayMeans` is "end" (a deadline) its 24:00.
 */
export function readInstant(
  text: string,
  formats: readonly InstantFormat[],
  dayMeans: DayMeans = "beginning",
  zone: Zone = "Asia/Shanghai",
): Instant | null {
  for (const format of formats) {
    const instant = readings[format](text, dayMeans, zone);
    if (instant) return instant;
  }
  return null;
}

function readingOf(shape: RegExp): Reading {
  return (text, dayMeans, zone) => {
    const match = shape.exec(text);
    return match && instantOf(match, dayMeans, zone);
  };
}

function instantOf(match: RegExpExecArray, dayMeans: DayMeans, zone: Zone): Instant | null {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isDayAlone = match[4] === undefined;
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (year < yearMin || year > yearMax || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const millis = Date.UTC(year, month - 1, day, hour, minute, second) + Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const offset = zoneOffsetMinutes(match[8] ?? zone);
  return offset === null ? null : toInstant((isDayAlone && dayMeans === "end" ? millis + dayMillis : millis) - offset * minuteMillis);
}

const earliestMillis = Date.UTC(yearMin, 0, 1);
const latestMillis = Date.UTC(yearMax + 1, 0, 1) - 1;

/** The instant of a zone's clock, to the nearest millisecond. What counts for the years allowed is what was written. */
function inZone(localMillis: number, zone: Zone, writtenMillis = localMillis): Instant | null {
  const offset = zoneOffsetMinutes(zone);
  if (offset === null || writtenMillis < earliestMillis || writtenMillis > latestMillis) return null;
  return toInstant(Math.round(localMillis) - offset * minuteMillis);
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** Minutes ahead of UTC of a zone or an offset, at most 14 hours; null for any other text. */
export function zoneOffsetMinutes(zone: Zone): number | null {
  if (zone === "Asia/Shanghai") return shanghaiOffsetMinutes;
  if (zone === "UTC" || zone === "Z") return 0;
  const match = /^([+-])(\d\d):([0-5]\d)$/.exec(zone);
  if (!match) return null;
  const total = Number(match[2]) * 60 + Number(match[3]);
  if (total > offsetMinutesMax) return null;
  return match[1] === "-" ? -total : total;
}
