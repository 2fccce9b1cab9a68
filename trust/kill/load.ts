/** People and a feed at work over HTTP until the service is gone; what it acknowledged is in the ledger. */
import type { Chance } from "../../src/cli/simulation/random.ts";
import type { Batch, Ledger, WorkedCase } from "./ledger.ts";

export interface Access {
  port: number;
  key: string;
  /** Four people, so that nobody approves, calls back or reviews what he handled. */
  cookies: readonly string[];
  unitId: number;
}

const feeders = 3;
const workers = 6;

export async function workUntilBroken(access: Access, ledger: Ledger, chance: Chance): Promise<void> {
  const senders = Array.from({ length: feeders }, () => feed(access, ledger, chance));
  const people = Array.from({ length: workers }, (_, index) => work(access, ledger, chance, index));
  await Promise.all([...senders, ...people]);
}

/** Sends again, one after the other, what was not answered. */
export async function sendUnanswered(access: Access, ledger: Ledger): Promise<void> {
  for (const batch of ledger.unanswered.splice(0)) if (!(await sendBatch(access, ledger, batch))) return;
}

async function feed(access: Access, ledger: Ledger, chance: Chance): Promise<void> {
  for (;;) {
    const again = ledger.unanswered.shift();
    if (!(await sendBatch(access, ledger, again ?? newBatch(ledger, chance)))) return;
  }
}

let recordsMade = 0;

function newBatch(ledger: Ledger, chance: Chance): Batch {
  const known = [...ledger.updates.keys()];
  const records = Array.from({ length: chance.whole(1, 12) }, () => {
    recordsMade += 1;
    const externalId = known.length > 0 && chance.happens(0.2) ? chance.pick(known) : `K${recordsMade}`;
    const body = { JJDBH: externalId, BJSJ: "20261116094512", BJRXM: "李女士", LXDH: "13900000127", BJNR: `排队两小时，无人解释。第${recordsMade}次来电。`, JQLBDM: "810300" };
    return { externalId, body, isUpdate: known.includes(externalId) };
  });
  return { format: chance.happens(0.5) ? "json" : "ndjson", records };
}

/** False when there was no answer. */
async function sendBatch({ port, key }: Access, ledger: Ledger, batch: Batch): Promise<boolean> {
  const bodies = batch.records.map(({ body }) => JSON.stringify(body));
  const body = batch.format === "json" ? `[${bodies.join(",")}]` : bodies.join("\n");
  const type = batch.format === "json" ? "application/json" : "application/x-ndjson";
  const answer = await send(port, "/feeds/110/records", { authorization: `Bearer ${key}`, "content-type": type }, body);
  if (answer === null) {
    ledger.unanswered.push(batch);
    return false;
  }
  const { results } = answer as { results: { index: number; caseId?: number; outcome: string }[] };
  for (const { index, caseId = 0, outcome } of results) {
    const record = batch.records[index];
    if (record === undefined || outcome === "quarantined") throw new Error(`a good record was ${outcome}`);
    ledger.acknowledge();
    if (record.isUpdate) ledger.updates.set(record.externalId, (ledger.updates.get(record.externalId) ?? 0) + 1);
    if (ledger.records.has(record.externalId)) continue;
    ledger.records.set(record.externalId, caseId);
    // Half of the cases are changed by their source, the other half by people.
    if (ledger.records.size % 2 === 0) ledger.updates.set(record.externalId, 0);
    else ledger.worked.push({ caseId, externalId: record.externalId, version: 1, pending: null, done: 0, closed: false });
  }
  return true;
}

interface Step {
  person: number;
  type: string;
  payload: (unitId: number, marker: string) => Record<string, unknown>;
}

const note: Step = { person: 0, type: "comment", payload: (_, marker) => ({ note: marker }) };
const step = (person: number, type: string, given: Record<string, unknown> = {}): Step => ({ person, type, payload: () => given });

/** The whole life of a case, to closed. */
const life: readonly Step[] = [
  step(0, "accept"),
  note,
  { person: 0, type: "assign", payload: (unitId) => ({ unitId }) },
  step(0, "sign"),
  step(0, "recordContact", { channel: "phone" }),
  note,
  step(0, "suspend", { reason: "等待材料" }),
  step(0, "resume"),
  step(0, "submitDisposition", { result: "已加开窗口", reply: "已加开窗口并致歉" }),
  step(1, "approveDisposition"),
  note,
  step(2, "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true }),
  step(2, "submitReview", { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "高峰加开窗口" }),
  step(3, "approveReview"),
  step(0, "answerDelivered", { channel: "平台", proof: "回执" }),
];

let notesMade = 0;

/** Takes one of the cases that are his, does the next step, and takes another. */
async function work(access: Access, ledger: Ledger, chance: Chance, index: number): Promise<void> {
  for (;;) {
    const own = ledger.worked.filter((each, place) => place % workers === index && !each.closed && each.done < life.length);
    if (own.length === 0) {
      if ((await send(access.port, "/worklist/counts", { cookie: access.cookies[0] ?? "" })) === null) return;
      continue;
    }
    if (!(await act(access, ledger, chance.pick(own)))) return;
  }
}

/** False when there was no answer. */
async function act({ port, cookies, unitId }: Access, ledger: Ledger, worked: WorkedCase): Promise<boolean> {
  const next = life[worked.done];
  if (next === undefined) throw new Error("nothing is left to do");
  const marker = `note ${(notesMade += 1)}`;
  const isNote = next === note;
  worked.pending = { marker: isNote ? marker : null };
  if (isNote) ledger.sentNotes.add(marker);
  const body = JSON.stringify({ type: next.type, expectedVersion: worked.version, payload: next.payload(unitId, marker) });
  const answer = await send(port, `/cases/${worked.caseId}/events`, { cookie: cookies[next.person] ?? "", "content-type": "application/json" }, body);
  if (answer === null) return false;
  const { version, state } = answer as { version: number; state: string };
  if (isNote) ledger.notes.set(marker, { caseId: worked.caseId, seq: version });
  ledger.acknowledge();
  Object.assign(worked, { version, pending: null, done: worked.done + 1, closed: state === "closed" });
  return true;
}

/** Null where the connection broke; anything but 200 is not meant to happen. */
async function send(port: number, path: string, headers: Record<string, string>, body?: string): Promise<unknown> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, body === undefined ? { headers } : { method: "POST", headers, body });
    [status, text] = [response.status, await response.text()];
  } catch {
    return null;
  }
  if (status !== 200) throw new Error(`${path} ${body?.slice(0, 200) ?? ""} answered ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as unknown;
}
