/** Opens cases: their rows, the first event of each one's history, and what the machine asks for at its beginning. */
import { sql } from "kysely";
import { caseMachineVersion } from "../machines/caseMachine.ts";
import type { CaseInput } from "../machines/caseContext.ts";
import type { Effect } from "../machines/effects.ts";
import type { CaseEvent } from "../machines/events.ts";
import { begin, freeze, type CaseLife } from "../machines/step.ts";
import { extensionFor, needsOf, type Policy } from "../rules/policy.ts";
import { dayOf, weekOf } from "../rules/shanghai.ts";
import { descriptionOf, isContactable, type NewCaseRecord } from "./caseRecord.ts";
import { changeOf } from "./changes.ts";
import { chainStart, eventHash } from "./chain.ts";
import { isSqlite } from "./columns.ts";
import { applyEffects } from "./effects.ts";
import { nextStepsOf } from "./nextSteps.ts";
import { insertRows, insertUnlessKnown, prepared } from "./prepared.ts";
import type { CaseEventRow, CaseRow } from "./schema.ts";
import { indexNewCases } from "./searchIndex.ts";
import { slotOf } from "./slots.ts";
import type { EventContext, Transaction } from "./store.ts";
import { newTimer, type NewTimer } from "./timers.ts";
import { announce } from "./webhooks.ts";

export type { NewCaseRecord } from "./caseRecord.ts";

/** Null when the source's external id has its case already; nothing has happened then. */
export async function openCase(tx: Transaction, record: NewCaseRecord, context: EventContext): Promise<{ caseId: number; caseNo: string } | null> {
  const [row] = await openCases(tx, [record], context);
  return row === undefined ? null : { caseId: row.id, caseNo: row.case_no ?? "" };
}

/**
 * Opens many at once, table by table: a statement for each row would cost more than the row.
 * @param records each with an external id of its own. @returns those opened, in their order; a record whose external id has its case already is left out.
 */
export async function openCases(tx: Transaction, records: readonly NewCaseRecord[], context: EventContext): Promise<CaseRow[]> {
  const ids = await newCaseIds(tx, records.length);
  const made = records.map((record, index) => newCase(ids[index] ?? 0, record, context));
  const kept = await insertCases(tx, made.map(({ row }) => row));
  const opened = made.filter(({ row }) => kept.has(row.id));

  await insertRows(tx, "case_events", opened.map(({ entry }) => entry));
  await insertRows(tx, "changes", opened.map(({ row }) => changeOf(row, "register", context.at)));
  await insertRows(tx, "timers", opened.flatMap(({ timers }) => timers));
  for (const { row, event, others } of opened) if (others.length > 0) await applyEffects(tx, row, event, others, context);
  await insertRows(tx, "next_steps", opened.flatMap(({ row, life, timers }) => nextStepsOf(row, life, timers)));
  await indexNewCases(tx, opened.map(({ row }) => row));
  for (const { row, others } of opened) await announce(tx, row, others.some(({ type }) => type === "raiseEscalation") ? ["register", "escalated"] : ["register"], context.at);
  return opened.map(({ row }) => row);
}

/** On SQLite nobody else writes meanwhile; on PostgreSQL each number is given once. */
async function newCaseIds(tx: Transaction, count: number): Promise<number[]> {
  if (isSqlite(tx)) {
    const [newest] = await newestCase(tx);
    return Array.from({ length: count }, (_, index) => (newest?.id ?? 0) + 1 + index);
  }
  const { rows } = await sql<{ id: number }>`select nextval(pg_get_serial_sequence('cases', 'id')) as id from generate_series(1, ${sql.lit(count)})`.execute(tx);
  return rows.map(({ id }) => id);
}
const newestCase = prepared((db) => db.selectFrom("cases").select("id").orderBy("id", "desc").limit(1));

/** @returns the ids of those that were not there before. */
async function insertCases(tx: Transaction, rows: readonly CaseRow[]): Promise<ReadonlySet<number>> {
  return new Set(await insertUnlessKnown(tx, "cases", rows, ["source", "external_id"]));
}

interface Opened {
  row: CaseRow;
  life: CaseLife;
  event: CaseEvent;
  entry: CaseEventRow;
  timers: NewTimer[];
  /** What the machine asks for beside limits: a walk-in begins escalated. */
  others: Effect[];
}

function newCase(id: number, record: NewCaseRecord, { at, actor, rulebook }: EventContext): Opened {
  const input = inputOf(record, rulebook.policy);
  const { life, effects } = begin(input);
  const payload = { ...input, lane: record.lane, priority: record.priority, contentHash: record.contentHash };
  const event = { type: "register" as const, payload, actor: actor.id, slot: slotOf(rulebook.clock, at) };
  const entry = {
    case_id: id,
    seq: 1,
    type: event.type,
    payload: JSON.stringify({ payload, slot: event.slot }),
    actor: actor.id,
    actor_name: actor.name,
    at,
    state_after: life.state,
    machine_version: caseMachineVersion,
    previous_hash: chainStart,
  };
  const hash = eventHash(entry, rulebook.hash);
  const row: CaseRow = {
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
    reported_at: record.reportedAt,
    week: weekOf(record.reportedAt),
    opened_at: at,
    ...descriptionOf(record, rulebook.vault),
    unit_id: null,
    handler_id: null,
    first_contact_owner_id: actor.userId ?? null,
    owner_offered_to_id: null,
    primary_id: null,
    suspended_at: null,
    accepted_at: null,
    first_contact_at: null,
    disposition_due_at: null,
    disposition_approved_at: null,
    disposition: null,
    review: null,
    closed_at: null,
    erased_at: null,
    chain_head: hash,
    urge_count: 0,
    urged_at: null,
    notice_week: null,
    checkpointed_version: 0,
  };
  return {
    row,
    life,
    event,
    entry: { ...entry, hash },
    timers: effects.flatMap((effect) => (effect.type === "startTimer" ? (newTimer(row, effect.params.kind, at, rulebook) ?? []) : [])),
    others: effects.filter(({ type }) => type !== "startTimer"),
  };
}

function inputOf(record: NewCaseRecord, policy: Policy): CaseInput {
  return {
    kind: record.kind,
    source: record.source,
    contactable: isContactable(record.complainant),
    needs: needsOf(policy, record.kind),
    callbackRules: { attemptsMax: policy.callback.attemptsMax, workingDaysMin: policy.callback.workingDaysMin, halvesOfDayMin: policy.callback.halvesOfDayMin },
    extensionsMax: extensionFor(policy, record).countMax,
  };
}
