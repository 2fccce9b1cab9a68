/** Compares a notice with what plain code recomputes from raw rows, figure by figure. */
import { sql } from "kysely";
import { expect } from "vitest";
import type { NoticeContent } from "../../src/reports/notice/content.ts";
import type { Reader } from "../../src/store/store.ts";
import { changeOf, isoWeek, recompute, weekBounds, type Figures, type RawRows, type Told } from "./recompute.ts";

export async function rawRows(read: Reader): Promise<RawRows> {
  const all = async <Row>(text: string): Promise<Row[]> => (await sql.raw<Row>(text).execute(read)).rows;
  return {
    cases: await all("select id, source, kind, lane, category, service_item, window_name, reported_at from cases"),
    events: await all("select case_id, seq, type, payload, at, state_after from case_events"),
    timers: await all("select id, case_id, kind, status, from_at, due_at from timers"),
    links: await all("select from_case_id, to_case_id, relation, created_at, ended_at from case_links"),
    escalations: await all("select level, raised_at from escalations"),
    feed: await all("select day, outcome from feed_records"),
    units: await all("select id, parent_id from units"),
    calendar: await all("select day, working, origin from calendar_days"),
  };
}

/** Checks the notice just published, and remembers what it told. @returns how many figures were compared. */
export async function checkNotice(read: Reader, week: string, told: Told): Promise<number> {
  const row = await read.selectFrom("notices").select(["content", "published_at"]).where("week", "=", week).where("revision", "=", 1).executeTakeFirstOrThrow();
  const content = JSON.parse(row.content) as NoticeContent;
  const rows = await rawRows(read);
  const own = recompute(rows, week, row.published_at, told);
  const earlier = (other: string | null) => (other === null ? null : (told.figures.get(other) ?? recompute(rows, other, row.published_at, told)));
  const before = earlier(isoWeek(new Date(Date.parse(weekBounds(week)[0]) - 3_600_000).toISOString()));
  const [year, number] = week.split("-W");
  const lastYear = `${Number(year) - 1}-W${number}`;
  // A year that has no such week has nothing to compare with.
  const yearBefore = earlier(isoWeek(weekBounds(lastYear)[0]) === lastYear ? lastYear : null);

  const figures = figuresOf(content);
  const expected = expectedFigures(own, before, yearBefore, [...told.caseWeek.keys()].length, rows.cases.length, content);
  expect({ week, ...figures }).toEqual({ week, ...expected });
  for (const id of own.ids) told.caseWeek.set(id, week);
  told.figures.set(week, own);
  return Object.keys(figures).length;
}

/** A notice flattened: path → figure. */
function figuresOf(content: NoticeContent): Record<string, unknown> {
  const flat: Record<string, unknown> = { total: content.total.count, change: content.total.change, changeYear: content.total.changeYear, late: content.lateCount };
  for (const name of ["bySource", "byKind", "byLane", "byCategory", "byItem", "byWindow", "byUnit", "byState"] as const) {
    for (const line of content[name]) {
      flat[`${name}.${line.key}`] = [line.count, line.share];
      if (name !== "byState") flat[`${name}.${line.key}.change`] = [line.change, line.changeYear];
    }
  }
  for (const metric of content.metrics) flat[`metrics.${metric.name}`] = [metric.numerator, metric.denominator, metric.text];
  for (const unit of content.units) {
    flat[`units.${unit.unitId}`] = [unit.assigned, unit.onTime, unit.overdue, unit.open];
    for (const metric of unit.metrics) flat[`units.${unit.unitId}.${metric.name}`] = [metric.numerator, metric.denominator];
  }
  flat["handling"] = [content.handling.count, content.handling.medianMinutes, content.handling.p90Minutes];
  for (const { level, count } of content.escalations) flat[`escalations.${level}`] = count;
  flat["funnel"] = content.charts.funnel.map(({ count }) => count);
  flat["accounting"] = [content.accounting.received, content.accounting.created, content.accounting.updated, content.accounting.unchanged, content.accounting.quarantined];
  for (const [name, list] of Object.entries(content.lists)) flat[`lists.${name}`] = list.map(({ caseId }) => caseId);
  flat["coverage"] = [content.coverage.before, content.coverage.here, content.coverage.before + content.coverage.here + content.coverage.waiting, content.coverage.complete];
  return flat;
}

function expectedFigures(own: Figures, before: Figures | null, yearBefore: Figures | null, toldBefore: number, all: number, content: NoticeContent): Record<string, unknown> {
  const flat: Record<string, unknown> = { total: own.total, change: changeOf(own.total, before?.total), changeYear: changeOf(own.total, yearBefore?.total), late: own.late };
  const share = (count: number) => (own.total === 0 ? "—" : `${((count / own.total) * 100).toFixed(1)}%`);
  for (const [name, counts] of Object.entries(own.counts)) {
    for (const [key, count] of Object.entries(counts)) {
      flat[`${name}.${key}`] = [count, share(count)];
      if (name !== "byState") flat[`${name}.${key}.change`] = [changeOf(count, before?.counts[name]?.[key]), changeOf(count, yearBefore?.counts[name]?.[key])];
    }
  }
  const text = ([hit, of]: [number, number]) => (of === 0 ? "—" : `${((hit / of) * 100).toFixed(1)}%`);
  for (const [name, fraction] of Object.entries(own.metrics)) flat[`metrics.${name}`] = [...fraction, text(fraction)];
  for (const { unitId } of content.units) {
    flat[`units.${unitId}`] = own.standing[String(unitId)] ?? [0, 0, 0, 0];
    for (const [name, fraction] of Object.entries(own.unitMetrics[String(unitId)] ?? {})) flat[`units.${unitId}.${name}`] = fraction;
  }
  flat["handling"] = [own.handling.count, own.handling.median, own.handling.p90];
  for (const [level, count] of Object.entries(own.escalations)) flat[`escalations.${level}`] = count;
  flat["funnel"] = own.funnel;
  flat["accounting"] = ["received", "created", "updated", "unchanged", "quarantined"].map((name) => own.feed[name] ?? 0);
  flat["lists.overdue"] = own.overdue;
  flat["lists.unsatisfied"] = own.unsatisfied;
  flat["lists.secondComplaints"] = own.second;
  flat["lists.late"] = content.lists.late.map(({ caseId }) => caseId).filter((id) => own.ids.includes(id));
  flat["coverage"] = [toldBefore, own.total, all, true];
  return flat;
}
