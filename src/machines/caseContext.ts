/** What the case's guards need to know, and nothing else: everything that merely describes a case is a column of the store. */
import { isSatisfied, type ClosingNeeds, type Kind, type Source, type TimerKind } from "../rules/words.ts";
import type { CallSlot, CaseEvent, PayloadOf } from "./events.ts";

/** What the policy says of a case when it is registered. */
export interface CaseInput {
  kind: Kind;
  source: Source;
  contactable: boolean;
  needs: ClosingNeeds;
  callbackRules: { attemptsMax: number; workingDaysMin: number; halvesOfDayMin: number };
  extensionsMax: number;
}

export interface CaseContext extends CaseInput {
  round: number;
  accepted: boolean;
  assigned: boolean;
  withdrawn: boolean;
  /** Closes through its primary, whose handling and review it shares. */
  followsPrimary: boolean;
  sharesCallback: boolean;
  declines: number;
  extensionsRequested: number;
  extensionsGranted: number;
  unsatisfied: number;
  /** This round's callbacks that did not connect. */
  attempts: CallSlot[];
  handledBy: string[];
  reviewedBy: string | null;
  level: 0 | 1 | 2 | 3;
  /** Keys of the triggers that have escalated already: the same trigger never escalates twice. */
  triggers: string[];
  near: TimerKind[];
  passed: TimerKind[];
}

/** Raised inside the machine by the flow, answered by the escalation region. */
export interface EscalationTrigger {
  type: "escalationTrigger";
  level: 1 | 2 | 3;
  key: string;
  reason: string;
}
export type MachineEvent = CaseEvent | EscalationTrigger;

export function initialContext(input: CaseInput): CaseContext {
  return {
    ...input,
    round: 1,
    accepted: false,
    assigned: false,
    withdrawn: false,
    followsPrimary: false,
    sharesCallback: false,
    declines: 0,
    extensionsRequested: 0,
    extensionsGranted: 0,
    unsatisfied: 0,
    attempts: [],
    handledBy: [],
    reviewedBy: null,
    level: 0,
    triggers: [],
    near: [],
    passed: [],
  };
}

/** A case that needs neither review nor callback has nothing to handle: it is counted and answered (praise). */
export const needsOnlyAnswer = (context: CaseContext): boolean => !context.needs.review && !context.needs.callback;

export const reviewNeeded = (context: CaseContext): boolean => context.needs.review && !context.followsPrimary;

export const callbackNeeded = (context: CaseContext): boolean =>
  context.needs.callback && !context.withdrawn && !(context.followsPrimary && context.sharesCallback);

/** A walk-in at the window that is not a question or a praise is something that "could not be done": it starts escalated. */
export const isWalkInMatter = (context: CaseContext): boolean =>
  context.source === "window" && context.kind !== "consultation" && context.kind !== "praise";

export const isConnectedSatisfied = (payload: PayloadOf<"recordCallback">): boolean =>
  payload.connected && payload.rating !== undefined && isSatisfied(payload.rating);

export const isConnectedUnsatisfied = (payload: PayloadOf<"recordCallback">): boolean =>
  payload.connected && payload.rating !== undefined && !isSatisfied(payload.rating);

/** Whether one more failed attempt in this slot makes the complainant unreachable by the policy (domain.md, The life of a case). */
export function attemptsExhausted(context: CaseContext, slot: CallSlot): boolean {
  const attempts = [...context.attempts, slot];
  const workingDays = new Set(attempts.filter((attempt) => attempt.workingDay).map((attempt) => attempt.day));
  const halves = new Set(attempts.map((attempt) => attempt.half));
  const { attemptsMax, workingDaysMin, halvesOfDayMin } = context.callbackRules;
  return attempts.length >= attemptsMax && workingDays.size >= workingDaysMin && halves.size >= halvesOfDayMin;
}

/** Later attempts beyond what the rule can use are in the history; the snapshot keeps the first ones of each half-day. */
export function rememberAttempt(context: CaseContext, slot: CallSlot): CallSlot[] {
  return [...context.attempts, slot].slice(0, 20);
}

export const withKind = (kinds: readonly TimerKind[], kind: TimerKind): TimerKind[] => (kinds.includes(kind) ? [...kinds] : [...kinds, kind]);
export const withoutKind = (kinds: readonly TimerKind[], kind: TimerKind): TimerKind[] => kinds.filter((each) => each !== kind);
