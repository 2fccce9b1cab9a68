/** Escalations as the window's list shows them: by level, then by the time that is left. */
import { sql } from "kysely";
import type { Instant } from "../rules/words.ts";
import { caseUnitIds } from "./readCases.ts";
import type { EscalationRow } from "./schema.ts";
import type { Reader, RoleHeld } from "./store.ts";

export interface EscalationFilter {
  level?: number | undefined;
  /** `unresolved` is open or acknowledged. */
  state?: string | undefined;
  caseId?: number | undefined;
  /** Those that belong to one of these roles in its unit. */
  ownedBy?: readonly RoleHeld[] | undefined;
  /** Paths of the units whose cases the reader may see. */
  scopePaths: readonly string[];
  after?: EscalationPosition | undefined;
  limit: number;
}

/** Where a page ended. */
export interface EscalationPosition {
  level: number;
  due: Instant;
  id: number;
}

export type EscalationListed = EscalationRow & {
  case_no: string | null;
  case_version: number;
  case_state: string;
  title: string | null;
  content_start: string;
  unit_id: number | null;
  unit_name: string | null;
  owner_unit_name: string | null;
  owner_name: string | null;
};

/** Sorts after every instant: an escalation without a limit comes last in its level. */
const never = "9999-12-31T23:59:59.999Z";

export async function listEscalations(
  read: Reader,
  filter: EscalationFilter,
): Promise<{ items: EscalationListed[]; next: EscalationPosition | null }> {
  const units = await caseUnitIds(read, filter.scopePaths);
  let query = escalationsWithCases(read);
  if (filter.level !== undefined) query = query.where("escalations.level", "=", filter.level);
  if (filter.state === "unresolved") query = query.where("escalations.state", "in", ["open", "acknowledged"]);
  else if (filter.state !== undefined) query = query.where("escalations.state", "=", filter.state);
  if (filter.ownedBy !== undefined) {
    const held = filter.ownedBy;
    // Held in the owner's unit or above it.
    query = query.where((eb) => eb.or([eb.lit(false), ...held.map(({ role, unitPath }) => eb.and([eb("escalations.owner_role", "=", role), eb("owner_unit.path", "like", `${unitPath}%`)]))]));
  }
  if (filter.caseId !== undefined) query = query.where("escalations.case_id", "=", filter.caseId);
  if (units !== "all") query = query.where("cases.unit_id", "in", units.length > 0 ? units : [0]);
  const { after } = filter;
  if (after) {
    query = query.where((expression) => {
      const due = expression.fn.coalesce("escalations.due_at", sql.lit(never));
      return expression.or([
        expression("escalations.level", "<", after.level),
        expression.and([expression("escalations.level", "=", after.level), expression(due, ">", after.due)]),
        expression.and([
          expression("escalations.level", "=", after.level),
          expression(due, "=", after.due),
          expression("escalations.id", ">", after.id),
        ]),
      ]);
    });
  }
  const rows = await query
    .orderBy("escalations.level", "desc")
    .orderBy((expression) => expression.fn.coalesce("escalations.due_at", sql.lit(never)))
    .orderBy("escalations.id")
    .limit(filter.limit + 1)
    .execute();
  const items = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? items.at(-1) : undefined;
  return { items, next: last ? { level: last.level, due: last.due_at ?? never, id: last.id } : null };
}

export async function readEscalation(read: Reader, id: number): Promise<EscalationListed | null> {
  return (await escalationsWithCases(read).where("escalations.id", "=", id).executeTakeFirst()) ?? null;
}

function escalationsWithCases(read: Reader) {
  return read
    .selectFrom("escalations")
    .innerJoin("cases", "cases.id", "escalations.case_id")
    .leftJoin("units", "units.id", "cases.unit_id")
    .leftJoin("units as owner_unit", "owner_unit.id", "escalations.owner_unit_id")
    .leftJoin("users as taker", (join) => join.on((eb) => eb("escalations.owner", "=", eb(eb.val("user:"), "||", eb.cast<string>(eb.ref("taker.id"), "text")))))
    .selectAll("escalations")
    .select([
      "cases.case_no",
      "cases.version as case_version",
      "cases.state as case_state",
      "cases.title",
      sql<string>`substr(cases.content, 1, 400)`.as("content_start"),
      "cases.unit_id",
      "units.name as unit_name",
      "owner_unit.name as owner_unit_name",
      "taker.display_name as owner_name",
    ]);
}
