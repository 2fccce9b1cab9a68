/** The names of the states as people and the API see them: one word per region, with its Chinese label. */

export const caseStateLabels = {
  registered: "待甄别",
  accepted: "已受理",
  assigned: "待签收",
  handling: "办理中",
  suspended: "已挂起",
  disposed: "待审核",
  closing: "待闭环",
  closed: "已闭环",
  returned: "已退回来源",
  merged: "已并案",
} as const;
export type CaseStateName = keyof typeof caseStateLabels;
export const caseStateNames = Object.keys(caseStateLabels) as CaseStateName[];

export const escalationLabels = { none: "未督办", level1: "一级督办", level2: "二级督办", level3: "三级督办" } as const;
export type EscalationName = keyof typeof escalationLabels;

export const clockLabels = { running: "计时中", dueSoon: "临期", overdue: "超期", paused: "暂停计时", stopped: "已停止" } as const;
export type ClockName = keyof typeof clockLabels;

/** Labels of the states inside closing's regions and of an escalation, for history and page. */
export const regionStateLabels: Record<string, string> = {
  review: "复盘",
  callback: "回访",
  answer: "答复来源",
  pending: "待办",
  drafted: "待审核",
  approved: "已通过",
  waived: "无需",
  satisfied: "满意",
  unreachable: "无法联系",
  done: "已批准",
  delivered: "已送达",
  open: "待领办",
  acknowledged: "已领办",
  work: "办理",
  active: "进行中",
  extension: "延期",
  unrequested: "未申请",
  requested: "已申请",
  deciding: "判定中",
  again: "重新办理",
  working: "办理阶段",
  flow: "主流程",
  escalation: "督办",
  clock: "时限",
  case: "工单",
  ...caseStateLabels,
  ...escalationLabels,
  ...clockLabels,
};

type Value = { flow: string | Record<string, unknown>; escalation: string | Record<string, unknown>; clock: string };

export function flowOf(value: unknown): CaseStateName {
  const { flow } = value as Value;
  if (typeof flow === "string") return flow as CaseStateName;
  if ("closing" in flow) return "closing";
  const working = flow["working"] as string | { handling: { work: string } };
  if (typeof working === "string") return working as CaseStateName;
  return working.handling.work === "suspended" ? "suspended" : "handling";
}

export function escalationOf(value: unknown): EscalationName {
  const { escalation } = value as Value;
  return (typeof escalation === "string" ? escalation : Object.keys(escalation)[0]) as EscalationName;
}

export const clockOf = (value: unknown): ClockName => (value as Value).clock as ClockName;
