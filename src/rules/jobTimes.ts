/** When a job is due: every so many seconds, daily, or weekly, by the clock of Asia/Shanghai. */
import { dayMillis, dayOf, instantAt, millisOf, minuteMillis, toInstant, weekdayOf, addDays } from "./shanghai.ts";
import type { Instant } from "./words.ts";

/** `every` divides a minute or an hour, in seconds; `at` is a time of day, `08:30`; `weekday` 1 for Monday to 7 for Sunday. */
export type JobTime = { every: number } | { daily: string } | { weekly: { weekday: number; at: string } };

/** The last instant at or before `now` at which the job was due: the period that a process claims. */
export function periodOf(time: JobTime, now: Instant): Instant {
  if ("every" in time) {
    const millis = time.every * 1000;
    return toInstant(Math.floor(millisOf(now) / millis) * millis);
  }
  const at = minutesOf("daily" in time ? time.daily : time.weekly.at);
  const weekday = "weekly" in time ? time.weekly.weekday : null;
  for (let day = dayOf(now); ; day = addDays(day, -1)) {
    const due = instantAt(day, at);
    if (due <= now && (weekday === null || weekdayOf(day) === weekday)) return due;
  }
}

/** The first instant after `now` at which the job is due. */
export function nextAfter(time: JobTime, now: Instant): Instant {
  const period = periodOf(time, now);
  if ("every" in time) return toInstant(millisOf(period) + time.every * 1000);
  return toInstant(millisOf(period) + ("daily" in time ? 1 : 7) * dayMillis);
}

/** The heartbeat that looks whether the job is due, as a cron of six fields; what is due once a day is looked for every minute. */
export function heartbeatOf(time: JobTime): string {
  const every = "every" in time ? time.every : 60;
  if (every < 60) return `*/${every} * * * * *`;
  return every < 3600 ? `0 */${every / 60} * * * *` : `0 0 */${every / 3600} * * *`;
}

/** As staff read it. */
export function timeText(time: JobTime): string {
  if ("every" in time) return time.every < 60 ? `每 ${time.every} 秒` : time.every < 3600 ? `每 ${time.every / 60} 分钟` : `每 ${time.every / 3600} 小时`;
  return "daily" in time ? `每天 ${time.daily}` : `每周${"一二三四五六日"[time.weekly.weekday - 1] ?? ""} ${time.weekly.at}`;
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * (3_600_000 / minuteMillis) + minutes;
}
