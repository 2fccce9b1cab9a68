/** The audit trail of personal data that was shown unmasked. */
import type { Instant } from "../rules/words.ts";
import type { Transaction } from "./store.ts";

export async function recordReveal(
  tx: Transaction,
  reveal: { caseId: number; field: string; reason: string; actor: string; at: Instant },
): Promise<void> {
  await tx
    .insertInto("reveals")
    .values({ case_id: reveal.caseId, field: reveal.field, reason: reveal.reason, actor: reveal.actor, at: reveal.at })
    .execute();
}
