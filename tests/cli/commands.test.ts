/** The command line as a person runs it: the built program in a process of its own, on a store of its own. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { eachStore, freshSqliteUrl } from "../setup/stores.ts";
import { testWithShared } from "../setup/shared.ts";

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

const huiyin = (url: string, folder: string, ...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const env = { ...process.env, HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "secret.key"), HUIYIN_LOG_LEVEL: "warn" };
    execFile(process.execPath, ["dist/src/cli/main.js", ...args], { env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });

const folderOf = (sqliteUrl: string): string => dirname(sqliteUrl.slice("sqlite:".length));
const good = { 工单编号: "C1", 来电时间: "2026-11-16 10:22:09", 诉求类型: "投诉", 诉求内容: "排队两小时", 诉求人: "李某", 联系电话: "13900000001" };

describe("huiyin", () => {
  it("imports a file, imports it again without any change, and proves both", async () => {
    const url = await freshSqliteUrl();
    const folder = folderOf(url);
    const file = join(folder, "feed.json");
    writeFileSync(file, JSON.stringify([good]));
    const run = (...args: string[]) => huiyin(url, folder, ...args);
    expect(await run("import", "--source", "12345", file, "--json")).toMatchObject({ code: 0, stdout: expect.stringContaining('"created": 1') as string });
    expect(await run("import", "--source", "12345", file, "--json")).toMatchObject({ code: 0, stdout: expect.stringContaining('"unchanged": 1') as string });
    expect(await run("reconcile")).toMatchObject({ code: 0, stdout: expect.stringContaining("对账平衡") as string });
    expect(await run("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("核验 1 件工单") as string });
    expect(await run("notice", "2026-W47")).toMatchObject({ code: 0, stdout: expect.stringContaining("本周共受理窗口服务诉求1件") as string });
    expect((await run("user", "add", "zhang", "--role", "window", "--json")).stdout).toMatch(/"password"/);
    expect((await run("key", "add", "hotline", "--source", "12345", "--expires", "90d")).stdout).toMatch(/到期[^]*hy_1_/);
    expect(await run("key", "add", "hotline", "--source", "12345", "--expires", "2020-01-01")).toMatchObject({ code: 2, stderr: expect.stringContaining("到期时间应为将来的日期") as string });
    expect((await run("key", "rotate", "1", "--overlap", "24")).stdout).toMatch(/旧密钥 1 到 .* 为止仍可使用[^]*hy_2_/);
    expect((await run("key", "rotate", "7")).code).toBe(1);
    expect(await run("key", "revoke", "hotline")).toMatchObject({ code: 2, stderr: expect.stringContaining("密钥编号应为正整数") as string });
    expect((await run("key", "list")).stdout).toMatch(/"expiresAt":"[^]*"replacesId":1/);
  });

  it("says with exit code 1 that a record was quarantined, and why", async () => {
    const url = await freshSqliteUrl();
    const file = join(folderOf(url), "feed.json");
    writeFileSync(file, JSON.stringify([good, { ...good, 工单编号: "" }]));
    const run = await huiyin(url, folderOf(url), "import", "--source", "12345", file);
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining("缺少来源编号") as string });
    expect((await huiyin(url, folderOf(url), "quarantine", "list")).stdout).toContain("缺少来源编号");
  });

  it.each([
    [["nonsense"], "unknown command"],
    [["import", "x.json"], "--source"],
    [["import", "--source", "999", "x.json"], "没有来源 999"],
    [["notice", "2026-W54"], "周次 2026-W54 有误"],
  ])("refuses wrong usage %j with exit code 2", async (args, told) => {
    const url = await freshSqliteUrl();
    expect(await huiyin(url, folderOf(url), ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(told) as string });
  });

  it("stops with one clear line when an environment variable is wrong", async () => {
    const url = await freshSqliteUrl();
    const run = await huiyin("mysql://nowhere", folderOf(url), "verify");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr.trim().split("\n")).toEqual([expect.stringContaining("HUIYIN_DATABASE")]);
  });
});

eachStore("huiyin import", ({ kind, freshUrl }) => {
  testWithShared(
    "makes a case of each of the 2,816 real messages, and none when they come again",
    async (shared) => {
      const url = await freshUrl();
      const folder = folderOf(kind === "sqlite" ? url : await freshSqliteUrl());
      const args = ["import", "--source", "12345", "--profile", "message-board", shared("data/messages-answered.xlsx"), "--json"];
      expect(JSON.parse((await huiyin(url, folder, ...args)).stdout)).toMatchObject({ received: 2816, created: 2816 });
      expect(await huiyin(url, folder, ...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('"unchanged": 2816') as string });
      expect((await huiyin(url, folder, "reconcile")).code).toBe(0);
      expect((await huiyin(url, folder, "verify")).code).toBe(0);
      // 22 of the rows are dated from 4 to 10 March 2019.
      expect(JSON.parse((await huiyin(url, folder, "notice", "2019-W10", "--format", "json")).stdout)).toMatchObject({ total: { count: 22 } });
    },
    120_000,
  );
});
