/** Which job ran when: its period is claimed by one update, so that any number of processes may keep the timetable. */
import { millisOf, minuteMillis, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import type { Reader, Transaction } from "./store.ts";

const retryMinutes = 15;

/** False where another process, or an earlier start of this one, has this period already. */
export async function claimPeriod(tx: Transaction, job: string, period: Instant, at: Instant): Promise<boolean> {
  const inserted = await tx
    .insertInto("jobs")
    .values({ name: job, last_period: period, last_started_at: at, last_ended_at: null, last_result: null, last_error: null, last_success_at: null })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("name")
    .executeTakeFirst();
  if (inserted !== undefined) return true;
  const retryFrom = toInstant(millisOf(at) - retryMinutes * minuteMillis);
  const claimed = await tx
    .updateTable("jobs")
    .set({ last_period: period, last_started_at: at })
    .where("name", "=", job)
    .where((eb) =>
      eb.or([
        eb("last_period", "<", period),
        // A run that failed, or whose process died, leaves its period to whoever comes next.
        eb.and([eb("last_period", "=", period), eb("last_started_at", "<=", retryFrom), eb.or([eb("last_error", "is not", null), eb("last_ended_at", "is", null), eb("last_ended_at", "<", eb.ref("last_started_at"))])]),
      ]),
    )
    .returning("name")
    .executeTakeFirst();
  return claimed !== undefined;
}

export interface JobRun {
  job: string;
  period: Instant;
  startedAt: Instant;
  endedAt: Instant;
  durationMillis: number;
  result: Record<string, number> | null;
  /** Null for a run that went well. */
  error: string | null;
}

/** @param keep false for one of a thousand a day that had nothing to do: the job's own row says enough of it. */
export async function recordRun(tx: Transaction, run: JobRun, keep: boolean): Promise<void> {
  const result = run.result === null ? null : JSON.stringify(run.result);
  await tx
    .insertInto("jobs")
    .values({ name: run.job, last_period: run.period, last_started_at: run.startedAt, last_ended_at: null, last_result: null, last_error: null, last_success_at: null })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  await tx
    .updateTable("jobs")
    .set((eb) => ({
      last_started_at: run.startedAt,
      last_ended_at: run.endedAt,
      last_error: run.error,
      ...(run.error === null ? { last_result: result, last_success_at: run.endedAt, failures: 0 } : { failures: eb("failures", "+", 1) }),
    }))
    .where("name", "=", run.job)
    .execute();
  if (!keep) return;
  await tx
    .insertInto("job_runs")
    .values({ job: run.job, period: run.period, started_at: run.startedAt, ended_at: run.endedAt, duration_millis: run.durationMillis, state: run.error === null ? "done" : "failed", result, error: run.error })
    .execute();
}

export interface JobState {
  name: string;
  lastPeriod: Instant;
  lastStartedAt: Instant | null;
  lastEndedAt: Instant | null;
  lastResult: Record<string, number> | null;
  lastError: string | null;
  lastSuccessAt: Instant | null;
  /** Failed runs since the last that went well. */
  failures: number;
}

export async function jobStates(read: Reader): Promise<JobState[]> {
  const rows = await read.selectFrom("jobs").selectAll().orderBy("name").execute();
  return rows.map((row) => ({
    name: row.name,
    lastPeriod: row.last_period,
    lastStartedAt: row.last_started_at,
    lastEndedAt: row.last_ended_at,
    lastResult: row.last_result === null ? null : (JSON.parse(row.last_result) as Record<string, number>),
    lastError: row.last_error,
    lastSuccessAt: row.last_success_at,
    failures: row.failures,
  }));
}

/** Newest first. */
export async function listRuns(read: Reader, { job, beforeId, limit }: { job?: string | undefined; beforeId?: number | undefined; limit: number }) {
  let query = read.selectFrom("job_runs").selectAll().orderBy("id", "desc").limit(limit);
  if (job !== undefined) query = query.where("job", "=", job);
  if (beforeId !== undefined) query = query.where("id", "<", beforeId);
  return query.execute();
}

export async function forgetRuns(tx: Transaction, before: Instant): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("job_runs").where("ended_at", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
}
