/** Recomputes from the raw events what figures count, and compares: no figure may say what no event says. */
import { weekOf } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import type { CaseEventRow, CaseRow } from "./schema.ts";
import type { Reader } from "./store.ts";

type CaseFacts = Pick<CaseRow, "id" | "week" | "reported_at" | "accepted_at" | "first_contact_at" | "disposition_approved_at" | "closed_at" | "unit_id">;
type RawEvent = Pick<CaseEventRow, "case_id" | "seq" | "type" | "payload" | "at" | "state_after">;

const casesPerRead = 300;
const types = ["accept", "assign", "reassign", "decline", "recordContact", "approveDisposition", "recordCallback", "reopen"];

/** Ids of the cases whose facts differ from their events. */
export async function casesWithFalseFacts(read: Reader): Promise<number[]> {
  const wrong: number[] = [];
  for (let after = 0; ; ) {
    const cases = await read
      .selectFrom("cases")
      .select(["id", "week", "reported_at", "accepted_at", "first_contact_at", "disposition_approved_at", "closed_at", "unit_id"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(casesPerRead)
      .execute();
    if (cases.length === 0) return wrong;
    const ids = cases.map(({ id }) => id);
    const events = await read
      .selectFrom("case_events")
      .select(["case_id", "seq", "type", "payload", "at", "state_after"])
      .where("case_id", "in", ids)
      .where((eb) => eb.or([eb("type", "in", types), eb("state_after", "=", "closed")]))
      .orderBy("case_id")
      .orderBy("seq")
      .execute();
    const callbacks = await read.selectFrom("callbacks").select(["case_id", "seq", "at", "connected", "rating", "solved"]).where("case_id", "in", ids).orderBy("case_id").orderBy("seq").execute();
    const [eventsOf, callbacksOf] = [grouped(events), grouped(callbacks)];
    for (const row of cases) {
      const told = toldBy(row, eventsOf.get(row.id) ?? []);
      const kept = { ...row, callbacks: (callbacksOf.get(row.id) ?? []).map(({ seq, at, connected, rating, solved }) => [seq, at, connected === 1, rating, solved === null ? null : solved === 1]) };
      if (JSON.stringify(told) !== JSON.stringify(kept)) wrong.push(row.id);
    }
    after = ids.at(-1) ?? after;
  }
}

/** The case's facts as its events tell them, in the columns' order; what no event has touched stays as the case was opened. */
function toldBy(row: CaseFacts, events: readonly RawEvent[]): CaseFacts & { callbacks: unknown[][] } {
  const told = { ...row, unit_id: null as number | null, week: weekOf(row.reported_at), accepted_at: null as Instant | null, first_contact_at: null as Instant | null, disposition_approved_at: null as Instant | null, closed_at: null as Instant | null, callbacks: [] as unknown[][] };
  for (const { type, payload: text, at, seq, state_after } of events) {
    const { payload } = JSON.parse(text) as { payload: Record<string, unknown> };
    if (type === "accept") told.accepted_at = at;
    else if (type === "assign" || type === "reassign") told.unit_id = payload["unitId"] as number;
    else if (type === "decline") told.unit_id = null;
    else if (type === "recordContact" && payload["connected"] !== false) told.first_contact_at ??= at;
    else if (type === "approveDisposition") told.disposition_approved_at = at;
    else if (type === "recordCallback") told.callbacks.push([seq, at, payload["connected"], payload["rating"] ?? null, payload["solved"] ?? null]);
    if (type === "reopen") told.closed_at = null;
    else if (state_after === "closed") told.closed_at ??= at;
  }
  return told;
}

function grouped<Row extends { case_id: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(row.case_id, [...(groups.get(row.case_id) ?? []), row]);
  return groups;
}
