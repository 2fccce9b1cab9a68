/** The metrics of any period by any dimension, and the cases behind each figure. */
import { medianOf, metricLabels, metricNames, noneKey, percent, percentileOf, valueOf, type MetricName } from "../../rules/metrics.ts";
import { addDays, dayOf, instantAt, isDay, isWeek, weekRange } from "../../rules/shanghai.ts";
import type { Day } from "../../rules/words.ts";
import { casesBehind, onlyKey, unitsOnly, type FigureScope } from "../../store/metrics.ts";
import { countedIn } from "../../store/noticeCases.ts";
import { readFigures, type FigureRow } from "../../store/readFigures.ts";
import { caseUnitIds, casesByIds } from "../../store/readCases.ts";
import { handlingMinutes } from "../../store/readNotice.ts";
import type { Actor } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { CaseList } from "../contract/cases.ts";
import { MetricCasesQuery, Metrics, MetricsQuery } from "../contract/notices.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid } from "../errors.ts";
import { answers } from "../openapi.ts";
import { presentListed } from "../presentCase.ts";

const periodDaysMax = 3660;

export function figureRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const tags = ["metrics"];

  app.get(
    "/metrics",
    {
      schema: {
        summary: "指标",
        description: "The metrics of design: each with numerator, denominator and the cases behind it, for days `from` to `to`, both included, or for the cases of a week's notice.",
        tags,
        querystring: MetricsQuery,
        response: answers({ 200: Metrics }),
      },
    },
    async (request) => {
      const { by } = request.query;
      const { from, to, scope, link } = await periodOf(request.query, callerOf(request).actor);
      const { total, rows } = await readFigures(store.read, scope, by ?? null);
      const minutes = await handlingMinutes(store.read, scope.period, rulebook().clock, scope.only);
      const shown = ({ complaints, metrics }: FigureRow, key: Record<string, string>) => ({
        complaints: { count: complaints, cases: link({ figure: "complaints", ...key }) },
        metrics: figuresOf(metrics, (name) => link({ figure: name, ...key })),
      });
      return {
        from,
        to,
        by: by ?? null,
        total: { ...shown(total, {}), handling: { count: minutes.length, medianMinutes: medianOf(minutes), p90Minutes: percentileOf(minutes, 0.9) } },
        rows: rows.map((row) => ({ key: row.key, label: row.label, ...shown(row, { by: by ?? "", key: row.key }) })),
      };
    },
  );

  app.get(
    "/metrics/cases",
    { schema: { summary: "指标背后的工单", tags, querystring: MetricCasesQuery, response: answers({ 200: CaseList }) } },
    async (request) => {
      const { figure, part = "denominator", by, key, cursor, limit = 50 } = request.query;
      const { scope } = await periodOf(request.query, callerOf(request).actor);
      if ((by === undefined) !== (key === undefined)) throw invalid(by === undefined ? "/by" : "/key", "by 与 key 须一起给出。");
      if ((by === "unit" || by === "handler") && key !== noneKey && !/^\d{1,9}$/.test(key ?? "")) throw invalid("/key", "应为编号，或 none。");
      const narrowed: FigureScope = by === undefined || key === undefined ? scope : { ...scope, only: both(scope.only, onlyKey(by, key)) };
      const before = positionOf(cursor, ["id"])?.id ?? null;
      const ids = await casesBehind(store.read, figure, narrowed, { part, before, limit: limit + 1 });
      const items = (await casesByIds(store.read, ids.slice(0, limit))).map((row) => presentListed(row));
      return { items, nextCursor: cursorOf(ids.length > limit ? { id: items.at(-1)?.id ?? 0 } : null) };
    },
  );

  async function periodOf(query: { from?: Day; to?: Day; week?: string }, actor: Actor): Promise<{ from: Day; to: Day; scope: FigureScope; link: (more: Record<string, string>) => string }> {
    const units = await caseUnitIds(store.read, casePathsOf(actor));
    const only = units === "all" ? undefined : unitsOnly(units);
    const link = (given: Record<string, string>) => (more: Record<string, string>) => `/api/v1/metrics/cases?${new URLSearchParams({ ...given, ...more }).toString()}`;
    if (query.week !== undefined) {
      if (query.from !== undefined || query.to !== undefined) throw invalid("/week", "week 与 from、to 只能给一种。");
      if (!isWeek(query.week)) throw invalid("/week", "没有这一周。");
      const range = weekRange(query.week);
      return { from: dayOf(range.from), to: addDays(dayOf(range.to), -1), scope: { period: { ...range, now: now() }, counted: await countedIn(store.read, query.week), only }, link: link({ week: query.week }) };
    }
    const { from, to } = query;
    if (from === undefined || !isDay(from)) throw invalid("/from", from === undefined ? "须给出起止日期 from、to，或 week。" : "没有这一天。");
    if (to === undefined || !isDay(to)) throw invalid("/to", to === undefined ? "须给出截止日期。" : "没有这一天。");
    if (to < from) throw invalid("/to", "结束日不能早于开始日。");
    if (addDays(from, periodDaysMax) < to) throw invalid("/to", `一次最多 ${periodDaysMax} 天。`);
    return { from, to, scope: { period: { from: instantAt(from, 0), to: instantAt(addDays(to, 1), 0), now: now() }, only }, link: link({ from, to }) };
  }
}

const figuresOf = (metrics: FigureRow["metrics"], link: (name: MetricName) => string) =>
  metricNames.map((name) => ({ name, label: metricLabels[name], ...metrics[name], value: valueOf(metrics[name]), text: percent(metrics[name]), cases: link(name) }));

/** The metrics of a span of days, both included, each with the cases behind it. */
export const presentFigures = (metrics: FigureRow["metrics"], days: { from: Day; to: Day }) => figuresOf(metrics, (name) => `/api/v1/metrics/cases?${new URLSearchParams({ ...days, figure: name }).toString()}`);

type Only = NonNullable<FigureScope["only"]>;
const both =
  (a: Only | undefined, b: Only): Only =>
  (eb) =>
    a === undefined ? b(eb) : eb.and([a(eb), b(eb)]);
