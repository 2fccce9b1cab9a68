/** What became of corrective actions, for notices: what fell due in a period and was done, and what is open and late today; in all and by unit. */
import { isDoneOnTime, isOverdue } from "../rules/correctiveActions.ts";
import type { Day } from "../rules/words.ts";
import type { Reader } from "./store.ts";

export interface CorrectiveCounts {
  /** Fell due in the period and was not cancelled: done, being checked, or still open. */
  due: number;
  /** Of those: found done, and submitted by the day on which it was due. */
  doneOnTime: number;
  /** Of those: found done, but submitted later. */
  doneLate: number;
  /** Not submitted and its day is over, whenever that was. */
  overdue: number;
  /** Not found done yet, whenever it is due; the overdue ones and those being checked among them. */
  open: number;
}

export interface CorrectiveFigures extends CorrectiveCounts {
  /** By the name of the unit; each figure adds up to that of the house. */
  byUnit: (CorrectiveCounts & { unitId: number | null; unitName: string })[];
}

/** @param period both days included, in Asia/Shanghai. @param today the day as of which something is late. */
export async function correctiveFigures(read: Reader, { from, to, today }: { from: Day; to: Day; today: Day }): Promise<CorrectiveFigures> {
  const byUnit = new Map<number | null, CorrectiveCounts & { unitId: number | null; unitName: string }>();
  const total = none();
  const count = (row: { unit_id: number | null; unit_name: string | null }, names: readonly (keyof CorrectiveCounts)[]) => {
    const unit = byUnit.get(row.unit_id) ?? { unitId: row.unit_id, unitName: row.unit_name ?? "未分派", ...none() };
    byUnit.set(row.unit_id, unit);
    for (const name of names) {
      unit[name] += 1;
      total[name] += 1;
    }
  };
  const fellDue = await actions(read).where("due", ">=", from).where("due", "<=", to).where("state", "<>", "cancelled").execute();
  for (const row of fellDue) {
    const onTime = isDoneOnTime(row);
    count(row, ["due", ...(onTime === null ? [] : [onTime ? ("doneOnTime" as const) : ("doneLate" as const)])]);
  }
  for (const row of await actions(read).where("state", "in", ["open", "submitted"]).execute()) {
    count(row, isOverdue(row, today) ? ["open", "overdue"] : ["open"]);
  }
  return { ...total, byUnit: [...byUnit.values()].sort((a, b) => (a.unitName < b.unitName ? -1 : a.unitName > b.unitName ? 1 : (a.unitId ?? 0) - (b.unitId ?? 0))) };
}

const none = (): CorrectiveCounts => ({ due: 0, doneOnTime: 0, doneLate: 0, overdue: 0, open: 0 });

function actions(read: Reader) {
  return read
    .selectFrom("corrective_actions")
    .leftJoin("units", "units.id", "corrective_actions.unit_id")
    .select(["corrective_actions.unit_id", "units.name as unit_name", "corrective_actions.state", "corrective_actions.due", "corrective_actions.submitted_at"]);
}
