/** The timetable on one screen: every job, when it runs (Asia/Shanghai), and what it does. */
import cron from "node-cron";
import { fireTimersDue } from "../store/fireTimers.ts";
import { heartbeatOf } from "../rules/jobTimes.ts";
import type { Instant } from "../rules/words.ts";
import { backUpNightly } from "./backUpNightly.ts";
import { draftNotices } from "./draftNotices.ts";
import { erasePersonalData } from "./erasePersonalData.ts";
import { findGroupComplaints } from "./findGroupComplaints.ts";
import { followCorrectiveActions } from "./followCorrectiveActions.ts";
import { followNotices } from "./followNotices.ts";
import { forgetSignedMessages } from "./forgetSignedMessages.ts";
import { forgetOldChanges } from "./forgetChanges.ts";
import { forgetJobRuns } from "./forgetJobRuns.ts";
import type { Job, JobDeps } from "./job.ts";
import { makeDailyCheckpoint } from "./makeCheckpoint.ts";
import { planCallbackWork } from "./planCallbackWork.ts";
import { runDue } from "./runJob.ts";
import { sendOutbox } from "./sendOutbox.ts";
import { takeDroppedFiles } from "./takeDroppedFiles.ts";

export type { Job, JobDeps } from "./job.ts";

export const timetable: readonly Job[] = [
  { name: "fireDueTimers", label: "处理到期时限", time: { every: 60 }, run: ({ store, rulebook, stopping }, now) => fireTimersDue(store, rulebook, now, { stopping }) },
  { name: "sendOutbox", label: "发送答复与事件", time: { every: 10 }, run: async (deps, now) => ({ ...(await sendOutbox(deps, now)) }) },
  { name: "takeDroppedFiles", label: "接收投递文件夹", time: { every: 30 }, run: takeDroppedFiles },
  { name: "findGroupComplaints", label: "发现群体投诉", time: { every: 900 }, run: findGroupComplaints },
  { name: "planCallbacks", label: "安排回访", time: { every: 600 }, run: planCallbackWork },
  { name: "draftNotices", label: "起草每周通报", time: { weekly: { weekday: 1, at: "08:30" } }, run: draftNotices },
  { name: "followNotices", label: "跟踪通报签收", time: { every: 600 }, run: followNotices },
  { name: "makeCheckpoint", label: "生成历史校验点", time: { daily: "00:10" }, run: makeDailyCheckpoint },
  { name: "followCorrectiveActions", label: "跟踪逾期整改", time: { daily: "08:10" }, run: followCorrectiveActions },
  { name: "backUp", label: "备份", time: { daily: "02:10" }, run: backUpNightly },
  { name: "forgetSignedMessages", label: "清理签名记录", time: { daily: "03:20" }, run: forgetSignedMessages },
  { name: "forgetChanges", label: "清理变更通知", time: { daily: "03:40" }, run: forgetOldChanges },
  { name: "erasePersonalData", label: "按规定删除个人信息", time: { daily: "03:50" }, run: erasePersonalData },
  { name: "forgetJobRuns", label: "清理任务记录", time: { daily: "03:30" }, run: forgetJobRuns },
];

export const jobNamed = (name: string): Job | undefined => timetable.find((job) => job.name === name);

/** Starts the heartbeat; a beat that is missed or that overlaps does no harm, because the rows are the truth. */
export function startJobs(deps: JobDeps, now: () => Instant, onFailure: (job: Job, error: unknown) => void): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  let stopping = false;
  const stoppable = { ...deps, stopping: () => stopping };
  const beat = (job: Job): Promise<void> => {
    const run = runDue(stoppable, job, now())
      .then((outcome) => (outcome === null || outcome.error === null ? undefined : onFailure(job, outcome.error)))
      .catch((error: unknown) => onFailure(job, error))
      .finally(() => running.delete(run));
    running.add(run);
    return run;
  };
  const tasks = timetable.map((job) => cron.schedule(heartbeatOf(job.time), () => beat(job), { timezone: "Asia/Shanghai", noOverlap: true }));
  // What fell due while the service was down is done at once.
  for (const job of timetable) void beat(job);
  return {
    async stop() {
      stopping = true;
      await Promise.all(tasks.map(async (task) => task.destroy()));
      await Promise.all(running);
    },
  };
}
