/** Cases as lists and the case page read them, never beyond the units that the reader may see. */
import { sql } from "kysely";
import type { Instant, Kind, Source, Week } from "../rules/words.ts";
import type { CaseEventRow, CaseRow, TimerRow } from "./schema.ts";
import { prepared } from "./prepared.ts";
import { matchingCases, newestMatchingCases } from "./searchIndex.ts";
import type { Reader, Transaction } from "./store.ts";
import { rootUnit } from "./units.ts";
import type { Vault } from "./vault.ts";

export interface CaseFilter {
  state?: string | undefined;
  /** This unit and those below it. */
  unitId?: number | undefined;
  handlerId?: number | undefined;
  source?: Source | undefined;
  week?: Week | undefined;
  kind?: Kind | undefined;
  /** `any` for every level. */
  escalation?: "none" | "any" | "level1" | "level2" | "level3" | undefined;
  overdue?: boolean | undefined;
  /** Found in title, content, answer, case number and the source's id; a phone or id number is found by its blind index. */
  q?: string | undefined;
  /** Whether the source has urged. */
  urged?: boolean | undefined;
  /** Paths of the units whose cases the reader may see; a case that no unit has yet belongs to the root. */
  scopePaths: readonly string[];
  /** Cases older than this one: where the page before ended. */
  beforeId?: number | undefined;
  limit: number;
  at: Instant;
  vault: Vault;
}

/** A case with the names of those who have it. */
export type CaseWithNames = CaseRow & {
  unit_code: string | null;
  unit_name: string | null;
  unit_path: string | null;
  handler_name: string | null;
  first_contact_owner_name: string | null;
  owner_offered_to_name: string | null;
};

export interface CaseLink {
  relation: string;
  /** `to`: this case was merged into, or repeats, the other; `from`: the other way round. */
  direction: "to" | "from";
  caseId: number;
  caseNo: string | null;
  state: string;
  createdAt: Instant;
  endedAt: Instant | null;
}

