/** The life of weekly notices: drafted, edited, published frozen with their cases, corrected by a revision, acknowledged by every unit. */
import { sql, type Selectable } from "kysely";
import { noticeEventLabels, noticeStateLabels, stepNotice, type NoticeEvent, type NoticeState } from "../machines/noticeMachine.ts";
import { limitEnd } from "../rules/limits.ts";
import { previousWeek, sameWeekLastYear, weekRange } from "../rules/shanghai.ts";
import type { Instant, Week } from "../rules/words.ts";
import { makeCheckpoint, type Checkpoint } from "./checkpoints.ts";
import { isSqlite } from "./columns.ts";
import { digestOf, hashNameOf } from "./digest.ts";
import { HuiyinError } from "./errors.ts";
import { claimCases } from "./noticeCases.ts";
import { readEarlierWeek, type EarlierWeek } from "./noticeComparison.ts";
import { readNoticeFigures, type NoticeFigures, type NoticeSummary } from "./readNotice.ts";
import type { Json, NoticeAcknowledgementTable, NoticeRow } from "./schema.ts";
import type { Actor, Reader, Rulebook, Transaction } from "./store.ts";
import { announceWithoutCase } from "./webhooks.ts";

export type NoticeAcknowledgementRow = Selectable<NoticeAcknowledgementTable>;
/** Section key → sentences. */
export type NoticeEdits = Readonly<Record<string, readonly string[]>>;

/** All that a notice is composed of. */
export interface NoticeInput {
  figures: NoticeFigures;
  previous: EarlierWeek;
  /** Null where the year before has no such week (W53). */
  yearBefore: EarlierWeek | null;
  /** What the units answered to the previous notice. */
  previousAnswers: { unitId: number; note: string | null }[];
  edits: NoticeEdits;
  revision: number;
  revisionReason: string | null;
  published: { at: Instant; byName: string } | null;
}

/** Content as JSON, what later weeks need of it, and the units that must acknowledge it; a pure function of its input. */
export type NoticeComposer = (input: NoticeInput) => { json: string; summary: NoticeSummary; unitIds: readonly number[] };

export interface NoticeContext {
  at: Instant;
  actor: Actor;
  rulebook: Rulebook;
}

export async function readNoticeInput(db: Reader | Transaction, week: Week, now: Instant, rulebook: Pick<Rulebook, "clock">, given: Partial<Pick<NoticeInput, "edits" | "revision" | "revisionReason" | "published">> = {}): Promise<NoticeInput> {
  const lastYear = sameWeekLastYear(week);
  const draft = await db.selectFrom("notice_drafts").select("edits").where("week", "=", week).executeTakeFirst();
  return {
    figures: await readNoticeFigures(db, week, now, rulebook),
    previous: await readEarlierWeek(db, previousWeek(week), now),
    yearBefore: lastYear === null ? null : await readEarlierWeek(db, lastYear, now),
    previousAnswers: (await acknowledgementsOf(db, previousWeek(week))).map(({ unit_id, note }) => ({ unitId: unit_id, note })),
    edits: draft === undefined ? {} : (JSON.parse(draft.edits) as NoticeEdits),
    revision: 0,
    revisionReason: null,
    published: null,
    ...given,
  };
}

/** Opens the draft of a week's notice. @returns false where there is one, or it has been published. */
export async function draftNotice(tx: Transaction, week: Week, { at, actor }: Pick<NoticeContext, "at" | "actor">): Promise<boolean> {
  if ((await latestNotice(tx, week)) !== null) return false;
  const made = await tx
    .insertInto("notice_drafts")
    .values({ week, drafted_at: at, drafted_by: actor.id, edits: "{}", version: 1, edited_at: null, edited_by: null })
    .onConflict((conflict) => conflict.column("week").doNothing())
    .returning("week")
    .executeTakeFirst();
  if (made === undefined) return false;
  await announceWithoutCase(tx, "notice.drafted", at, { week });
  return true;
}

/** Null as sentences brings a section's composed ones back. @throws HuiyinError `notice-event-not-allowed`, `notice-conflict` @returns the draft's new version. */
export async function editNotice(tx: Transaction, week: Week, { expectedVersion, sections }: { expectedVersion: number; sections: Readonly<Record<string, readonly string[] | null>> }, { at, actor }: NoticeContext): Promise<number> {
  await move(tx, week, { type: "edit" });
  await draftNotice(tx, week, { at, actor });
  const draft = await tx.updateTable("notice_drafts").set({ edited_at: at, edited_by: actor.id }).where("week", "=", week).returningAll().executeTakeFirstOrThrow();
  if (draft.version !== expectedVersion) throw new HuiyinError("notice-conflict", `通报草稿已被他人修改（您看到的是第 ${expectedVersion} 版，现为第 ${draft.version} 版），请刷新后再改。`);
  const edits = { ...(JSON.parse(draft.edits) as Record<string, readonly string[]>) };
  for (const [key, sentences] of Object.entries(sections)) {
    if (sentences === null) Reflect.deleteProperty(edits, key);
    else edits[key] = sentences;
  }
  await tx.updateTable("notice_drafts").set({ edits: JSON.stringify(edits), version: draft.version + 1 }).where("week", "=", week).execute();
  return draft.version + 1;
}

