/**
 * Limits that fell due while nobody looked: many at once, fired by one process that is killed twice (SQLite) or by two at the same time
 * (PostgreSQL), while requests go on. `npx tsx bench/fireMany.ts [cases] [url]`
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openHouse } from "../src/cli/house.ts";
import { verify } from "../src/store/verify.ts";
import { fillStore } from "./generator.ts";
import { seriesOf, spread, type Row } from "./row.ts";

/** Monday; everything was opened on the Tuesday before, so that three days went by. */
const opened = "2026-11-17T01:00:00.000Z";
const now = "2026-11-20T01:00:00.000Z";

export interface TimersResult {
  cases: number;
  fired: number;
  steps: Record<string, number>;
  casesWithAStepTwice: number;
  stillDue: number;
  differences: number;
  /** From the start of the first process to the end of the last. */
  seconds: number;
  /** While they fired. */
  stepsPerSecond: number;
  requests: number;
  requestMillisP99: number;
}

/** @param url of an empty database. @param kills after so many fired steps each, the process is killed and a new one begins. */
export async function fireMany(url: string, cases: number, { processes, kills }: { processes: number; kills: number[] }): Promise<TimersResult> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-timers-"));
  const secret = join(folder, "key");
  const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: secret, HUIYIN_INBOX: "off" });
  const { store, rulebook } = house;
  try {
    await fillStore(store, rulebook, { cases, until: opened, days: 0.01, search: false });
    const done = async () => Number((await store.read.selectFrom("timers").select(({ fn }) => fn.count<number>("near_done_at").as("count")).executeTakeFirstOrThrow()).count);
    const begun = performance.now();
    for (const kill of kills) {
      const worker = startWorker(url, secret, cases);
      while ((await done()) < kill) await new Promise((resolve) => setTimeout(resolve, 20));
      worker.process.kill("SIGKILL");
      await worker.ended;
    }
    const workers = Array.from({ length: processes }, () => startWorker(url, secret, cases));
    const told = await Promise.all(workers.map((each) => each.told()));
    const times = told.flatMap((each) => each.times);
    const seconds = (performance.now() - begun) / 1000;
    const steps = Object.fromEntries((await store.read.selectFrom("case_events").select(({ fn }) => ["type", fn.countAll<number>().as("count")]).where("type", "like", "deadline%").groupBy("type").execute()).map(({ type, count }) => [type, Number(count)]));
    const twice = await store.read
      .selectFrom("case_events")
      .select(["case_id"])
      .where("type", "in", ["deadlineNear", "deadlinePassed", "deadlineLongPassed"])
      .groupBy(["case_id", "type"])
      .having(({ fn }) => fn.countAll(), ">", 1)
      .execute();
    const stillDue = await store.read.selectFrom("timers").select("id").where("status", "=", "live").where("next_at", "<=", now).execute();
    const fired = Object.values(steps).reduce((sum, count) => sum + count, 0);
    times.sort((a, b) => a - b);
    return {
      cases,
      fired,
      steps,
      casesWithAStepTwice: twice.length,
      stillDue: stillDue.length,
      differences: (await verify(store)).differences.length,
      seconds: Math.round(seconds),
      stepsPerSecond: Math.round(told.reduce((sum, each) => sum + each.fired / each.seconds, 0)),
      requests: times.length,
      requestMillisP99: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startWorker(url: string, secret: string, cases: number) {
  const script = fileURLToPath(new URL("fireWorker.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, url, secret, now, String(cases)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return { process: child, ended, told: () => ended.then(() => JSON.parse(output) as { fired: number; seconds: number; times: number[] }) };
}

export const timersRow: Row = {
  name: "timers",
  what: "100,000 limits due at once, near and passed, one process, lists read and comments written meanwhile",
  bar: "each fired once, ≥ 3,000 steps/s, p99 of requests ≤ 200 ms",
  async measure({ runs }) {
    const [rates, p99, wrong]: [number[], number[], number[]] = [[], [], []];
    for (let run = 0; run < runs; run += 1) {
      const folder = mkdtempSync(join(tmpdir(), "huiyin-timers-db-"));
      const result = await fireMany(`sqlite:${join(folder, "huiyin.db")}`, 100_000, { processes: 1, kills: [] });
      rmSync(folder, { recursive: true, force: true });
      rates.push(result.stepsPerSecond);
      p99.push(result.requestMillisP99);
      wrong.push(Math.abs(result.fired - 200_000) + result.casesWithAStepTwice + result.stillDue + result.differences);
    }
    const noneWrong = wrong.every((count) => count === 0);
    return [
      { of: "steps/s", beside: "", product: spread(rates), figure: seriesOf(rates).median.toLocaleString("en-US"), met: noneWrong && seriesOf(rates).median >= 3000, raw: { rates, wrong } },
      { of: "list and comment, p99 in ms", beside: "", product: spread(p99), figure: `${seriesOf(p99).median} ms`, met: seriesOf(p99).median <= 200, raw: { p99 } },
    ];
  },
};
