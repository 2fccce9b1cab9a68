/**
 * The calendar of working days: statutory holidays and make-up working days (调休) as exceptions to the plain week.
 * Its rows are seeded from what the package chinese-days has collected and amended by an administrator; days outside the seeded years rest on
 * weekends alone and are called provisional.
 */
import published from "chinese-days/dist/chinese-days.json" with { type: "json" };
import { weekdayOf } from "./shanghai.ts";
import type { Day } from "./words.ts";

/** One exception: a day that is off although it is a weekday (or a holiday that fell on a weekend), or worked although it is a weekend. */
export interface CalendarDay {
  day: Day;
  working: 0 | 1;
  name: string;
  origin: "seed" | "amended";
}

export interface WorkCalendar {
  isWorkingDay(day: Day): boolean;
  /** Whether the answer for this day rests on weekends alone, because its year's holidays are not known and nobody amended it. */
  isProvisional(day: Day): boolean;
  /** The first and the last year with seeded rows; both 0 where there are none. */
  firstKnownYear: number;
  lastKnownYear: number;
}

// Deadlines ask for the same few hundred days over and over; plain days are remembered until a century of them is full.
const rememberedDaysMax = 36_525;

/** An amended row wins over the seeded row of the same day, in whatever order they come. */
export function calendarFrom(rows: readonly CalendarDay[]): WorkCalendar {
  const seeded = rows.filter((row) => row.origin === "seed");
  const amended = rows.filter((row) => row.origin === "amended");
  const amendedDays = new Set(amended.map((row) => row.day));
  const knownDays = seeded.map((row) => row.day).sort();
  const firstKnownYear = yearOf(knownDays.at(0) ?? "0000");
  const lastKnownYear = yearOf(knownDays.at(-1) ?? "0000");
  const answers = new Map([...seeded, ...amended].map((row) => [row.day, row.working === 1]));
  return {
    firstKnownYear,
    lastKnownYear,
    isWorkingDay(day) {
      const known = answers.get(day);
      if (known !== undefined) return known;
      const answer = weekdayOf(day) <= 5;
      if (answers.size < rememberedDaysMax) answers.set(day, answer);
      return answer;
    },
    isProvisional(day) {
      const year = yearOf(day);
      return (year < firstKnownYear || year > lastKnownYear) && !amendedDays.has(day);
    },
  };
}

function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

let seeded: readonly CalendarDay[] | undefined;

/** Every holiday, weekends among them included, and every make-up working day that chinese-days knows (2004 on), oldest first. */
export function seededDays(): readonly CalendarDay[] {
  return (seeded ??= [...exceptions(published.holidays, 0), ...exceptions(published.workdays, 1)].sort((one, other) => (one.day < other.day ? -1 : 1)));
}

/** The package writes an exception as `National Day,国庆节,3`. Its functions are not asked: day by day they take a tenth of a second of every start, and their answers slip by a day west of Greenwich. */
function exceptions(names: Readonly<Record<Day, string>>, working: 0 | 1): CalendarDay[] {
  return Object.entries(names).map(([day, text]) => {
    const name = text.split(",")[1] ?? text;
    return { day, working, name: working === 1 ? `${name}调休上班` : name, origin: "seed" };
  });
}
