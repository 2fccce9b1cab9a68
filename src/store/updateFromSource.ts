/**
 * Takes what a case's source tells after the first record: changed content, withdrawals, urgings, a deadline of its own, a returned
 * case sent again. The columns change, and the history says which ones, without personal values.
 */
import { eventsHere, thaw } from "../machines/step.ts";
import { needsOf } from "../rules/policy.ts";
import type { PayloadOf } from "../machines/events.ts";
import { applyEvent } from "./applyEvent.ts";
import { descriptionOf, type Description, type NewCaseRecord } from "./caseRecord.ts";
import { complainantOf, wordColumns, wordsOf, type WordColumn } from "./complainant.ts";
import { CaseNotFound } from "./errors.ts";
import type { CaseRow } from "./schema.ts";
import { indexChangedCase } from "./searchIndex.ts";
import type { EventContext, Transaction } from "./store.ts";
import { followSourceDeadline } from "./timers.ts";

/** Fields whose old and new values may stand in history; of the others only that they changed. */
export const sourceFieldLabels: Partial<Record<keyof Description, string>> = {
  kind: "事项类别",
  lane: "专窗",
  priority: "紧急程度",
  occurred_at: "发生时间",
  source_deadline: "来源办理时限",
  source_status: "来源状态",
  category: "分类",
  service_item: "服务事项",
  window_name: "窗口",
  source_unit: "来源承办单位",
  people_count: "人数",
  source_reply: "来源答复",
  title: "标题",
  content: "内容",
  address: "地址",
  officer: "被反映人员",
  extra: "其他字段",
  complainant_sealed: "诉求人信息",
  anonymous: "是否匿名",
  confidential: "是否保密",
  source_updated_at: "来源更新时间",
};
const quotable = ["kind", "lane", "priority", "occurred_at", "source_deadline", "source_status", "category", "service_item", "window_name", "source_unit", "people_count"] as const;
const noteLengthMax = 4000;
const valueLengthMax = 500;

/** The columns that a record which only urges, reminds or withdraws may change: its text is the urging's and not the complaint's. */
const ofAction = ["source_status", "source_deadline", "source_updated_at", "content_hash"] as const;

export async function updateFromSource(tx: Transaction, caseId: number, record: NewCaseRecord, context: EventContext, overtaken = { late: false }): Promise<CaseRow> {
  const before = await tx.selectFrom("cases").selectAll().where("id", "=", caseId).executeTakeFirst();
  if (before === undefined) throw new CaseNotFound(caseId);
  const description = descriptionOf(record, context.rulebook.vault);
  const late = overtaken.late || isOlder(record, before);
  const changed = changedFields(before, description, context);
  const columns = late ? {} : columnsOf(before, record, description, changed);
  const payload: PayloadOf<"sourceUpdated"> = {
    contentHash: record.contentHash,
    changed,
    reportedAt: record.reportedAt,
    changes: changesOf(before, description, changed),
    ...actionOf(record, description, changed),
    ...(late ? { late } : {}),
    ...(!late && before.state === "returned" && record.sourceAction !== "withdraw" ? { resubmitted: true } : {}),
    ...(!late && changed.includes("kind") ? { kind: record.kind, needs: needsOf(context.rulebook.policy, record.kind) } : {}),
  };
  const after = await applyEvent(tx, caseId, { type: "sourceUpdated", payload }, context);
  if (late) return after;
  const row = await tx.updateTable("cases").set({ ...columns, ...(Object.keys(columns).length > 0 ? { erased_at: null } : {}), ...urgedBy(record, before, context) }).where("id", "=", caseId).returningAll().executeTakeFirstOrThrow();
  if (row.source_deadline !== before.source_deadline) await followSourceDeadline(tx, row, before.source_deadline, context);
  if (["title", "content", "source_reply"].some((name) => name in columns && changed.includes(name))) await indexChangedCase(tx, row);
  return record.sourceAction === "withdraw" ? withdrawIfOpen(tx, row, record, context) : row;
}

