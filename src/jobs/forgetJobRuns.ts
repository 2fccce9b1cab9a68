/** What a job did is kept for a quarter of a year; the cases keep what it did to them for ever. */
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { forgetRuns } from "../store/jobRuns.ts";
import type { JobDeps } from "./job.ts";

const keptDays = 92;

export async function forgetJobRuns({ store }: JobDeps, now: Instant): Promise<{ forgotten: number }> {
  return { forgotten: await store.write((tx) => forgetRuns(tx, toInstant(millisOf(now) - keptDays * dayMillis))) };
}
