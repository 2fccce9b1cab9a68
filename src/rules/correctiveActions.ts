/** The life of a corrective action (整改项), as data: its states, the steps between them, and whose steps they are. */
import { dayOf } from "./shanghai.ts";
import type { Day, Instant, Role } from "./words.ts";

export const correctiveStates = ["open", "submitted", "closed", "cancelled"] as const;
export type CorrectiveState = (typeof correctiveStates)[number];
export const correctiveStateLabels: Record<CorrectiveState, string> = {
  open: "整改中",
  submitted: "待核验",
  closed: "已完成",
  cancelled: "已取消",
};

export type CorrectiveStep = "submit" | "close" | "return" | "cancel" | "change";
export type LoggedStep = CorrectiveStep | "create" | "escalate";
export const correctiveStepLabels: Record<LoggedStep, string> = {
  create: "列入整改",
  submit: "提交整改结果",
  close: "核验通过",
  return: "退回整改",
  cancel: "取消整改项",
  change: "调整整改项",
  escalate: "逾期提级",
};

interface StepRule {
  readonly from: readonly CorrectiveState[];
  /** Who takes it; the owner himself may submit whatever his role. */
  readonly roles: readonly Role[];
  /** Who handled the case, owns the action or submitted it does not decide on it (domain.md: separation of duties). */
  readonly independent: boolean;
}
export const correctiveSteps: Record<CorrectiveStep, StepRule> = {
  submit: { from: ["open"], roles: ["handler"], independent: false },
  close: { from: ["submitted"], roles: ["reviewer"], independent: true },
  return: { from: ["submitted"], roles: ["reviewer"], independent: true },
  cancel: { from: ["open", "submitted"], roles: ["supervisor"], independent: true },
  // What has been submitted is judged by the day on which it was due then.
  change: { from: ["open"], roles: ["supervisor"], independent: true },
};

/** Who looks for the common cause behind many cases. */
export const causeRoles: readonly Role[] = ["window", "supervisor", "reviewer"];

/** An action is late from the day after the one on which it is due, until it is submitted. */
export const isOverdue = ({ state, due }: { state: string; due: Day }, today: Day): boolean => state === "open" && due < today;

/** Judged by the submission that was found good, not by how long the check of it took. Null while it is not done. */
export function isDoneOnTime({ state, due, submitted_at }: { state: string; due: Day; submitted_at: Instant | null }): boolean | null {
  return state !== "closed" || submitted_at === null ? null : dayOf(submitted_at) <= due;
}
