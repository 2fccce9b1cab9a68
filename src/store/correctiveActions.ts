/** The life of corrective actions (整改项): made by approved reviews and common causes, submitted, checked, changed, and followed when overdue. */
import { correctiveStateLabels, correctiveStepLabels, correctiveSteps, type CorrectiveState, type CorrectiveStep, type LoggedStep } from "../rules/correctiveActions.ts";
import { dayOf, isDay } from "../rules/shanghai.ts";
import type { Day, Instant } from "../rules/words.ts";
import { lockOpenCause } from "./commonCauses.ts";
import { ownerChosen, ownerNamed, type Owner } from "./correctiveOwners.ts";
import { HuiyinError, InvalidPayload, NotPermitted } from "./errors.ts";
import { holdsRole, unitPathOf } from "./rolesHeld.ts";
import type { CaseRow, CorrectiveActionRow } from "./schema.ts";
import type { Actor, Transaction } from "./store.ts";

/** Who acts, and when. */
export interface Deed {
  readonly at: Instant;
  readonly actor: Actor;
}

/** A step that the action's state does not allow. */
export class CorrectiveStateRefused extends HuiyinError {
  readonly state: string;
  constructor(step: CorrectiveStep, state: CorrectiveState) {
    const needed = correctiveSteps[step].from.map((each) => `“${correctiveStateLabels[each]}”`).join("或");
    super("corrective-action-state", `整改项现为“${correctiveStateLabels[state]}”，不能“${correctiveStepLabels[step]}”（须为${needed}），请刷新后再操作。`);
    this.state = state;
  }
}

/**
 * One action for each item of the review just approved, in the transaction of `approveReview`. An item that says the same as an action of
 * the case that is still under way (a later round's review often repeats the earlier one) is that action and makes no second one.
 * @param row the case after the event: `version` is the event's number, `review` what was approved.
 */
export async function createReviewActions(tx: Transaction, row: CaseRow, deed: Deed): Promise<number> {
  const { correctiveActions: items = [] } = JSON.parse(row.review ?? "{}") as { correctiveActions?: { action: string; owner: string; due: Day }[] };
  if (items.length === 0) return 0;
  const underWay = await tx.selectFrom("corrective_actions").select(["action", "owner", "due"]).where("case_id", "=", row.id).where("state", "in", ["open", "submitted"]).execute();
  const keyOf = ({ action, owner, due }: { action: string; owner: string; due: Day }) => JSON.stringify([action.trim(), owner.trim(), due]);
  const known = new Set(underWay.map(keyOf));
  let made = 0;
  for (const [index, item] of items.entries()) {
    if (known.has(keyOf(item))) continue;
    known.add(keyOf(item));
    const owner = await ownerNamed(tx, item.owner.trim(), row.unit_id);
    await insertAction(tx, { case_id: row.id, common_cause_id: null, review_seq: row.version, review_item: index }, { ...owner, action: item.action.trim(), due: item.due }, deed);
    made += 1;
  }
  return made;
}

export interface NewCauseAction {
  causeId: number;
  action: string;
  owner?: string | undefined;
  ownerUserId?: number | undefined;
  /** The cause's own where none is given. */
  unitId?: number | undefined;
  due: Day;
}

/** @throws HuiyinError `common-cause-not-found`, `common-cause-closed`; NotPermitted; InvalidPayload */
export async function createCauseAction(tx: Transaction, { causeId, action, due, ...chosen }: NewCauseAction, deed: Deed): Promise<{ id: number }> {
  const cause = await lockOpenCause(tx, causeId, deed.actor);
  mustBeDueLater(due, deed.at);
  const owner = await ownerChosen(tx, chosen, cause.unit_id);
  return insertAction(tx, { case_id: null, common_cause_id: causeId, review_seq: null, review_item: null }, { ...owner, action: action.trim(), due }, deed);
}

