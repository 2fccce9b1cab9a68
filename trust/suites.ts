/** Rows that are shown by suites of tests: they are run, and what they proved is told in figures. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Replayed } from "../tests/setup/replay.ts";
import { inThousands, type Row, type Shown } from "./row.ts";

interface Suite {
  name: string;
  what: string;
  bar: string;
  files: readonly string[];
  /** More than `npm test` asks of them. */
  variables?: Record<string, string>;
}

const suites: readonly Suite[] = [
  { name: "faults", what: "the n-th statement of each write path fails, for every n", bar: "store unchanged each time", files: ["tests/store/faults.test.ts"] },
  { name: "unavailable", what: "full disk, read-only disk, locked database, lost PostgreSQL connection", bar: "clear 503 with Retry-After, recovers by itself, nothing lost", files: ["tests/unavailable.test.ts"] },
  { name: "resent", what: "every batch three times, shuffled, split differently, concurrently", bar: "same cases as once", files: ["tests/resentFeeds.test.ts"], variables: { HUIYIN_RESENT_RECORDS: "400" } },
  { name: "race", what: "two processes with sixteen clients on one case, on both databases", bar: "each acknowledged event once, the rest 409", files: ["tests/store/race.test.ts"] },
  { name: "machine", what: "every reachable configuration, walked through the real store", bar: "closed only with review, callback and answer; no dead end", files: ["tests/machines/caseMachine.test.ts", "tests/machines/deepExploration.test.ts", "tests/store/paths.test.ts"] },
  { name: "numbers", what: "weekly notices and metrics beside an independent recomputation from raw events", bar: "equal, over histories with holidays, year ends, late and merged cases", files: ["tests/notices/recomputed.test.ts", "tests/dashboardFigures.test.ts"], variables: { HUIYIN_HISTORY_WEEKS: "75" } },
];

export const suiteRows: readonly Row[] = suites.map(({ name, what, bar, files, variables }) => ({ name, what, bar, show: async () => figuresOf(await run(files, variables)) }));

/** All tests: each proves the store that it leaves behind, and fails where that shows a difference. */
export const replayRow: Row = {
  name: "replay",
  what: "verify on every store that a test leaves behind",
  bar: "no difference",
  async show() {
    const folder = mkdtempSync(join(tmpdir(), "huiyin-replay-"));
    const file = join(folder, "replayed.ndjson");
    try {
      const { figure, faults } = figuresOf(await run([], { HUIYIN_REPLAY_FILE: file }));
      const replayed = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as Replayed) : [];
      const sum = (of: "cases" | "events") => inThousands(replayed.reduce((total, each) => total + each[of], 0));
      return { figure: `${inThousands(replayed.length)} stores with ${sum("cases")} cases and ${sum("events")} events replayed, after ${figure}`, faults: [...faults, ...(replayed.length === 0 ? ["no store was left behind"] : [])] };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Report {
  success: boolean;
  testResults: { name: string; message: string; assertionResults: { fullName: string; status: string; meta?: { figure?: string } }[] }[];
}

async function run(files: readonly string[], variables: Record<string, string> = {}): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-trust-"));
  const output = join(folder, "report.json");
  try {
    const child = spawn("npx", ["vitest", "run", "--reporter=json", `--outputFile=${output}`, ...files], { env: { ...process.env, ...variables }, stdio: ["ignore", "ignore", "inherit"] });
    await new Promise((resolve) => child.once("exit", resolve));
    return JSON.parse(readFileSync(output, "utf8")) as Report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf({ success, testResults }: Report): Shown {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === "passed");
  const on = (tag: string) => passed.filter(({ fullName }) => fullName.includes(tag)).length;
  const told = tests.flatMap(({ meta }) => meta?.figure ?? []);
  const skipped = tests.length - passed.length - tests.filter(({ status }) => status === "failed").length;
  const figure = [`${passed.length} tests (SQLite ${on("[sqlite]")}, PostgreSQL ${on("[postgres]")})`, ...(skipped > 0 ? [`${skipped} skipped`] : []), ...told].join(", ");
  const faults = [...tests.filter(({ status }) => status === "failed").map(({ fullName }) => fullName), ...testResults.filter(({ assertionResults }) => assertionResults.length === 0).map(({ name, message }) => `${name} ${message}`)];
  return { figure, faults: success || faults.length > 0 ? faults : ["the tests ended with an error outside of a test"] };
}
