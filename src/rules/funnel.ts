/** The stages of the closed loop, as a funnel counts them: each with what a case of a kind may need it for. */
import type { ClosingNeeds } from "./words.ts";

export const funnelStages = ["received", "accepted", "contacted", "signed", "disposed", "reviewed", "calledBack", "answered", "closed"] as const;
export type FunnelStage = (typeof funnelStages)[number];
export const funnelLabels: Record<FunnelStage, string> = {
  received: "登记",
  accepted: "受理",
  contacted: "首次联系",
  signed: "签收",
  disposed: "办结",
  reviewed: "复盘",
  calledBack: "回访",
  answered: "答复来源",
  closed: "闭环",
};

/** Which of the needs a stage answers to; the other stages are every case's, but for those that only want an answer. */
export const stageNeeds: Partial<Record<FunnelStage, keyof ClosingNeeds>> = { reviewed: "review", calledBack: "callback", answered: "answer" };
/** Stages that a case that needs nothing but an answer never comes to. */
export const handledStages: readonly FunnelStage[] = ["contacted", "signed", "disposed"];
