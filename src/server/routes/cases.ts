/** Cases: the list, one case, a walk-in registered at the window, and the unmasking of personal data. */
import { createHash } from "node:crypto";
import { isWeek, millisOf, toInstant } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";
import { complainantOf, wordsOf } from "../../store/complainant.ts";
import type { NewCaseRecord } from "../../store/openCase.ts";
import { listCases, readCase } from "../../store/readCases.ts";
import { registerCases } from "../../store/relate.ts";
import { recordReveal } from "../../store/reveals.ts";
import { withCurrentIndexes } from "../../store/samePerson.ts";
import { describedDraft, similarCases } from "../../store/similar.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { Case, CaseList, CasesQuery, RevealRequest, Revealed, revealedWords, SimilarList, WalkIn, WalkInDraft, type RevealedWord } from "../contract/cases.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid, notFound, Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import { columnOfWord, foundIn, presentCase, presentListed } from "../presentCase.ts";
import { presentSimilar } from "../presentSimilar.ts";

export const unknownCase = () => notFound("没有这个工单，或不在您的单位范围内。");

export function caseRoutes(app: App, { store, now, newId, rulebook }: RouteDeps): void {
  const tags = ["cases"];

  app.get(
    "/cases",
    { schema: { summary: "工单列表", tags, querystring: CasesQuery, response: answers({ 200: CaseList }) } },
    async (request) => {
      const { unit, handler, cursor, limit = 50, ...filter } = request.query;
      if (filter.week !== undefined && !isWeek(filter.week)) throw invalid("/week", "没有这一周。");
      const beforeId = positionOf(cursor, ["id"])?.id;
      const scopePaths = casePathsOf(callerOf(request).actor);
      const page = await listCases(store.read, { ...filter, unitId: unit, handlerId: handler, beforeId, limit, scopePaths, at: now(), vault: rulebook().vault });
      const items = page.items.map((row) => ({ ...presentListed(row), found: filter.q === undefined ? undefined : foundIn(row, filter.q) }));
      return { items, nextCursor: cursorOf(page.nextBeforeId === null ? null : { id: page.nextBeforeId }) };
    },
  );

  app.post("/cases", { schema: { summary: "窗口登记", tags, body: WalkIn, response: answers({ 201: Case }) } }, async (request, reply) => {
    const { actor } = callerOf(request);
    const context = { at: now(), actor, rulebook: rulebook() };
    const record = walkInRecord(request.body, newId(), context.at);
    const [opened] = await store.write((tx) => registerCases(tx, [record], context));
    // Seen by whoever registered it, even where it goes to a unit outside of his own.
    const row = opened && (await readCase(store.read, opened.id, ["/"]));
    if (!row) throw new Error("The walk-in's new external id exists already.");
    const body = await presentCase(row, { read: store.read, actor, at: context.at, rulebook: context.rulebook });
    return reply.code(201).header("location", `/api/v1/cases/${row.id}`).send(body);
  });

  app.get("/cases/:id", { schema: { summary: "工单", tags, params: IdParams, response: answers({ 200: Case }) } }, async (request) => {
    const { actor } = callerOf(request);
    const row = await readCase(store.read, request.params.id, casePathsOf(actor));
    if (!row) throw unknownCase();
    return presentCase(row, { read: store.read, actor, at: now(), rulebook: rulebook() });
  });

  app.get(
    "/cases/:id/similar",
    {
      schema: {
        summary: "相似工单",
        description: "Likely duplicates and second complaints, best first, each with its score and the reasons for it.",
        tags,
        params: IdParams,
        response: answers({ 200: SimilarList }),
      },
    },
    async (request) => {
      const scopePaths = casePathsOf(callerOf(request).actor);
      const row = await readCase(store.read, request.params.id, scopePaths);
      if (!row) throw unknownCase();
      const items = await similarCases(store.read, row, { vault: rulebook().vault, scopePaths });
      return { items: items.map((item) => presentSimilar(item, withCurrentIndexes(row, rulebook().vault), rulebook().policy.secondComplaintDays)) };
    },
  );

  app.post(
    "/cases/similar",
    {
      schema: {
        summary: "登记时的相似工单",
        description: "Likely duplicates and second complaints of a complaint that is being typed; nothing of it is stored.",
        tags,
        body: WalkInDraft,
        response: answers({ 200: SimilarList }),
      },
    },
    async (request) => {
      const rules = rulebook();
      const draft = describedDraft(request.body, now(), rules.vault);
      const items = await similarCases(store.read, draft, { vault: rules.vault, scopePaths: casePathsOf(callerOf(request).actor), limit: 8 });
      return { items: items.map((item) => presentSimilar(item, { ...draft, state: "registered" }, rules.policy.secondComplaintDays)) };
    },
  );

  app.post(
    "/cases/:id/reveal",
    { schema: { summary: "查看未遮挡的个人信息", tags, params: IdParams, body: RevealRequest, response: answers({ 200: Revealed }) } },
    async (request) => {
      const { actor } = callerOf(request);
      const { field, reason } = request.body;
      const row = await readCase(store.read, request.params.id, casePathsOf(actor));
      if (!row) throw unknownCase();
      const { vault } = rulebook();
      const value = isWord(field) ? wordsOf(row, vault)[columnOfWord[field]] : complainantOf(row, vault)[field];
      if (row.erased_at !== null) throw new Refusal(410, "personal-data-erased", "个人信息已按规定删除，不能再查看。");
      const at = now();
      // Shown only after it is on record.
      await store.write((tx) => recordReveal(tx, { caseId: row.id, field, reason, actor: actor.id, at }));
      return { field, value };
    },
  );
}

