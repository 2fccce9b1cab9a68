/** The library of typical cases: all whose approved review says that others should learn from them. */
import { sql } from "kysely";
import { dayOf, weekOf } from "../rules/shanghai.ts";
import type { Instant, RootCause } from "../rules/words.ts";
import { listedCases, type ListedCase } from "./readNotice.ts";
import type { Reader } from "./store.ts";

export interface TypicalFilter {
  rootCause?: RootCause | undefined;
  /** The unit that had the case, by its id. */
  unitId?: number | undefined;
  /** Words of the title, the complaint, or the review. */
  q?: string | undefined;
  beforeId?: number | undefined;
  limit: number;
}

/** Newest first. */
export async function typicalLibrary(read: Reader, { rootCause, unitId, q, beforeId, limit }: TypicalFilter, now: Instant): Promise<{ items: ListedCase[]; nextBeforeId: number | null }> {
  let query = read
    .selectFrom("cases")
    .select("cases.id")
    .where(sql<boolean>`cases.review like '%"typicalCase":true%'`)
    .where((eb) => eb.exists(eb.selectFrom("timers").select("timers.id").whereRef("timers.case_id", "=", "cases.id").where("timers.kind", "=", "review").where("timers.status", "=", "met")));
  if (rootCause !== undefined) query = query.where("cases.review", "like", `%"rootCause":"${rootCause}"%`);
  if (unitId !== undefined) query = query.where("cases.unit_id", "=", unitId);
  if (beforeId !== undefined) query = query.where("cases.id", "<", beforeId);
  for (const word of (q ?? "").trim().split(/\s+/).filter(Boolean)) {
    const pattern = `%${word.replaceAll(/[%_\\]/g, "")}%`;
    query = query.where((eb) => eb.or([eb("cases.title", "like", pattern), eb("cases.content", "like", pattern), eb("cases.review", "like", pattern), eb("cases.category", "like", pattern)]));
  }
  const ids = (await query.orderBy("cases.id", "desc").limit(limit + 1).execute()).map(({ id }) => id);
  const shown = ids.slice(0, limit);
  const items = await listedCases(read, shown, weekOf(dayOf(now)));
  return { items: items.reverse(), nextBeforeId: ids.length > limit ? (shown.at(-1) ?? null) : null };
}
