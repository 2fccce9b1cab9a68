/** Calendar and jobs as the server asks for them. */
import { runOnce } from "../../jobs/runJob.ts";
import { jobNamed, timetable } from "../../jobs/schedule.ts";
import { nextAfter, timeText } from "../../rules/jobTimes.ts";
import type { CalendarPort, JobsPort } from "../../server/ports.ts";
import { jobStates } from "../../store/jobRuns.ts";
import { jobDepsOf, now, reloadCalendar, type House } from "../house.ts";

export const calendarPort = (house: House): CalendarPort => ({ reload: () => reloadCalendar(house) });

export const jobsPort = (house: House): JobsPort => ({
  async run(name, at) {
    const job = jobNamed(name);
    if (job === undefined) return null;
    const { result, error } = await runOnce(jobDepsOf(house, now), job, at);
    return { label: job.label, result, error: error === null ? null : error instanceof Error ? error.message : "任务失败" };
  },
  async list(at) {
    const states = new Map((await jobStates(house.store.read)).map((state) => [state.name, state]));
    return timetable.map(({ name, label, time }) => {
      const state = states.get(name);
      return {
        name,
        label,
        time: timeText(time),
        next: nextAfter(time, at),
        lastStartedAt: state?.lastStartedAt ?? null,
        lastSuccessAt: state?.lastSuccessAt ?? null,
        lastResult: state?.lastResult ?? null,
        lastError: state?.lastError ?? null,
        failures: state?.failures ?? 0,
      };
    });
  },
});
