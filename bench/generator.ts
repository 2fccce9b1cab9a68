/**
 * Fills an empty store with registered cases, as if they had come in by feeds over the days before an instant: rows, events with their
 * hashes, limits, receipts and search index, written many at a time. What a case is made of comes from the product's own functions.
 */
import { caseMachineVersion } from "../src/machines/caseMachine.ts";
import { begin, freeze } from "../src/machines/step.ts";
import { limitEnd } from "../src/rules/limits.ts";
import { extensionFor, limitFor, needsOf } from "../src/rules/policy.ts";
import { dayOf, millisOf, toInstant, weekOf } from "../src/rules/shanghai.ts";
import { longPassedAt } from "../src/rules/timerSteps.ts";
import type { Instant } from "../src/rules/words.ts";
import { descriptionOf, type NewCaseRecord } from "../src/store/caseRecord.ts";
import { chainStart, eventHash } from "../src/store/chain.ts";
import { indexNewCases } from "../src/store/searchIndex.ts";
import { nextStepsOf } from "../src/store/nextSteps.ts";
import { slotOf } from "../src/store/slots.ts";
import type { Rulebook, Store } from "../src/store/store.ts";

const casesPerWrite = 200;
const items = ["户籍", "驾驶证", "出入境", "身份证", "车辆年审", "居住证"];
const faults = ["排队时间过长", "材料一次未告知清楚", "工作人员态度冷漠", "系统故障让改天再来", "提前停止取号", "多次往返仍未办结"];

export interface GeneratorOptions {
  cases: number;
  /** The newest was opened at this instant, the oldest `days` before. */
  until: Instant;
  days: number;
  /** The search index doubles the time; a bench of limits needs none. */
  search?: boolean | undefined;
}

export async function fillStore(store: Store, rulebook: Rulebook, { cases, until, days, search = true }: GeneratorOptions): Promise<void> {
  const first = Number((await store.read.selectFrom("cases").select(({ fn }) => fn.max("id").as("id")).executeTakeFirst())?.id ?? 0) + 1;
  for (let n = 0; n < cases; n += casesPerWrite) {
    const made = Array.from({ length: Math.min(casesPerWrite, cases - n) }, (_, k) => caseOf(rulebook, first + n + k, toInstant(millisOf(until) - Math.floor((1 - (n + k) / cases) * days * 86_400_000))));
    await store.write(async (tx) => {
      await tx.insertInto("cases").values(made.map(({ row }) => row)).execute();
      await tx.insertInto("case_events").values(made.map(({ event }) => event)).execute();
      await tx.insertInto("timers").values(made.map(({ timer }) => timer)).execute();
      await tx.insertInto("next_steps").values(made.flatMap(({ steps }) => steps)).execute();
      await tx.insertInto("feed_records").values(made.map(({ receipt }) => receipt)).execute();
      if (search) await indexNewCases(tx, made.map(({ row }) => ({ ...row, disposition: null, title: row.title ?? null, source_reply: null, case_no: row.case_no ?? null })));
    });
  }
  if (store.kind === "postgres") await followIds(store);
}

function caseOf(rulebook: Rulebook, id: number, at: Instant) {
  const record = recordOf(id, at);
  const input = {
    kind: record.kind,
    source: record.source,
    contactable: true,
    needs: needsOf(rulebook.policy, record.kind),
    callbackRules: rulebook.policy.callback,
    extensionsMax: extensionFor(rulebook.policy, record).countMax,
  };
  const { life } = begin(input);
  const payload = JSON.stringify({ payload: { ...input, lane: record.lane, priority: record.priority, contentHash: record.contentHash }, slot: slotOf(rulebook.clock, at) });
  const entry = { case_id: id, seq: 1, type: "register", payload, actor: "generator", actor_name: "生成", at, state_after: life.state, machine_version: caseMachineVersion, previous_hash: chainStart };
  const hash = eventHash(entry);
  const limit = limitFor(rulebook.policy, record, "accept");
  if (limit === null) throw new Error("no limit for acceptance");
  const { due, near, provisional } = limitEnd(rulebook.clock, limit, at, rulebook.policy.warnAt);
  const steps = nextStepsOf({ id, unit_id: null, handler_id: null }, life, [{ case_id: id, kind: "accept", due_at: due }]);
  return {
    steps,
    row: {
      id,
      case_no: `HY${dayOf(at).replaceAll("-", "")}-${String(id).padStart(6, "0")}`,
      version: 1,
      machine_version: caseMachineVersion,
      snapshot: freeze(life),
      state: life.state,
      escalation: life.escalation,
      clock: life.clock,
      round: 1,
      source: record.source,
      external_id: record.externalId,
      profile: record.profile,
      reported_at: at,
      week: weekOf(at),
      opened_at: at,
      ...descriptionOf(record, rulebook.vault),
      chain_head: hash,
    },
    event: { ...entry, hash },
    timer: {
      case_id: id,
      kind: "accept" as const,
      round: 1,
      status: "live",
      from_at: at,
      near_at: near,
      due_at: due,
      limit_text: JSON.stringify(limit),
      provisional: provisional ? (1 as const) : (0 as const),
      next_step: "near",
      next_at: near,
      long_at: longPassedAt(rulebook.clock, rulebook.policy, "accept", due),
    },
    receipt: {
      source: record.source,
      external_id: record.externalId,
      profile: record.profile ?? record.source,
      received_at: at,
      day: dayOf(at),
      outcome: "created" as const,
      case_id: id,
      content_hash: record.contentHash,
      raw_sealed: rulebook.vault.seal("{}"),
      sender: "generator",
    },
  };
}

function recordOf(n: number, at: Instant): NewCaseRecord {
  const [item, fault] = [items[n % items.length] ?? "", faults[(n * 7) % faults.length] ?? ""];
  return {
    source: "110",
    externalId: `G${n}`,
    profile: "110",
    kind: "complaint",
    lane: "general",
    priority: n % 20 === 0 ? "urgent" : "normal",
    reportedAt: at,
    occurredAt: null,
    sourceDeadline: null,
    sourceStatus: null,
    sourceReply: null,
    title: `反映${item}窗口${fault}`,
    content: `来电人反映到${item}业务窗口办理业务，${fault}，期间无人解释，要求改进并回复。编号${n}`,
    address: null,
    category: null,
    serviceItem: item,
    windowName: null,
    officer: null,
    peopleCount: 1,
    extra: {},
    complainant: { name: `李${n % 977}`, phone: `139${String(n).padStart(8, "0")}`, idNumber: null, anonymous: false, confidential: false },
    sourceUnit: null,
    contentHash: `generated-${n}`,
  };
}

/** Ids were given by hand; PostgreSQL's own counter has to go on behind them. */
async function followIds(store: Store): Promise<void> {
  const { sql } = await import("kysely");
  await sql`select setval(pg_get_serial_sequence('cases', 'id'), (select max(id) from cases))`.execute(store.read);
}
