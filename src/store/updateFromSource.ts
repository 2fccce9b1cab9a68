/** Takes changed content from a case's source: the columns change, and the history says which ones, without personal values. */
import { applyEvent } from "./applyEvent.ts";
import { descriptionOf, type Description, type NewCaseRecord } from "./caseRecord.ts";
import { CaseNotFound } from "./errors.ts";
import type { CaseRow } from "./schema.ts";
import type { EventContext, Transaction } from "./store.ts";

/** What the case's life was decided by at its opening stays: a source that changes it tells so in `changed`, and staff act on it. */
const decidedAtOpening = ["kind", "lane"] as const;

export async function updateFromSource(tx: Transaction, caseId: number, record: NewCaseRecord, context: EventContext): Promise<CaseRow> {
  const before = await tx.selectFrom("cases").selectAll().where("id", "=", caseId).executeTakeFirst();
  if (before === undefined) throw new CaseNotFound(caseId);
  const description = descriptionOf(record, context.rulebook.vault);
  const changed = changedFields(before, description, context);
  await applyEvent(tx, caseId, { type: "sourceUpdated", payload: { contentHash: record.contentHash, changed, reportedAt: record.reportedAt } }, context);
  const columns: Partial<Description> = { ...description };
  for (const name of decidedAtOpening) delete columns[name];
  return tx.updateTable("cases").set(columns).where("id", "=", caseId).returningAll().executeTakeFirstOrThrow();
}

/** Names of the columns that differ; a complainant's sealed value is compared unsealed, since sealing twice never gives the same text. */
function changedFields(before: CaseRow, description: Description, { rulebook: { vault } }: EventContext): string[] {
  const names = (Object.keys(description) as (keyof Description)[]).filter((name) => name !== "content_hash" && !name.endsWith("_index"));
  return names.filter((name) => {
    const [old, now] = [before[name], description[name]];
    if (name !== "complainant_sealed" || old === null || now === null) return old !== now;
    return vault.unseal(old as string) !== vault.unseal(now as string);
  });
}
