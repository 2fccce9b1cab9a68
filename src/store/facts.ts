/** What an event makes true of a case beside its state: the columns that lists and figures read, and the rows of links and callbacks. */
import type { CaseEvent, EventType } from "../machines/events.ts";
import type { CaseLife } from "../machines/step.ts";
import { dayMillis, isDay, millisOf, toInstant } from "../rules/shanghai.ts";
import { isSatisfied } from "../rules/words.ts";
import { isCallOutsideHours } from "./callbackTasks.ts";
import { createReviewActions } from "./correctiveActions.ts";
import { HuiyinError, InvalidPayload, NotPermitted } from "./errors.ts";
import { ownershipBreach } from "./firstContact.ts";
import type { CaseRow } from "./schema.ts";
import { indexChangedCase } from "./searchIndex.ts";
import type { Actor, EventContext, Transaction } from "./store.ts";

type Facts = Partial<Omit<CaseRow, "id">>;

/** The columns that change with the event; checks first that the rows it names exist. */
export async function factsOf(tx: Transaction, row: CaseRow, event: CaseEvent, life: CaseLife, { at, actor }: EventContext): Promise<Facts> {
  switch (event.type) {
    case "accept":
      return { accepted_at: at };
    case "assign":
    case "reassign":
      await mustExist(tx, "units", event.payload.unitId, "unitId", "承办单位");
      if (event.payload.handlerId !== undefined) await mustExist(tx, "users", event.payload.handlerId, "handlerId", "承办人");
      return { unit_id: event.payload.unitId, handler_id: event.payload.handlerId ?? null };
    case "decline":
      return { unit_id: null, handler_id: null };
    case "sign":
      return { handler_id: actor.userId ?? row.handler_id, ...ownedBy(row, actor.userId) };
    case "recordContact":
      return event.payload.connected === false || row.first_contact_at !== null ? ownedBy(row, actor.userId) : { first_contact_at: at, ...ownedBy(row, actor.userId) };
    case "suspend":
      return { suspended_at: at };
    case "resume":
      return { suspended_at: null };
    case "submitDisposition":
      return { disposition: JSON.stringify(event.payload), suspended_at: null };
    case "approveDisposition":
      return { disposition_approved_at: at };
    case "submitReview":
      event.payload.correctiveActions?.forEach(({ due }, index) => {
        if (!isDay(due)) throw fault(`correctiveActions/${index}/due`, "没有这一天");
      });
      return { review: JSON.stringify(event.payload) };
    case "merge":
      await mustBeMergeable(tx, row, event.payload.primaryId);
      return { primary_id: event.payload.primaryId, suspended_at: null };
    case "returnToSource":
      if (await hasSecondaries(tx, row)) throw new HuiyinError("has-secondaries", "已有工单并入本件，请先解除并案再退回来源。");
      return {};
    case "unmerge":
      return { primary_id: null };
    case "withdraw":
      return { suspended_at: null };
    case "reopen":
      return { closed_at: null };
    case "offerOwnership":
      mustBeOwners(event.type, row, actor);
      if (event.payload.userId === row.first_contact_owner_id) throw fault("userId", "这个人已经是首问负责人");
      await mustExist(tx, "users", event.payload.userId, "userId", "接手人");
      return { owner_offered_to_id: event.payload.userId };
    case "acceptOwnership":
    case "refuseOwnership":
      mustBeOwners(event.type, row, actor);
      return event.type === "acceptOwnership" ? { first_contact_owner_id: row.owner_offered_to_id, owner_offered_to_id: null } : { owner_offered_to_id: null };
    default:
      return life.state === "closed" && row.state !== "closed" ? { closed_at: at } : {};
  }
}

function mustBeOwners(type: EventType, row: CaseRow, actor: Actor): void {
  const breach = ownershipBreach(type, row, actor);
  if (breach !== null) throw new NotPermitted(breach);
}

