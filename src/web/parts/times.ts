/** Instants as people read them. The service gives each with Shanghai's offset, so that its text is the wall clock's whatever zone the browser is in. */

let thisYear = "";
/** The year by the service's clock: an office computer's own may be wrong. */
export function yearIs(now: string): void {
  thisYear = now.slice(0, 4);
}

/** `11月16日 09:30`, with the year where it is not this one. */
export function timeText(instant: string | null | undefined): string {
  if (!instant) return "—";
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(instant) ?? [];
  if (year === undefined) return instant;
  return `${year === thisYear ? "" : `${year}年`}${Number(month)}月${Number(day)}日 ${time}`;
}

/** `2026-11-16 09:30:12`, for titles and tables that compare. */
export const fullTime = (instant: string | null | undefined): string => (instant ? instant.slice(0, 19).replace("T", " ") : "—");

/** `2026年11月16日` of a day or an instant. */
export function dayText(day: string | null | undefined): string {
  if (!day) return "—";
  const [year, month, date] = day.slice(0, 10).split("-");
  return `${year}年${Number(month)}月${Number(date)}日`;
}

/** `2026年第47周` of `2026-W47`. */
export const weekText = (week: string): string => week.replace(/^(\d{4})-W0?(\d+)$/, "$1年第$2周");

/** Working minutes in words: `3小时20分`, `2个工作日4小时`. @param dayMinutes office minutes of a working day */
export function minutesText(minutes: number, dayMinutes = 390): string {
  const whole = Math.abs(Math.round(minutes));
  const days = Math.floor(whole / dayMinutes);
  const hours = Math.floor((whole % dayMinutes) / 60);
  const rest = (whole % dayMinutes) % 60;
  if (days > 0) return `${days}个工作日${hours > 0 ? `${hours}小时` : ""}`;
  if (hours > 0) return `${hours}小时${rest > 0 ? `${rest}分` : ""}`;
  return `${rest}分钟`;
}
