/** Overdue corrective actions: each is found once, marked, logged and announced. */
import { dayOf } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { systemActor } from "./actors.ts";
import { log } from "./correctiveActions.ts";
import type { CorrectiveActionRow } from "./schema.ts";
import type { Store, Transaction } from "./store.ts";
import { announce, announceWithoutCase } from "./webhooks.ts";

export const overdueEvent = "corrective-action-overdue";
const actionsPerWrite = 100;

/** Marks at most so many in one transaction and goes on until none is left; who runs it again, or beside another process, marks nothing twice. */
export async function escalateOverdueActions(store: Store, at: Instant, { limit = actionsPerWrite }: { limit?: number } = {}): Promise<{ escalated: number }> {
  let escalated = 0;
  for (let found = limit; found === limit; escalated += found) {
    found = await store.write((tx) => escalateSome(tx, at, limit));
  }
  return { escalated };
}

async function escalateSome(tx: Transaction, at: Instant, limit: number): Promise<number> {
  const rows = await tx
    .updateTable("corrective_actions")
    .set({ escalated_at: at })
    .where("id", "in", (eb) =>
      eb.selectFrom("corrective_actions").select("id").where("state", "=", "open").where("escalated_at", "is", null).where("due", "<", dayOf(at)).orderBy("due").orderBy("id").limit(limit),
    )
    // Asked again of the row itself: another process may have marked it, or its owner submitted it, while this one waited for the lock.
    .where("state", "=", "open")
    .where("escalated_at", "is", null)
    .where("due", "<", dayOf(at))
    .returningAll()
    .execute();
  for (const row of rows.sort((a, b) => a.id - b.id)) {
    await log(tx, row.id, "escalate", { at, actor: systemActor }, {});
    await announceOverdue(tx, row, at);
  }
  return rows.length;
}

async function announceOverdue(tx: Transaction, row: CorrectiveActionRow, at: Instant): Promise<void> {
  const about = { correctiveActionId: row.id, due: row.due };
  if (row.case_id === null) {
    await announceWithoutCase(tx, overdueEvent, at, { ...about, ...(row.common_cause_id === null ? {} : { commonCauseId: row.common_cause_id }) });
    return;
  }
  const found = await tx.selectFrom("cases").selectAll().where("id", "=", row.case_id).executeTakeFirstOrThrow();
  await announce(tx, found, [overdueEvent], at, about);
}