/** The rows beside the case: links, callback attempts and corrective actions. */
export async function recordFacts(tx: Transaction, row: CaseRow, event: CaseEvent, context: EventContext): Promise<void> {
  const { at, actor } = context;
  if (event.type === "recordCallback") {
    const { channel, connected, rating, solved, comment } = event.payload;
    // An unsatisfied answer has already begun the next round; the callback belongs to the one it judged.
    const round = rating !== undefined && !isSatisfied(rating) ? row.round - 1 : row.round;
    await tx
      .insertInto("callbacks")
      .values({
        case_id: row.id,
        seq: row.version,
        round,
        at,
        actor: actor.id,
        channel,
        connected: connected ? 1 : 0,
        rating: rating ?? null,
        satisfied: rating === undefined ? null : isSatisfied(rating) ? 1 : 0,
        solved: solved === undefined ? null : solved ? 1 : 0,
        comment: comment ?? null,
        outside_hours: isCallOutsideHours(channel, context) ? 1 : 0,
      })
      .execute();
  } else if (event.type === "approveReview") {
    await createReviewActions(tx, row, { at, actor });
  } else if (event.type === "submitDisposition") {
    await indexChangedCase(tx, row);
  } else if (event.type === "merge") {
    await link(tx, row.id, event.payload.primaryId, "merged-into", at);
  } else if (event.type === "unmerge") {
    await tx.updateTable("case_links").set({ ended_at: at }).where("from_case_id", "=", row.id).where("relation", "=", "merged-into").where("ended_at", "is", null).execute();
  } else if (event.type === "linkRepeat") {
    if (event.payload.caseId === row.id) throw fault("caseId", "二次投诉不能关联到工单自身");
    await mustExist(tx, "cases", event.payload.caseId, "caseId", "原件");
    await link(tx, row.id, event.payload.caseId, "repeat-of", at, await isSecondComplaint(tx, row, event.payload.caseId, context));
  }
}

const ownedBy = (row: CaseRow, userId: number | undefined): Facts =>
  row.first_contact_owner_id === null && userId !== undefined ? { first_contact_owner_id: userId } : {};

async function link(tx: Transaction, from: number, to: number, relation: string, at: string, isSecond = false): Promise<void> {
  await tx.insertInto("case_links").values({ from_case_id: from, to_case_id: to, relation, created_at: at, ended_at: null, second_complaint: isSecond ? 1 : 0 }).execute();
}

/** domain.md: a complaint about a matter that was disposed within the policy's days before; one about an open matter is not a second one. */
async function isSecondComplaint(tx: Transaction, row: CaseRow, earlierId: number, { rulebook }: EventContext): Promise<boolean> {
  const { disposition_approved_at: disposed } = await tx.selectFrom("cases").select("disposition_approved_at").where("id", "=", earlierId).executeTakeFirstOrThrow();
  const earliest = toInstant(millisOf(row.reported_at) - rulebook.policy.secondComplaintDays * dayMillis);
  return disposed !== null && disposed <= row.reported_at && disposed >= earliest;
}

async function mustExist(tx: Transaction, table: "units" | "users" | "cases", id: number, field: string, label: string): Promise<void> {
  const found = await tx.selectFrom(table).select("id").where("id", "=", id).executeTakeFirst();
  if (found === undefined) throw fault(field, `${label}不存在(编号 ${id})`);
}

/** A primary must be a live case of its own: not itself, not merged away, not ended, and nothing may be merged into this one. */
async function mustBeMergeable(tx: Transaction, row: CaseRow, primaryId: number): Promise<void> {
  if (primaryId === row.id) throw fault("primaryId", "不能并入工单自身");
  // The lock keeps the primary from closing between this look and the commit, which would leave the secondary waiting for ever.
  const primary = await tx.updateTable("cases").set({ primary_id: null }).where("id", "=", primaryId).where("primary_id", "is", null).returning("state").executeTakeFirst();
  if (primary === undefined) {
    await mustExist(tx, "cases", primaryId, "primaryId", "主件");
    throw fault("primaryId", "主件自身已并入其他工单，请改选最终的主件");
  }
  if (["closed", "returned", "merged"].includes(primary.state)) throw fault("primaryId", "主件已结束，不能再并入；如属再次反映，请用“关联二次投诉”");
  if (await hasSecondaries(tx, row)) throw new HuiyinError("merge-chain", "已有工单并入本件，本件不能再并入他件，请先解除并案。");
}

async function hasSecondaries(tx: Transaction, row: CaseRow): Promise<boolean> {
  const secondary = await tx.selectFrom("cases").select("id").where("primary_id", "=", row.id).where("state", "=", "merged").executeTakeFirst();
  return secondary !== undefined;
}

const fault = (field: string, message: string) => new InvalidPayload([{ path: `/payload/${field}`, message }]);
