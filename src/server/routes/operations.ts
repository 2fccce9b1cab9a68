/** What administrators look after: the calendar with its amendments, and the jobs with their runs. */
import { calendarYear } from "../../rules/calendarYear.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { recordAudit } from "../../store/audit.ts";
import { amendDay, calendarChanges } from "../../store/calendarChanges.ts";
import { listRuns } from "../../store/jobRuns.ts";
import { readCalendar } from "../../store/readCalendar.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { CalendarYear, DayAmendment, DayParams, JobParams, JobRan, JobRuns, JobRunsQuery, Jobs, YearParams } from "../contract/operations.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { answers } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";

const changesMax = 1000;

export function operationRoutes(app: App, { store, now, rulebook, ports }: RouteDeps): void {
  const yearOf = async (year: number) => {
    const changes = (await calendarChanges(store.read, changesMax)).filter(({ day }) => day.startsWith(String(year)));
    return { ...calendarYear(rulebook().clock.calendar, await readCalendar(store.read), year), changes: changes.map((change) => ({ ...change, at: toOffsetText(change.at) })) };
  };

  app.get("/calendar/:year", { schema: { summary: "工作日历", tags: ["operations"], params: YearParams, response: answers({ 200: CalendarYear }) } }, (request) => yearOf(request.params.year));

  app.put(
    "/calendar/days/:day",
    {
      schema: {
        summary: "修正日历",
        description: "New limits count by it; open ones only after `huiyin deadlines recompute`.",
        tags: ["operations"],
        params: DayParams,
        body: DayAmendment,
        response: answers({ 200: CalendarYear }),
      },
    },
    async (request) => {
      const { day } = request.params;
      await store.write((tx) => amendDay(tx, { day, ...request.body }, { actor: callerOf(request).actor, at: now() }));
      await ports.calendar.reload();
      return yearOf(Number(day.slice(0, 4)));
    },
  );

  app.get("/jobs", { schema: { summary: "定时任务", tags: ["operations"], response: answers({ 200: Jobs }) } }, async () => ({
    items: (await ports.jobs.list(now())).map((job) => ({ ...job, next: toOffsetText(job.next), lastStartedAt: offsetOrNull(job.lastStartedAt), lastSuccessAt: offsetOrNull(job.lastSuccessAt) })),
  }));

  app.post("/jobs/:name/run", { schema: { summary: "立即运行任务", tags: ["operations"], params: JobParams, response: answers({ 200: JobRan }) } }, async (request) => {
    const { name } = request.params;
    const at = now();
    const ran = await ports.jobs.run(name, at);
    if (ran === null) throw notFound("没有这个任务。");
    await store.write((tx) => recordAudit(tx, { action: "job-run", subject: ran.label, detail: ran.error === null ? null : "失败" }, { actor: callerOf(request).actor, at }));
    return ran;
  });

  app.get("/jobs/runs", { schema: { summary: "任务运行记录", tags: ["operations"], querystring: JobRunsQuery, response: answers({ 200: JobRuns }) } }, async (request) => {
    const { job, cursor, limit = 50 } = request.query;
    const rows = await listRuns(store.read, { job, beforeId: positionOf(cursor, ["id"])?.id, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id,
      job: row.job,
      period: toOffsetText(row.period),
      startedAt: toOffsetText(row.started_at),
      endedAt: toOffsetText(row.ended_at),
      durationMillis: row.duration_millis,
      state: row.state === "failed" ? ("failed" as const) : ("done" as const),
      result: row.result === null ? null : (JSON.parse(row.result) as Record<string, number>),
      error: row.error,
    }));
    return { items, nextCursor: cursorOf(rows.length > limit ? { id: items.at(-1)?.id ?? 0 } : null) };
  });
}