/** By the owner, or a handler of the unit. @throws HuiyinError `corrective-action-not-found`, CorrectiveStateRefused, NotPermitted */
export async function submitCorrectiveAction(tx: Transaction, id: number, { evidence }: { evidence: string }, deed: Deed): Promise<void> {
  await begin(tx, id, "submit", deed.actor);
  await tx.updateTable("corrective_actions").set({ state: "submitted", evidence, submitted_at: deed.at, submitted_by: deed.actor.id }).where("id", "=", id).execute();
  await log(tx, id, "submit", deed, { note: evidence });
}

/** The reviewer has found it done. */
export async function closeCorrectiveAction(tx: Transaction, id: number, { opinion }: { opinion?: string | undefined }, deed: Deed): Promise<void> {
  await begin(tx, id, "close", deed.actor);
  await tx.updateTable("corrective_actions").set({ state: "closed", closed_at: deed.at, closed_by: deed.actor.id, opinion: opinion ?? null }).where("id", "=", id).execute();
  await log(tx, id, "close", deed, { note: opinion ?? null });
}

/** The reviewer has found it not done: it is under way again, and late where its day has passed. */
export async function returnCorrectiveAction(tx: Transaction, id: number, { opinion }: { opinion: string }, deed: Deed): Promise<void> {
  await begin(tx, id, "return", deed.actor);
  await tx.updateTable("corrective_actions").set({ state: "open", submitted_at: null, submitted_by: null, opinion }).where("id", "=", id).execute();
  await log(tx, id, "return", deed, { note: opinion });
}

export async function cancelCorrectiveAction(tx: Transaction, id: number, { reason }: { reason: string }, deed: Deed): Promise<void> {
  await begin(tx, id, "cancel", deed.actor);
  await tx.updateTable("corrective_actions").set({ state: "cancelled", closed_at: deed.at, closed_by: deed.actor.id, opinion: reason }).where("id", "=", id).execute();
  await log(tx, id, "cancel", deed, { note: reason });
}

export interface CorrectiveChange {
  owner?: string | undefined;
  ownerUserId?: number | undefined;
  unitId?: number | undefined;
  due?: Day | undefined;
  reason: string;
}

/** A new owner, unit or day. Whoever gets a new day that has not passed is followed anew when it has. */
export async function changeCorrectiveAction(tx: Transaction, id: number, { due, reason, ...chosen }: CorrectiveChange, deed: Deed): Promise<void> {
  const row = await begin(tx, id, "change", deed.actor);
  if (due !== undefined) mustBeDueLater(due, deed.at);
  const before = { owner: row.owner, owner_user_id: row.owner_user_id, unit_id: row.unit_id, due: row.due };
  const after = { ...before, ...(await ownerColumns(tx, row, chosen)), due: due ?? row.due };
  const changes = (Object.keys(before) as (keyof typeof before)[]).filter((field) => before[field] !== after[field]).map((field) => ({ field, from: before[field], to: after[field] }));
  if (changes.length === 0) throw new InvalidPayload([{ path: "/", message: "没有改动：请给出新的责任人、单位或完成期限" }]);
  await tx.updateTable("corrective_actions").set({ ...after, escalated_at: due === undefined ? row.escalated_at : null }).where("id", "=", id).execute();
  await log(tx, id, "change", deed, { note: reason, changes: JSON.stringify(changes) });
}

async function ownerColumns(tx: Transaction, row: CorrectiveActionRow, { owner, ownerUserId, unitId }: Omit<CorrectiveChange, "due" | "reason">) {
  if (owner === undefined && ownerUserId === undefined && unitId === undefined) return {};
  // A unit alone leaves the person as he was.
  const isUnitAlone = owner === undefined && ownerUserId === undefined;
  const chosen = await ownerChosen(tx, isUnitAlone ? { owner: row.owner, unitId } : { owner, ownerUserId, unitId }, row.unit_id);
  return { owner: chosen.owner, owner_user_id: isUnitAlone ? row.owner_user_id : chosen.ownerUserId, unit_id: chosen.unitId };
}

