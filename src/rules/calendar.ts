/**
 * The calendar of working days: statutory holidays and make-up working days (调休) as exceptions to the plain week.
 * Its rows are seeded from the package chinese-days and amended by an administrator; the package itself answers a year that it
 * does not know with plain weekdays and no warning, which is why days outside the seeded years are called provisional here.
 */
import chineseDays from "chinese-days";
import { addDays, weekdayOf } from "./shanghai.ts";
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

// The first year of which chinese-days holds the State Council's notice; it has had one for every year since.
const firstSeededYear = 2004;

let seeded: readonly CalendarDay[] | undefined;

/** Every holiday, weekends among them included, and every make-up working day that chinese-days knows, oldest first. Asked of the package once. */
export function seededDays(): readonly CalendarDay[] {
  return (seeded ??= askedDays());
}

function askedDays(): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let year = firstSeededYear; exceptionOf(`${year}-10-01`); year++) {
    for (let day = `${year}-01-01`; day.startsWith(`${year}`); day = addDays(day, 1)) {
      const exception = exceptionOf(day);
      if (exception) days.push(exception);
    }
  }
  return days;
}

/**
 * The package names an exception `National Day,国庆节,3` and any other day by its English weekday, so the comma tells them apart.
 * Only `name` and `work` of an exception are used: its `date`, and its answers for plain days, slip by a day where the
 * process runs in a time zone west of Greenwich.
 */
function exceptionOf(day: Day): CalendarDay | null {
  const { name, work } = chineseDays.getDayDetail(day);
  const chineseName = name.split(",")[1];
  if (!chineseName) return null;
  return { day, working: work ? 1 : 0, name: work ? `${chineseName}调休上班` : chineseName, origin: "seed" };
}
