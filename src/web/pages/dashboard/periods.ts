/** The spans that the dashboard offers, as days. */
import dayjs from "dayjs";
import type { Filters } from "../../parts/useAddress";

export const spans = [
  { value: "week", label: "本周" },
  { value: "four-weeks", label: "近四周" },
  { value: "quarter", label: "本季度" },
  { value: "year", label: "本年" },
  { value: "own", label: "自选" },
];

interface Period {
  from: string;
  to: string;
}

/** The equally long period just before, which 环比 compares with, and the same days of last year, for 同比. */
export function comparedWith({ from, to }: Period): { before: Period; yearAgo: Period } {
  const [first, last] = [dayjs(from), dayjs(to)];
  const text = (each: dayjs.Dayjs) => each.format("YYYY-MM-DD");
  const days = last.diff(first, "day") + 1;
  return {
    before: { from: text(first.subtract(days, "day")), to: text(first.subtract(1, "day")) },
    yearAgo: { from: text(first.subtract(1, "year")), to: text(last.subtract(1, "year")) },
  };
}

/** Both days included. @param today `2026-11-24` */
export function periodOf(span: string, today: string, { from, to }: Filters): Period {
  const day = dayjs(today);
  const monday = day.subtract((day.day() + 6) % 7, "day");
  const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);
  const text = (each: dayjs.Dayjs) => each.format("YYYY-MM-DD");
  switch (span) {
    case "week":
      return { from: text(monday), to: today };
    case "quarter":
      return { from: text(day.month(Math.floor(day.month() / 3) * 3).startOf("month")), to: today };
    case "year":
      return { from: text(day.startOf("year")), to: today };
    case "own":
      return isDay(from) && isDay(to) && from <= to ? { from, to } : { from: text(day.subtract(27, "day")), to: today };
    default:
      return { from: text(day.subtract(27, "day")), to: today };
  }
}