async function insertAction(
  tx: Transaction,
  origin: Pick<CorrectiveActionRow, "case_id" | "common_cause_id" | "review_seq" | "review_item">,
  { action, owner, ownerUserId, unitId, due }: Owner & { action: string; due: Day },
  deed: Deed,
): Promise<{ id: number }> {
  const made = await tx
    .insertInto("corrective_actions")
    .values({ ...origin, action, owner, owner_user_id: ownerUserId, unit_id: unitId, due, state: "open", created_at: deed.at, created_by: deed.actor.id })
    .returning("id")
    .executeTakeFirstOrThrow();
  await log(tx, made.id, "create", deed, {});
  return made;
}

/** Written first, so that the row is locked before anybody judges what it says; then state and rights, in the order of every refusal here. */
async function begin(tx: Transaction, id: number, step: CorrectiveStep, actor: Actor): Promise<CorrectiveActionRow> {
  const row = await tx
    .updateTable("corrective_actions")
    .set((eb) => ({ state: eb.ref("state") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw unknownAction();
  const state = row.state as CorrectiveState;
  if (!correctiveSteps[step].from.includes(state)) throw new CorrectiveStateRefused(step, state);
  await mustBePermitted(tx, row, step, actor);
  return row;
}

async function mustBePermitted(tx: Transaction, row: CorrectiveActionRow, step: CorrectiveStep, actor: Actor): Promise<void> {
  const { roles, independent } = correctiveSteps[step];
  const isOwner = row.owner_user_id !== null && row.owner_user_id === actor.userId;
  if (step === "submit") {
    if (!isOwner && !holdsRole(actor, roles, await unitPathOf(tx, row.unit_id))) throw new NotPermitted("整改结果须由责任人或责任单位的承办人提交。");
    return;
  }
  const { unitPath, handledBy } = await subjectOf(tx, row);
  if (!holdsRole(actor, roles, unitPath)) throw new NotPermitted(`“${correctiveStepLabels[step]}”须由本单位的${step === "close" || step === "return" ? "复盘员" : "督导"}操作。`);
  if (!independent) return;
  if (handledBy.includes(actor.id)) throw new NotPermitted("本件由您经办：经办人不得核验、取消或调整该件的整改项，请换人办理。");
  if (isOwner || row.submitted_by === actor.id) throw new NotPermitted("这项整改由您负责或提交：不得由本人核验、取消或调整，请换人办理。");
}

/** The unit on whose side the action is judged, and who handled its case. */
async function subjectOf(tx: Transaction, row: CorrectiveActionRow): Promise<{ unitPath: string | null; handledBy: readonly string[] }> {
  if (row.case_id !== null) {
    const found = await tx.selectFrom("cases").select(["unit_id", "snapshot"]).where("id", "=", row.case_id).executeTakeFirstOrThrow();
    const { context } = JSON.parse(found.snapshot) as { context: { handledBy: string[] } };
    return { unitPath: await unitPathOf(tx, found.unit_id), handledBy: context.handledBy };
  }
  const cause = await tx.selectFrom("common_causes").select("unit_id").where("id", "=", row.common_cause_id).executeTakeFirstOrThrow();
  return { unitPath: await unitPathOf(tx, cause.unit_id), handledBy: [] };
}

export async function log(tx: Transaction, actionId: number, step: LoggedStep, { at, actor }: Deed, { note = null, changes = null }: { note?: string | null; changes?: string | null }): Promise<void> {
  await tx.insertInto("corrective_action_log").values({ action_id: actionId, at, actor: actor.id, actor_name: actor.name, step, note, changes }).execute();
}

export const unknownAction = () => new HuiyinError("corrective-action-not-found", "没有这项整改，或不在您的单位范围内。");

function mustBeDueLater(due: Day, at: Instant): void {
  if (!isDay(due)) throw new InvalidPayload([{ path: "/due", message: "没有这一天" }]);
  if (due < dayOf(at)) throw new InvalidPayload([{ path: "/due", message: "完成期限不能早于今天" }]);
}
