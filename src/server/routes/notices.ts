/** Weekly notices: drafted, edited, published frozen, corrected by revisions, acknowledged by each unit; as page, DOCX, XLSX and JSON. */
import Type from "typebox";
import { noticeEventsIn, noticeStateLabels } from "../../machines/noticeMachine.ts";
import { isWeek, parseWeek, toOffsetText } from "../../rules/shanghai.ts";
import type { Instant, Week } from "../../rules/words.ts";
import { acknowledgementsOf, acknowledgeNotice, editNotice, noticeStateOf, publishNotice, readNoticeInput, reviseNotice } from "../../store/notices.ts";
import { draftOf, listNotices, readNotice, revisionsOf, type NoticeKept } from "../../store/readNotices.ts";
import type { Actor } from "../../store/store.ts";
import { listUnits } from "../../store/units.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { DifferenceQuery, Notice, NoticeAcknowledge, NoticeDifference, NoticeEdit, NoticeList, NoticeRevision, NoticesQuery, RevisionQuery, WeekParams } from "../contract/notices.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid, notFound, Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";
import { mediaTypes, sent } from "../sentDocument.ts";

export function noticeRoutes(app: App, { store, now, rulebook, ports: { notices } }: RouteDeps): void {
  const tags = ["notices"];
  const existing = (week: string): Week => {
    if (!isWeek(week)) throw notFound("没有这一周。");
    return week;
  };

  app.get("/notices", { schema: { summary: "通报列表", description: "Newest week first: drafts and published ones.", tags, querystring: NoticesQuery, response: answers({ 200: NoticeList }) } }, async (request) => {
    const { cursor, limit = 50 } = request.query;
    const number = positionOf(cursor, ["week"])?.week;
    const before = number === undefined ? null : `${Math.floor(number / 100)}-W${String(number % 100).padStart(2, "0")}`;
    const rows = await listNotices(store.read, { before, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => ({ ...row, issue: issueText(row.week), draftedAt: offsetOrNull(row.draftedAt), publishedAt: offsetOrNull(row.publishedAt) }));
    const last = parseWeek(items.at(-1)?.week ?? "");
    return { items, nextCursor: cursorOf(rows.length > limit && last !== null ? { week: last.year * 100 + last.number } : null) };
  });

  app.get(
    "/notices/:week",
    { schema: { summary: "每周通报", description: "A published notice as it was frozen; a week without one as it would be published now.", tags, params: WeekParams, querystring: RevisionQuery, response: answers({ 200: Notice }) } },
    async (request) => present(existing(request.params.week), request.query.revision, callerOf(request).actor),
  );

  for (const format of ["html", "docx", "xlsx"] as const) {
    app.get(
      `/notices/:week.${format}`,
      {
        schema: {
          summary: `每周通报（${format}）`,
          tags,
          params: WeekParams,
          querystring: RevisionQuery,
          produces: [mediaTypes[format]],
          response: answers({ 200: Type.Unsafe<unknown>(Type.Any({ description: "The document" })) }),
        },
      },
      async (request, reply) => {
        const week = existing(request.params.week);
        const { json, kept } = await contentOf(week, request.query.revision);
        const proof = kept && { contentHash: kept.content_hash, checkpoint: { events: kept.checkpoint_events, hash: kept.checkpoint_hash } };
        return sent(reply, await notices.document(json, proof, format), format, `每周通报-${week}`);
      },
    );
  }

  app.get(
    "/notices/:week/difference",
    { schema: { summary: "修订差异", description: "Figure by figure what one revision changed of another, or what a revision would change now.", tags, params: WeekParams, querystring: DifferenceQuery, response: answers({ 200: NoticeDifference }) } },
    async (request) => {
      const week = existing(request.params.week);
      const { from, to } = request.query;
      const before = await readNotice(store.read, week, from ?? null);
      if (before === null) throw notFound(from === undefined ? "这一周的通报还没有发布。" : "没有这一版。");
      const after = to === undefined ? await current(week, now()) : (await readNotice(store.read, week, to))?.content;
      if (after === undefined) throw notFound("没有这一版。");
      return { from: before.revision, to: to ?? null, items: notices.difference(before.content, after) };
    },
  );

  app.patch(
    "/notices/:week",
    { schema: { summary: "编辑通报草稿", tags, params: WeekParams, body: NoticeEdit, response: answers({ 200: Notice }) } },
    async (request) => {
      const week = existing(request.params.week);
      const { actor } = callerOf(request);
      await store.write((tx) => editNotice(tx, week, request.body, { at: now(), actor, rulebook: rulebook() }));
      return present(week, undefined, actor);
    },
  );

  app.post("/notices/:week/publish", { schema: { summary: "发布通报", description: "Freezes it: its cases are claimed, its content hashed.", tags, params: WeekParams, response: answers({ 200: Notice }) } }, async (request) => {
    const week = existing(request.params.week);
    const { actor } = callerOf(request);
    const at = now();
    await store.write((tx) => publishNotice(tx, week, notices.compose, { at, actor, rulebook: rulebook() }));
    return present(week, undefined, actor);
  });

  app.post(
    "/notices/:week/revise",
    { schema: { summary: "更正通报", description: "Publishes a new revision with the figures of now; the old one is kept.", tags, params: WeekParams, body: NoticeRevision, response: answers({ 200: Notice }) } },
    async (request) => {
      const week = existing(request.params.week);
      const { actor } = callerOf(request);
      const at = now();
      await store.write((tx) => reviseNotice(tx, week, request.body, notices.compose, { at, actor, rulebook: rulebook() }));
      return present(week, undefined, actor);
    },
  );

  app.post(
    "/notices/:week/acknowledge",
    { schema: { summary: "签收通报", description: "For one's own unit, or for the one given; with what is answered to the notice's demands.", tags, params: WeekParams, body: Type.Optional(NoticeAcknowledge), response: answers({ 200: Notice }) } },
    async (request) => {
      const week = existing(request.params.week);
      const { actor } = callerOf(request);
      const { unitId, note } = request.body ?? {};
      const unit = await ownUnit(week, actor, unitId);
      await store.write((tx) => acknowledgeNotice(tx, week, { unitId: unit, note: note?.trim() ? note : null }, { at: now(), actor, rulebook: rulebook() }));
      return present(week, undefined, actor);
    },
  );

  /** The unit that the actor may sign for: the one named, or the only one of his that is asked. */
  async function ownUnit(week: Week, actor: Actor, wanted: number | undefined): Promise<number> {
    const paths = actor.roles.filter(({ role }) => role === "handler" || role === "supervisor" || role === "window").map(({ unitPath }) => unitPath);
    const asked = new Set((await acknowledgementsOf(store.read, week)).map(({ unit_id }) => unit_id));
    const own = (await listUnits(store.read)).filter(({ path }) => paths.some((held) => path.startsWith(held)));
    if (wanted !== undefined) {
      if (!own.some(({ id }) => id === wanted)) throw new Refusal(403, "not-permitted", "只能为本单位签收通报。");
      return wanted;
    }
    const candidates = own.filter(({ id }) => asked.has(id));
    if (candidates.length !== 1) throw invalid("/unitId", candidates.length === 0 ? "这期通报不需要您的单位签收。" : "您的职责涉及多个单位，请写明签收单位。");
    return candidates[0]?.id ?? 0;
  }

  const current = async (week: Week, at: Instant): Promise<string> => notices.compose(await readNoticeInput(store.read, week, at, rulebook())).json;

  async function contentOf(week: Week, revision: number | undefined): Promise<{ json: string; kept: NoticeKept | null }> {
    const kept = await readNotice(store.read, week, revision ?? null);
    if (kept === null && revision !== undefined) throw notFound("没有这一版。");
    return { json: kept?.content ?? (await current(week, now())), kept };
  }

  async function present(week: Week, revision: number | undefined, actor: Actor) {
    const { json, kept } = await contentOf(week, revision);
    const state = await noticeStateOf(store.read, week);
    const draft = await draftOf(store.read, week);
    const names = new Map((await listUnits(store.read)).map(({ id, name }) => [id, name]));
    const at = now();
    const isSupervisor = actor.roles.some(({ role }) => role === "supervisor");
    return {
      ...(JSON.parse(json) as { week: Week; title: string; status: "draft" | "published" }),
      state,
      stateLabel: noticeStateLabels[state],
      contentHash: kept?.content_hash ?? null,
      checkpoint: kept && { events: kept.checkpoint_events, hash: kept.checkpoint_hash },
      draft: draft === undefined ? null : { version: draft.version, editedAt: offsetOrNull(draft.edited_at), editedBy: draft.edited_by },
      revisions: (await revisionsOf(store.read, week)).map((row) => ({ revision: row.revision, reason: row.reason, publishedAt: toOffsetText(row.published_at), publishedBy: row.published_by_name, contentHash: row.content_hash })),
      acknowledgements: (await acknowledgementsOf(store.read, week)).map((row) => ({
        unitId: row.unit_id,
        unitName: names.get(row.unit_id) ?? "",
        dueAt: toOffsetText(row.due_at),
        overdue: (row.acknowledged_at ?? at) > row.due_at,
        acknowledgedAt: offsetOrNull(row.acknowledged_at),
        acknowledgedBy: row.acknowledged_by_name,
        note: row.note,
      })),
      allowed: noticeEventsIn(state).filter((event) => isSupervisor || event === "acknowledge"),
    };
  }
}

function issueText(week: Week): string {
  const parsed = parseWeek(week);
  return parsed === null ? week : `〔${parsed.year}〕第${parsed.number}期`;
}