/** What a first record asks beside its content: a withdrawal or an urging may arrive before the complaint itself. */
export async function followFirstRecord(tx: Transaction, caseId: number, record: NewCaseRecord, context: EventContext): Promise<void> {
  if (record.sourceAction === undefined || record.sourceAction === "none") return;
  const row = await tx
    .updateTable("cases")
    .set(urgedBy(record, { urge_count: 0 }, context))
    .set((eb) => ({ version: eb.ref("version") }))
    .where("id", "=", caseId)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (record.sourceAction === "withdraw") await withdrawIfOpen(tx, row, record, context);
}

/** A version that the source itself dates before the one taken is history, not news. */
function isOlder(record: NewCaseRecord, before: CaseRow): boolean {
  const updatedAt = record.sourceUpdatedAt ?? null;
  return updatedAt !== null && before.source_updated_at !== null && updatedAt < before.source_updated_at;
}

function columnsOf(before: CaseRow, record: NewCaseRecord, description: Description, changed: readonly string[]): Partial<Description> {
  if (record.sourceAction !== undefined && record.sourceAction !== "none") {
    return Object.fromEntries(ofAction.filter((name) => description[name] !== null).map((name) => [name, description[name]]));
  }
  const columns: Partial<Description> = { ...description };
  // The lane was decided at the opening and its limits run: a source that changes it tells so in history, and staff act on it.
  delete columns.lane;
  // So was the kind of a case whose handling is over.
  if (changed.includes("kind") && !openStates.includes(before.state)) delete columns.kind;
  return columns;
}

const openStates: readonly string[] = ["registered", "accepted", "assigned", "handling", "disposed", "returned"];

function actionOf({ sourceAction }: NewCaseRecord, { content }: Description, changed: readonly string[]): Pick<PayloadOf<"sourceUpdated">, "action" | "note"> {
  if (sourceAction === undefined || sourceAction === "none") return {};
  return changed.includes("content") ? { action: sourceAction, note: content.slice(0, noteLengthMax) } : { action: sourceAction };
}

function urgedBy(record: NewCaseRecord, before: Pick<CaseRow, "urge_count">, { at }: EventContext): Partial<Pick<CaseRow, "urge_count" | "urged_at">> {
  return record.sourceAction === "urge" || record.sourceAction === "remind" ? { urge_count: before.urge_count + 1, urged_at: at } : {};
}

async function withdrawIfOpen(tx: Transaction, row: CaseRow, record: NewCaseRecord, context: EventContext): Promise<CaseRow> {
  // One that is merged, closing or over has nothing left to withdraw; that the source asked stands in its history.
  if (!eventsHere(thaw(row.snapshot, row.machine_version)).includes("withdraw")) return row;
  const reason = record.sourceStatus === null ? "来源撤回" : `来源撤回（${record.sourceStatus}）`;
  return applyEvent(tx, row.id, { type: "withdraw", payload: { reason } }, context);
}

/** Names of the columns that differ; the complainant and the words are compared as they were received, since sealing twice never gives the same text. */
function changedFields(before: CaseRow, description: Description, { rulebook: { vault } }: EventContext): string[] {
  const names = (Object.keys(description) as (keyof Description)[]).filter((name) => name !== "content_hash" && !name.endsWith("_index"));
  const [wordsBefore, wordsNow] = [wordsOf(before, vault), wordsOf(description, vault)];
  const complainant = (row: Pick<CaseRow, "complainant_sealed">) => JSON.stringify(complainantOf(row, vault));
  return names.filter((name) => {
    if (name === "complainant_sealed") return complainant(before) !== complainant(description);
    return isWord(name) ? wordsBefore[name] !== wordsNow[name] : before[name] !== description[name];
  });
}

const isWord = (name: string): name is WordColumn => (wordColumns as readonly string[]).includes(name);

function changesOf(before: CaseRow, description: Description, changed: readonly string[]): { field: string; from: string | null; to: string | null }[] {
  return quotable.filter((name) => changed.includes(name)).map((field) => ({ field, from: shown(before[field]), to: shown(description[field]) }));
}

const shown = (value: string | number | null): string | null => (value === null ? null : String(value).slice(0, valueLengthMax));
