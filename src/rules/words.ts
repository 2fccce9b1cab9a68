/**
 * The words of the domain: every closed list that code, API and documents share, each with its Chinese label.
 * Glossary: a *feed record* (推送记录) arrives from a *source* (来源) and becomes a *case* (工单); a case is *closed* (闭环)
 * only after *review* (复盘), *callback* (回访) and *answer* (答复来源). A *round* is one pass from handling to closing.
 * An instant is UTC ISO 8601 text with milliseconds (`2026-11-16T01:45:12.000Z`), so that text order is time order;
 * a day is `YYYY-MM-DD` in Asia/Shanghai; a week is an ISO week, `2026-W47`.
 */

export type Instant = string;
export type Day = string;
export type Week = string;

export const sources = ["110", "12345", "petition", "window", "inspection"] as const;
export type Source = (typeof sources)[number];
export const sourceLabels: Record<Source, string> = {
  "110": "110警情",
  "12345": "12345热线",
  petition: "阳光信访",
  window: "“办不成事”窗口",
  inspection: "视频抽查",
};

export const kinds = ["complaint", "report", "request", "suggestion", "consultation", "praise", "inspection"] as const;
export type Kind = (typeof kinds)[number];
export const kindLabels: Record<Kind, string> = {
  complaint: "投诉",
  report: "举报",
  request: "求助",
  suggestion: "建议",
  consultation: "咨询",
  praise: "表扬",
  inspection: "抽查发现",
};

export const lanes = ["general", "enterprise"] as const;
export type Lane = (typeof lanes)[number];
export const laneLabels: Record<Lane, string> = { general: "普通", enterprise: "对企专窗" };

export const priorities = ["normal", "urgent"] as const;
export type Priority = (typeof priorities)[number];
export const priorityLabels: Record<Priority, string> = { normal: "一般", urgent: "紧急" };

export const roles = ["window", "handler", "caller", "reviewer", "supervisor", "admin"] as const;
export type Role = (typeof roles)[number];
export const roleLabels: Record<Role, string> = {
  window: "“办不成事”窗口人员",
  handler: "承办人",
  caller: "回访员",
  reviewer: "复盘员",
  supervisor: "督导",
  admin: "管理员",
};

/** The limits of domain.md's table, and the two that carry an escalation to its next level. */
export const timerKinds = [
  "accept",
  "contact",
  "sign",
  "disposition",
  "review",
  "callback",
  "escalationLevel1",
  "escalationLevel2",
] as const;
export type TimerKind = (typeof timerKinds)[number];
export const timerLabels: Record<TimerKind, string> = {
  accept: "受理",
  contact: "首次联系",
  sign: "签收",
  disposition: "办结",
  review: "复盘",
  callback: "回访",
  escalationLevel1: "一级督办",
  escalationLevel2: "二级督办",
};

export const ratings = ["very-satisfied", "satisfied", "fairly-satisfied", "dissatisfied", "very-dissatisfied"] as const;
export type Rating = (typeof ratings)[number];
export const ratingLabels: Record<Rating, string> = {
  "very-satisfied": "非常满意",
  satisfied: "满意",
  "fairly-satisfied": "基本满意",
  dissatisfied: "不满意",
  "very-dissatisfied": "非常不满意",
};
/** The first three levels count as satisfied (domain.md, Callbacks). */
export const isSatisfied = (rating: Rating): boolean => ratings.indexOf(rating) < 3;

export const verdicts = ["substantiated", "partly", "not", "unverifiable"] as const;
export type Verdict = (typeof verdicts)[number];
export const verdictLabels: Record<Verdict, string> = {
  substantiated: "属实",
  partly: "部分属实",
  not: "不属实",
  unverifiable: "无法核实",
};

export const rootCauses = [
  "attitude",
  "competence",
  "process",
  "system-fault",
  "unclear-notification",
  "buck-passing",
  "delay",
  "misunderstanding",
  "other",
] as const;
export type RootCause = (typeof rootCauses)[number];
export const rootCauseLabels: Record<RootCause, string> = {
  attitude: "服务态度",
  competence: "业务能力",
  process: "流程制度",
  "system-fault": "系统故障",
  "unclear-notification": "未一次性告知",
  "buck-passing": "推诿扯皮",
  delay: "办理拖延",
  misunderstanding: "群众误解",
  other: "其他",
};

export const outcomes = ["created", "updated", "unchanged", "quarantined"] as const;
export type Outcome = (typeof outcomes)[number];
export const outcomeLabels: Record<Outcome, string> = {
  created: "新建",
  updated: "更新",
  unchanged: "重复",
  quarantined: "隔离",
};

export const contactChannels = ["phone", "sms", "visit", "online", "letter", "other"] as const;
export type ContactChannel = (typeof contactChannels)[number];
export const contactChannelLabels: Record<ContactChannel, string> = {
  phone: "电话",
  sms: "短信",
  visit: "当面",
  online: "网上",
  letter: "书信",
  other: "其他",
};

/** What a kind needs before its case may close (domain.md, the only lawful exceptions). */
export interface ClosingNeeds {
  review: boolean;
  callback: boolean;
  answer: boolean;
}
