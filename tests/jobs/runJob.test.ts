/** The timetable on both databases: each period once, whoever keeps it; what was missed is caught up; a failing job is told of and tried again. */
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import type { Job, JobDeps } from "../../src/jobs/job.ts";
import { runDue, runOnce } from "../../src/jobs/runJob.ts";
import { timetable } from "../../src/jobs/schedule.ts";
import { heartbeatOf, nextAfter, periodOf, timeText, type JobTime } from "../../src/rules/jobTimes.ts";
import { openStore } from "../../src/store/open.ts";
import { jobStates, listRuns } from "../../src/store/jobRuns.ts";
import type { Store } from "../../src/store/store.ts";
import { rulebook } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

describe("a job's time", () => {
  const cases: [JobTime, string, string, string, string, string][] = [
    [{ every: 10 }, "2026-11-16T01:00:19.999Z", "2026-11-16T01:00:10.000Z", "2026-11-16T01:00:20.000Z", "*/10 * * * * *", "每 10 秒"],
    [{ every: 900 }, "2026-11-16T01:14:00.000Z", "2026-11-16T01:00:00.000Z", "2026-11-16T01:15:00.000Z", "0 */15 * * * *", "每 15 分钟"],
    [{ daily: "08:30" }, "2026-11-16T00:29:59.000Z", "2026-11-15T00:30:00.000Z", "2026-11-16T00:30:00.000Z", "0 */1 * * * *", "每天 08:30"],
    [{ daily: "03:20" }, "2026-11-15T19:20:00.000Z", "2026-11-15T19:20:00.000Z", "2026-11-16T19:20:00.000Z", "0 */1 * * * *", "每天 03:20"],
    [{ weekly: { weekday: 1, at: "08:30" } }, "2026-11-22T23:00:00.000Z", "2026-11-16T00:30:00.000Z", "2026-11-23T00:30:00.000Z", "0 */1 * * * *", "每周一 08:30"],
  ];
  test.each(cases)("%j as of %s", (time, now, period, next, heartbeat, text) => {
    expect([periodOf(time, now), nextAfter(time, now), heartbeatOf(time), timeText(time)]).toEqual([period, next, heartbeat, text]);
  });
});

test("the timetable has each job once", () => {
  expect(new Set(timetable.map(({ name }) => name)).size).toBe(timetable.length);
});

eachStore("a job", ({ freshUrl }) => {
  let store: Store;
  let now: string;
  let runs: string[];
  let failing: boolean;
  beforeEach(async () => {
    store = await openStore(await freshUrl());
    runs = [];
    failing = false;
    now = "2026-11-16T01:00:00.000Z";
  });
  afterEach(() => store.close());
  const deps = (): JobDeps => ({ store, rulebook, profiles: new Map(), inboxFolder: null, publicUrl: null, attachmentsFolder: "/nonexistent", backup: null, clock: () => now, random: () => 0 });
  const job = (time: JobTime): Job => ({
    name: "test",
    label: "测试",
    time,
    run: async (_deps, at) => {
      runs.push(at);
      if (failing) throw Object.assign(new Error("坏了"), { code: "E_TEST" });
      return { done: 1 };
    },
  });

  it("runs once in each period, however many processes keep the timetable", async () => {
    const weekly = job({ weekly: { weekday: 1, at: "08:30" } });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => runDue(deps(), weekly, now)));
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
    now = "2026-11-17T01:00:00.000Z";
    expect(await runDue(deps(), weekly, now)).toBeNull();
    now = "2026-11-23T00:30:00.000Z";
    expect(await runDue(deps(), weekly, now)).toEqual({ result: { done: 1 }, error: null });
    expect(runs).toEqual(["2026-11-16T01:00:00.000Z", "2026-11-23T00:30:00.000Z"]);
  });

  it("that was missed while the service was down runs when it is back, once", async () => {
    const daily = job({ daily: "03:20" });
    await runDue(deps(), daily, now);
    now = "2026-11-20T05:00:00.000Z";
    expect(await runDue(deps(), daily, now)).not.toBeNull();
    expect(await runDue(deps(), daily, now)).toBeNull();
  });

  it("that fails is kept with its error and tried again later, not at once and not for ever", async () => {
    const daily = job({ daily: "03:20" });
    failing = true;
    expect(await runDue(deps(), daily, now)).toMatchObject({ result: null, error: { message: "坏了" } });
    expect(await jobStates(store.read)).toMatchObject([{ name: "test", failures: 1, lastError: "E_TEST: 坏了", lastSuccessAt: null }]);
    now = "2026-11-16T01:05:00.000Z";
    expect(await runDue(deps(), daily, now)).toBeNull();
    now = "2026-11-16T01:20:00.000Z";
    failing = false;
    expect(await runDue(deps(), daily, now)).toEqual({ result: { done: 1 }, error: null });
    expect(await jobStates(store.read)).toMatchObject([{ failures: 0, lastError: null, lastResult: { done: 1 } }]);
    expect((await listRuns(store.read, { limit: 9 })).map(({ state }) => state)).toEqual(["done", "failed"]);
  });

  it("whose process died in the middle is taken over", async () => {
    const daily = job({ daily: "03:20" });
    const period = periodOf(daily.time, now);
    const { claimPeriod } = await import("../../src/store/jobRuns.ts");
    expect(await store.write((tx) => claimPeriod(tx, "test", period, now))).toBe(true);
    now = "2026-11-16T01:10:00.000Z";
    expect(await runDue(deps(), daily, now)).toBeNull();
    now = "2026-11-16T01:16:00.000Z";
    expect(await runDue(deps(), daily, now)).not.toBeNull();
  });

  it("that runs a thousand times a day keeps only the runs that did something", async () => {
    const often: Job = { ...job({ every: 10 }), run: async () => ({ done: runs.push("x") === 2 ? 1 : 0 }) };
    for (let second = 0; second < 40; second += 10) {
      now = `2026-11-16T01:00:${String(second).padStart(2, "0")}.000Z`;
      await runDue(deps(), often, now);
    }
    expect(runs).toHaveLength(4);
    expect(await listRuns(store.read, { limit: 9 })).toHaveLength(1);
  });

  it("is run for people whenever they ask", async () => {
    const daily = job({ daily: "03:20" });
    await runDue(deps(), daily, now);
    expect(await runOnce(deps(), daily, now)).toEqual({ result: { done: 1 }, error: null });
    expect(runs).toHaveLength(2);
  });
});
