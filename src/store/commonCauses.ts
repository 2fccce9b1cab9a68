/** Common causes (从办一件事到办一类事): made, changed, given cases and taken from them, and concluded once nothing is left to do. */
import { causeRoles } from "../rules/correctiveActions.ts";
import type { RootCause } from "../rules/words.ts";
import type { Deed } from "./correctiveActions.ts";
import { HuiyinError, InvalidPayload, NotPermitted } from "./errors.ts";
import { caseUnitIds } from "./readCases.ts";
import { holdsRole, unitPathOf } from "./rolesHeld.ts";
import type { CommonCauseRow } from "./schema.ts";
import type { Actor, Transaction } from "./store.ts";

export interface NewCommonCause {
  title: string;
  description: string;
  rootCause?: RootCause | null | undefined;
  /** Null for the whole house. */
  unitId?: number | null | undefined;
  caseIds?: readonly number[] | undefined;
}

/** A deed of somebody who sees the cases of these units. */
export interface ScopedDeed extends Deed {
  readonly scopePaths: readonly string[];
}

/** @throws NotPermitted, InvalidPayload */
export async function createCommonCause(tx: Transaction, { title, description, rootCause = null, unitId = null, caseIds = [] }: NewCommonCause, deed: ScopedDeed): Promise<{ id: number }> {
  await mustLieWithin(tx, unitId, deed.actor);
  const made = await tx
    .insertInto("common_causes")
    .values({ title: title.trim(), description, root_cause: rootCause, unit_id: unitId, state: "open", created_at: deed.at, created_by: deed.actor.id })
    .returning("id")
    .executeTakeFirstOrThrow();
  await addRows(tx, made.id, caseIds, deed);
  return made;
}

/** @throws HuiyinError `common-cause-not-found`, `common-cause-closed`; NotPermitted; InvalidPayload */
export async function changeCommonCause(tx: Transaction, id: number, change: Partial<Omit<NewCommonCause, "caseIds">>, deed: Deed): Promise<void> {
  const row = await lockOpenCause(tx, id, deed.actor);
  if (change.unitId !== undefined && change.unitId !== row.unit_id) await mustLieWithin(tx, change.unitId, deed.actor);
  await tx
    .updateTable("common_causes")
    .set({
      title: change.title?.trim() ?? row.title,
      description: change.description ?? row.description,
      root_cause: change.rootCause === undefined ? row.root_cause : change.rootCause,
      unit_id: change.unitId === undefined ? row.unit_id : change.unitId,
      updated_at: deed.at,
      updated_by: deed.actor.id,
    })
    .where("id", "=", id)
    .execute();
}

/** Those that it has already stay as they are. Nothing is added where one of them cannot be. */
export async function addCasesToCause(tx: Transaction, id: number, caseIds: readonly number[], deed: ScopedDeed): Promise<void> {
  await lockOpenCause(tx, id, deed.actor);
  await addRows(tx, id, caseIds, deed);
}

/** @throws HuiyinError `common-cause-case-not-found` */
export async function removeCaseFromCause(tx: Transaction, id: number, caseId: number, deed: Deed): Promise<void> {
  await lockOpenCause(tx, id, deed.actor);
  const removed = await tx
    .updateTable("common_cause_cases")
    .set({ removed_at: deed.at, removed_by: deed.actor.id })
    .where("cause_id", "=", id)
    .where("case_id", "=", caseId)
    .where("removed_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (removed === undefined) throw new HuiyinError("common-cause-case-not-found", "这个共性问题中没有该工单，请刷新后再看。");
}

/** @throws HuiyinError `common-cause-actions-open` */
export async function closeCommonCause(tx: Transaction, id: number, { conclusion }: { conclusion: string }, deed: Deed): Promise<void> {
  await lockOpenCause(tx, id, deed.actor);
  const left = await tx
    .selectFrom("corrective_actions")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("common_cause_id", "=", id)
    .where("state", "in", ["open", "submitted"])
    .executeTakeFirstOrThrow();
  if (Number(left.count) > 0) throw new HuiyinError("common-cause-actions-open", `这个共性问题还有 ${left.count} 项整改没有完成，请先完成、核验或取消后再下结论。`);
  await tx.updateTable("common_causes").set({ state: "closed", conclusion, closed_at: deed.at, closed_by: deed.actor.id }).where("id", "=", id).execute();
}

/** Written first, so that nobody concludes a cause while another gives it something to do. @throws HuiyinError, NotPermitted */
export async function lockOpenCause(tx: Transaction, id: number, actor: Actor): Promise<CommonCauseRow> {
  const row = await tx
    .updateTable("common_causes")
    .set((eb) => ({ state: eb.ref("state") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw unknownCause();
  if (row.state === "closed") throw new HuiyinError("common-cause-closed", "这个共性问题已有结论并已关闭，不能再改动。");
  mustHoldRole(actor, await unitPathOf(tx, row.unit_id));
  return row;
}

export const unknownCause = () => new HuiyinError("common-cause-not-found", "没有这个共性问题，或不在您的单位范围内。");

async function addRows(tx: Transaction, causeId: number, caseIds: readonly number[], { at, actor, scopePaths }: ScopedDeed): Promise<void> {
  if (caseIds.length === 0) return;
  const units = await caseUnitIds(tx, scopePaths);
  let visible = tx.selectFrom("cases").select("id").where("id", "in", caseIds);
  if (units !== "all") visible = visible.where("unit_id", "in", units.length > 0 ? units : [0]);
  const found = new Set((await visible.execute()).map(({ id }) => id));
  const faults = caseIds.flatMap((id, index) => (found.has(id) ? [] : [{ path: `/caseIds/${index}`, message: "没有这个工单，或不在您的单位范围内" }]));
  if (faults.length > 0) throw new InvalidPayload(faults);
  await tx
    .insertInto("common_cause_cases")
    .values([...found].map((caseId) => ({ cause_id: causeId, case_id: caseId, added_at: at, added_by: actor.id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The unit exists, and the actor works on what lies in it. */
async function mustLieWithin(tx: Transaction, unitId: number | null, actor: Actor): Promise<void> {
  const path = await unitPathOf(tx, unitId);
  if (unitId !== null && path === null) throw new InvalidPayload([{ path: "/unitId", message: "没有这个单位" }]);
  mustHoldRole(actor, path);
}

function mustHoldRole(actor: Actor, unitPath: string | null): void {
  if (!holdsRole(actor, causeRoles, unitPath)) throw new NotPermitted("共性问题须由所属单位的“办不成事”窗口人员、督导或复盘员办理；不属于某个单位的，由局级人员办理。");
}
