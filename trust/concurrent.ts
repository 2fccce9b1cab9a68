/** Sixteen clients that send events to one case at the same time: its history is some serial order of what was acknowledged, and nothing else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addAccess, startService, variablesOf, withHouse } from "../bench/service.ts";
import { Chance } from "../src/cli/simulation/random.ts";
import { systemActor } from "../src/store/actors.ts";
import { openCase } from "../src/store/openCase.ts";
import { rootUnit } from "../src/store/units.ts";
import { verify } from "../src/store/verify.ts";
import { someRecord } from "./kill/timers.ts";
import { inThousands, type Row } from "./row.ts";

const clients = 16;

export const concurrentRow: Row = {
  name: "concurrent",
  what: `${clients} clients send events to one case`,
  bar: "10,000 events, history equals some serial order, each acknowledged event once, the rest 409",
  async show({ runs = 10_000, seed }) {
    const { events, acknowledged, conflicts, refused, faults } = await sendConcurrently(runs, seed);
    return { figure: `${inThousands(events)} events, ${inThousands(acknowledged)} acknowledged, ${inThousands(conflicts)} version conflicts, ${inThousands(refused)} not allowed any more`, faults };
  },
};

export interface ConcurrentFigures {
  events: number;
  acknowledged: number;
  conflicts: number;
  refused: number;
  faults: string[];
}

interface Acknowledged {
  type: string;
  marker: string;
  version: number;
  begun: number;
  ended: number;
}

export async function sendConcurrently(events: number, seed: number): Promise<ConcurrentFigures> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-concurrent-"));
  const variables = variablesOf(folder);
  try {
    const { cookie, caseId, unitId } = await withHouse(variables, async (house) => {
      const at = new Date().toISOString();
      const access = await addAccess(house);
      const root = await rootUnit(house.store.read);
      const opened = await house.store.write((tx) => openCase(tx, { ...someRecord, externalId: "ONE", reportedAt: at, contentHash: "one" }, { at, actor: systemActor, rulebook: house.rulebook }));
      return { cookie: access.cookie, caseId: opened?.caseId ?? 0, unitId: root?.id ?? 0 };
    });
    const service = await startService(variables);
    const call = (path: string, body?: unknown) =>
      fetch(`http://127.0.0.1:${service.port}/api/v1/cases/${caseId}${path}`, { headers: { cookie, "content-type": "application/json" }, ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }) });
    const acknowledged: Acknowledged[] = [];
    const faults: string[] = [];
    let [left, conflicts, refused, version] = [events, 0, 0, 1];
    const client = async (index: number) => {
      const chance = new Chance(seed + index);
      while (left > 0) {
        left -= 1;
        const marker = `${index}-${left}`;
        const { type, payload } = someEvent(chance, marker, unitId);
        const begun = performance.now();
        // What all of them know of the case: somebody was quicker more often than not.
        const answer = await call("/events", { type, expectedVersion: version, payload });
        const body = (await answer.json()) as { version: number; code: string; actual: number };
        if (answer.status === 200) {
          acknowledged.push({ type, marker, version: body.version, begun, ended: performance.now() });
          version = Math.max(version, body.version);
        } else if (answer.status === 409 && body.code === "version-conflict") {
          conflicts += 1;
          version = Math.max(version, body.actual);
        } else if (answer.status === 409 && body.code === "event-not-allowed") refused += 1;
        else faults.push(`${type} was answered ${answer.status}: ${JSON.stringify(body).slice(0, 300)}`);
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
    await service.stop();
    faults.push(...(await withHouse(variables, async ({ store }) => {
      const history = await store.read.selectFrom("case_events").select(["seq", "type", "payload"]).where("case_id", "=", caseId).orderBy("seq").execute();
      return [...serialFaults(acknowledged, history), ...(await verify(store)).differences.map(({ code, detail }) => `${code}: ${detail}`)];
    })));
    return { events, acknowledged: acknowledged.length, conflicts, refused, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Notes for the most part; and what makes others impossible, so that the order decides what may come next. */
function someEvent(chance: Chance, marker: string, unitId: number): { type: string; payload: Record<string, unknown> } {
  const note = { note: marker };
  return chance.weighted<() => { type: string; payload: Record<string, unknown> }>([
    [() => ({ type: "comment", payload: note }), 6],
    [() => ({ type: "accept", payload: note }), 2],
    [() => ({ type: "assign", payload: { unitId, note: marker } }), 2],
    [() => ({ type: "sign", payload: note }), 2],
    [() => ({ type: "recordProgress", payload: note }), 2],
    [() => ({ type: "suspend", payload: { reason: marker } }), 1],
    [() => ({ type: "resume", payload: note }), 1],
  ])();
}

/** The history is the serial order; an event that was answered before another was sent stands before it. */
function serialFaults(acknowledged: readonly Acknowledged[], history: readonly { seq: number; type: string; payload: string }[]): string[] {
  const faults: string[] = [];
  if (history.length !== acknowledged.length + 1) faults.push(`${acknowledged.length} events were acknowledged, the history tells of ${history.length - 1}`);
  const bySeq = new Map(history.map((row) => [row.seq, row]));
  for (const { type, marker, version } of acknowledged) {
    const kept = bySeq.get(version);
    if (kept?.type !== type || !kept.payload.includes(`"${marker}"`)) faults.push(`${type} ${marker} was acknowledged as event ${version}, which is ${kept?.type ?? "missing"}`);
  }
  const inOrder = acknowledged.toSorted((a, b) => a.version - b.version);
  let latestBegin = -Infinity;
  for (const each of inOrder) {
    if (each.ended < latestBegin) faults.push(`event ${each.version} was answered before an earlier one was sent`);
    latestBegin = Math.max(latestBegin, each.begun);
  }
  return faults;
}
