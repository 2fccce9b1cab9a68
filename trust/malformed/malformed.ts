/** Sends the running service a great many bodies that nobody ought to send: no 5xx, no silence, accounts that balance, memory that stays. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addAccess, startService, variablesOf, withHouse, type Access } from "../../bench/service.ts";
import { Chance } from "../../src/cli/simulation/random.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import { verify } from "../../src/store/verify.ts";
import { inThousands, type Row } from "../row.ts";
import { knownBodies, malformedBody, type Malformed } from "./bodies.ts";

const senders = 8;
const megabytesMax = 600;
const answerMillisMax = 120_000;

export const malformedRow: Row = {
  name: "malformed",
  what: "generated malformed feed bodies and events",
  bar: `≥ 100,000 bodies, no 5xx, no crash, accounting balanced, memory bounded (${megabytesMax} MB)`,
  async show({ runs = 100_000, seed }) {
    const { bodies, received, cases, statuses, megabytes, faults } = await sendMalformed(runs, seed);
    return { figure: `${inThousands(bodies)} bodies (${statuses}), ${inThousands(received)} records accounted for, ${cases} cases, at most ${megabytes} MB`, faults };
  },
};

export interface MalformedFigures {
  bodies: number;
  /** Records of the answers; the accounts hold as many. */
  received: number;
  cases: number;
  /** `200: 900, 422: 100` */
  statuses: string;
  megabytes: number;
  faults: string[];
}

export async function sendMalformed(bodies: number, seed: number): Promise<MalformedFigures> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-malformed-"));
  const variables = variablesOf(folder);
  try {
    const access = await withHouse(variables, addAccess);
    const service = await startService(variables);
    const run: Run = { port: service.port, access, received: 0, statuses: new Map(), faults: [] };
    let megabytes = 0;
    const watch = setInterval(() => (megabytes = Math.max(megabytes, service.residentMegabytes())), 100);
    const known = await knownBodies();
    for (const each of known) await sendOne(run, each);
    const chance = new Chance(seed);
    let left = bodies - known.length;
    const sender = async () => {
      while (left > 0 && run.faults.length < 100) {
        left -= 1;
        await sendOne(run, malformedBody(known, chance));
      }
    };
    await Promise.all(Array.from({ length: senders }, sender));
    clearInterval(watch);
    await service.stop();
    if (megabytes > megabytesMax) run.faults.push(`${megabytes.toFixed(0)} MB resident`);
    const { cases, accounted, differences } = await withHouse(variables, async ({ store }) => {
      const [account, histories] = [await reconcile(store), await verify(store)];
      return { cases: histories.cases, accounted: account.rows.reduce((sum, row) => sum + row.received, 0), differences: [...account.differences, ...histories.differences] };
    });
    if (accounted !== run.received) run.faults.push(`answers tell of ${run.received} records, the accounts of ${accounted}`);
    run.faults.push(...differences.map(({ code, detail }) => `${code}: ${detail}`));
    const statuses = [...run.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${inThousands(count)}`).join(", ");
    return { bodies, received: run.received, cases, statuses, megabytes: Math.round(megabytes), faults: run.faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  port: number;
  access: Access;
  received: number;
  statuses: Map<number, number>;
  faults: string[];
}

async function sendOne(run: Run, { path, as, type, body }: Malformed): Promise<void> {
  const headers = { "content-type": type, ...(as === "key" ? { authorization: `Bearer ${run.access.key}` } : { cookie: run.access.cookie }) };
  const told = `${path} ${type} ${body.toString("base64").slice(0, 4_000)}`;
  try {
    const answer = await fetch(`http://127.0.0.1:${run.port}/api/v1${path}`, { method: "POST", headers, body: new Uint8Array(body), signal: AbortSignal.timeout(answerMillisMax) });
    const text = await answer.text();
    run.statuses.set(answer.status, (run.statuses.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500) run.faults.push(`${answer.status} to ${told}`);
    else if (answer.status === 200 && as === "key") run.received += faultless(run, text, told);
    else if (answer.status !== 200 && !/"detail":"[^"]*[\u4e00-\u9fff]/.test(text)) run.faults.push(`${answer.status} without a Chinese detail to ${told}`);
  } catch (error) {
    run.faults.push(`no answer (${String(error)}) to ${told}`);
  }
}

/** How many records the answer tells of, each with one outcome. */
function faultless(run: Run, text: string, told: string): number {
  const { received, created, updated, unchanged, quarantined, results } = JSON.parse(text) as Record<"received" | "created" | "updated" | "unchanged" | "quarantined", number> & { results: unknown[] };
  if (received !== created + updated + unchanged + quarantined || received !== results.length) run.faults.push(`an answer that does not add up to ${told}`);
  return received;
}
