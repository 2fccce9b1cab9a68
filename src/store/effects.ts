/** Turns the machine's effects into rows, in the transaction of their event. */
import type { CaseEvent } from "../machines/events.ts";
import type { Effect } from "../machines/effects.ts";
import { limitEnd } from "../rules/limits.ts";
import type { Instant } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import { systemActor } from "./actors.ts";
import { insertRows, prepared } from "./prepared.ts";
import type { CaseRow } from "./schema.ts";
import type { EventContext, Transaction } from "./store.ts";
import { rootUnitId } from "./units.ts";
import { extendTimer, pauseTimers, resumeTimers, startTimer, stopTimer } from "./timers.ts";

export async function applyEffects(tx: Transaction, row: CaseRow, event: CaseEvent, effects: readonly Effect[], context: EventContext): Promise<void> {
  for (const effect of effects) {
    switch (effect.type) {
      case "startTimer":
        await startTimer(tx, row, effect.params.kind, context);
        break;
      case "stopTimer":
        // An attempt that reached nobody is no first contact (ADR 0006): its limit runs on.
        if (event.type === "recordContact" && event.payload.connected === false) break;
        await stopTimer(tx, row.id, effect.params.kind, effect.params.met, context.at);
        break;
      case "pauseTimers":
        await pauseTimers(tx, row.id);
        break;
      case "resumeTimers":
        await resumeTimers(tx, row.id, context);
        break;
      case "extendTimer":
        await extendTimer(tx, row, effect.params.days, context);
        break;
      case "raiseEscalation":
        await raiseEscalation(tx, row, effect.params, context);
        break;
      case "acknowledgeEscalation":
        await tx
          .updateTable("escalations")
          .set({ state: "acknowledged", acknowledged_at: context.at, owner: context.actor.id })
          .where("case_id", "=", row.id)
          .where("state", "=", "open")
          .execute();
        break;
      case "resolveEscalation":
        await resolveEscalations(tx, context.at, effect.params.resolution, row.id);
        break;
      case "sendAnswer":
        await sendAnswer(tx, row, event, effect.params.topic, context);
        break;
      case "informSecondaries":
        await informSecondaries(tx, row, context);
        break;
    }
  }
  if (event.type === "answerDelivered") await settleAnswers(tx, row.id, event.payload.proof, context);
}

/** A higher level takes over from the lower one, which counts as passed on. */
async function raiseEscalation(
  tx: Transaction,
  row: CaseRow,
  { level, trigger, reason }: { level: 1 | 2 | 3; trigger: string; reason: string },
  { at, rulebook }: EventContext,
): Promise<void> {
  await resolveEscalations(tx, at, `升至${level}级督办`, row.id);
  const { escalation, warnAt } = rulebook.policy;
  const limit = level === 1 ? escalation.level1 : level === 2 ? escalation.level2 : null;
  await insertRows(tx, "escalations", [
    {
      case_id: row.id,
      level,
      trigger_key: trigger,
      reason,
      state: "open",
      raised_at: at,
      due_at: limit === null ? null : limitEnd(rulebook.clock, limit, at, warnAt).due,
      owner: null,
      acknowledged_at: null,
      resolved_at: null,
      resolution: null,
      ...(await ownerOf(tx, row, level)),
    },
  ]);
}

const resolveEscalations = prepared((db, at: Instant, resolution: string, caseId: number) =>
  db.updateTable("escalations").set({ state: "resolved", resolved_at: at, resolution }).where("case_id", "=", caseId).where("state", "<>", "resolved"),
);

/** Level 1 is the window's, level 2 that of the unit's leader, level 3 that of the bureau's (domain.md, The life of a case). */
async function ownerOf(tx: Transaction, row: CaseRow, level: 1 | 2 | 3): Promise<{ owner_role: string; owner_unit_id: number | null }> {
  const rootId = await rootUnitId(tx);
  if (level === 1) return { owner_role: "window", owner_unit_id: rootId };
  return { owner_role: "supervisor", owner_unit_id: level === 2 ? (row.unit_id ?? rootId) : rootId };
}

async function sendAnswer(tx: Transaction, row: CaseRow, event: CaseEvent, topic: "answer" | "return", { at }: EventContext): Promise<void> {
  await tx
    .insertInto("outbox")
    .values({
      case_id: row.id,
      source: row.source,
      external_id: row.external_id,
      topic,
      round: row.round,
      body: JSON.stringify({ externalId: row.external_id, caseNo: row.case_no, topic, round: row.round, reply: await replyOf(tx, row, event), at }),
      created_at: at,
      state: "pending",
      delivered_at: null,
      proof: null,
    })
    .execute();
}

/** What the source is told: the approved reply, a secondary's from its primary, or what the event itself says. */
async function replyOf(tx: Transaction, row: CaseRow, event: CaseEvent): Promise<string> {
  if (event.type === "returnToSource") return event.payload.reason;
  if (event.type === "withdraw") return `诉求人已撤回诉求：${event.payload.reason}`;
  const from = row.primary_id === null ? row : await tx.selectFrom("cases").select("disposition").where("id", "=", row.primary_id).executeTakeFirstOrThrow();
  if (from.disposition !== null) return (JSON.parse(from.disposition) as { reply: string }).reply;
  return row.kind === "praise" ? "您的表扬已登记并转达相关单位，感谢您的认可。" : "诉求已办结。";
}

/** Answers of earlier rounds that never went out are replaced by the one that did. */
async function settleAnswers(tx: Transaction, caseId: number, proof: string, { at }: EventContext): Promise<void> {
  const newest = await tx.selectFrom("outbox").select("id").where("case_id", "=", caseId).where("topic", "=", "answer").orderBy("id", "desc").executeTakeFirst();
  if (newest === undefined) return;
  await tx.updateTable("outbox").set({ state: "delivered", delivered_at: at, proof }).where("id", "=", newest.id).execute();
  await tx.updateTable("outbox").set({ state: "void" }).where("case_id", "=", caseId).where("state", "=", "pending").execute();
}

/** A case that is handled again has no answer yet: what had not gone out is replaced by what will come of it. */
export async function voidAnswers(tx: Transaction, caseId: number): Promise<void> {
  await tx.updateTable("outbox").set({ state: "void", next_at: null }).where("case_id", "=", caseId).where("topic", "=", "answer").where("state", "=", "pending").execute();
}

async function informSecondaries(tx: Transaction, row: CaseRow, { at, rulebook }: EventContext): Promise<void> {
  const secondaries = await tx.selectFrom("cases").select("id").where("primary_id", "=", row.id).where("state", "=", "merged").orderBy("id").execute();
  for (const { id } of secondaries) {
    await applyEvent(tx, id, { type: "primaryClosed", payload: { primaryId: row.id } }, { at, rulebook, actor: systemActor });
  }
}