/** Newest first. */
export async function listCases(read: Reader, filter: CaseFilter): Promise<{ items: CaseWithNames[]; nextBeforeId: number | null }> {
  const units = await caseUnitIds(read, filter.scopePaths);
  let query = casesWithNames(read);
  if (units !== "all") query = withinUnits(query, units);
  if (filter.unitId !== undefined) {
    const unit = await read.selectFrom("units").select("path").where("id", "=", filter.unitId).executeTakeFirst();
    if (!unit) return { items: [], nextBeforeId: null };
    const wanted = await caseUnitIds(read, [unit.path]);
    if (wanted !== "all") query = withinUnits(query, wanted);
  }
  if (filter.state !== undefined) query = query.where("cases.state", "=", filter.state);
  if (filter.handlerId !== undefined) query = query.where("cases.handler_id", "=", filter.handlerId);
  if (filter.source !== undefined) query = query.where("cases.source", "=", filter.source);
  if (filter.week !== undefined) query = query.where("cases.week", "=", filter.week);
  if (filter.kind !== undefined) query = query.where("cases.kind", "=", filter.kind);
  if (filter.escalation === "any") query = query.where("cases.escalation", "in", ["level1", "level2", "level3"]);
  else if (filter.escalation !== undefined) query = query.where("cases.escalation", "=", filter.escalation);
  if (filter.beforeId !== undefined) query = query.where("cases.id", "<", filter.beforeId);
  if (filter.overdue !== undefined) {
    const late = read.selectFrom("timers").select("timers.case_id").where(sql<boolean>`timers.status = 'live'`).where("timers.due_at", "<", filter.at);
    query = query.where("cases.id", filter.overdue ? "in" : "not in", late);
  }
  if (filter.urged !== undefined) query = query.where(filter.urged ? sql<boolean>`cases.urge_count > 0` : sql<boolean>`cases.urge_count = 0`);
  const wanted = filter.q?.trim();
  const page = (of: CaseQuery) => of.orderBy("cases.id", "desc").limit(filter.limit + 1).execute();
  const rows = !wanted ? await page(query) : ((await pageOfNewest(query, read, wanted, filter, page)) ?? (await page(found(query, read, wanted, filter.vault))));
  const items = rows.slice(0, filter.limit);
  return { items, nextBeforeId: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Case numbers of the cases that these repeat (二次投诉). */
export async function repeatedCaseNos(db: Reader | Transaction, ids: readonly number[]): Promise<Map<number, string | null>> {
  const links = await db
    .selectFrom("case_links")
    .innerJoin("cases", "cases.id", "case_links.to_case_id")
    .select(["case_links.from_case_id", "cases.case_no"])
    .where("case_links.from_case_id", "in", ids)
    .where("case_links.relation", "=", "repeat-of")
    .where("case_links.ended_at", "is", null)
    .execute();
  return new Map(links.map(({ from_case_id, case_no }) => [from_case_id, case_no]));
}

/** In the order of the ids given; whether the reader may see them was asked where the ids were found. */
export async function casesByIds(read: Reader, ids: readonly number[]): Promise<CaseWithNames[]> {
  if (ids.length === 0) return [];
  const rows = new Map((await casesWithNames(read).where("cases.id", "in", ids).execute()).map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** Null when there is no such case, or it lies outside the given units. */
export async function readCase(read: Reader, id: number, scopePaths: readonly string[]): Promise<CaseWithNames | null> {
  const [row] = await caseById(read, id);
  if (!row) return null;
  const path = row.unit_path ?? (await rootUnit(read))?.path ?? "/";
  return scopePaths.some((scope) => path.startsWith(scope)) ? row : null;
}

const caseById = prepared((read, id: number) => casesWithNames(read).where("cases.id", "=", id));

/** Who has a case, by name. */
export async function namesOfCase(read: Reader, row: CaseRow): Promise<CaseWithNames> {
  const [unit] = row.unit_id === null ? [] : await unitById(read, row.unit_id);
  const nameOf = async (id: number | null) => (id === null ? null : ((await userNameById(read, id))[0]?.display_name ?? null));
  return {
    ...row,
    unit_code: unit?.code ?? null,
    unit_name: unit?.name ?? null,
    unit_path: unit?.path ?? null,
    handler_name: await nameOf(row.handler_id),
    first_contact_owner_name: await nameOf(row.first_contact_owner_id),
    owner_offered_to_name: await nameOf(row.owner_offered_to_id),
  };
}
const unitById = prepared((read, id: number) => read.selectFrom("units").select(["code", "name", "path"]).where("id", "=", id));
const userNameById = prepared((read, id: number) => read.selectFrom("users").select("display_name").where("id", "=", id));

export type CaseDeadline = Pick<TimerRow, "kind" | "round" | "status" | "due_at" | "done_at" | "provisional">;

/** Every limit that the case has had, oldest first. */
export const caseDeadlines: (read: Reader, caseId: number) => Promise<CaseDeadline[]> = prepared((read, caseId: number) =>
  read.selectFrom("timers").select(["kind", "round", "status", "due_at", "done_at", "provisional"]).where("case_id", "=", caseId).where("status", "<>", "cancelled").orderBy("id"),
);

/** Which kinds of things hang on a case: most have none, and need not be asked for each. */
export async function hangingOn(read: Reader, caseId: number): Promise<{ links: boolean; actions: boolean; causes: boolean }> {
  const [found] = await hangers(read, caseId, caseId, caseId, caseId);
  return { links: Boolean(found?.linked) || Boolean(found?.linked_to), actions: Boolean(found?.actions), causes: Boolean(found?.causes) };
}
const hangers = prepared((read, from: number, to: number, ofAction: number, ofCause: number) =>
  read.selectNoFrom((eb) => [
    eb.exists(eb.selectFrom("case_links").select("from_case_id").where("from_case_id", "=", from)).as("linked"),
    eb.exists(eb.selectFrom("case_links").select("from_case_id").where("to_case_id", "=", to)).as("linked_to"),
    eb.exists(eb.selectFrom("corrective_actions").select("id").where("case_id", "=", ofAction)).as("actions"),
    eb.exists(eb.selectFrom("common_cause_cases").select("case_id").where("case_id", "=", ofCause)).as("causes"),
  ]),
);

export async function caseLinks(read: Reader, caseId: number): Promise<CaseLink[]> {
  const rows = await read
    .selectFrom("case_links")
    .innerJoin("cases as source_case", "source_case.id", "case_links.from_case_id")
    .innerJoin("cases as target_case", "target_case.id", "case_links.to_case_id")
    .select([
      "case_links.relation",
      "case_links.from_case_id",
      "case_links.to_case_id",
      "case_links.created_at",
      "case_links.ended_at",
      "source_case.case_no as from_case_no",
      "source_case.state as from_state",
      "target_case.case_no as to_case_no",
      "target_case.state as to_state",
    ])
    .where((expression) =>
      expression.or([expression("case_links.from_case_id", "=", caseId), expression("case_links.to_case_id", "=", caseId)]),
    )
    .orderBy("case_links.created_at")
    .orderBy("case_links.from_case_id")
    .execute();
  return rows.map((row) => {
    const outgoing = row.from_case_id === caseId;
    return {
      relation: row.relation,
      direction: outgoing ? "to" : "from",
      caseId: outgoing ? row.to_case_id : row.from_case_id,
      caseNo: outgoing ? row.to_case_no : row.from_case_no,
      state: outgoing ? row.to_state : row.from_state,
      createdAt: row.created_at,
      endedAt: row.ended_at,
    };
  });
}

/** Oldest first, after the event `afterSeq`. */
export async function caseHistory(read: Reader, caseId: number, page: { afterSeq: number; limit: number }): Promise<CaseEventRow[]> {
  return read
    .selectFrom("case_events")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("seq", ">", page.afterSeq)
    .orderBy("seq")
    .limit(page.limit)
    .execute();
}

/**
 * The units at or below the paths; `all` where the root is among them, so that a list needs no condition and shows the cases
 * that no unit has yet.
 */
export async function caseUnitIds(read: Reader | Transaction, paths: readonly string[]): Promise<"all" | number[]> {
  if (paths.length === 0) return [];
  const rootPath = (await rootUnit(read))?.path ?? "/";
  if (paths.some((path) => rootPath.startsWith(path))) return "all";
  const rows = await read
    .selectFrom("units")
    .select("id")
    .where((expression) => expression.or(paths.map((path) => expression("path", "like", `${path}%`))))
    .execute();
  return rows.map((row) => row.id);
}

/** Where the newest cases with common words fill a page, the others need not be found; null where they do not. */
async function pageOfNewest(query: CaseQuery, read: Reader, wanted: string, { beforeId, limit }: CaseFilter, page: (of: CaseQuery) => Promise<CaseWithNames[]>): Promise<CaseWithNames[] | null> {
  const newest = looksLikeNumber.test(wanted) ? null : newestMatchingCases(read, wanted, beforeId, newestLookedAt);
  if (newest === null) return null;
  const rows = await page(query.where("cases.id", "in", newest));
  return rows.length > limit ? rows : null;
}
const newestLookedAt = 1_000;

/** By the full-text index, and by the blind indexes where the text could be a phone or an id number. */
function found(query: CaseQuery, read: Reader, wanted: string, vault: Vault): CaseQuery {
  const indexes = looksLikeNumber.test(wanted) ? vault.indexes(wanted) : [];
  const matching = matchingCases(read, wanted, indexes);
  return matching === null ? foundLiterally(query, wanted) : query.where("cases.id", "in", matching);
}

/** A phone or an id number. */
const looksLikeNumber = /^[\d\s()+-]{7,20}$|^\d{17}[\dXx]$/;

/** Signs alone are in no index; who asks for them is asked to wait for a look at every text. */
function foundLiterally(query: CaseQuery, wanted: string): CaseQuery {
  const pattern = `%${wanted.replace(/[\\%_]/g, "\\$&")}%`;
  return query.where(sql<boolean>`(cases.title like ${pattern} escape '\\' or cases.content like ${pattern} escape '\\')`);
}

type CaseQuery = ReturnType<typeof casesWithNames>;

// No unit at all is written as the id 0, which no unit has: `in ()` is no SQL.
const withinUnits = (query: CaseQuery, ids: number[]): CaseQuery => query.where("cases.unit_id", "in", ids.length > 0 ? ids : [0]);

/** Every case with the names of those who have it: what lists, pages and paper start from. */
export function casesWithNames(read: Reader) {
  return read
    .selectFrom("cases")
    .leftJoin("units", "units.id", "cases.unit_id")
    .leftJoin("users as handler", "handler.id", "cases.handler_id")
    .leftJoin("users as owner", "owner.id", "cases.first_contact_owner_id")
    .leftJoin("users as offered", "offered.id", "cases.owner_offered_to_id")
    .selectAll("cases")
    .select([
      "units.code as unit_code",
      "units.name as unit_name",
      "units.path as unit_path",
      "handler.display_name as handler_name",
      "owner.display_name as first_contact_owner_name",
      "offered.display_name as owner_offered_to_name",
    ]);
}
