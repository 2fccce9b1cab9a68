/** `huiyin jobs`: the timetable with how each job last went, its runs, and one job run once, as of an instant. */
import { runOnce } from "../../jobs/runJob.ts";
import { jobNamed, timetable } from "../../jobs/schedule.ts";
import { nextAfter, timeText } from "../../rules/jobTimes.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import { jobStates, listRuns } from "../../store/jobRuns.ts";
import { jobDepsOf, now, type House } from "../house.ts";
import { print, printJson, table } from "../output.ts";

export async function jobsList({ store }: House, { json }: { json?: boolean }): Promise<number> {
  const states = new Map((await jobStates(store.read)).map((state) => [state.name, state]));
  const at = now();
  const items = timetable.map(({ name, label, time }) => ({ name, label, time: timeText(time), next: nextAfter(time, at), ...lastOf(states.get(name)) }));
  if (json) printJson(items);
  else print(table([["任务", "说明", "时刻", "下次", "上次", "结果"], ...items.map((item) => [item.name, item.label, item.time, shown(item.next), shown(item.lastStartedAt), resultText(item)])]));
  return items.some((item) => item.failures > 0) ? 1 : 0;
}

type State = Awaited<ReturnType<typeof jobStates>>[number];
const lastOf = (state: State | undefined) => ({
  lastStartedAt: state?.lastStartedAt ?? null,
  lastResult: state?.lastResult ?? null,
  lastError: state?.lastError ?? null,
  failures: state?.failures ?? 0,
});

const shown = (instant: string | null): string => (instant === null ? "—" : toOffsetText(instant).slice(0, 19).replace("T", " "));

function resultText({ lastResult, lastError, failures }: ReturnType<typeof lastOf>): string {
  if (failures > 0) return `连续失败 ${failures} 次：${lastError ?? ""}`;
  return lastResult === null ? "—" : countsText(lastResult);
}

const countsText = (result: Record<string, number>): string => Object.entries(result).map(([name, count]) => `${name} ${count}`).join("，");

export async function jobsRuns({ store }: House, name: string | undefined, { json, limit = "20" }: { json?: boolean; limit?: string }): Promise<number> {
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new HuiyinError("usage", "--limit 应为 1 至 9999 的整数。");
  if (name !== undefined) mustBeJob(name);
  const rows = await listRuns(store.read, { job: name, limit: Number(limit) });
  if (json) printJson(rows);
  else if (rows.length === 0) print("没有运行记录。");
  else print(table([["任务", "开始", "用时", "结果"], ...rows.map((row) => [row.job, shown(row.started_at), `${row.duration_millis} 毫秒`, row.error ?? countsText(JSON.parse(row.result ?? "{}") as Record<string, number>)])]));
  return 0;
}

export async function jobsRun(house: House, name: string, { at }: { at?: string }): Promise<number> {
  const job = mustBeJob(name);
  const instant = at === undefined ? now() : instantOf(at);
  const { result, error } = await runOnce(jobDepsOf(house, at === undefined ? now : () => instant), job, instant);
  if (error !== null) throw error instanceof Error ? error : new Error("the job failed", { cause: error });
  printJson({ job: name, at: instant, ...result });
  return 0;
}

function mustBeJob(name: string) {
  const job = jobNamed(name);
  if (job === undefined) throw new HuiyinError("usage", `没有任务 ${name}，可用：${timetable.map((each) => each.name).join("、")}。`);
  return job;
}

function instantOf(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new HuiyinError("usage", `时刻 ${text} 应为带时区的形式，如 2026-11-16T09:00:00+08:00。`);
  return new Date(time).toISOString();
}
