/** Calendar, jobs, recomputation and metrics as an administrator meets them, over real HTTP on both databases. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobDepsOf, now } from "../src/cli/house.ts";
import { runDue } from "../src/jobs/runJob.ts";
import { jobNamed } from "../src/jobs/schedule.ts";
import { addDays, dayOf } from "../src/rules/shanghai.ts";
import { recomputeDeadlines } from "../src/store/recomputeDeadlines.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

eachStore("operations", ({ freshUrl }) => {
  let service: Service;
  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
  });
  afterAll(() => service.stop());
  const push = async (id: string) => {
    const answer = await service.post("key", "/feeds/110/records", { JJDBH: id, BJSJ: "20261116094512", BJNR: "排队两小时", JQLBDM: "810300" });
    return (answer.body["results"] as { caseId: number }[])[0]?.caseId ?? 0;
  };
  const due = async (id: number) => (await service.house.store.read.selectFrom("timers").select("due_at").where("case_id", "=", id).where("kind", "=", "accept").executeTakeFirstOrThrow()).due_at;

  it("the year is shown with its holidays and make-up days, and a year that is not known is called provisional", async () => {
    const known = await service.get("chuangkou", "/calendar/2025");
    expect(known).toMatchObject({ status: 200, body: { year: 2025, provisional: false } });
    const october = (known.body["months"] as { month: string; off: { day: string }[]; worked: { day: string }[] }[])[9];
    expect(october?.off.map(({ day }) => day)).toContain("2025-10-08");
    expect(october?.worked.map(({ day }) => day)).toEqual(["2025-10-11"]);
    expect((await service.get("chuangkou", "/calendar/2099")).body["provisional"]).toBe(true);
    expect((await service.get("chuangkou", "/calendar/1200")).status).toBe(422);
  });

  it("an amended day counts for new limits at once and for open ones only when they are recomputed, with the reason in their history", async () => {
    const { store, rulebook } = service.house;
    const before = await push("OP-1");
    const dueBefore = await due(before);
    // Two months of days off from today on.
    const today = dayOf(now());
    for (let n = 0; n < 10; n += 1) {
      const answer = await service.send("guanli", "PUT", `/calendar/days/${addDays(today, n)}`, { working: false, name: "临时停业" });
      expect(answer.status).toBe(200);
    }
    expect(await due(before)).toBe(dueBefore);
    expect((await due(await push("OP-2"))) > dueBefore).toBe(true);
    const dry = await recomputeDeadlines(store, rulebook, { reason: "", at: now(), dryRun: true });
    expect(dry.changes).toMatchObject([{ caseId: before, kind: "accept", from: dueBefore }]);
    expect(await due(before)).toBe(dueBefore);
    const done = await recomputeDeadlines(store, rulebook, { reason: "临时停业十天", at: now(), dryRun: false });
    expect(done.changes).toEqual(dry.changes);
    expect(await due(before)).toBe(done.changes[0]?.to);
    const history = await service.get("chuangkou", `/cases/${before}/events`);
    expect((history.body["items"] as unknown[]).at(-1)).toMatchObject({ type: "deadlineRecomputed", payload: { reason: "临时停业十天" } });
    expect((await recomputeDeadlines(store, rulebook, { reason: "再来", at: now(), dryRun: false })).changes).toEqual([]);
    const year = await service.get("guanli", `/calendar/${today.slice(0, 4)}`);
    expect((year.body["changes"] as unknown[]).length).toBeGreaterThan(0);
  });

  it("only an administrator amends the calendar, and only days that exist", async () => {
    expect((await service.send("dudao", "PUT", "/calendar/days/2027-02-08", { working: true, name: "调休" })).status).toBe(403);
    expect(await service.send("guanli", "PUT", "/calendar/days/2027-02-30", { working: true, name: "调休" })).toMatchObject({ status: 422, body: { code: "day-invalid" } });
    expect((await service.send("guanli", "PUT", "/calendar/days/2027-02-08", { working: true, name: " " })).status).toBe(422);
  });

  it("jobs are listed with how they went, and their runs are kept", async () => {
    const job = jobNamed("forgetJobRuns");
    if (job === undefined) throw new Error("no such job");
    await runDue(jobDepsOf(service.house, now), job, now());
    const listed = await service.get("guanli", "/jobs");
    expect((listed.body["items"] as { name: string }[]).find(({ name }) => name === "forgetJobRuns")).toMatchObject({ time: "每天 03:30", failures: 0, lastResult: { forgotten: 0 } });
    expect((await service.get("guanli", "/jobs/runs?job=forgetJobRuns")).body["items"]).toMatchObject([{ state: "done" }]);
    expect((await service.get("chengban", "/jobs")).status).toBe(403);
  });

  it("a monitor reads what waits for someone, and nothing of any case", async () => {
    await service.post("key", "/feeds/110/records", { JJDBH: "OP-9", BJSJ: "坏", BJNR: "秘密内容", JQLBDM: "810300" });
    const response = await fetch(`${service.base.replace("/api/v1", "")}/metrics`);
    const text = await response.text();
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(text).toMatch(/^huiyin_quarantine_open 1$/m);
    expect(text).toMatch(/^huiyin_job_failures\{job="forgetJobRuns"\} 0$/m);
    expect(text).toMatch(/huiyin_http_request_duration_seconds_count\{method="PUT",route="\/api\/v1\/calendar\/days\/:day",status="200"\} 10/);
    expect(text).not.toMatch(/秘密内容|OP-9/);
  });
});
