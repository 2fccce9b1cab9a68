/** Proves the histories: every case's events are replayed through the machine and compared with what is stored, its callback task and next steps included, and its hash chain is checked. */
import { caseMachineVersion } from "../machines/caseMachine.ts";
import type { CaseInput } from "../machines/caseContext.ts";
import type { CallSlot, CaseEvent } from "../machines/events.ts";
import type { Week } from "../rules/words.ts";
import { begin, freeze, step, type CaseLife } from "../machines/step.ts";
import { chainStart, eventHash } from "./chain.ts";
import { hashNameOf } from "./digest.ts";
import { callbackAwaits } from "./callbackTasks.ts";
import { falseCheckpoints, type Checkpoint } from "./checkpoints.ts";
import type { CallbackTaskRow, CaseEventRow, NextStepRow } from "./schema.ts";
import { nextSteps } from "../machines/nextSteps.ts";
import { isSame, liveTimers, rowsOf } from "./nextSteps.ts";
import { falseNotices } from "./notices.ts";
import type { Reader, Store } from "./store.ts";

export interface Difference {
  caseId: number;
  caseNo: string;
  /** The event at which it shows; null where it is the case's own row. */
  seq: number | null;
  code: "event-altered" | "event-missing" | "chain-broken" | "replay-refused" | "state-differs" | "history-truncated" | "event-unreadable" | "callback-task-differs" | "next-steps-differ" | "checkpoint-mark-differs";
  detail: string;
}

export interface Verification {
  cases: number;
  events: number;
  differences: Difference[];
  /** Checkpoints, and with them published notices, that the histories no longer bear out; not looked at for a single case. */
  falseCheckpoints: Checkpoint[];
  /** Published notices that are not as they were published. */
  falseNotices: { week: Week; revision: number }[];
}

const casesPerRead = 200;

