/**
 * Streams a feed of any length into a running service over HTTP, kills the service with SIGKILL in the middle, starts it again and
 * sends everything once more; tells what became of it and how much memory the service took. `npx tsx bench/streamFeed.ts [records]`.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { openHouse } from "../src/cli/house.ts";
import { addKey } from "../src/store/keys.ts";
import { line } from "./load/feedLines.ts";
import { reconcile } from "../src/store/reconcile.ts";

export interface StreamResult {
  records: number;
  /** Cases that were there when the service had been killed, and were acknowledged to nobody. */
  casesAfterKill: number;
  casesAfterResend: number;
  resend: { received: number; created: number; unchanged: number; results: number };
  recordsPerSecond: number;
  residentMegabytesMax: number;
  differences: unknown[];
}

/** @param url of an empty database. Needs the built program in dist/. */
export async function streamAndKill(url: string, records: number): Promise<StreamResult> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-stream-"));
  const environment = { HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off", HUIYIN_LOG_LEVEL: "warn", HUIYIN_PORT: "0" };
  const house = await openHouse(environment);
  try {
    const { key } = await house.store.write((tx) => addKey(tx, { name: "bench", sources: ["12345"], scopes: ["feeds:write"], at: "2026-11-16T01:00:00.000Z" }));
    const memory = { most: 0 };
    const caseCount = async () => Number((await house.store.read.selectFrom("cases").select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);

    const first = await start(environment, memory);
    // Killed when about half of it has been taken; the sender learns nothing but that the connection is gone.
    const sending = send(first.address, key, records).catch(() => null);
    while ((await caseCount()) < records / 2) await new Promise((resolve) => setTimeout(resolve, 50));
    first.process.kill("SIGKILL");
    await first.ended;
    await sending;
    const casesAfterKill = await caseCount();

    const second = await start(environment, memory);
    const begun = process.hrtime.bigint();
    const answer = await send(second.address, key, records);
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    second.process.kill("SIGTERM");
    await second.ended;
    return {
      records,
      casesAfterKill,
      casesAfterResend: await caseCount(),
      resend: { received: answer.received, created: answer.created, unchanged: answer.unchanged, results: answer.results.length },
      recordsPerSecond: Math.round(records / seconds),
      residentMegabytesMax: Math.round(memory.most),
      differences: (await reconcile(house.store)).differences,
    };
  } finally {
    await house.store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(environment: Record<string, string>, memory: { most: number }) {
  const main = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [main, "serve"], { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const watch = setInterval(() => {
    memory.most = Math.max(memory.most, residentMegabytes(child.pid ?? 0));
  }, 100);
  void ended.then(() => clearInterval(watch));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      const found = /http:\/\/[\d.]+:\d+/.exec(chunk.toString("utf8"))?.[0];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error("the service ended before it listened")));
  });
  return { process: child, address, ended };
}

function residentMegabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

interface Answer {
  received: number;
  created: number;
  unchanged: number;
  results: unknown[];
}

function send(address: string, key: string, records: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const post = request(`${address}/api/v1/feeds/12345/records`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(JSON.parse(text) as Answer);
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
      });
      response.on("error", reject);
    });
    post.on("error", reject);
    Readable.from(batches(records)).on("error", reject).pipe(post);
  });
}

function* batches(records: number): Generator<string> {
  for (let n = 0; n < records; n += 100) {
    let text = "";
    for (let at = n; at < Math.min(n + 100, records); at += 1) text += line(at);
    yield text;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const records = Number(process.argv[2] ?? 300_000);
  const folder = mkdtempSync(join(tmpdir(), "huiyin-stream-db-"));
  try {
    console.log(JSON.stringify(await streamAndKill(process.argv[3] ?? `sqlite:${join(folder, "huiyin.db")}`, records), null, 2));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
