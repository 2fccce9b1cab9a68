/** The timetable on one screen: every job, when it runs (Asia/Shanghai), and what it does. */
import cron from "node-cron";
import { fireTimersDue } from "../store/fireTimers.ts";
import type { Rulebook, Store } from "../store/store.ts";
import type { Instant } from "../rules/words.ts";

export interface JobDeps {
  store: Store;
  rulebook: Rulebook;
}

export interface Job {
  name: string;
  label: string;
  /** Minute, hour, day, month, weekday. */
  cron: string;
  run: (deps: JobDeps, now: Instant) => Promise<Record<string, number>>;
}

export const timetable: readonly Job[] = [
  { name: "fireDueTimers", label: "处理到期时限", cron: "* * * * *", run: ({ store, rulebook }, now) => fireTimersDue(store, rulebook, now) },
];

export const jobNamed = (name: string): Job | undefined => timetable.find((job) => job.name === name);

/** Starts the heartbeat; a beat that is missed or that overlaps does no harm, because the rows are the truth. */
export function startJobs(deps: JobDeps, now: () => Instant, onFailure: (job: Job, error: unknown) => void): { stop(): Promise<void> } {
  const run = async (job: Job) => {
    try {
      await job.run(deps, now());
    } catch (error) {
      onFailure(job, error);
    }
  };
  const tasks = timetable.map((job) => cron.schedule(job.cron, () => run(job), { timezone: "Asia/Shanghai", noOverlap: true }));
  // What fell due while the service was down is done at once.
  const first = Promise.all(timetable.map(run));
  return {
    async stop() {
      await Promise.all(tasks.map(async (task) => task.destroy()));
      await first;
    },
  };
}
