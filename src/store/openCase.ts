/** Opens a case: its row, the first event of its history, and what the machine asks for at its beginning. */
import { caseMachineVersion } from "../machines/caseMachine.ts";
import type { CaseInput } from "../machines/caseContext.ts";
import { begin, freeze } from "../machines/step.ts";
import { extensionFor, needsOf, type Policy } from "../rules/policy.ts";
import { dayOf, weekOf } from "../rules/shanghai.ts";
import { descriptionOf, isContactable, type NewCaseRecord } from "./caseRecord.ts";
import { recordChange } from "./changes.ts";
import { chainStart, eventHash } from "./chain.ts";
import { applyEffects } from "./effects.ts";
import { followNextSteps } from "./nextSteps.ts";
import { indexCase } from "./searchIndex.ts";
import { slotOf } from "./slots.ts";
import type { EventContext, Transaction } from "./store.ts";
import { announce } from "./webhooks.ts";

export type { NewCaseRecord } from "./caseRecord.ts";

/** Null when the source's external id has its case already; nothing has happened then. */
export async function openCase(tx: Transaction, record: NewCaseRecord, context: EventContext): Promise<{ caseId: number; caseNo: string } | null> {
  const { at, actor, rulebook } = context;
  const input = inputOf(record, rulebook.policy);
  const { life, effects } = begin(input);
  const inserted = await tx
    .insertInto("cases")
    .values({
      case_no: null,
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
      chain_head: chainStart,
    })
    .onConflict((conflict) => conflict.columns(["source", "external_id"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted === undefined) return null;

  const caseNo = `HY${dayOf(at).replaceAll("-", "")}-${String(inserted.id).padStart(6, "0")}`;
  const payload = { ...input, lane: record.lane, priority: record.priority, contentHash: record.contentHash };
  const event = { type: "register" as const, payload, actor: actor.id, slot: slotOf(rulebook.clock, at) };
  const entry = {
    case_id: inserted.id,
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
  const hash = eventHash(entry);
  const row = await tx.updateTable("cases").set({ case_no: caseNo, chain_head: hash }).where("id", "=", inserted.id).returningAll().executeTakeFirstOrThrow();
  await tx
    .insertInto("case_events")
    .values({ ...entry, hash })
    .execute();
  await recordChange(tx, row, event.type, at);
  await applyEffects(tx, row, event, effects, context);
  await followNextSteps(tx, row, life, { isNew: true });
  await indexCase(tx, row, "new");
  await announce(tx, row, effects.some((effect) => effect.type === "raiseEscalation") ? ["register", "escalated"] : ["register"], at);
  return { caseId: inserted.id, caseNo };
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
