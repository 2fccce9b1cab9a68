/** Answers on their way back to the sources: pulled by an integration, and delivered once it gives the proof. */
import type { Instant, Source } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import type { EventContext, Reader, Transaction } from "./store.ts";

export interface PendingAnswer {
  id: number;
  caseId: number;
  caseNo: string | null;
  externalId: string;
  /** `answer` | `return` */
  topic: string;
  round: number;
  body: unknown;
  createdAt: Instant;
}

export type AcknowledgeOutcome = "delivered" | "already-delivered" | "void" | "not-found";

/** What waits for this source after the row `sinceId`, oldest first. */
export async function pendingAnswers(read: Reader, source: Source, sinceId: number, limit: number): Promise<PendingAnswer[]> {
  const rows = await read
    .selectFrom("outbox")
    .innerJoin("cases", "cases.id", "outbox.case_id")
    .selectAll("outbox")
    .select("cases.case_no")
    .where("outbox.source", "=", source)
    .where("outbox.state", "=", "pending")
    .where("outbox.id", ">", sinceId)
    .orderBy("outbox.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    caseNo: row.case_no,
    externalId: row.external_id,
    topic: row.topic,
    round: row.round,
    body: JSON.parse(row.body) as unknown,
    createdAt: row.created_at,
  }));
}

/** @param answer.source of the key that asks; null where we have sent it ourselves. Being told twice changes nothing; another source's answer is as unknown as one that does not exist. */
export async function acknowledgeAnswer(
  tx: Transaction,
  answer: { id: number; source: Source | null; channel: string; proof: string },
  context: EventContext,
): Promise<AcknowledgeOutcome> {
  const row = await tx.selectFrom("outbox").select(["case_id", "source", "topic", "round", "state"]).where("id", "=", answer.id).executeTakeFirst();
  if (!row || (answer.source !== null && row.source !== answer.source)) return "not-found";
  if (row.state === "delivered") return "already-delivered";
  if (row.state === "void") return "void";
  if (row.topic === "return") {
    // A returned case is over: that the source has its return changes nothing in it, and the proof is kept with the row.
    await tx
      .updateTable("outbox")
      .set({ state: "delivered", delivered_at: context.at, proof: answer.proof })
      .where("id", "=", answer.id)
      .execute();
    return "delivered";
  }
  await applyEvent(
    tx,
    row.case_id,
    { type: "answerDelivered", payload: { channel: answer.channel, proof: answer.proof, round: row.round } },
    context,
  );
  return "delivered";
}
