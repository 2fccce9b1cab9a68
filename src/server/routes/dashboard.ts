/** The dashboard's own figures: week after week, the funnel of the loop, the hall's wall. */
import { funnelLabels } from "../../rules/funnel.ts";
import { change } from "../../rules/metrics.ts";
import { addDays, dayOf, instantAt, isDay, isWeek, previousWeek, sameWeekLastYear, toOffsetText, weekOf, weekRange } from "../../rules/shanghai.ts";
import { sourceLabels, type Day, type Source, type Week } from "../../rules/words.ts";
import { unitsOnly, type FigureScope } from "../../store/metrics.ts";
import { caseUnitIds, casesByIds } from "../../store/readCases.ts";
import { readFigures } from "../../store/readFigures.ts";
import { funnelCases, readFunnel } from "../../store/readFunnel.ts";
import { readScreen } from "../../store/readScreen.ts";
import type { Actor } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { CaseList } from "../contract/cases.ts";
import { Funnel, FunnelCasesQuery, FunnelQuery, Screen, Series, SeriesQuery } from "../contract/dashboard.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid } from "../errors.ts";
import { answers } from "../openapi.ts";
import { presentListed } from "../presentCase.ts";
import { presentFigures } from "./figures.ts";

const weeksDefault = 13;
const screenWeeks = 8;
const funnelDaysMax = 1100;

export function dashboardRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const tags = ["metrics"];

  app.get(
    "/metrics/series",
    { schema: { summary: "逐周指标", description: "Complaints reported and every metric, week by week up to `until` (the last full week by default).", tags, querystring: SeriesQuery, response: answers({ 200: Series }) } },
    async (request) => {
      const until = request.query.until ?? previousWeek(weekOf(now()));
      if (!isWeek(until)) throw invalid("/until", "没有这一周。");
      const only = await onlyOf(callerOf(request).actor);
      const items = [];
      for (const week of weeksUntil(until, request.query.weeks ?? weeksDefault)) items.push(await weekFigures(week, only));
      const complaintsOf = async (week: Week | null) => (week === null ? null : (await readFigures(store.read, scopeOf(week, only), null)).total.complaints);
      const count = items.at(-1)?.complaints ?? 0;
      return { items, last: { week: until, change: change(count, await complaintsOf(previousWeek(until))), changeYear: change(count, await complaintsOf(sameWeekLastYear(until))) } };
    },
  );

  app.get(
    "/metrics/funnel",
    { schema: { summary: "闭环漏斗", description: "Of the cases reported from `from` to `to`, how many need each stage of the loop, and how many have passed it.", tags, querystring: FunnelQuery, response: answers({ 200: Funnel }) } },
    async (request) => {
      const scope = await periodOf(request.query, callerOf(request).actor);
      const { stages, ...aside } = await readFunnel(store.read, scope, rulebook().policy);
      return { stages: stages.map((each) => ({ ...each, label: funnelLabels[each.stage] })), ...aside };
    },
  );

  app.get("/metrics/funnel/cases", { schema: { summary: "漏斗背后的工单", tags, querystring: FunnelCasesQuery, response: answers({ 200: CaseList }) } }, async (request) => {
    const { stage, part = "needed", cursor, limit = 50 } = request.query;
    const scope = await periodOf(request.query, callerOf(request).actor);
    const ids = await funnelCases(store.read, scope, rulebook().policy, { stage, part, beforeId: positionOf(cursor, ["id"])?.id, limit: limit + 1 });
    const items = (await casesByIds(store.read, ids.slice(0, limit))).map((row) => presentListed(row));
    return { items, nextCursor: cursorOf(ids.length > limit ? { id: items.at(-1)?.id ?? 0 } : null) };
  });

  app.get(
    "/metrics/screen",
    { schema: { summary: "大屏", description: "For the hall's wall: counts and rates, of single cases only the numbers.", tags, response: answers({ 200: Screen }) } },
    async (request) => {
      const { actor } = callerOf(request);
      const at = now();
      const only = await onlyOf(actor);
      const week = weekOf(at);
      const { closings, ...shown } = await readScreen(store.read, { scopePaths: casePathsOf(actor), dayFrom: instantAt(dayOf(at), 0), weekFrom: weekRange(week).from, at });
      const fourWeeks = { from: dayOf(weekRange(weeksUntil(week, 4)[0] ?? week).from), to: dayOf(at) };
      const { total } = await readFigures(store.read, { period: { from: instantAt(fourWeeks.from, 0), to: instantAt(addDays(fourWeeks.to, 1), 0), now: at }, only }, null);
      const weeks = [];
      for (const each of weeksUntil(week, screenWeeks)) weeks.push({ week: each, complaints: (await weekFigures(each, only)).complaints });
      return {
        at: toOffsetText(at),
        ...shown,
        rates: presentFigures(total.metrics, fourWeeks),
        weeks,
        closings: closings.map(({ source, closedAt, ...each }) => ({ ...each, sourceLabel: sourceLabels[source as Source], closedAt: toOffsetText(closedAt) })),
      };
    },
  );

  async function onlyOf(actor: Actor): Promise<FigureScope["only"]> {
    const units = await caseUnitIds(store.read, casePathsOf(actor));
    return units === "all" ? undefined : unitsOnly(units);
  }

  const scopeOf = (week: Week, only: FigureScope["only"]): FigureScope => ({ period: { ...weekRange(week), now: now() }, only });

  async function weekFigures(week: Week, only: FigureScope["only"]) {
    const { total } = await readFigures(store.read, scopeOf(week, only), null);
    const { from, to } = weekRange(week);
    return { week, complaints: total.complaints, metrics: presentFigures(total.metrics, { from: dayOf(from), to: addDays(dayOf(to), -1) }) };
  }

  async function periodOf({ from, to }: { from: Day; to: Day }, actor: Actor): Promise<FigureScope> {
    if (!isDay(from)) throw invalid("/from", "没有这一天。");
    if (!isDay(to)) throw invalid("/to", "没有这一天。");
    if (to < from) throw invalid("/to", "结束日不能早于开始日。");
    if (addDays(from, funnelDaysMax) < to) throw invalid("/to", `一次最多 ${funnelDaysMax} 天。`);
    return { period: { from: instantAt(from, 0), to: instantAt(addDays(to, 1), 0), now: now() }, only: await onlyOf(actor) };
  }
}

/** Oldest first, the given one last. */
function weeksUntil(week: Week, count: number): Week[] {
  const weeks = [week];
  while (weeks.length < count) weeks.unshift(previousWeek(weeks[0] ?? week));
  return weeks;
}
