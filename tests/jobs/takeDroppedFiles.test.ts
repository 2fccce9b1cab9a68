/** The drop folders: files taken when complete, once, wherever a crash falls, with a report beside each. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseProfile } from "../../src/ingest/profile.ts";
import type { JobDeps } from "../../src/jobs/job.ts";
import { takeDroppedFiles } from "../../src/jobs/takeDroppedFiles.ts";
import { millisOf } from "../../src/rules/shanghai.ts";
import { openStore } from "../../src/store/open.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import type { Store } from "../../src/store/store.ts";
import { faults, type Faults } from "../setup/faults.ts";
import { mondayMorning, rulebook } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const profile = parseProfile(readFileSync("config/feeds/110.yaml", "utf8"), "config/feeds/110.yaml");
const record = (n: number, changes: object = {}) => ({ JJDBH: `R${n}`, BJSJ: "20261116084512", BJNR: `第 ${n} 件：排队两小时`, JQLBDM: "810300", ...changes });
const lines = (...records: object[]) => records.map((each) => JSON.stringify(each)).join("\n");

eachStore("a drop folder", ({ freshUrl }) => {
  let store: Store;
  let fault: Faults;
  let folder: string;
  let deps: JobDeps;
  beforeEach(async () => {
    fault = faults();
    store = await openStore(await freshUrl(), { wrapDialect: fault.wrapDialect });
    const inboxFolder = mkdtempSync(join(tmpdir(), "huiyin-inbox-"));
    folder = join(inboxFolder, "110");
    mkdirSync(folder);
    deps = { store, rulebook, profiles: new Map([[profile.name, profile]]), inboxFolder, publicUrl: null, attachmentsFolder: "/nonexistent", backup: null, clock: () => mondayMorning, random: () => 0.5 };
  });
  afterEach(async () => {
    rmSync(deps.inboxFolder ?? "", { recursive: true, force: true });
    expect((await reconcile(store)).differences).toEqual([]);
    await store.close();
  });
  const drop = (name: string, content: string, ageSeconds = 60) => {
    writeFileSync(join(folder, name), content);
    const written = millisOf(mondayMorning) / 1000 - ageSeconds;
    utimesSync(join(folder, name), written, written);
  };
  const take = () => takeDroppedFiles(deps, mondayMorning);
  const reportOf = (state: string, name: string) => JSON.parse(readFileSync(join(folder, state, `${name}.report.json`), "utf8")) as Record<string, unknown>;
  const caseCount = async () => (await store.read.selectFrom("cases").select("id").execute()).length;

  it("takes a file, moves it to done and puts a report beside it, the quarantined records with their reasons", async () => {
    drop("今日.json", JSON.stringify([record(1), record(2, { BJSJ: "20260231000000" }), record(3)]));
    expect(await take()).toEqual({ done: 1, failed: 0, known: 0 });
    expect(readdirSync(join(folder, "done")).sort()).toEqual(["今日.json", "今日.json.report.json"]);
    expect(reportOf("done", "今日.json")).toMatchObject({ 结果: "已接收", 收到: 3, 新建: 2, 隔离: 1, 隔离明细: [{ 第几条: 2, 来源编号: "R2", 原因: [expect.stringContaining("不是有效的时间")] }] });
    expect(await take()).toEqual({ done: 0, failed: 0, known: 0 });
    expect(await caseCount()).toBe(2);
  });

  it("leaves alone what is still being written or has a name of unfinished files", async () => {
    drop("新.json", JSON.stringify([record(1)]), 5);
    drop("传输中.json.part", "x");
    drop(".隐藏.json", "x");
    drop("~$锁.xlsx", "x");
    expect(await take()).toEqual({ done: 0, failed: 0, known: 0 });
    expect(readdirSync(folder).filter((name) => name !== "taking").sort()).toEqual([".隐藏.json", "~$锁.xlsx", "传输中.json.part", "新.json"].sort());
  });

  it("does not take the same content again under another name, and says which file it was", async () => {
    drop("一.ndjson", lines(record(1), record(2)));
    await take();
    drop("二.ndjson", lines(record(1), record(2)));
    drop("一.ndjson", lines(record(1), record(2)));
    expect(await take()).toEqual({ done: 0, failed: 0, known: 2 });
    expect(reportOf("done", "二.ndjson")["结果"]).toContain("一.ndjson");
    expect(readdirSync(join(folder, "done")).filter((name) => !name.endsWith(".report.json")).sort()).toEqual(["一(2).ndjson", "一.ndjson", "二.ndjson"].sort());
    expect((await store.read.selectFrom("feed_records").select("id").execute()).length).toBe(2);
  });

  it("moves to failed what it cannot take: an unknown format, and a file of which no record is good", async () => {
    drop("说明.docx", "不是数据");
    drop("坏.json", "{这不是 JSON");
    expect(await take()).toEqual({ done: 0, failed: 2, known: 0 });
    expect(reportOf("failed", "说明.docx")["结果"]).toContain("无法从文件名判断格式");
    expect(reportOf("failed", "坏.json")).toMatchObject({ 收到: 1, 隔离: 1 });
  });

  it("goes on exactly where a crash stopped it, and takes no record twice", async () => {
    // How many statements a chunk of two hundred takes is seen by taking one.
    drop("小.ndjson", lines(...Array.from({ length: 200 }, (_, n) => record(1000 + n))));
    fault.failAt(null);
    await take();
    const statementsOfChunk = fault.counted();
    const records = Array.from({ length: 500 }, (_, n) => record(n, n === 10 ? { JJDBH: "" } : {}));
    drop("大.ndjson", lines(...records));
    // A statement in the second chunk fails, as if the process had died there.
    fault.failAt(Math.round(statementsOfChunk * 1.5));
    await expect(take()).rejects.toMatchObject({ code: "TEST_FAULT" });
    fault.failAt(null);
    expect(await caseCount()).toBe(200 + 199);
    expect(readdirSync(join(folder, "taking"))).toEqual(["大.ndjson"]);
    expect(await take()).toEqual({ done: 1, failed: 0, known: 0 });
    expect(await caseCount()).toBe(200 + 499);
    expect(reportOf("done", "大.ndjson")).toMatchObject({ 收到: 500, 新建: 499, 重复: 0, 隔离: 1 });
    expect((await store.read.selectFrom("feed_records").select("id").execute()).length).toBe(200 + 500);
  });

  it("finishes a file whose records were taken when it died before moving it", async () => {
    drop("一.ndjson", lines(record(1)));
    await take();
    renameSync(join(folder, "done", "一.ndjson"), join(folder, "taking", "一.ndjson"));
    expect(await take()).toEqual({ done: 0, failed: 0, known: 1 });
    expect(readdirSync(join(folder, "taking"))).toEqual([]);
    expect(await caseCount()).toBe(1);
  });

  it("two processes that look at the same folder take each file once", async () => {
    for (let n = 0; n < 6; n += 1) drop(`${n}.ndjson`, lines(record(2 * n), record(2 * n + 1)));
    const [one, two] = await Promise.all([take(), take()]);
    expect(one.done + two.done).toBe(6);
    expect(await caseCount()).toBe(12);
    expect((await store.read.selectFrom("feed_records").select("id").execute()).length).toBe(12);
  });
});
