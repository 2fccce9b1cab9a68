/** `huiyin feed check`: what an integrator sees of a profile and a file, its exit codes, and that it needs no database. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { feedCheck, type FeedCheckOptions } from "../../src/cli/commands/feed.ts";
import { testWithShared } from "../setup/shared.ts";

const folder = mkdtempSync(join(tmpdir(), "huiyin-feed-check-"));
const shipped = readFileSync(new URL("../../config/feeds/110.yaml", import.meta.url), "utf8");
const call = { JJDBH: "J1", BJSJ: "20261116094512", BJNR: "排队两次无人解释", BJRXM: "欧阳某某", JQLBDM: "810300" };

const written = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const feed = (...records: unknown[]) => written("feed.json", JSON.stringify(records));

async function check(profile: string, file: string, options: FeedCheckOptions = {}): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => (out.push(String(text)), true));
  try {
    return { code: await feedCheck(profile, file, options), out: out.join("") };
  } finally {
    stdout.mockRestore();
  }
}
afterEach(() => vi.unstubAllEnvs());

test("a profile is found by its name, without a database, and a file of good records is exit code 0", async () => {
  vi.stubEnv("HUIYIN_DATABASE", "postgres://nobody@nowhere.invalid/none");
  const { code, out } = await check("110", feed(call, { ...call, JJDBH: "J2", BJFS: "电话" }));
  expect(code).toBe(0);
  expect(out).toContain("来源档案 110（110警情，来源 110），文件 feed.json，共 2 条记录。");
  expect(out).toMatch(/reportedAt +反映时间 +BJSJ×2（必填） +2 +- +- +- +20261116094512 → 2026-11-16T09:45:12\+08:00/);
  expect(out).toMatch(/address +地址 +未出现：SFDZ/);
  expect(out).toMatch(/BJFS +1/);
  expect(out).toContain("2 条都能入库");
  expect(out).not.toContain("欧阳");
});

test("records that would be quarantined are told with their reasons, and are exit code 1", async () => {
  const { code, out } = await check("110", feed(call, { ...call, JJDBH: "J2", BJSJ: "昨天" }, { ...call, JJDBH: "J3", JQLBDM: "0102" }));
  expect(code).toBe(1);
  expect(out).toContain("三、会被隔离的记录：2 条");
  expect(out).toContain("事项类别不在代码表中的值：0102×1。");
  expect(out).toMatch(/第 2 条 +J2 +反映时间（BJSJ）/);
  expect(out).toContain("3 条中 1 条能入库，2 条会被隔离");
});

test("the limit is of what is told one by one, not of what is counted", async () => {
  const bad = Array.from({ length: 4 }, (_, index) => ({ ...call, JJDBH: `J${index}`, BJNR: "" }));
  const { out } = await check("110", feed(...bad), { limit: "1" });
  expect(out).toContain("……另有 3 条");
  expect(out).not.toContain("第 2 条");
  await expect(check("110", feed(call), { limit: "many" })).rejects.toMatchObject({ code: "usage" });
});

test("--json prints the report", async () => {
  const { code, out } = await check("110", feed(call), { json: true });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ profile: { name: "110" }, totals: { records: 1, good: 1, quarantined: 0 }, quarantined: [] });
});

describe("a profile of one's own", () => {
  test("is given as a file", async () => {
    const { out } = await check(written("mine.yaml", shipped.replace('name: "110"', "name: mine")), feed(call));
    expect(out).toContain("来源档案 mine（110警情，来源 110）");
  });

  test("with a fault is refused with file, line and reason", async () => {
    const path = written("wrong.yaml", shipped.replace("complainant.phone:", "phone:"));
    const line = shipped.split("\n").findIndex((text) => text.includes("complainant.phone:")) + 1;
    await expect(check(path, feed(call))).rejects.toMatchObject({
      code: "profile-invalid",
      message: `来源档案 ${path} 第 ${line} 行：fields › phone 不认识的项，是不是 complainant.phone（联系电话）？`,
    });
  });

  test("that is not there is refused with what there is", async () => {
    await expect(check("11", feed(call))).rejects.toMatchObject({ code: "unknown-profile", detail: expect.stringContaining("是不是 110？现有：110、12345、") });
    await expect(check("./none.yaml", feed(call))).rejects.toMatchObject({ code: "usage", detail: expect.stringContaining("./none.yaml") });
    await expect(check("110", join(folder, "none.json"))).rejects.toMatchObject({ code: "file-unreadable" });
  });
});

testWithShared("every sample is good by its profile", async (shared) => {
  for (const [profile, file] of [["110", "110.json"], ["110", "110.xml"], ["12345", "12345.json"], ["12345", "12345.csv"], ["petition", "petition.json"], ["petition", "petition.xml"]] as const) {
    expect(await check(profile, shared(`samples/feeds/${file}`))).toMatchObject({ code: 0 });
  }
});
