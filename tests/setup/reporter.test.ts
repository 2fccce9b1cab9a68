/** The last lines of a run: whatever goes wrong, they never say that nothing failed when the run fails. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a made-up test file in a vitest of its own with our reporter; what it prints last and how it exits. */
function runOf(testFile: string, extraConfig = ""): { lines: string[]; status: number | null } {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-reporter-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const vitest = JSON.stringify(join(root, "node_modules/vitest/dist/index.js"));
  writeFileSync(join(folder, "made-up.test.ts"), `import { beforeAll, describe, test, expect } from ${vitest};\n${testFile}`);
  const reporter = JSON.stringify(join(root, "tests/setup/reporter.ts"));
  writeFileSync(
    join(folder, "vitest.config.mjs"),
    `export default { test: { include: ["*.test.ts"], reporters: ["default", ${reporter}], ${extraConfig} } };`,
  );
  const { stdout, status } = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder], {
    encoding: "utf8",
    cwd: folder,
  });
  return { lines: stdout.trimEnd().split("\n"), status };
}

test("tests are counted by the store in their titles", () => {
  const { lines, status } = runOf(`
    describe("[sqlite] a store", () => { test("one", () => {}); test("two", () => {}); });
    describe("a story", () => { test("[postgres] one", () => {}); });
    test("other", () => {});
  `);
  expect(lines.slice(-2)).toEqual(["SQLite: 2 tests · PostgreSQL: 1 tests · other: 1 · skipped: 0", "4 passed, 0 failed"]);
  expect(status).toBe(0);
});

test("skipped tests are named and counted", () => {
  const { lines, status } = runOf(`test("one", () => {}); describe("far", () => { test.skip("away", () => {}); });`);
  expect(lines.slice(-3)).toEqual([
    "skipped: far > away",
    "SQLite: 0 tests · PostgreSQL: 0 tests · other: 1 · skipped: 1",
    "1 passed, 0 failed, 1 skipped",
  ]);
  expect(status).toBe(0);
});

test.each([
  ["a test fails", `test("bad", () => expect(1).toBe(2));`, "", "1 passed, 1 failed"],
  ["a suite's preparation fails", `describe("s", () => { beforeAll(() => { throw new Error("no"); }); test("t", () => {}); });`, "",
    "1 passed, 1 failed, 1 skipped"],
  ["a file does not load", `throw new Error("no");`, "", "0 passed, 1 failed"],
  ["an error escapes the tests", `test("loose", () => { setTimeout(() => { throw new Error("no"); }); return new Promise((r) => setTimeout(r, 50)); });`,
    "", "2 passed, 1 failed"],
  ["the global preparation fails", "", `globalSetup: ["missing.ts"]`, "0 passed, 1 failed"],
  ["no test is found", "", `exclude: ["**"]`, "0 passed, 1 failed"],
])("when %s, the last line says so", (_reason, testFile, extraConfig, lastLine) => {
  const { lines, status } = runOf(`test("good", () => {});\n${testFile}`, extraConfig);
  expect(lines.at(-1)).toBe(lastLine);
  expect(status).not.toBe(0);
});
