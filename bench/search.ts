/**
 * How long a search takes over many cases, on SQLite and (with a URL) on PostgreSQL: two-character words rare and common, phrases, a phone.
 * `npx tsx bench/search.ts [cases] [postgres-url]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHouse, profileFor } from "../src/cli/house.ts";
import { decodeNdjson } from "../src/ingest/decode.ts";
import { takeRecords } from "../src/ingest/intake.ts";
import { cliActor } from "../src/store/actors.ts";
import { listCases } from "../src/store/readCases.ts";
import { similarCases } from "../src/store/similar.ts";
import { line } from "./load/feedLines.ts";

const cases = Number(process.argv[2] ?? 100_000);
const runs = 15;
const folder = mkdtempSync(join(tmpdir(), "huiyin-search-"));
const house = await openHouse({ HUIYIN_DATABASE: process.argv[3] ?? `sqlite:${join(folder, "huiyin.db")}`, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off" });
const { store, rulebook } = house;

function* lines(): Generator<Buffer> {
  for (let n = 0; n < cases; n += 1) yield Buffer.from(n % 5000 === 7 ? line(n).replace("要求改进", "要求赔礼道歉并改进") : line(n));
}
const now = () => "2026-11-23T01:00:00.000Z";
const begun = performance.now();
await takeRecords(store, { profile: profileFor(house, "12345"), records: decodeNdjson(lines()), sender: "bench", actor: cliActor, rulebook, now, keepResults: false });
console.log(`${cases} cases taken in ${((performance.now() - begun) / 1000).toFixed(1)} s`);

const table: Record<string, unknown>[] = [];
for (const q of ["赔礼", "赔礼道歉", "窗口", "窗口 出入境", "驾驶证窗口排队时间过长", "没有的词语", "B00012345", "13900012345", "编号99999"]) {
  const times: number[] = [];
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    found = (await listCases(store.read, { q, scopePaths: ["/"], limit: 50, at: now(), vault: rulebook.vault })).items.length;
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  table.push({ q, found, median_ms: Number(times[Math.floor(runs / 2)]?.toFixed(1)), worst_ms: Number(times.at(-1)?.toFixed(1)) });
}
console.table(table);
const row = await store.read.selectFrom("cases").selectAll().orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
for (const name of ["similar, first", "similar, then"]) {
  const start = performance.now();
  const { length } = await similarCases(store.read, row, { vault: rulebook.vault, scopePaths: ["/"] });
  console.log(`${name}: ${length} in ${(performance.now() - start).toFixed(0)} ms`);
}
await store.close();
rmSync(folder, { recursive: true, force: true });
