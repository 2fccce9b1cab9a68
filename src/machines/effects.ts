/** What a step of the machine asks the store to do, as data: nothing outside is touched before the commit. */
import type { TimerKind } from "../rules/words.ts";

export interface Effects {
  /** Arms a limit; how long it is and what it counts from is policy and the store's business. */
  startTimer: { kind: TimerKind };
  /** Ends a limit if it is running: met, or no longer asked for. */
  stopTimer: { kind: TimerKind; met: boolean };
  pauseTimers: Record<string, never>;
  resumeTimers: Record<string, never>;
  extendTimer: { kind: "disposition"; days: number | null };
  raiseEscalation: { level: 1 | 2 | 3; trigger: string; reason: string };
  acknowledgeEscalation: Record<string, never>;
  resolveEscalation: { resolution: string };
  sendAnswer: { topic: "answer" | "return" };
  /** The secondaries of a merge go on when their primary is closed. */
  informSecondaries: Record<string, never>;
}

export type Effect = { [Name in keyof Effects]: { type: Name; params: Effects[Name] } }[keyof Effects];

const effectNames: Record<keyof Effects, true> = {
  startTimer: true,
  stopTimer: true,
  pauseTimers: true,
  resumeTimers: true,
  extendTimer: true,
  raiseEscalation: true,
  acknowledgeEscalation: true,
  resolveEscalation: true,
  sendAnswer: true,
  informSecondaries: true,
};
export const isEffectName = (name: string): name is keyof Effects => Object.hasOwn(effectNames, name);
