/** Callbacks in the order in which they are to be called. */
import { sql } from "kysely";
import type { Instant } from "../rules/words.ts";
import { caseUnitIds } from "./readCases.ts";
import { indexesOf } from "./samePerson.ts";
import type { CallbackTaskRow } from "./schema.ts";
import type { Reader } from "./store.ts";
import type { Vault } from "./vault.ts";

export interface CallbackFilter {
  state: "open" | "ended";
  awaits?: "call" | "approval" | undefined;
  callerId?: number | undefined;
  caseId?: number | undefined;
  /** Past their limit at this instant. */
  overdueAt?: Instant | undefined;
  plannedBefore?: Instant | undefined;
  /** Paths of the units whose cases the reader may see. */
  scopePaths: readonly string[];
  after?: CallbackPosition | undefined;
  limit: number;
}

/** Where a page ended. */
export interface CallbackPosition {
  at: Instant;
  id: number;
}

export type CallbackListed = CallbackTaskRow & {
  case_no: string | null;
  case_version: number;
  title: string | null;
  content_start: string;
  kind: string;
  disposition: string | null;
  complainant_sealed: string | null;
  anonymous: number;
  phone_index: string | null;
  unit_name: string | null;
  caller_name: string | null;
  link_created_at: Instant | null;
  link_expires_at: Instant | null;
  link_sent: number | null;
};

export async function listCallbacks(read: Reader, filter: CallbackFilter): Promise<{ items: CallbackListed[]; next: CallbackPosition | null }> {
  const units = await caseUnitIds(read, filter.scopePaths);
  let query = callbacksWithCases(read).where("callback_tasks.state", "=", filter.state);
  if (filter.awaits !== undefined) query = query.where("callback_tasks.awaits", "=", filter.awaits);
  if (filter.callerId !== undefined) query = query.where("callback_tasks.caller_id", "=", filter.callerId);
  if (filter.caseId !== undefined) query = query.where("callback_tasks.case_id", "=", filter.caseId);
  if (filter.overdueAt !== undefined) query = query.where("callback_tasks.due_at", "<", filter.overdueAt);
  if (filter.plannedBefore !== undefined) query = query.where("callback_tasks.planned_at", "<", filter.plannedBefore);
  if (units !== "all") query = query.where("cases.unit_id", "in", units.length > 0 ? units : [0]);
  const { after } = filter;
  if (after !== undefined) {
    query = query.where((eb) => eb.or([eb(orderOf(eb), ">", after.at), eb.and([eb(orderOf(eb), "=", after.at), eb("callback_tasks.id", ">", after.id)])]));
  }
  const rows = await query.orderBy((eb) => orderOf(eb)).orderBy("callback_tasks.id").limit(filter.limit + 1).execute();
  const items = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : { at: last.planned_at ?? last.due_at ?? last.opened_at, id: last.id } };
}

/** Null where there is none in these units. */
export async function readCallback(read: Reader, id: number, scopePaths: readonly string[]): Promise<CallbackListed | null> {
  const units = await caseUnitIds(read, scopePaths);
  let query = callbacksWithCases(read).where("callback_tasks.id", "=", id);
  if (units !== "all") query = query.where("cases.unit_id", "in", units.length > 0 ? units : [0]);
  return (await query.executeTakeFirst()) ?? null;
}

/** By the rows' telephones, as each row has them indexed: the cases with an open callback to it. */
export async function openCallbacksTo(read: Reader, to: readonly Pick<CallbackListed, "complainant_sealed" | "phone_index">[], vault: Vault): Promise<Map<string, { caseId: number; caseNo: string | null }[]>> {
  const found = new Map<string, { caseId: number; caseNo: string | null }[]>();
  const indexesByOwn = new Map(to.flatMap((row) => (row.phone_index === null ? [] : [[row.phone_index, indexesOf({ ...row, id_number_index: null }, vault).phone_index] as const])));
  const phoneIndexes = [...new Set([...indexesByOwn.values()].flat())];
  if (phoneIndexes.length === 0) return found;
  const rows = await read
    .selectFrom("callback_tasks")
    .innerJoin("cases", "cases.id", "callback_tasks.case_id")
    .select(["cases.id", "cases.case_no", "cases.phone_index"])
    .where("callback_tasks.state", "=", "open")
    .where("cases.phone_index", "in", phoneIndexes)
    .orderBy("cases.id")
    .execute();
  for (const [own, indexes] of indexesByOwn) found.set(own, rows.filter(({ phone_index }) => indexes.includes(phone_index ?? "")).map(({ id, case_no }) => ({ caseId: id, caseNo: case_no })));
  return found;
}

type Query = ReturnType<typeof callbacksWithCases>;
type Expressions = Parameters<Extract<Parameters<Query["where"]>[0], (...given: never[]) => unknown>>[0];
/** What has no planned time waits for somebody at its limit. */
const orderOf = (eb: Expressions) => eb.fn.coalesce("callback_tasks.planned_at", "callback_tasks.due_at", "callback_tasks.opened_at");

function callbacksWithCases(read: Reader) {
  return read
    .selectFrom("callback_tasks")
    .innerJoin("cases", "cases.id", "callback_tasks.case_id")
    .leftJoin("units", "units.id", "cases.unit_id")
    .leftJoin("users", "users.id", "callback_tasks.caller_id")
    .leftJoin("rating_links", (join) => join.onRef("rating_links.task_id", "=", "callback_tasks.id").on("rating_links.used_at", "is", null).on("rating_links.revoked_at", "is", null))
    .selectAll("callback_tasks")
    .select([
      "cases.case_no",
      "cases.version as case_version",
      "cases.title",
      sql<string>`substr(cases.content, 1, 400)`.as("content_start"),
      "cases.kind",
      "cases.disposition",
      "cases.complainant_sealed",
      "cases.anonymous",
      "cases.phone_index",
      "units.name as unit_name",
      "users.display_name as caller_name",
      "rating_links.created_at as link_created_at",
      "rating_links.expires_at as link_expires_at",
      "rating_links.sent as link_sent",
    ]);
}