/**
 * Freezes the week: its cases are claimed, its content is composed of the figures in this very transaction, hashed, and given a checkpoint.
 * @throws HuiyinError `notice-event-not-allowed`, `notice-week-not-over`
 */
export async function publishNotice(tx: Transaction, week: Week, compose: NoticeComposer, context: NoticeContext): Promise<NoticeRow> {
  const { at, actor, rulebook } = context;
  await seeOneMoment(tx);
  await move(tx, week, { type: "publish" });
  if (weekRange(week).to > at) throw new HuiyinError("notice-week-not-over", `${week} 还没有结束，下周一起才能发布。`);
  await draftNotice(tx, week, { at, actor });
  // The figures first: those of a week that is not published count the very cases that are claimed next.
  const input = await readNoticeInput(tx, week, at, rulebook, { revision: 1, published: { at, byName: actor.name } });
  const { json, summary, unitIds } = compose(input);
  const told = await claimCases(tx, week);
  if (told !== input.figures.total) throw new HuiyinError("notice-conflict", "发布时又有新的工单登记，请重试。");
  const row = await insertNotice(tx, { week, revision: 1, json, summary, told, reason: null }, context);
  const { due } = limitEnd(rulebook.clock, rulebook.policy.noticeAcknowledge, at, rulebook.policy.warnAt);
  const asked = unitIds.map((unit_id) => ({ week, unit_id, due_at: due, acknowledged_at: null, acknowledged_by: null, acknowledged_by_name: null, note: null, escalated_at: null }));
  if (asked.length > 0) await tx.insertInto("notice_acknowledgements").values(asked).execute();
  await announceWithoutCase(tx, "notice.published", at, announced(row));
  return row;
}

/** A correction: the same cases, the figures as they stand now; the revision before is kept. @throws HuiyinError `notice-event-not-allowed` */
export async function reviseNotice(tx: Transaction, week: Week, { reason, sections }: { reason: string; sections?: Readonly<Record<string, readonly string[] | null>> | undefined }, compose: NoticeComposer, context: NoticeContext): Promise<NoticeRow> {
  const { at, actor, rulebook } = context;
  await seeOneMoment(tx);
  await move(tx, week, { type: "revise" });
  const last = await latestNotice(tx, week);
  const revision = (last?.revision ?? 0) + 1;
  const input = await readNoticeInput(tx, week, at, rulebook, { revision, revisionReason: reason, published: { at, byName: actor.name } });
  const edits = Object.fromEntries(Object.entries({ ...input.edits, ...sections }).filter((entry): entry is [string, readonly string[]] => entry[1] !== null));
  await tx.updateTable("notice_drafts").set((eb) => ({ edits: JSON.stringify(edits), version: eb("version", "+", 1), edited_at: at, edited_by: actor.id })).where("week", "=", week).execute();
  const { json, summary } = compose({ ...input, edits });
  const row = await insertNotice(tx, { week, revision, json, summary, told: last?.cases_told ?? 0, reason }, context);
  await announceWithoutCase(tx, "notice.revised", at, announced(row));
  return row;
}

