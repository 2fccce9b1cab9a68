/** How first-contact responsibility (首问负责) is kept: how many cases stayed with whoever took them first, and how many were passed on. */
import type { EventType } from "../machines/events.ts";
import type { Instant } from "../rules/words.ts";
import type { CaseRow } from "./schema.ts";
import type { Actor, Reader } from "./store.ts";

/** Why first-contact responsibility is not this actor's to pass on or to answer for, in Chinese; null when it is. */
export function ownershipBreach(type: EventType, row: Pick<CaseRow, "first_contact_owner_id" | "owner_offered_to_id">, actor: Actor): string | null {
  if (type === "offerOwnership") {
    const mayOffer = row.first_contact_owner_id === actor.userId || actor.roles.some(({ role }) => role === "supervisor");
    return mayOffer ? null : "首问责任只能由现在的首问负责人或督导移交。";
  }
  if (type !== "acceptOwnership" && type !== "refuseOwnership") return null;
  return row.owner_offered_to_id !== null && row.owner_offered_to_id === actor.userId ? null : "没有移交给您的首问责任。";
}

export interface FirstContactFigures {
  /** Closed in the period with an owner. */
  closed: number;
  /** Of these, with the owner that they had first. */
  keptByFirst: number;
  /** Handed over with the other's agreement, in the period. */
  passedOn: number;
  /** Offered and not accepted, in the period. */
  refused: number;
}

/** @param from included @param to excluded */
export async function firstContactFigures(read: Reader, from: Instant, to: Instant): Promise<FirstContactFigures> {
  const count = async (type: string): Promise<number> => {
    const row = await read.selectFrom("case_events").select(({ fn }) => fn.countAll<number>().as("count")).where("type", "=", type).where("at", ">=", from).where("at", "<", to).executeTakeFirstOrThrow();
    return Number(row.count);
  };
  const closed = read.selectFrom("cases").select(({ fn }) => fn.countAll<number>().as("count")).where("closed_at", ">=", from).where("closed_at", "<", to).where("first_contact_owner_id", "is not", null);
  const kept = closed.where((eb) => eb.not(eb.exists(eb.selectFrom("case_events").select("case_events.seq").whereRef("case_events.case_id", "=", "cases.id").where("case_events.type", "=", "acceptOwnership"))));
  return {
    closed: Number((await closed.executeTakeFirstOrThrow()).count),
    keptByFirst: Number((await kept.executeTakeFirstOrThrow()).count),
    passedOn: await count("acceptOwnership"),
    refused: await count("refuseOwnership"),
  };
}
