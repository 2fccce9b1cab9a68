/** A complainant's own rating, by a one-time link. */
import type { Instant, Rating } from "../rules/words.ts";
import { complainantActor } from "./actors.ts";
import { applyEvent } from "./applyEvent.ts";
import { faultOf, hashOf, isSigned, unknownLink } from "./ratingLinks.ts";
import type { Rulebook, Transaction } from "./store.ts";

export interface SelfRating {
  rating: Rating;
  solved: boolean;
  comment?: string | undefined;
}

/** What the complainant says counts as a connected callback. @throws as readRatingLink */
export async function rateByLink(tx: Transaction, token: string, { rating, solved, comment }: SelfRating, { at, rulebook }: { at: Instant; rulebook: Rulebook }): Promise<void> {
  if (!isSigned(rulebook.vault, token)) throw unknownLink();
  const used = await tx
    .updateTable("rating_links")
    .set({ used_at: at })
    .where("token_hash", "=", hashOf(token))
    .where("used_at", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", at)
    .returning("case_id")
    .executeTakeFirst();
  if (used === undefined) throw faultOf(await tx.selectFrom("rating_links").selectAll().where("token_hash", "=", hashOf(token)).executeTakeFirst(), at) ?? unknownLink();
  const payload = { channel: "sms", connected: true, rating, solved, ...(comment === undefined || comment === "" ? {} : { comment }) };
  await applyEvent(tx, used.case_id, { type: "recordCallback", payload }, { at, actor: complainantActor, rulebook });
}
