/** Weekly notices as lists and pages read them. */
import { noticeStateLabels, type NoticeState } from "../machines/noticeMachine.ts";
import type { Instant, Week } from "../rules/words.ts";
import type { NoticeSummary } from "./readNotice.ts";
import type { NoticeRow } from "./schema.ts";
import type { Reader } from "./store.ts";

export interface NoticeListed {
  week: Week;
  state: NoticeState;
  stateLabel: string;
  /** Null for a draft: its figures are those of whoever opens it. */
  total: number | null;
  revision: number;
  draftedAt: Instant | null;
  publishedAt: Instant | null;
  publishedBy: string | null;
  contentHash: string | null;
  acknowledged: number;
  toAcknowledge: number;
}

/** Newest week first. @param before the week at which the page before ended. */
export async function listNotices(read: Reader, { before, limit }: { before: Week | null; limit: number }): Promise<NoticeListed[]> {
  const drafts = await read
    .selectFrom("notice_drafts")
    .select(["week", "drafted_at"])
    .$if(before !== null, (qb) => qb.where("week", "<", before ?? ""))
    .orderBy("week", "desc")
    .limit(limit)
    .execute();
  const weeks = drafts.map(({ week }) => week);
  if (weeks.length === 0) return [];
  const rows = await read.selectFrom("notices").select(["week", "revision", "summary", "content_hash", "published_at", "published_by_name"]).where("week", "in", weeks).orderBy("revision").execute();
  const latest = new Map(rows.map((row) => [row.week, row]));
  const asked = await read
    .selectFrom("notice_acknowledgements")
    .select(({ fn }) => ["week", fn.countAll<number>().as("asked"), fn.count<number>("acknowledged_at").as("given")])
    .where("week", "in", weeks)
    .groupBy("week")
    .execute();
  return drafts.map(({ week, drafted_at }) => {
    const row = latest.get(week);
    const signed = asked.find((each) => each.week === week);
    const [given, all] = [Number(signed?.given ?? 0), Number(signed?.asked ?? 0)];
    const state: NoticeState = row === undefined ? "drafted" : all > 0 && given === all ? "acknowledged" : "published";
    return {
      week,
      state,
      stateLabel: noticeStateLabels[state],
      total: row === undefined ? null : (JSON.parse(row.summary) as NoticeSummary).total,
      revision: row?.revision ?? 0,
      draftedAt: drafted_at,
      publishedAt: row?.published_at ?? null,
      publishedBy: row?.published_by_name ?? null,
      contentHash: row?.content_hash ?? null,
      acknowledged: given,
      toAcknowledge: all,
    };
  });
}

export type NoticeKept = NoticeRow & { checkpoint_events: number; checkpoint_hash: string };

/** @param revision null for the latest. */
export async function readNotice(read: Reader, week: Week, revision: number | null): Promise<NoticeKept | null> {
  const row = await read
    .selectFrom("notices")
    .innerJoin("checkpoints", "checkpoints.id", "notices.checkpoint_id")
    .selectAll("notices")
    .select(["checkpoints.events as checkpoint_events", "checkpoints.hash as checkpoint_hash"])
    .where("week", "=", week)
    .$if(revision !== null, (qb) => qb.where("revision", "=", revision ?? 0))
    .orderBy("revision", "desc")
    .executeTakeFirst();
  return row ?? null;
}

export const revisionsOf = (read: Reader, week: Week) =>
  read.selectFrom("notices").select(["revision", "reason", "published_at", "published_by_name", "content_hash"]).where("week", "=", week).orderBy("revision").execute();

export const draftOf = (read: Reader, week: Week) => read.selectFrom("notice_drafts").selectAll().where("week", "=", week).executeTakeFirst();
