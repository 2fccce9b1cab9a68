/** `huiyin jobs`: the timetable, and one job run once, as of an instant. */
import { jobNamed, timetable } from "../../jobs/schedule.ts";
import { HuiyinError } from "../../store/errors.ts";
import { jobDepsOf, now, type House } from "../house.ts";
import { print, printJson, table } from "../output.ts";

export function jobsList(): number {
  print(table([["任务", "说明", "时刻表"], ...timetable.map((job) => [job.name, job.label, job.cron])]));
  return 0;
}

export async function jobsRun(house: House, name: string, { at }: { at?: string }): Promise<number> {
  const job = jobNamed(name);
  if (job === undefined) throw new HuiyinError("usage", `没有任务 ${name}，可用：${timetable.map((each) => each.name).join("、")}。`);
  const instant = at === undefined ? now() : instantOf(at);
  printJson({ job: name, at: instant, ...(await job.run(jobDepsOf(house, at === undefined ? now : () => instant), instant)) });
  return 0;
}

function instantOf(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new HuiyinError("usage", `时刻 ${text} 应为带时区的形式，如 2026-11-16T09:00:00+08:00。`);
  return new Date(time).toISOString();
}
