/** Group complaints: the same matter from five or more people within seven days goes to level 3 (domain.md, Escalation). */
import type { CaseContext } from "../machines/caseContext.ts";
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import { systemActor } from "./actors.ts";
import { withCurrentIndexes } from "./samePerson.ts";
import type { CaseRow } from "./schema.ts";
import { similarCases, type SimilarCase } from "./similar.ts";
import type { Rulebook, Store } from "./store.ts";

/** The newest case that has been looked at; every later one is looked at once. */
const cursorName = "group-complaints-after";
const othersMax = 199;
/** Level 3 goes to the bureau's leader: what is only likely, and shown to staff as a suggestion, is not enough for it. */
const groupScoreMin = 0.9;
const over: readonly string[] = ["closed", "returned", "merged"];

export async function escalateGroups(store: Store, rulebook: Rulebook, now: Instant, { limit }: { limit: number }): Promise<{ examined: number; escalated: number }> {
  const after = Number((await store.read.selectFrom("settings").select("value").where("name", "=", cursorName).executeTakeFirst())?.value ?? 0);
  const from = toInstant(millisOf(now) - rulebook.policy.escalation.group.days * dayMillis);
  const fresh = await store.read.selectFrom("cases").selectAll().where("id", ">", after).orderBy("id").limit(limit).execute();
  let escalated = 0;
  for (const row of fresh) {
    // An old matter that arrives late is no crowd of today; a question is no complaint.
    if (row.reported_at < from || row.kind === "praise" || row.kind === "consultation") continue;
    escalated += await escalateGroupOf(store, rulebook, row, now);
  }
  const last = fresh.at(-1);
  if (last !== undefined) {
    await store.write(async (tx) => {
      await tx
        .insertInto("settings")
        .values({ name: cursorName, value: String(last.id) })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: String(last.id) }))
        .execute();
    });
  }
  return { examined: fresh.length, escalated };
}

/** How many cases were escalated for it. */
async function escalateGroupOf(store: Store, rulebook: Rulebook, row: CaseRow, at: Instant): Promise<number> {
  const group = rulebook.policy.escalation.group;
  const alike = await similarCases(store.read, row, { vault: rulebook.vault, scopePaths: ["/"], days: group.days, limit: othersMax, scoreMin: groupScoreMin });
  const others = alike.filter((other) => isOneMatter(row, other));
  const people = peopleIn(withCurrentIndexes(row, rulebook.vault), others);
  if (people < group.people || others.length === 0) return 0;
  const caseIds = [row.id, ...others.map(({ caseId }) => caseId)].sort((a, b) => a - b);
  let escalated = 0;
  for (const id of caseIds) {
    escalated += await store.write(async (tx) => {
      const found = await tx.selectFrom("cases").select(["state", "snapshot"]).where("id", "=", id).executeTakeFirstOrThrow();
      const { context } = JSON.parse(found.snapshot) as { context: CaseContext };
      if (over.includes(found.state) || context.triggers.includes("group-complaint")) return 0;
      await applyEvent(tx, id, { type: "groupComplaint", payload: { people, caseIds } }, { at, rulebook, actor: systemActor });
      return 1;
    });
  }
  return escalated;
}

/** Alike words are not enough: the same fault at two counters is two matters. Where nothing is known of unit or item, the words decide. */
function isOneMatter(row: CaseRow, other: SimilarCase): boolean {
  const pairs = [
    [row.service_item, other.serviceItem],
    [row.unit_id ?? row.source_unit, other.unitId ?? other.sourceUnit],
  ] as const;
  return pairs.every(([a, b]) => a === null || b === null || typeof a !== typeof b || a === b);
}

/** Different people; those of whom nothing is known count as one, since they may be. */
function peopleIn(row: CaseRow, others: readonly SimilarCase[]): number {
  const people = new Map<string, number>([[row.id_number_index ?? row.phone_index ?? "unknown", row.people_count]]);
  for (const { person, peopleCount } of others) people.set(person ?? "unknown", Math.max(people.get(person ?? "unknown") ?? 0, peopleCount));
  return [...people.values()].reduce((sum, count) => sum + count, 0);
}
