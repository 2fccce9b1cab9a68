/**
 * Kills the service with SIGKILL at random instants, while it starts and while it is at work, starts it again and looks at what is there.
 * `npm run trust -- kill --runs 20`
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { addAccess, startService, variablesOf, withHouse, type Variables } from "../../bench/service.ts";
import { Chance } from "../../src/cli/simulation/random.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import { rootUnit } from "../../src/store/units.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { inThousands, type Row } from "../row.ts";
import { compare, compareUpdates, Ledger } from "./ledger.ts";
import { sendUnanswered, workUntilBroken, type Access } from "./load.ts";
import { openLongDue, stillDue, timerFaults } from "./timers.ts";

/** A store is looked at whole after each kill; with many more it would take longer than the work. */
const killsPerStore = 20;
/** How many answers a life is given before it ends, and how long it has for them. */
const answersMax = 250;
const workMillisMax = 8_000;
const startMillisMax = 900;
const dueCasesPerLife = 25;
const longAgo = "2026-11-02T01:00:00.000Z";

export const killRow: Row = {
  name: "kill",
  what: "kill -9 at random instants under feed, event and deadline load, restart, reconcile and verify",
  bar: "200 kills, no acknowledged record lost, none twice, no half transition, every due timer fired once",
  async show({ runs = 200, seed }) {
    const total = { kills: 0, acknowledged: 0, fired: 0, faults: [] as string[] };
    for (let left = runs; left > 0; left -= killsPerStore) {
      const one = await killOneStore(Math.min(left, killsPerStore), seed + left);
      total.kills += one.kills;
      total.acknowledged += one.acknowledged;
      total.fired += one.fired;
      total.faults.push(...one.faults);
      console.error(`kill: ${total.kills} of ${runs}, ${total.faults.length} faults`);
    }
    return { figure: `${total.kills} kills, ${inThousands(total.acknowledged)} acknowledged, ${inThousands(total.fired)} steps of limits fired, ${total.faults.length} faults`, faults: total.faults };
  },
};

export interface KillFigures {
  kills: number;
  /** Records and events that the service said it had taken. */
  acknowledged: number;
  /** Steps of limits that were due and taken. */
  fired: number;
  faults: string[];
}

export async function killOneStore(kills: number, seed: number): Promise<KillFigures> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-kill-"));
  const variables = variablesOf(folder);
  const chance = new Chance(seed);
  const ledger = new Ledger();
  const faults: string[] = [];
  try {
    // The first start makes the database, and does not live to see it.
    await killAtStart(variables, chance);
    const access = await withHouse(variables, async (house) => {
      const people = await Promise.all(Array.from({ length: 4 }, () => addAccess(house)));
      const root = await rootUnit(house.store.read);
      await openLongDue(house, dueCasesPerLife, longAgo);
      return { key: people[0]?.key ?? "", cookies: people.map(({ cookie }) => cookie), unitId: root?.id ?? 0 };
    });
    for (let life = 1; life < kills; life += 1) {
      if (chance.happens(0.15)) await killAtStart(variables, chance);
      else await killAtWork(variables, access, ledger, chance);
      await withHouse(variables, async (house) => {
        faults.push(...(await soundness(house.store)), ...(await compare(ledger, house.store)), ...(await timerFaults(house.store)).faults);
        await openLongDue(house, dueCasesPerLife, longAgo);
      });
    }
    const fired = await lastLife(variables, access, ledger, faults);
    return { kills, acknowledged: ledger.acknowledged, fired, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killAtStart(variables: Variables, chance: Chance): Promise<void> {
  const child = run(["serve"], variables);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await pause(chance.between(0, startMillisMax));
  child.kill("SIGKILL");
  await ended;
}

/** The service and a command beside it that fires limits, both in the middle of their work. */
async function killAtWork(variables: Variables, access: Omit<Access, "port">, ledger: Ledger, chance: Chance): Promise<void> {
  const service = await startService(variables, ["serve"]);
  const beside = run(["jobs", "run", "fireDueTimers"], variables);
  const besideEnded = new Promise((resolve) => beside.once("exit", resolve));
  const enough = ledger.whenAcknowledged(chance.whole(0, answersMax));
  const working = workUntilBroken({ ...access, port: service.port }, ledger, chance);
  await Promise.race([working, enough, pause(workMillisMax)]);
  await pause(chance.between(0, 15));
  beside.kill("SIGKILL");
  await service.stop("SIGKILL");
  await Promise.all([working, besideEnded]);
}

/** Nobody kills it any more: what was not answered is sent again, what is due is fired, and the commands themselves say that all is well. */
async function lastLife(variables: Variables, access: Omit<Access, "port">, ledger: Ledger, faults: string[]): Promise<number> {
  const service = await startService(variables, ["serve", "--no-jobs"]);
  await sendUnanswered({ ...access, port: service.port }, ledger);
  await service.stop();
  const now = new Date().toISOString();
  for (const command of [["jobs", "run", "fireDueTimers"], ["reconcile"], ["verify"]]) {
    const code = await exitOf(command, variables);
    if (code !== 0) faults.push(`huiyin ${command.join(" ")} ended with ${code}`);
  }
  return withHouse(variables, async ({ store }) => {
    const timers = await timerFaults(store);
    const due = await stillDue(store, now);
    faults.push(...(await compare(ledger, store)), ...(await compareUpdates(ledger, store)), ...timers.faults, ...(due === 0 ? [] : [`${due} limits are due and not fired`]));
    return timers.fired;
  });
}

async function soundness(store: Store): Promise<string[]> {
  const { differences } = await verify(store);
  return [...differences.map(({ caseNo, code, detail }) => `${caseNo} ${code}: ${detail}`), ...(await reconcile(store)).differences.map(({ code, detail }) => `${code}: ${detail}`)];
}

const program = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const run = (args: readonly string[], variables: Variables) => spawn(process.execPath, [program, ...args], { env: { ...process.env, ...variables }, stdio: "ignore" });
const exitOf = (args: readonly string[], variables: Variables): Promise<number | null> => new Promise((resolve) => void run(args, variables).once("exit", resolve));