const isWord = (field: string): field is RevealedWord => (revealedWords as readonly string[]).includes(field);

function walkInRecord(sent: WalkIn, id: string, at: Instant): NewCaseRecord {
  const complainant = sent.complainant ?? {};
  const reportedAt = sent.reportedAt === undefined ? at : instantOf(sent.reportedAt, "/reportedAt");
  if (reportedAt > at) throw invalid("/reportedAt", "不能晚于现在。");
  return {
    source: "window",
    externalId: `W-${id}`,
    profile: null,
    kind: sent.kind ?? "complaint",
    lane: sent.lane ?? "general",
    priority: sent.priority ?? "normal",
    reportedAt,
    occurredAt: sent.occurredAt === undefined ? null : instantOf(sent.occurredAt, "/occurredAt"),
    sourceDeadline: null,
    sourceStatus: null,
    sourceReply: null,
    title: sent.title ?? null,
    content: sent.content,
    address: sent.address ?? null,
    category: sent.category ?? null,
    serviceItem: sent.serviceItem ?? null,
    windowName: sent.window ?? null,
    officer: sent.officer ?? null,
    peopleCount: sent.peopleCount ?? 1,
    extra: {},
    complainant: {
      name: complainant.name ?? null,
      phone: complainant.phone ?? null,
      idNumber: complainant.idNumber ?? null,
      anonymous: complainant.anonymous ?? false,
      confidential: complainant.confidential ?? false,
    },
    sourceUnit: sent.unit ?? null,
    contentHash: createHash("sha256").update(JSON.stringify(sent)).digest("hex"),
  };
}

function instantOf(text: string, path: string): Instant {
  const millis = Date.parse(text);
  // `2026-02-30` is read as 2 March: what a calendar does not have must come back as it went in.
  const day = Number.isNaN(millis) ? null : text.slice(0, 10);
  if (day === null || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) throw invalid(path, "没有这个时刻。");
  const instant = toInstant(millis);
  if (instant < "1990-01-01" || millisOf(instant) > Date.parse("2100-01-01")) throw invalid(path, "年份应在 1990 至 2100 之间。");
  return instant;
}
