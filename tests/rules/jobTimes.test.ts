/** When jobs are due, by the clock of Asia/Shanghai: the period that a process claims, the next one, and how both are told. */
import { expect, it } from "vitest";
import { heartbeatOf, nextAfter, periodOf, timeText, type JobTime } from "../../src/rules/jobTimes.ts";

const daily: JobTime = { daily: "08:30" };
const monday: JobTime = { weekly: { weekday: 1, at: "08:30" } };
const sunday: JobTime = { weekly: { weekday: 7, at: "00:05" } };

// Instants are UTC: 08:30 in Shanghai is 00:30. 2026-11-23 is a Monday.
it.each<[JobTime, string, string, string]>([
  [{ every: 10 }, "2026-11-26T01:02:09.999Z", "2026-11-26T01:02:00.000Z", "2026-11-26T01:02:10.000Z"],
  [{ every: 10 }, "2026-11-26T01:02:10.000Z", "2026-11-26T01:02:10.000Z", "2026-11-26T01:02:20.000Z"],
  [{ every: 900 }, "2026-11-26T01:14:59.999Z", "2026-11-26T01:00:00.000Z", "2026-11-26T01:15:00.000Z"],
  [daily, "2026-11-26T00:29:59.999Z", "2026-11-25T00:30:00.000Z", "2026-11-26T00:30:00.000Z"],
  [daily, "2026-11-26T00:30:00.000Z", "2026-11-26T00:30:00.000Z", "2026-11-27T00:30:00.000Z"],
  [daily, "2026-11-26T23:59:00.000Z", "2026-11-26T00:30:00.000Z", "2026-11-27T00:30:00.000Z"],
  [monday, "2026-11-23T00:29:59.999Z", "2026-11-16T00:30:00.000Z", "2026-11-23T00:30:00.000Z"],
  [monday, "2026-11-23T00:30:00.000Z", "2026-11-23T00:30:00.000Z", "2026-11-30T00:30:00.000Z"],
  [monday, "2026-11-29T23:00:00.000Z", "2026-11-23T00:30:00.000Z", "2026-11-30T00:30:00.000Z"],
  [sunday, "2026-11-21T16:05:00.000Z", "2026-11-21T16:05:00.000Z", "2026-11-28T16:05:00.000Z"],
  [sunday, "2026-11-21T16:04:59.999Z", "2026-11-14T16:05:00.000Z", "2026-11-21T16:05:00.000Z"],
])("%j at %s is of the period %s, and comes again at %s", (time, now, period, next) => {
  expect(periodOf(time, now)).toBe(period);
  expect(nextAfter(time, now)).toBe(next);
});

it.each<[JobTime, string, string]>([
  [{ every: 10 }, "*/10 * * * * *", "每 10 秒"],
  [{ every: 59 }, "*/59 * * * * *", "每 59 秒"],
  [{ every: 60 }, "0 */1 * * * *", "每 1 分钟"],
  [{ every: 900 }, "0 */15 * * * *", "每 15 分钟"],
  [{ every: 3600 }, "0 0 */1 * * *", "每 1 小时"],
  [{ every: 7200 }, "0 0 */2 * * *", "每 2 小时"],
  [daily, "0 */1 * * * *", "每天 08:30"],
  [monday, "0 */1 * * * *", "每周一 08:30"],
  [sunday, "0 */1 * * * *", "每周日 00:05"],
  [{ weekly: { weekday: 4, at: "12:00" } }, "0 */1 * * * *", "每周四 12:00"],
])("%j is looked for by %s and told as %s", (time, heartbeat, text) => {
  expect(heartbeatOf(time)).toBe(heartbeat);
  expect(timeText(time)).toBe(text);
});
