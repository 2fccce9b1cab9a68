/**
 * The clock and the calendar page of Asia/Shanghai: instants to days, minutes and ISO weeks, and back, in integer arithmetic.
 * The zone has been UTC+8 without summer time since 15 September 1991. Instants before that are read with the same offset (the
 * summers of 1986 to 1991 were an hour ahead): no deadline lies there, and one rule for all time keeps text and order exact.
 */
import type { Day, Instant, Week } from "./words.ts";

export const minuteMillis = 60_000;
export const dayMillis = 86_400_000;
const offsetMillis = 8 * 3_600_000;
const dayShape = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** The day in Shanghai on which an instant lies. */
export function dayOf(instant: Instant): Day {
  return dayFromNumber(Math.floor(localMillisOf(instant) / dayMillis));
}

/** Whole minutes since midnight in Shanghai, 0 to 1439. */
export function minuteOfDay(instant: Instant): number {
  const local = localMillisOf(instant);
  return Math.floor((local - Math.floor(local / dayMillis) * dayMillis) / minuteMillis);
}

/** The instant at so many minutes after midnight of a day; 1440 is 24:00, which is 00:00 of the next day. */
export function instantAt(day: Day, minutes: number): Instant {
  return instantFromLocal(dayNumberOf(day) * dayMillis + minutes * minuteMillis);
}

export function addDays(day: Day, days: number): Day {
  return dayFromNumber(dayNumberOf(day) + days);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: Day): number {
  return weekdayOfNumber(dayNumberOf(day));
}

/** The ISO week of an instant or a day (both are texts, told apart by length): it belongs to the year in which its Thursday lies. */
export function weekOf(when: string): Week {
  const number = dayNumberOf(when.length === 10 ? when : dayOf(when));
  const thursday = number - weekdayOfNumber(number) + 4;
  const year = Number(dayFromNumber(thursday).slice(0, 4));
  return weekText(year, Math.floor((thursday - numberOfDate(year, 1, 1)) / 7) + 1);
}

/** From Monday 00:00 to the next Monday 00:00 in Shanghai, the end not included. Throws a RangeError for a week that does not exist. */
export function weekRange(week: Week): { from: Instant; to: Instant } {
  const monday = mondayNumberOf(week) * dayMillis;
  return { from: instantFromLocal(monday), to: instantFromLocal(monday + 7 * dayMillis) };
}

/** `2026-W47` as numbers, or null for any other text and for a W53 that its year does not have. */
export function parseWeek(text: string): { year: number; number: number } | null {
  const match = /^(\d{4})-W(\d\d)$/.exec(text);
  if (!match) return null;
  const [year, number] = [Number(match[1]), Number(match[2])];
  return number >= 1 && number <= weeksInYear(year) ? { year, number } : null;
}

export function isWeek(text: string): boolean {
  return parseWeek(text) !== null;
}

export function previousWeek(week: Week): Week {
  return weekOf(dayFromNumber(mondayNumberOf(week) - 7));
}

/** The same ISO week of the year before, for 同比; null where that year has no W53. */
export function sameWeekLastYear(week: Week): Week | null {
  const { year, number } = existing(week);
  return number <= weeksInYear(year - 1) ? weekText(year - 1, number) : null;
}

/** The instant as people in Shanghai read it, `2026-11-16T09:45:12+08:00`; milliseconds are kept only where there are any. */
export function toOffsetText(instant: Instant): string {
  const local = toInstant(millisOf(instant) + offsetMillis);
  return `${local.endsWith(".000Z") ? local.slice(0, 19) : local.slice(0, 23)}+08:00`;
}

/** Whether a text is a day that exists: `2026-02-30` does not. */
export function isDay(text: string): boolean {
  return dayShape.test(text) && dayFromNumber(numberOfText(text)) === text;
}

/** Milliseconds since 1970 of an instant. Throws a RangeError for any other text, so that no local time slips in unnoticed. */
export function millisOf(instant: Instant): number {
  const millis = instant.length === 24 && instant.endsWith("Z") ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(millis)) throw new RangeError(`"${instant}" is not an instant like 2026-11-16T01:45:12.000Z.`);
  return millis;
}

/** The instant at so many milliseconds since 1970. Years beyond four digits would break the order of text and are refused. */
export function toInstant(millis: number): Instant {
  const text = new Date(millis).toISOString();
  if (text.length !== 24) throw new RangeError(`${text} lies outside the years 0000 to 9999.`);
  return text;
}

/** Milliseconds that a clock in Shanghai shows since its 1970-01-01 00:00; divided by a day's length, the day's number. */
export function localMillisOf(instant: Instant): number {
  return millisOf(instant) + offsetMillis;
}

export function instantFromLocal(localMillis: number): Instant {
  return toInstant(localMillis - offsetMillis);
}

/** Days since 1970-01-01. Throws a RangeError for a day that does not exist. */
export function dayNumberOf(day: Day): number {
  if (!isDay(day)) throw new RangeError(`"${day}" is not a day like 2026-11-16.`);
  return numberOfText(day);
}

/**
 * The day with a number, by the usual arithmetic of the Gregorian calendar: years begin in March and 400 of them, an era, have
 * 146,097 days. A Date would be right too, but deadlines walk over some hundred days each and this is several times as fast.
 */
export function dayFromNumber(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (!(year >= 0 && year <= 9999)) throw new RangeError(`Day number ${number} lies outside the years 0000 to 9999.`);
  const yearText = year >= 1000 ? `${year}` : `${year}`.padStart(4, "0");
  return `${yearText}-${month < 10 ? "0" : ""}${month}-${date < 10 ? "0" : ""}${date}`;
}

function numberOfText(day: string): number {
  return numberOfDate(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)));
}

function numberOfDate(year: number, month: number, date: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** Day 0, 1970-01-01, was a Thursday. */
function weekdayOfNumber(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

function mondayNumberOf(week: Week): number {
  const { year, number } = existing(week);
  const fourthOfJanuary = numberOfDate(year, 1, 4);
  return fourthOfJanuary - weekdayOfNumber(fourthOfJanuary) + 1 + (number - 1) * 7;
}

function existing(week: Week): { year: number; number: number } {
  const parsed = parseWeek(week);
  if (!parsed) throw new RangeError(`"${week}" is not an ISO week like 2026-W47.`);
  return parsed;
}

/** A year has a 53rd week where it begins on a Thursday, or ends on one. */
function weeksInYear(year: number): number {
  return weekdayOfNumber(numberOfDate(year, 1, 1)) === 4 || weekdayOfNumber(numberOfDate(year, 12, 31)) === 4 ? 53 : 52;
}

function weekText(year: number, number: number): Week {
  return `${String(year).padStart(4, "0")}-W${String(number).padStart(2, "0")}`;
}
