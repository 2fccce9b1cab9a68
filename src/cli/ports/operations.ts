/** Calendar and jobs as the server asks for them. */
import { timetable } from "../../jobs/schedule.ts";
import { nextAfter, timeText } from "../../rules/jobTimes.ts";
import type { CalendarPort, JobsPort } from "../../server/ports.ts";
import { jobStates } from "../../store/jobRuns.ts";
import { reloadCalendar, type House } from "../house.ts";

export const calendarPort = (house: House): CalendarPort => ({ reload: () => reloadCalendar(house) });

export const jobsPort = ({ store }: House): JobsPort => ({
  async list(at) {
    const states = new Map((await jobStates(store.read)).map((state) => [state.name, state]));
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
