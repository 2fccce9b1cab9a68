/** Writes one event into a case's history and moves the case's row with it: state, event row, facts, effects, in that order, always. */
import { caseMachineVersion } from "../machines/caseMachine.ts";
import type { CaseEvent } from "../machines/events.ts";
import { freeze, type Step } from "../machines/step.ts";
import { followCallback } from "./callbackTasks.ts";
import { recordChange } from "./changes.ts";
import { eventHash } from "./chain.ts";
import { applyEffects, voidAnswers } from "./effects.ts";
import { factsOf, recordFacts } from "./facts.ts";
import { followNextSteps } from "./nextSteps.ts";
import { insertRows, updateRow } from "./prepared.ts";
import type { CaseRow } from "./schema.ts";
import type { EventContext, Transaction } from "./store.ts";
import { announce } from "./webhooks.ts";

/** @param row the case as it is before the event, with its version already raised to the event's number. */
export async function appendEvent(tx: Transaction, row: CaseRow, event: CaseEvent, taken: Step, context: EventContext): Promise<CaseRow> {
  const { life, effects } = taken;
  const entry = {
    case_id: row.id,
    seq: row.version,
    type: event.type,
    // The slot is kept with the payload: a later amendment of the calendar must not change what the machine saw.
    payload: JSON.stringify({ payload: event.payload, slot: event.slot }),
    actor: context.actor.id,
    actor_name: context.actor.name,
    at: context.at,
    state_after: life.state,
    machine_version: caseMachineVersion,
    previous_hash: row.chain_head,
  };
  const hash = eventHash(entry, context.rulebook.hash);
  const change = {
    version: row.version,
    snapshot: freeze(life),
    machine_version: caseMachineVersion,
    state: life.state,
    escalation: life.escalation,
    clock: life.clock,
    round: life.context.round,
    chain_head: hash,
    ...(await factsOf(tx, row, event, life, context)),
  };
  await updateRow(tx, "cases", row.id, change);
  const after = { ...row, ...change };
  await insertRows(tx, "case_events", [{ ...entry, hash }]);
  await recordChange(tx, after, event.type, context.at);
  await recordFacts(tx, after, event, context);
  await applyEffects(tx, after, event, effects, context);
  await followCallback(tx, row, after, event, life, context);
  await followNextSteps(tx, after, life);
  if (row.state === "closing" && after.state !== "closing" && after.state !== "closed") await voidAnswers(tx, row.id);
  const raised = effects.some((effect) => effect.type === "raiseEscalation");
  const closed = after.state === "closed" && row.state !== "closed";
  await announce(tx, after, [event.type, ...(raised ? ["escalated"] : []), ...(closed ? ["closed"] : [])], context.at);
  return after;
}
