/** Runs a job once and keeps what became of it; a job that fails is told of and keeps no other from running. */
import { performance } from "node:perf_hooks";
import { periodOf } from "../rules/jobTimes.ts";
import type { Instant } from "../rules/words.ts";
import { claimPeriod, recordRun } from "../store/jobRuns.ts";
import type { Job, JobDeps } from "./job.ts";

const errorLengthMax = 500;

export interface JobOutcome {
  result: Record<string, number> | null;
  error: unknown;
}

/** Null where this period is another's, or done already. */
export async function runDue(deps: JobDeps, job: Job, now: Instant): Promise<JobOutcome | null> {
  const period = periodOf(job.time, now);
  if (!(await deps.store.write((tx) => claimPeriod(tx, job.name, period, now)))) return null;
  return runOnce(deps, job, now, period);
}

/** Whatever has been claimed: for people who want it now. */
export async function runOnce(deps: JobDeps, job: Job, now: Instant, period: Instant = now): Promise<JobOutcome> {
  const begun = performance.now();
  let outcome: JobOutcome;
  try {
    outcome = { result: await job.run(deps, now), error: null };
  } catch (error) {
    outcome = { result: null, error };
  }
  const durationMillis = Math.round(performance.now() - begun);
  const run = { job: job.name, period, startedAt: now, endedAt: deps.clock(), durationMillis, result: outcome.result, error: outcome.error === null ? null : messageOf(outcome.error) };
  const didSomething = Object.values(outcome.result ?? {}).some((count) => count > 0);
  try {
    await deps.store.write((tx) => recordRun(tx, run, didSomething || run.error !== null || !("every" in job.time)));
  } catch (error) {
    // The database itself is away: the work is repeated at the next beat, and the log has it.
    return outcome.error === null ? { ...outcome, error } : outcome;
  }
  return outcome;
}

/** The first line only, which holds no personal data: errors of this house say codes and counts. */
function messageOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  return `${typeof code === "string" ? `${code}: ` : ""}${message.split("\n")[0] ?? ""}`.slice(0, errorLengthMax);
}
