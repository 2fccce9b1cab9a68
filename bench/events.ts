/** Single events over HTTP, spread over cases, by 32 and 128 connections, beside the HTTP floor. `npm run bench -- events` */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { applyEvent } from "../src/store/applyEvent.ts";
import { openStore } from "../src/store/open.ts";
import { unitByNameOrCode } from "../src/store/units.ts";
import { fillStore } from "./generator.ts";
import { recorder, type Write } from "./floor/recordWrites.ts";
import { caseWalk } from "./load/caseWalk.ts";
import type { LoadResult } from "./load/connections.ts";
import type { WalkOptions } from "./load/walkCases.ts";
import { alternating, percent, seriesOf, spread, type Measured, type Row } from "./row.ts";
import { addAccess, checkSound, startScript, startService, variablesOf, withHouse, type Running, type Variables } from "./service.ts";

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

export interface EventsBench {
  /** One run of each, on stores of their own. */
  product(connections: number, options?: readonly string[]): Promise<LoadResult>;
  floor(connections: number): Promise<LoadResult>;
  /** Kills the service in the middle with SIGKILL, and looks for every acknowledged event. */
  killed(connections: number, afterMillis: number): Promise<{ acknowledged: number; lost: number }>;
  end(): void;
}

export async function prepareEvents({ cases, secondsMax, warmUpSeconds = 0 }: { cases: number; secondsMax: number; warmUpSeconds?: number }): Promise<EventsBench> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-bench-events-"));
  const variables = variablesOf(folder);
  const { access, unitId } = await withHouse(variables, async (house) => {
    await fillStore(house.store, house.rulebook, { cases, until: new Date().toISOString(), days: 1 });
    const unit = await unitByNameOrCode(house.store.read, "320481240000");
    return { access: await addAccess(house), unitId: unit?.id ?? 0 };
  });
  const writes = join(folder, "writes.json");
  writeFileSync(writes, JSON.stringify(await writesOfWalk(copyOf(variables, folder, "recorded"), unitId, cases)));

  const walk = async (running: Running, connections: number): Promise<LoadResult> => {
    const options: WalkOptions = { port: running.port, cookie: access.cookie, connections, secondsMax, warmUpSeconds, unitId, firstCase: 1, lastCase: cases };
    try {
      const { stdout } = await run(process.execPath, ["--import", "tsx", script("load/walkCases.ts"), JSON.stringify(options)]);
      return JSON.parse(stdout) as LoadResult;
    } finally {
      await running.stop();
    }
  };
  return {
    product: async (connections, options) => walk(await startService(copyOf(variables, folder, "product"), undefined, options), connections),
    floor: async (connections) => walk(await startScript(["--import", "tsx", script("floor/eventsServer.ts"), pathOf(copyOf(variables, folder, "floor")), writes]), connections),
    async killed(connections, afterMillis) {
      const own = copyOf(variables, folder, "killed");
      const service = await startService(own);
      const options: WalkOptions = { port: service.port, cookie: access.cookie, connections, secondsMax: 60, unitId, firstCase: 1, lastCase: cases, untilKilled: true };
      const walking = run(process.execPath, ["--import", "tsx", script("load/walkCases.ts"), JSON.stringify(options)], { maxBuffer: 1 << 26 });
      await pause(afterMillis);
      await service.stop("SIGKILL");
      const { acknowledged } = JSON.parse((await walking).stdout) as { acknowledged: Record<string, number> };
      const ids = Object.keys(acknowledged).map(Number);
      const lost = await withHouse(own, async ({ store }) => {
        const kept = new Map((await store.read.selectFrom("cases").select(["id", "version"]).where("version", ">", 1).execute()).map(({ id, version }) => [id, version]));
        return ids.reduce((sum, id) => sum + Math.max(0, (acknowledged[id] ?? 0) - (kept.get(id) ?? 1)), 0);
      });
      await checkSound(own, ids.slice(0, 500));
      return { acknowledged: Object.values(acknowledged).reduce((sum, version) => sum + version - 1, 0), lost };
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const pathOf = (variables: Variables): string => (variables["HUIYIN_DATABASE"] ?? "").slice("sqlite:".length);

function copyOf(variables: Variables, folder: string, name: string): Variables {
  const own = join(folder, name);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
  const path = join(own, "huiyin.db");
  copyFileSync(pathOf(variables), path);
  return { ...variables, HUIYIN_DATABASE: `sqlite:${path}` };
}

/** The rows of each step of the walk, written by the product for one case. */
async function writesOfWalk(variables: Variables, unitId: number, caseId: number): Promise<{ caseId: number; steps: Write[][] }> {
  const { rulebook } = await withHouse(variables, async (house) => house);
  const watch = recorder();
  const store = await openStore(variables["HUIYIN_DATABASE"] ?? "", { wrapDialect: watch.wrapDialect });
  const actor = { id: "user:1", name: "测试员", userId: 1, roles: (["window", "handler", "supervisor"] as const).map((role) => ({ role, unitPath: "/" })) };
  const steps: Write[][] = [];
  watch.taken();
  for (const { type, payload } of caseWalk(unitId)) {
    await store.write((tx) => applyEvent(tx, caseId, { type, payload }, { at: new Date().toISOString(), actor, rulebook }));
    steps.push(watch.taken());
  }
  await store.close();
  return { caseId, steps };
}

export const eventsRow: Row = {
  name: "events",
  what: "single events over HTTP, spread over cases",
  bar: "≥ 50 % of the HTTP floor's rate, p99 ≤ 2 ×",
  async measure({ runs }) {
    const bench = await prepareEvents({ cases: 12_000, secondsMax: 6, warmUpSeconds: 8 });
    const measured: Measured[] = [];
    for (const connections of [32, 128]) {
      const [products, floors] = await alternating(runs, () => bench.product(connections), () => bench.floor(connections));
      const rates = [floors, products].map((each) => each.map(({ answersPerSecond }) => answersPerSecond)) as [number[], number[]];
      const p99 = [floors, products].map((each) => each.map(({ millisP99 }) => millisP99)) as [number[], number[]];
      const share = seriesOf(rates[1]).median / seriesOf(rates[0]).median;
      const times = seriesOf(p99[1]).median / seriesOf(p99[0]).median;
      measured.push(
        { of: `${connections} connections, events/s`, beside: spread(rates[0]), product: spread(rates[1]), figure: percent(share), met: share >= 0.5, raw: { floor: rates[0], product: rates[1] } },
        { of: `${connections} connections, p99 in ms`, beside: spread(p99[0], 1), product: spread(p99[1], 1), figure: `× ${times.toFixed(2)}`, met: times <= 2, raw: { floor: p99[0], product: p99[1] } },
      );
    }
    bench.end();
    return measured;
  },
};

export const killRow: Row = {
  name: "kill",
  what: "SIGKILL while events are written by 32 connections",
  bar: "every acknowledged event is there",
  async measure({ runs }) {
    const bench = await prepareEvents({ cases: 12_000, secondsMax: 60 });
    const [acknowledged, lost]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      const result = await bench.killed(32, 2_000 + run * 437);
      acknowledged.push(result.acknowledged);
      lost.push(result.lost);
    }
    bench.end();
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return [{ of: `${runs} kills`, beside: `${sum(acknowledged).toLocaleString("en-US")} acknowledged`, product: `${sum(lost)} lost`, figure: `${sum(lost)} lost`, met: sum(lost) === 0 && sum(acknowledged) > 0, raw: { acknowledged, lost } }];
  },
};
