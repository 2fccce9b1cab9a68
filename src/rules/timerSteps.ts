/** The steps of a limit in their order: near, within days of its legal end, passed, and long passed (domain.md, Escalation). */
import { limitEnd, type Limit } from "./limits.ts";
import type { Policy } from "./policy.ts";
import { dayMillis, millisOf, toInstant } from "./shanghai.ts";
import type { Instant, Source, TimerKind } from "./words.ts";
import type { WorkClock } from "./workingTime.ts";

export const timerSteps = ["near", "legal", "passed", "long"] as const;
export type TimerStep = (typeof timerSteps)[number];

/** The instants of a limit's steps, and when each was done; null for a step that it does not have, or that is still to come. */
export interface StepTimes {
  near_at: Instant;
  legal_at: Instant | null;
  due_at: Instant;
  long_at: Instant | null;
  near_done_at: Instant | null;
  legal_done_at: Instant | null;
  passed_done_at: Instant | null;
  long_done_at: Instant | null;
}

/** What comes next; a warning whose limit has passed already says nothing any more. Null when all is done. */
export function nextStep(times: StepTimes): { step: TimerStep; at: Instant } | null {
  const steps: [TimerStep, Instant | null, Instant | null][] = [
    ["near", times.near_at, times.near_done_at ?? times.passed_done_at],
    ["legal", times.legal_at, times.legal_done_at],
    ["passed", times.due_at, times.passed_done_at],
    ["long", times.long_at, times.long_done_at],
  ];
  const waiting = steps.flatMap(([step, at, done]) => (at === null || done !== null ? [] : [{ step, at }]));
  return waiting.reduce<{ step: TimerStep; at: Instant } | null>((first, each) => (first === null || each.at < first.at ? each : first), null);
}

/** When a limit that ends at `due` is overdue for so long that it goes a level up; an escalation's own limit goes up by itself. */
export function longPassedAt(clock: WorkClock, policy: Policy, kind: TimerKind, due: Instant): Instant | null {
  if (kind === "escalationLevel1" || kind === "escalationLevel2") return null;
  // A limit to 24:00 ends on the day that ends then, not on the one that begins.
  return limitEnd(clock, policy.escalation.longOverdue, toInstant(millisOf(due) - 1), policy.warnAt).due;
}

/** When a petition's legal limit comes so close that the bureau's leader has to know; only for what the law limits in calendar days. */
export function legalNearAt(policy: Policy, source: Source, kind: TimerKind, limit: Limit, from: Instant, due: Instant): Instant | null {
  if (source !== "petition" || kind !== "disposition" || !("calendarDays" in limit)) return null;
  const at = toInstant(millisOf(due) - policy.escalation.petitionLegalNear.calendarDays * dayMillis);
  return at > from ? at : null;
}
