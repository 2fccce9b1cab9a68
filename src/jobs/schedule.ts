/** The timetable on one screen: every job, when it runs (Asia/Shanghai), and what it does. */
import cron from "node-cron";
import { fireTimersDue } from "../store/fireTimers.ts";
import type { Instant } from "../rules/words.ts";
import { findGroupComplaints } from "./findGroupComplaints.ts";
import { forgetSignedMessages } from "./forgetSignedMessages.ts";
import type { Job, JobDeps } from "./job.ts";
import { sendOutbox } from "./sendOutbox.ts";
import { takeDroppedFiles } from "./takeDroppedFiles.ts";

export type { Job, JobDeps } from "./job.ts";

export const timetable: readonly Job[] = [
  { name: "fireDueTimers", label: "处理到期时限", cron: "* * * * *", run: ({ store, rulebook }, now) => fireTimersDue(store, rulebook, now) },
  { name: "sendOutbox", label: "发送答复与事件", cron: "*/10 * * * * *", run: async (deps, now) => ({ ...(await sendOutbox(deps, now)) }) },
  { name: "takeDroppedFiles", label: "接收投递文件夹", cron: "*/30 * * * * *", run: takeDroppedFiles },
  { name: "findGroupComplaints", label: "发现群体投诉", cron: "*/15 * * * *", run: findGroupComplaints },
  { name: "forgetSignedMessages", label: "清理签名记录", cron: "20 3 * * *", run: forgetSignedMessages },
];

export const jobNamed = (name: string): Job | undefined => timetable.find((job) => job.name === name);

/** Starts the heartbeat; a beat that is missed or that overlaps does no harm, because the rows are the truth. */
export function startJobs(deps: JobDeps, now: () => Instant, onFailure: (job: Job, error: unknown) => void): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const run = (job: Job): Promise<void> => {
    const beat = job
      .run(deps, now())
      .then(() => undefined)
      .catch((error: unknown) => onFailure(job, error))
      .finally(() => running.delete(beat));
    running.add(beat);
    return beat;
  };
  const tasks = timetable.map((job) => cron.schedule(job.cron, () => run(job), { timezone: "Asia/Shanghai", noOverlap: true }));
  // What fell due while the service was down is done at once.
  for (const job of timetable) void run(job);
  return {
    async stop() {
      await Promise.all(tasks.map(async (task) => task.destroy()));
      await Promise.all(running);
    },
  };
}
