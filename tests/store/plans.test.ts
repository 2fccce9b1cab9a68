/** How the databases answer what pages, jobs and feeds ask: no statement on the way looks at every row of a table that grows with history. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { CompiledQuery } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { startService } from "../../src/cli/commands/serve.ts";
import { jobDepsOf, openHouse, type House } from "../../src/cli/house.ts";
import { addSimulatedPeople } from "../../src/cli/simulation/people.ts";
import { simulate } from "../../src/cli/simulation/simulate.ts";
import { runOnce } from "../../src/jobs/runJob.ts";
import { timetable } from "../../src/jobs/schedule.ts";
import { addDays, dayOf, weekOf } from "../../src/rules/shanghai.ts";
import { openStore } from "../../src/store/open.ts";
import { hashPassword } from "../../src/store/passwords.ts";
import { watching } from "../setup/faults.ts";
import { eachStore } from "../setup/stores.ts";

/** Not among them: what is open (next_steps), and what is forgotten after some days (job_runs, changes). */
const growing = ["cases", "case_events", "feed_records", "timers", "callbacks", "callback_tasks", "escalations", "outbox", "checkpoint_heads", "case_links", "corrective_actions", "attachments", "rating_links", "audit_entries", "reveals"];

const [now, password] = [new Date().toISOString(), "huiyin-plans-2026"];
const [lastWeek, monthAgo, today] = [weekOf(addDays(dayOf(now), -7)), addDays(dayOf(now), -30), dayOf(now)];

const asked: [username: string, paths: string[]][] = [
  ["chuangkou", ["/worklist", "/worklist?step=assign", "/worklist/counts", "/cases", "/cases?state=handling", "/cases?source=12345", "/cases?kind=complaint", `/cases?week=${lastWeek}`, "/cases?escalation=any", "/cases?escalation=level2", "/cases?overdue=true", "/cases?urged=true", "/cases?q=排队", "/cases?q=13900000127", "/cases?q=排队 护照", "/cases?handler=3", "/cases?unit=2", "/cases/5", "/cases/5/events", "/cases/5/similar", "/cases/5/attachments", "/escalations", "/escalations?mine=true&state=unresolved", "/quarantine", "/outbox", "/outbox?state=parked", "/feeds/arrivals"]],
  ["chengban", ["/worklist", "/worklist/counts", "/cases", "/cases?state=closed", "/corrective-actions", "/corrective-actions?mine=true"]],
  ["huifang", ["/worklist", "/callbacks", "/callbacks?mine=true"]],
  ["fupan", ["/worklist", "/corrective-actions", "/common-causes", "/typical-cases"]],
  ["dudao", ["/worklist", "/notices", `/notices/${lastWeek}`, `/metrics?from=${monthAgo}&to=${today}`, `/metrics?from=${monthAgo}&to=${today}&by=unit`, `/metrics/series?weeks=12`, `/metrics/funnel?from=${monthAgo}&to=${today}`, "/metrics/screen"]],
  ["guanli", ["/audit", "/jobs", "/jobs/runs"]],
];

eachStore("the plans of", ({ kind, freshUrl }) => {
  test("what pages and jobs ask find their rows by an index", async () => {
    const folder = mkdtempSync(join(tmpdir(), "huiyin-plans-"));
    const url = await freshUrl();
    const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off", HUIYIN_PORT: "0", HUIYIN_LOG_LEVEL: "silent" });
    const actors = await addSimulatedPeople(house.store, { passwordHash: await hashPassword(password), at: now });
    await simulate(house, { weeks: 2, scale: 0.3, seed: 2, until: now, actors });
    const statements = new Map<string, CompiledQuery>();
    const observed: House = { ...house, store: await openStore(url, { wrapDialect: watching((query) => void statements.set(query.sql, query)) }) };
    await ask(observed);
    for (const job of timetable.filter(({ name }) => name !== "take-dropped-files")) await runOnce(jobDepsOf(observed, () => now), job, now);
    await observed.store.close();
    await house.store.close();

    expect(statements.size).toBeGreaterThan(100);
    const scans = kind === "sqlite" ? sqliteScans(url, [...statements.values()]) : await postgresScans(url, [...statements.values()]);
    rmSync(folder, { recursive: true, force: true });
    expect(scans).toEqual([]);
  });
});

async function ask(house: House): Promise<void> {
  const service = await startService(house, { http: true, jobs: false });
  const base = `${service.address}/api/v1`;
  for (const [username, paths] of asked) {
    const login = await fetch(`${base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password }) });
    const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    for (const path of paths) {
      const answer = await fetch(base + path, { headers: { cookie } });
      expect([path, answer.status, answer.status === 200 ? "" : await answer.text()]).toEqual([path, 200, ""]);
    }
  }
  await service.stop();
}

const isPlain = ({ sql }: CompiledQuery): boolean => /^\s*(with|select|update|delete)\b/i.test(sql) && !/sqlite_master|pragma|pg_catalog|information_schema/i.test(sql);

/** Told for each statement that walks through a whole table, but for walks along an index or the newest rows that end at a limit, and along indexes of but a part. */
function sqliteScans(url: string, statements: CompiledQuery[]): string[] {
  const database = new Database(url.slice("sqlite:".length));
  const partial = database.prepare("select name from sqlite_master where type = 'index' and sql like '% where %'").pluck().all() as string[];
  const found = statements.filter(isPlain).flatMap(({ sql, parameters }) => {
    const plan = (database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]).map(({ detail }) => detail);
    const endsEarly = / limit \?/.test(sql) && !plan.some((detail) => /TEMP B-TREE FOR (LAST TERM OF )?ORDER BY/.test(detail));
    const isFine = (detail: string) => {
      const index = / USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1];
      return index === undefined ? endsEarly && !/ where /.test(sql) : partial.includes(index) || endsEarly;
    };
    return plan.filter((detail) => growing.some((table) => new RegExp(`^SCAN ${table}\\b`).test(detail)) && !isFine(detail)).map((detail) => `${detail} ← ${sql}`);
  });
  database.close();
  return found;
}

async function postgresScans(url: string, statements: CompiledQuery[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("set enable_seqscan = off");
  const found: string[] = [];
  for (const { sql, parameters } of statements.filter(isPlain)) {
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${sql}`, [...parameters]);
    const steps = rows.map((row) => row["QUERY PLAN"]).filter((line) => growing.some((table) => new RegExp(`Seq Scan on ${table}\\b`).test(line)));
    found.push(...steps.map((step) => `${step.trim()} ← ${sql}`));
  }
  await client.end();
  return found;
}
