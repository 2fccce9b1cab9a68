/** Single events over HTTP, spread over cases, by 32 and 128 connections, beside the HTTP floor. `npm run bench -- events` */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { applyEvent } from "../src/store/applyEvent.ts";
import { openStore } from "../src/store/open.ts";
import { unitByNameOrCode } from "../src/store/units.ts";
import { fillStore } from "./generator.ts";
import { recorder, type Write } from "./floor/recordWrites.ts";
import { caseWalk } from "./load/caseWalk.ts";
import type { LoadResult } from "./load/connections.ts";
import type { WalkOptions } from "./load/walkCases.ts";
import { addAccess, startScript, startService, variablesOf, withHouse, type Access, type Running, type Variables } from "./service.ts";

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

export interface EventsBench {
  /** One run of each, on stores of their own. */
  product(connections: number, options?: readonly string[]): Promise<LoadResult>;
  floor(connections: number): Promise<LoadResult>;
  end(): void;
}

export async function prepareEvents({ cases, secondsMax }: { cases: number; secondsMax: number }): Promise<EventsBench> {
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
    const options: WalkOptions = { port: running.port, cookie: access.cookie, connections, secondsMax, unitId, firstCase: 1, lastCase: cases };
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
  const { rulebook, config } = await withHouse(variables, async (house) => house);
  void config;
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
export type { Access };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bench = await prepareEvents({ cases: 12_000, secondsMax: Number(process.argv[2] ?? 5) });
  const profile = process.argv[3] === "profile" ? ["--cpu-prof", "--cpu-prof-dir=/tmp/prof"] : [];
  for (const connections of [32, 128]) {
    console.log(connections, "floor  ", await bench.floor(connections));
    console.log(connections, "product", await bench.product(connections, profile));
  }
  bench.end();
}
