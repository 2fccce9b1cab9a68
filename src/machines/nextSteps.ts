/** What a case waits for, read off its position in life: each step with who does it and which limit runs on it. */
import { permissions, type PermittedEvent } from "../rules/permissions.ts";
import { roles, type Role, type TimerKind } from "../rules/words.ts";
import type { CaseLife } from "./step.ts";

interface StepKind {
  label: string;
  /** The event that does it; who may send it does the step. */
  event: PermittedEvent;
  /** The step is to be done by the earliest of these. */
  limits: readonly TimerKind[];
}

const kinds = {
  accept: { label: "待受理", event: "accept", limits: ["accept"] },
  assign: { label: "待交办", event: "assign", limits: ["contact", "disposition"] },
  sign: { label: "待签收", event: "sign", limits: ["sign"] },
  handle: { label: "待办结", event: "submitDisposition", limits: ["contact", "disposition"] },
  resume: { label: "挂起中", event: "resume", limits: [] },
  decideExtension: { label: "待批延期", event: "grantExtension", limits: ["disposition"] },
  approveDisposition: { label: "待审结果", event: "approveDisposition", limits: ["disposition"] },
  review: { label: "待复盘", event: "submitReview", limits: ["review"] },
  approveReview: { label: "待审复盘", event: "approveReview", limits: ["review"] },
  callback: { label: "待回访", event: "recordCallback", limits: ["callback"] },
  approveUnreachable: { label: "待批无法回访", event: "approveUnreachable", limits: ["callback"] },
  answer: { label: "待答复来源", event: "answerDelivered", limits: [] },
} as const satisfies Record<string, StepKind>;

export type NextStep = keyof typeof kinds;
export const nextStepKinds: Readonly<Record<NextStep, StepKind>> = kinds;
export const nextStepNames = Object.keys(kinds) as NextStep[];

/** The steps that people of one of these roles do. */
export function stepsOf(held: readonly string[]): NextStep[] {
  return nextStepNames.filter((name) => doersOf(name).some((role) => held.includes(role)));
}

/** The roles whose people do the step; the window stands in for handlers, but handling is not its own work. */
export function doersOf(name: NextStep): Role[] {
  const { event } = kinds[name];
  const doers = roles.filter((role) => (permissions[event].roles as readonly string[]).includes(role));
  return doers.includes("handler") ? doers.filter((role) => role !== "window") : doers;
}

/** Empty once nothing is left to do: closed, returned, or merged into a case that is handled instead. */
export function nextSteps(life: Pick<CaseLife, "value">): NextStep[] {
  const { flow } = life.value as { flow: Flow };
  if (flow === "registered") return ["accept"];
  if (typeof flow === "string") return [];
  if ("closing" in flow) {
    const { review, callback, answer } = flow.closing;
    return [...(closingSteps.review[review] ?? []), ...(closingSteps.callback[callback] ?? []), ...(closingSteps.answer[answer] ?? [])];
  }
  const { working } = flow;
  if (working === "accepted") return ["assign"];
  if (working === "assigned") return ["sign"];
  if (working === "disposed") return ["approveDisposition"];
  const { work, extension } = working.handling;
  return [work === "suspended" ? "resume" : "handle", ...(extension === "requested" ? (["decideExtension"] as const) : [])];
}

type Flow = string | { working: "accepted" | "assigned" | "disposed" | { handling: { work: string; extension: string } } } | { closing: Record<"review" | "callback" | "answer", string> };

const closingSteps: Record<"review" | "callback" | "answer", Record<string, NextStep[]>> = {
  review: { pending: ["review"], drafted: ["approveReview"] },
  callback: { pending: ["callback"], unreachable: ["approveUnreachable"] },
  answer: { pending: ["answer"] },
};
