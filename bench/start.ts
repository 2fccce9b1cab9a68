/** How soon a service with a million cases answers, and how much memory it holds then and after a gigabyte of feed. `npm run bench -- start` */
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { line } from "./load/feedLines.ts";
import { seriesOf, spread, type Row } from "./row.ts";
import { startService, variablesOf, withHouse } from "./service.ts";
import { storeOf } from "./stores.ts";

export const startRow: Row = {
  name: "start",
  what: "start with 1,000,000 cases to the first answered request; resident memory idle",
  bar: "≤ 1 s; ≤ 200 MB",
  async measure({ runs }) {
    const store = await storeOf(1_000_000);
    const [millis, memory]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      const begun = performance.now();
      const service = await startService(store.variables, ["serve"]);
      const answer = await fetch(`http://127.0.0.1:${service.port}/readyz`);
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`readyz ${answer.status}`);
      millis.push(performance.now() - begun);
      // What the jobs do after a start is over by then.
      await pause(15_000);
      memory.push(service.residentMegabytes());
      await service.stop();
    }
    return [
      { of: "start in ms", beside: "", product: spread(millis), figure: `${seriesOf(millis).median.toFixed(0)} ms`, met: seriesOf(millis).median <= 1000, raw: { millis } },
      { of: "idle, MB", beside: "", product: spread(memory), figure: `${seriesOf(memory).median.toFixed(0)} MB`, met: seriesOf(memory).median <= 200, raw: { memory } },
    ];
  },
};

const gigabyte = 1_000_000_000;

export const importRow: Row = {
  name: "import",
  what: "an NDJSON import of 1 GB by the command",
  bar: "≤ 350 MB resident",
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "huiyin-bench-import-"));
    const file = join(folder, "feed.ndjson");
    await pipeline(Readable.from(bytesUpTo(gigabyte)), createWriteStream(file));
    const variables = variablesOf(folder);
    await withHouse(variables, async () => undefined);
    const main = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
    const begun = performance.now();
    const child = spawn(process.execPath, [main, "import", "--source", "12345", file], { env: { ...process.env, ...variables }, stdio: ["ignore", "ignore", "inherit"] });
    let most = 0;
    const watch = setInterval(() => {
      try {
        most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid ?? 0}/status`, "utf8"))?.[1] ?? 0) / 1024);
      } catch {
        // It has just ended.
      }
    }, 200);
    const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    clearInterval(watch);
    const seconds = (performance.now() - begun) / 1000;
    const records = Math.round(statSync(file).size / Buffer.byteLength(line(1)));
    rmSync(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the import ended with ${code}`);
    return [{ of: "largest, MB", beside: `about ${records.toLocaleString("en-US")} records in ${seconds.toFixed(0)} s`, product: spread([most]), figure: `${most.toFixed(0)} MB`, met: most <= 350, raw: { megabytes: [most], seconds: [seconds] } }];
  },
};

function* bytesUpTo(wanted: number): Generator<string> {
  for (let n = 1, bytes = 0; bytes < wanted; ) {
    let text = "";
    for (let k = 0; k < 1000; k += 1, n += 1) text += line(n);
    bytes += Buffer.byteLength(text);
    yield text;
  }
}