export async function countCases(read: Reader): Promise<number> {
  const { count } = await read.selectFrom("cases").select(({ fn }) => fn.countAll().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}

export async function verify(store: Store, { caseId, onProgress }: { caseId?: number | undefined; onProgress?: ((cases: number, events: number) => void | Promise<void>) | undefined } = {}): Promise<Verification> {
  const isWhole = caseId === undefined;
  const result: Verification = { cases: 0, events: 0, differences: [], falseCheckpoints: isWhole ? await falseCheckpoints(store.read) : [], falseNotices: isWhole ? await falseNotices(store.read) : [] };
  for (let after = 0; ; ) {
    const cases = await readCases(store.read, after, caseId);
    if (cases.length === 0) break;
    const ids = cases.map((row) => row.id);
    const histories = await readHistories(store.read, ids);
    const tasks = await readOpenCallbackTasks(store.read, ids);
    const steps = await store.read.selectFrom("next_steps").selectAll().where("case_id", "in", ids).execute();
    const timers = await liveTimers(store.read, ids);
    const heads = await readHeads(store.read, ids);
    for (const row of cases) {
      const events = histories.get(row.id) ?? [];
      result.cases += 1;
      result.events += events.length;
      result.differences.push(...verifyCase(row, events, tasks.get(row.id) ?? null, { kept: steps.filter(({ case_id }) => case_id === row.id), timers: timers.filter(({ case_id }) => case_id === row.id) }, heads.get(row.id) ?? 0));
    }
    await onProgress?.(result.cases, result.events);
    after = cases.at(-1)?.id ?? after;
    if (caseId !== undefined) break;
  }
  return result;
}

/** The open task that a case in this state must have. */
function callbackDue(life: CaseLife): Pick<OpenTask, "awaits" | "round"> | null {
  const awaits = callbackAwaits(life);
  return awaits && { awaits, round: life.context.round };
}

type CaseHead = Awaited<ReturnType<typeof readCases>>[number];

function readCases(read: Reader, after: number, caseId: number | undefined) {
  const query = read.selectFrom("cases").select(["id", "case_no", "version", "snapshot", "state", "escalation", "clock", "round", "chain_head", "checkpointed_version", "unit_id", "handler_id"]);
  return caseId === undefined ? query.where("id", ">", after).orderBy("id").limit(casesPerRead).execute() : query.where("id", "=", caseId).execute();
}

async function readHistories(read: Reader, caseIds: readonly number[]): Promise<Map<number, CaseEventRow[]>> {
  const rows = await read.selectFrom("case_events").selectAll().where("case_id", "in", caseIds).orderBy("case_id").orderBy("seq").execute();
  const histories = new Map<number, CaseEventRow[]>();
  for (const row of rows) histories.set(row.case_id, [...(histories.get(row.case_id) ?? []), row]);
  return histories;
}

type OpenTask = Pick<CallbackTaskRow, "case_id" | "awaits" | "round">;

async function readOpenCallbackTasks(read: Reader, caseIds: readonly number[]): Promise<Map<number, OpenTask>> {
  const rows = await read.selectFrom("callback_tasks").select(["case_id", "awaits", "round"]).where("case_id", "in", caseIds).where("state", "=", "open").execute();
  return new Map(rows.map((row) => [row.case_id, row]));
}

/** The newest event of each history that a checkpoint has taken in. */
async function readHeads(read: Reader, caseIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await read.selectFrom("checkpoint_heads").select(({ fn }) => ["case_id", fn.max("seq").as("seq")]).where("case_id", "in", caseIds).groupBy("case_id").execute();
  return new Map(rows.map(({ case_id, seq }) => [case_id, Number(seq)]));
}

function verifyCase(row: CaseHead, events: readonly CaseEventRow[], task: OpenTask | null, work: { kept: NextStepRow[]; timers: Awaited<ReturnType<typeof liveTimers>> }, head: number): Difference[] {
  const differences: Difference[] = [];
  const differ = (seq: number | null, code: Difference["code"], detail: string) =>
    differences.push({ caseId: row.id, caseNo: row.case_no ?? String(row.id), seq, code, detail });

  checkChain(row, events, differ);
  // A mark set too high would keep what has grown out of the next checkpoint.
  if (row.checkpointed_version !== head) differ(null, "checkpoint-mark-differs", `检查点取到第 ${head} 号事件，而工单标记为第 ${row.checkpointed_version} 号`);
  const life = replay(events, differ);
  if (life === null) return differences;
  const stored = { state: row.state, escalation: row.escalation, clock: row.clock, round: row.round };
  const replayed = { state: life.state, escalation: life.escalation, clock: life.clock, round: life.context.round };
  if (freeze(life) !== row.snapshot || JSON.stringify(stored) !== JSON.stringify(replayed)) {
    differ(null, "state-differs", `重放历史得到的状态(${life.state})与库中所存(${row.state})不一致`);
  }
  const due = callbackDue(life);
  const kept = task && { awaits: task.awaits, round: task.round };
  if (JSON.stringify(due) !== JSON.stringify(kept)) differ(null, "callback-task-differs", `按历史应${due === null ? "没有" : "有"}未了的回访任务，与库中所存不一致`);
  if (!isSame(work.kept, rowsOf(row, nextSteps(life), work.timers))) differ(null, "next-steps-differ", "待办事项与历史及时限不一致");
  return differences;
}

type Differ = (seq: number | null, code: Difference["code"], detail: string) => void;

function checkChain(row: CaseHead, events: readonly CaseEventRow[], differ: Differ): void {
  const redacted = redactedIn(events);
  let previous = chainStart;
  let expectedSeq = 1;
  for (const event of events) {
    if (event.seq !== expectedSeq) differ(event.seq, "event-missing", `第 ${expectedSeq} 号事件缺失或次序被改`);
    if (event.previous_hash !== previous) differ(event.seq, "chain-broken", `第 ${event.seq} 号事件与前一事件的哈希链断开`);
    const hash = eventHash(event, hashNameOf(event.hash));
    if (hash !== event.hash && redacted.get(event.seq) !== hash) differ(event.seq, "event-altered", `第 ${event.seq} 号事件的内容被改动`);
    previous = event.hash;
    expectedSeq = event.seq + 1;
  }
  if (events.length !== row.version || previous !== row.chain_head) {
    differ(null, "history-truncated", `历史共 ${events.length} 条，而工单版本为 ${row.version}，或链头不符`);
  }
}

/** What events whose texts were removed by law must say now: a later event of the same history vouches for it. */
function redactedIn(events: readonly CaseEventRow[]): ReadonlyMap<number, string> {
  const redacted = new Map<number, string>();
  for (const { seq: by, type, payload } of events) {
    if (type !== "erased") continue;
    for (const { seq, hash } of listedIn(payload)) if (seq < by) redacted.set(seq, hash);
  }
  return redacted;
}

/** Empty where it cannot be read, of which the replay tells. */
function listedIn(text: string): readonly { seq: number; hash: string }[] {
  try {
    const { redacted } = (JSON.parse(text) as { payload: { redacted: unknown } }).payload;
    return Array.isArray(redacted) ? (redacted as { seq: number; hash: string }[]) : [];
  } catch {
    return [];
  }
}

/** Null when the replay could not be finished; the reason has been told. */
function replay(events: readonly CaseEventRow[], differ: Differ): CaseLife | null {
  let life: CaseLife | null = null;
  for (const row of events) {
    let event: CaseEvent;
    try {
      if (row.machine_version !== caseMachineVersion) throw new Error("machine version");
      const { payload, slot } = JSON.parse(row.payload) as { payload: unknown; slot: CallSlot };
      event = { type: row.type, payload, actor: row.actor, slot } as CaseEvent;
      if (life === null) {
        if (event.type !== "register") throw new Error("first event");
        life = begin(inputOf(event.payload as unknown as CaseInput)).life;
        continue;
      }
      const taken = step(life, event);
      if (taken === null) {
        differ(row.seq, "replay-refused", `第 ${row.seq} 号事件“${row.type}”在重放时不被当时的状态允许`);
        return null;
      }
      life = taken.life;
    } catch {
      differ(row.seq, "event-unreadable", `第 ${row.seq} 号事件无法读取或重放`);
      return null;
    }
    if (life.state !== row.state_after) differ(row.seq, "replay-refused", `第 ${row.seq} 号事件后的状态与重放结果不一致`);
  }
  return life;
}

function inputOf({ kind, source, contactable, needs, callbackRules, extensionsMax }: CaseInput): CaseInput {
  return { kind, source, contactable, needs, callbackRules, extensionsMax };
}