/** @throws HuiyinError `notice-event-not-allowed`, `notice-unit-unknown`, `notice-acknowledged` */
export async function acknowledgeNotice(tx: Transaction, week: Week, { unitId, note }: { unitId: number; note: string | null }, { at, actor }: NoticeContext): Promise<void> {
  const rows = await acknowledgementsOf(tx, week);
  const open = rows.filter((row) => row.acknowledged_at === null);
  await move(tx, week, { type: "acknowledge", isLast: open.length === 1 });
  const row = rows.find((each) => each.unit_id === unitId);
  if (row === undefined) throw new HuiyinError("notice-unit-unknown", "这期通报不需要该单位签收。");
  const { numUpdatedRows } = await tx
    .updateTable("notice_acknowledgements")
    .set({ acknowledged_at: at, acknowledged_by: actor.id, acknowledged_by_name: actor.name, note })
    .where("week", "=", week)
    .where("unit_id", "=", unitId)
    .where("acknowledged_at", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new HuiyinError("notice-acknowledged", `该单位已由 ${row.acknowledged_by_name ?? "他人"} 签收，无需再签。`);
  await announceWithoutCase(tx, "notice.acknowledged", at, { week, unitId });
}

/** Finds what was not acknowledged in time, and says so once. @returns how many. */
export async function escalateUnacknowledged(tx: Transaction, now: Instant): Promise<number> {
  const rows = await tx
    .updateTable("notice_acknowledgements")
    .set({ escalated_at: now })
    .where("acknowledged_at", "is", null)
    .where("escalated_at", "is", null)
    .where("due_at", "<=", now)
    .returning(["week", "unit_id", "due_at"])
    .execute();
  for (const { week, unit_id, due_at } of rows) await announceWithoutCase(tx, "notice.unacknowledged", now, { week, unitId: unit_id, dueAt: due_at });
  return rows.length;
}

/** Published notices whose content is not the one that was hashed, or is that of another week or revision, or before which a revision is missing. */
export async function falseNotices(read: Reader): Promise<{ week: Week; revision: number }[]> {
  const wrong: { week: Week; revision: number }[] = [];
  let before: { week: Week; revision: number } | null = null;
  for (const { week, revision, content, content_hash } of await read.selectFrom("notices").select(["week", "revision", "content", "content_hash"]).orderBy("week").orderBy("revision").execute()) {
    const expected: number = before?.week === week ? before.revision + 1 : 1;
    if (digestOf(hashNameOf(content_hash), content) !== content_hash || revision !== expected || !isOf(content, week, revision)) wrong.push({ week, revision });
    before = { week, revision };
  }
  return wrong;
}

/** What was hashed says itself whose it is: two notices whose rows were exchanged whole show by it. */
function isOf(content: Json, week: Week, revision: number): boolean {
  const told = JSON.parse(content) as { week?: unknown; revision?: unknown };
  return told.week === week && told.revision === revision;
}

export async function latestNotice(db: Reader | Transaction, week: Week): Promise<NoticeRow | null> {
  return (await db.selectFrom("notices").selectAll().where("week", "=", week).orderBy("revision", "desc").executeTakeFirst()) ?? null;
}

export const acknowledgementsOf = (db: Reader | Transaction, week: Week): Promise<NoticeAcknowledgementRow[]> =>
  db.selectFrom("notice_acknowledgements").selectAll().where("week", "=", week).orderBy("unit_id").execute();

/** Units that a notice still waits for, oldest notice first. */
export const openAcknowledgements = (db: Reader | Transaction): Promise<{ week: Week; unit_id: number }[]> =>
  db.selectFrom("notice_acknowledgements").select(["week", "unit_id"]).where("acknowledged_at", "is", null).orderBy("week").orderBy("unit_id").execute();

export async function noticeStateOf(db: Reader | Transaction, week: Week): Promise<NoticeState> {
  if ((await latestNotice(db, week)) === null) return "drafted";
  const asked = await acknowledgementsOf(db, week);
  return asked.length > 0 && asked.every((row) => row.acknowledged_at !== null) ? "acknowledged" : "published";
}

/** All figures of a notice must be those of one moment; on SQLite they are, because nobody else writes meanwhile. */
async function seeOneMoment(tx: Transaction): Promise<void> {
  if (!isSqlite(tx)) await sql`set transaction isolation level repeatable read`.execute(tx);
}

async function move(tx: Transaction, week: Week, event: NoticeEvent): Promise<void> {
  const state = await noticeStateOf(tx, week);
  if (stepNotice(state, event) === null) throw new HuiyinError("notice-event-not-allowed", `${week} 的通报现为“${noticeStateLabels[state]}”，不能“${noticeEventLabels[event.type]}”。`);
}

async function insertNotice(tx: Transaction, notice: { week: Week; revision: number; json: string; summary: NoticeSummary; told: number; reason: string | null }, { at, actor, rulebook }: NoticeContext): Promise<NoticeRow> {
  const checkpoint: Checkpoint = await makeCheckpoint(tx, at, rulebook.hash);
  return tx
    .insertInto("notices")
    .values({
      week: notice.week,
      revision: notice.revision,
      content: notice.json,
      content_hash: digestOf(rulebook.hash ?? "sha256", notice.json),
      cases_told: notice.told,
      summary: JSON.stringify(notice.summary),
      reason: notice.reason,
      published_at: at,
      published_by: actor.id,
      published_by_name: actor.name,
      checkpoint_id: checkpoint.id,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

const announced = (row: NoticeRow): Record<string, string | number> => ({
  week: row.week,
  revision: row.revision,
  contentHash: row.content_hash,
  page: `/api/v1/notices/${row.week}.html`,
  docx: `/api/v1/notices/${row.week}.docx`,
  xlsx: `/api/v1/notices/${row.week}.xlsx`,
  json: `/api/v1/notices/${row.week}`,
});
