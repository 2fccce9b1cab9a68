/** Corrective actions as lists and pages read them, never beyond the units that the reader may see. */
import { sql, type SqlBool } from "kysely";
import type { CorrectiveState } from "../rules/correctiveActions.ts";
import type { Day } from "../rules/words.ts";
import { caseUnitIds } from "./readCases.ts";
import { causesWithin, orNone, readCommonCause } from "./readCommonCauses.ts";
import type { CorrectiveActionRow } from "./schema.ts";
import type { Reader } from "./store.ts";

/** Who reads: the units whose cases he sees, and himself, since an owner sees what he owns wherever he works. */
export interface CorrectiveReader {
  scopePaths: readonly string[];
  userId: number | null;
}

export type CorrectiveActionListed = CorrectiveActionRow & { case_no: string | null; case_state: string | null; cause_title: string | null; unit_name: string | null };

export interface CorrectiveFilter {
  state?: CorrectiveState | undefined;
  /** This unit and those below it. */
  unitId?: number | undefined;
  ownerId?: number | undefined;
  overdue?: boolean | undefined;
  caseId?: number | undefined;
  causeId?: number | undefined;
  reader: CorrectiveReader;
  today: Day;
  after?: CorrectivePosition | undefined;
  limit: number;
}

/** Where a page ended. */
export interface CorrectivePosition {
  rank: number;
  due: Day;
  id: number;
}

// What was found overdue comes first, then what is under way, then what has ended; each by its day.
const rank = sql<number>`case when corrective_actions.state = 'open' and corrective_actions.escalated_at is not null then 0 when corrective_actions.state in ('open', 'submitted') then 1 else 2 end`;

export async function listCorrectiveActions(read: Reader, filter: CorrectiveFilter): Promise<{ items: CorrectiveActionListed[]; next: CorrectivePosition | null }> {
  let query = actionsWithNames(read).select(rank.as("rank"));
  const units = await caseUnitIds(read, filter.reader.scopePaths);
  if (units !== "all") {
    query = query.where((eb) =>
      eb.or([
        eb("cases.unit_id", "in", orNone(units)),
        eb("corrective_actions.unit_id", "in", orNone(units)),
        eb("corrective_actions.owner_user_id", "=", filter.reader.userId ?? 0),
        eb("corrective_actions.common_cause_id", "in", causesWithin(read, units)),
      ]),
    );
  }
  if (filter.unitId !== undefined) {
    const unit = await read.selectFrom("units").select("path").where("id", "=", filter.unitId).executeTakeFirst();
    const wanted = unit === undefined ? [] : await caseUnitIds(read, [unit.path]);
    if (wanted !== "all") query = query.where("corrective_actions.unit_id", "in", orNone(wanted));
  }
  if (filter.state !== undefined) query = query.where("corrective_actions.state", "=", filter.state);
  if (filter.ownerId !== undefined) query = query.where("corrective_actions.owner_user_id", "=", filter.ownerId);
  if (filter.caseId !== undefined) query = query.where("corrective_actions.case_id", "=", filter.caseId);
  if (filter.causeId !== undefined) query = query.where("corrective_actions.common_cause_id", "=", filter.causeId);
  if (filter.overdue !== undefined) {
    const { overdue, today } = filter;
    query = query.where((eb) => {
      const late = eb.and([eb("corrective_actions.state", "=", "open"), eb("corrective_actions.due", "<", today)]);
      return overdue ? late : eb.not(late);
    });
  }
  const { after } = filter;
  if (after) query = query.where(sql<SqlBool>`(${rank}, corrective_actions.due, corrective_actions.id) > (${after.rank}, ${after.due}, ${after.id})`);
  const rows = await query
    .orderBy("rank")
    .orderBy("corrective_actions.due")
    .orderBy("corrective_actions.id")
    .limit(filter.limit + 1)
    .execute();
  const items = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? items.at(-1) : undefined;
  return { items, next: last ? { rank: last.rank, due: last.due, id: last.id } : null };
}

/** Null when there is no such action, or it is none of the reader's. */
export async function readCorrectiveAction(read: Reader, id: number, reader: CorrectiveReader): Promise<CorrectiveActionListed | null> {
  const row = await actionsWithNames(read).where("corrective_actions.id", "=", id).select(["cases.unit_id as case_unit_id"]).executeTakeFirst();
  if (row === undefined) return null;
  const units = await caseUnitIds(read, reader.scopePaths);
  const isSeen = units === "all" || units.some((unit) => unit === row.case_unit_id || unit === row.unit_id) || (row.owner_user_id !== null && row.owner_user_id === reader.userId);
  return isSeen || (row.common_cause_id !== null && (await readCommonCause(read, row.common_cause_id, reader.scopePaths)) !== null) ? row : null;
}

/** Who did what to an action, oldest first. */
export const correctiveLog = (read: Reader, actionId: number) => read.selectFrom("corrective_action_log").selectAll().where("action_id", "=", actionId).orderBy("id").execute();

/** All of a case or of a common cause, for the page of it, oldest first; whoever sees the page sees them. */
export function actionsOf(read: Reader, of: { caseId: number } | { causeId: number }): Promise<CorrectiveActionListed[]> {
  const query = actionsWithNames(read).orderBy("corrective_actions.id").limit(pageActionsMax);
  return ("caseId" in of ? query.where("corrective_actions.case_id", "=", of.caseId) : query.where("corrective_actions.common_cause_id", "=", of.causeId)).execute();
}

/** A case has at most some dozen; the page of a large cause shows its first ones and the list shows all. */
const pageActionsMax = 200;

function actionsWithNames(read: Reader) {
  return read
    .selectFrom("corrective_actions")
    .leftJoin("cases", "cases.id", "corrective_actions.case_id")
    .leftJoin("common_causes", "common_causes.id", "corrective_actions.common_cause_id")
    .leftJoin("units", "units.id", "corrective_actions.unit_id")
    .selectAll("corrective_actions")
    .select(["cases.case_no", "cases.state as case_state", "common_causes.title as cause_title", "units.name as unit_name"]);
}
