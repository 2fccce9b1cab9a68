/**
 * How long a week's notice takes to build over few and many cases: the same week with a longer and longer history behind it, and, for the
 * worst of it, a half year into which all of them fall. Rows are written raw, as the store leaves them. `npx tsx bench/notice.ts [cases] [weeks]`
 */
import Database from "better-sqlite3";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHouse } from "../src/cli/house.ts";
import { composerOf } from "../src/cli/notices.ts";
import { addDays, dayOf, previousWeek, toInstant, weekOf, weekRange } from "../src/rules/shanghai.ts";
import { readNoticeInput } from "../src/store/notices.ts";

const runs = 9;
const last = "2026-W47";
const perWeek = 385;

const sizes: { name: string; cases: number; weeks: number }[] =
  process.argv[2] === undefined
    ? [
        { name: "10,000 cases in 26 weeks", cases: 10_000, weeks: 26 },
        { name: "100,000 cases, as many a week", cases: 100_000, weeks: Math.ceil(100_000 / perWeek) },
        { name: "1,000,000 cases, as many a week", cases: 1_000_000, weeks: Math.ceil(1_000_000 / perWeek) },
        { name: "1,000,000 cases, all in 52 weeks", cases: 1_000_000, weeks: 52 },
      ]
    : [{ name: "given", cases: Number(process.argv[2]), weeks: Number(process.argv[3] ?? 26) }];

const built: { name: string; build: () => Promise<number>; close: () => Promise<void> }[] = [];
for (const { name, cases, weeks } of sizes) {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-notice-"));
  const file = join(folder, "huiyin.db");
  const house = await openHouse({ HUIYIN_DATABASE: `sqlite:${file}`, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off", HUIYIN_LOG_LEVEL: "silent" });
  const begun = performance.now();
  fill(file, cases, weeks);
  console.log(`${name}: written in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  const compose = composerOf(house);
  const now = toInstant(Date.parse(weekRange(last).to) + 8.5 * 3_600_000);
  built.push({
    name,
    build: async () => compose(await readNoticeInput(house.store.read, last, now, house.rulebook)).summary.total,
    close: async () => {
      await house.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

const times = built.map((): number[] => []);
const totals = built.map(() => 0);
for (let run = 0; run <= runs; run += 1) {
  for (const [index, { build }] of built.entries()) {
    const start = performance.now();
    totals[index] = await build();
    // The first round warms.
    if (run > 0) times[index]?.push(performance.now() - start);
  }
}
const medians = times.map((each) => each.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0);
console.table(built.map(({ name }, index) => ({ name, "cases in the notice": totals[index], median_ms: Number(medians[index]?.toFixed(1)), "× the first": Number(((medians[index] ?? 0) / (medians[0] ?? 1)).toFixed(2)) })));
for (const { close } of built) await close();

/** Cases with their limits and callbacks: most disposed in time, some not, every ninth dissatisfied. */
function fill(file: string, cases: number, weeks: number): void {
  const db = new Database(file);
  db.pragma("synchronous = off");
  const unitIds = (db.prepare("select id from units where parent_id is not null").all() as { id: number }[]).map(({ id }) => id);
  const insertCase = db.prepare(
    `insert into cases (case_no, version, machine_version, snapshot, state, escalation, clock, round, source, external_id, kind, lane, priority, reported_at, week, opened_at, title, content, category,
      service_item, window_name, people_count, extra, anonymous, confidential, unit_id, content_hash, accepted_at, first_contact_at, disposition_due_at, disposition_approved_at, disposition, closed_at, chain_head, notice_week)
     values (?, 9, 1, '{}', 'closed', 'none', 'stopped', 1, ?, ?, ?, 'general', 'normal', ?, ?, ?, '窗口排队时间过长', '取号后等待近两小时', ?, ?, ?, 1, '{}', 0, 0, ?, ?, ?, ?, ?, ?, '{}', ?, ?, ?)`,
  );
  const insertTimer = db.prepare("insert into timers (case_id, kind, round, status, from_at, near_at, due_at, limit_text, provisional, done_at) values (?, ?, 1, 'met', ?, ?, ?, '{}', 0, ?)");
  const insertCallback = db.prepare("insert into callbacks (case_id, seq, round, at, actor, channel, connected, rating, satisfied, solved) values (?, 8, 1, ?, 'user:1', 'phone', 1, ?, ?, ?)");
  const insertNotice = db.prepare("insert into notices (week, revision, content, content_hash, cases_told, summary, published_at, published_by, published_by_name, checkpoint_id) values (?, 1, ?, '-', ?, ?, ?, 'user:1', '-', 1)");
  const pick = <Item>(items: readonly Item[], n: number): Item => items[n % items.length] as Item;
  const each = Math.ceil(cases / weeks);
  db.exec("begin");
  db.prepare("insert into checkpoints (id, at, cases, events, previous_hash, hash) values (1, ?, 0, 0, '-', '-')").run(weekRange(last).to);
  let n = 0;
  let week = last;
  for (let index = 0; index < weeks - 1; index += 1) week = previousWeek(week);
  for (let index = 0; index < weeks; index += 1, week = weekOf(addDays(dayOf(weekRange(week).to), 1))) {
    const monday = Date.parse(weekRange(week).from);
    const size = Math.min(each, cases - n);
    for (let k = 0; k < size; k += 1, n += 1) {
      const reported = monday + ((k * 7919) % (5 * 86_400)) * 1000;
      const at = (hours: number) => new Date(reported + hours * 3_600_000).toISOString();
      const isLate = n % 20 === 0;
      const approved = at(isLate ? 90 : 30);
      const id = insertCase.run(`HY${n}`, pick(["12345", "110", "petition", "window"], n * 7), `E${n}`, pick(["complaint", "suggestion", "request"], n * 3), at(0), week, at(1), pick(["推诿", "效率", "服务态度", "一次性告知", "系统故障", "办公纪律"], n * 5), `事项${n % 40}`, `${n % 12}号窗口`, pick(unitIds, n), `h${n}`, at(1), at(3), at(72), approved, at(60), String(n), week === last ? null : week).lastInsertRowid;
      for (const [kind, due, done] of [["contact", 8, 3], ["disposition", 72, isLate ? 90 : 30], ["review", 120, 50], ["callback", 100, 40]] as const) insertTimer.run(id, kind, at(0), at(1), at(due), at(done));
      const satisfied = n % 9 === 0 ? 0 : 1;
      insertCallback.run(id, at(40), satisfied === 1 ? "satisfied" : "dissatisfied", satisfied, satisfied);
    }
    // Every earlier week is published; of its content only what comparisons read.
    if (week !== last) {
      const content = { week, demands: [], total: { count: size }, bySource: [], byKind: [], byUnit: [], byWindow: [], byItem: [], byCategory: [], byLane: [], metrics: [], units: [] };
      insertNotice.run(week, JSON.stringify(content), size, JSON.stringify({ total: size, satisfaction: { numerator: size, denominator: size } }), weekRange(week).to);
    }
  }
  db.exec("commit");
  db.exec("analyze");
  db.close();
}
