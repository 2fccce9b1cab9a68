/** Quarterly and yearly evaluation, the enterprise lane's report, and the week's study digest; each as JSON and as a page for printing. */
import Type from "typebox";
import { parsePeriod, type NamedPeriod } from "../../rules/periods.ts";
import { isWeek } from "../../rules/shanghai.ts";
import { rootCauses } from "../../rules/words.ts";
import type { App, RouteDeps } from "../app.ts";
import { Cursor, Id, Limit, NextCursor, OneOf } from "../contract/basics.ts";
import { WeekParams } from "../contract/notices.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { answers } from "../openapi.ts";
import { mediaTypes, sent } from "../sentDocument.ts";

const PeriodParams = Type.Object({ period: Type.String({ pattern: "^\\d{4}(-Q[1-4])?$", description: "2026-Q3 or 2026" }) });
const SubjectQuery = Type.Object({ subject: Type.Optional(OneOf(["all", "enterprise"], "enterprise: cases of the enterprise lane (对企专窗)")) });
const Report = Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true, description: "Title, period, total and ranked lines with points and metrics" });
const TypicalQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), rootCause: Type.Optional(OneOf(rootCauses)), unit: Type.Optional(Id), cursor: Cursor, limit: Limit });
const TypicalList = Type.Object({
  items: Type.Array(
    Type.Object({
      caseId: Id,
      caseNo: Type.String(),
      title: Type.String(),
      unitName: Type.String(),
      sourceLabel: Type.String(),
      kindLabel: Type.String(),
      category: Type.String(),
      matter: Type.String({ description: "The complaint's own words, masked" }),
      result: Type.String(),
      verdictLabel: Type.String(),
      rootCauseLabel: Type.String(),
      articles: Type.Array(Type.String()),
      lesson: Type.String(),
      measures: Type.Array(Type.String()),
    }),
  ),
  nextCursor: NextCursor,
});
const page = { produces: [mediaTypes.html], response: answers({ 200: Type.Unsafe<unknown>(Type.Any({ description: "The page" })) }) };

export function evaluationRoutes(app: App, { now, ports: { evaluations } }: RouteDeps): void {
  const tags = ["evaluations"];
  const periodOf = (text: string): NamedPeriod => {
    const period = parsePeriod(text);
    if (period === null) throw notFound("没有这个期间；季度写作 2026-Q3，年度写作 2026。");
    return period;
  };
  const weekOf = (text: string): string => {
    if (!isWeek(text)) throw notFound("没有这一周。");
    return text;
  };

  app.get(
    "/evaluations/:period",
    { schema: { summary: "季度测评、年终评优", description: "The notices' metrics over a quarter or a year, scored by policy's score card and ranked by unit, window and person.", tags, params: PeriodParams, querystring: SubjectQuery, response: answers({ 200: Report }) } },
    async (request) => (await evaluations.evaluate(periodOf(request.params.period), request.query.subject ?? "all", now())).json,
  );
  app.get("/evaluations/:period.html", { schema: { summary: "季度测评、年终评优（网页）", tags, params: PeriodParams, querystring: SubjectQuery, ...page } }, async (request, reply) => {
    const { html } = await evaluations.evaluate(periodOf(request.params.period), request.query.subject ?? "all", now());
    return sent(reply, html, "html", `测评-${request.params.period}`);
  });

  app.get(
    "/typical-cases",
    { schema: { summary: "典型案例库", description: "Cases whose approved review marks them as typical, anonymised, newest first.", tags, querystring: TypicalQuery, response: answers({ 200: TypicalList }) } },
    async (request) => {
      const { q, rootCause, unit, cursor, limit = 20 } = request.query;
      const { items, nextBeforeId } = await evaluations.typical({ q, rootCause, unitId: unit, beforeId: positionOf(cursor, ["id"])?.id, limit }, now());
      return { items, nextCursor: cursorOf(nextBeforeId === null ? null : { id: nextBeforeId }) };
    },
  );

  app.get("/digests/:week", { schema: { summary: "每周学习", description: "The typical cases approved in the week, anonymised.", tags, params: WeekParams, response: answers({ 200: Report }) } }, async (request) => (await evaluations.digest(weekOf(request.params.week), now())).json);
  app.get("/digests/:week.html", { schema: { summary: "每周学习（网页）", tags, params: WeekParams, ...page } }, async (request, reply) => {
    const { html } = await evaluations.digest(weekOf(request.params.week), now());
    return sent(reply, html, "html", `每周学习-${request.params.week}`);
  });
}
