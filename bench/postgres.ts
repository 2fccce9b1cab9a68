/** The same events on PostgreSQL, by one, two and four server processes, and a feed. `npm run bench -- postgres` */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { unitByNameOrCode } from "../src/store/units.ts";
import { startPostgres } from "../tests/setup/postgres.ts";
import { postFeed } from "./feed.ts";
import { fillStore } from "./generator.ts";
import type { LoadResult } from "./load/connections.ts";
import type { WalkOptions } from "./load/walkCases.ts";
import { seriesOf, spread, type Measured, type Row } from "./row.ts";
import { addAccess, checkSound, startService, variablesOf, withHouse } from "./service.ts";

const run = promisify(execFile);
const walkCases = fileURLToPath(new URL("load/walkCases.ts", import.meta.url));
const cases = 8_000;
const connections = 32;

export const postgresRow: Row = {
  name: "postgres",
  what: "PostgreSQL: events by several server processes, and a feed",
  bar: "two processes ≥ 1.6 × one, where the cores allow",
  async measure({ runs }) {
    const server = await startPostgres({ durable: true });
    const folder = mkdtempSync(join(tmpdir(), "huiyin-bench-postgres-"));
    try {
      const variables = variablesOf(folder, await newDatabase(server.url, "template_bench"));
      const { access, unitId } = await withHouse(variables, async (house) => {
        await fillStore(house.store, house.rulebook, { cases, until: new Date().toISOString(), days: 1 });
        return { access: await addAccess(house), unitId: (await unitByNameOrCode(house.store.read, "320481240000"))?.id ?? 0 };
      });
      let serial = 0;
      const events = async (processes: number): Promise<number> => {
        serial += 1;
        const own = { ...variables, HUIYIN_DATABASE: await newDatabase(server.url, `run_${serial}`, "template_bench") };
        const services = await Promise.all(Array.from({ length: processes }, () => startService(own)));
        const share = Math.floor(cases / processes);
        const results = await Promise.all(
          services.map(async ({ port }, index) => {
            const options: WalkOptions = { port, cookie: access.cookie, connections: connections / processes, secondsMax: 5, unitId, firstCase: 1 + index * share, lastCase: (index + 1) * share };
            return JSON.parse((await run(process.execPath, ["--import", "tsx", walkCases, JSON.stringify(options)])).stdout) as LoadResult;
          }),
        );
        for (const service of services) await service.stop();
        if (serial === 1) await checkSound(own);
        return results.reduce((sum, { answersPerSecond }) => sum + answersPerSecond, 0);
      };
      const rates: Record<number, number[]> = { 1: [], 2: [], 4: [] };
      for (let each = 0; each < runs; each += 1) for (const processes of [1, 2, 4]) rates[processes]?.push(await events(processes));
      const feeds: number[] = [];
      for (let each = 0; each < Math.min(runs, 3); each += 1) feeds.push(await feed(variables, server.url, access.key, each));
      const measured: Measured[] = [2, 4].map((processes) => {
        const times = seriesOf(rates[processes] ?? []).median / seriesOf(rates[1] ?? []).median;
        return { of: `${processes} processes against 1 on ${cpus().length} cores, events/s`, beside: spread(rates[1] ?? []), product: spread(rates[processes] ?? []), figure: `× ${times.toFixed(2)}`, met: processes !== 2 || times >= 1.6, raw: { one: rates[1] ?? [], more: rates[processes] ?? [] } };
      });
      return [...measured, { of: "feed of 10,000 records, records/s", beside: "", product: spread(feeds), figure: seriesOf(feeds).median.toLocaleString("en-US"), met: true, raw: { feeds } }];
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function feed(variables: Record<string, string>, admin: string, key: string, serial: number): Promise<number> {
  const own = { ...variables, HUIYIN_DATABASE: await newDatabase(admin, `feed_${serial}`, "template_bench") };
  const service = await startService(own);
  const begun = performance.now();
  await postFeed(service.port, key, 10_000);
  const seconds = (performance.now() - begun) / 1000;
  await service.stop();
  return Math.round(10_000 / seconds);
}

async function newDatabase(admin: string, name: string, template = "template0"): Promise<string> {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
