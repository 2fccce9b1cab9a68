/** Plausible payloads of every event, by which the machine is asked what it would accept, and from which generated paths are made. */
import type { CaseEvent, CallSlot, EventType, PayloadOf } from "./events.ts";
import type { TimerKind } from "../rules/words.ts";

const at = "2026-11-16T01:00:00.000Z";
const passed = (kind: TimerKind) => ({ kind, round: 1, due: at, done: at });

/** Where an event's payload decides where it leads, there is one sample for each way. */
export const samplePayloads: { readonly [Name in Exclude<EventType, "register">]: readonly PayloadOf<Name>[] } = {
  accept: [{}],
  returnToSource: [{ reason: "不属于公安职责" }],
  merge: [
    { primaryId: 1, sameComplainant: true },
    { primaryId: 1, sameComplainant: false },
  ],
  unmerge: [{ reason: "并案有误" }],
  assign: [{ unitId: 1 }],
  decline: [{ reason: "不属于本单位职责" }],
  sign: [{}],
  recordContact: [{ channel: "phone" }],
  recordProgress: [{ note: "已调取监控" }],
  suspend: [{ reason: "等待诉求人补充材料" }],
  resume: [{}],
  reassign: [{ unitId: 1, reason: "改由主管单位办理" }],
  requestExtension: [{ reason: "需跨部门核实", days: 2 }],
  grantExtension: [{ days: 2 }],
  denyExtension: [{ reason: "无需延期" }],
  submitDisposition: [{ result: "已核实并整改", reply: "已为您办结" }],
  approveDisposition: [{}],
  rejectDisposition: [{ reason: "事实不清" }],
  submitReview: [{ verdict: "substantiated", rootCause: "attitude", responsibility: "person", lesson: "落实首问负责" }],
  approveReview: [{}],
  rejectReview: [{ reason: "未列整改项" }],
  recordCallback: [
    { channel: "phone", connected: true, rating: "satisfied", solved: true },
    { channel: "phone", connected: true, rating: "dissatisfied", solved: false },
    { channel: "phone", connected: false },
  ],
  approveUnreachable: [{}],
  escalate: [
    { reason: "领导关注" },
    { level: 2, reason: "领导关注" },
    { level: 3, reason: "领导关注" },
  ],
  acknowledgeEscalation: [{}],
  resolveEscalation: [{ resolution: "已协调解决" }],
  withdraw: [{ reason: "诉求人主动撤回" }],
  reopen: [{ reason: "诉求人补充新情况" }],
  linkRepeat: [{ caseId: 1 }],
  offerOwnership: [{ userId: 1, reason: "调岗" }],
  acceptOwnership: [{}],
  refuseOwnership: [{ reason: "不熟悉情况" }],
  comment: [{ note: "批注" }],
  answerDelivered: [{ channel: "平台回传", proof: "回执号1" }],
  sourceUpdated: [
    { contentHash: "0", changed: ["content"] },
    { contentHash: "0", changed: ["content"], resubmitted: true },
    { contentHash: "0", changed: ["kind"], kind: "complaint", needs: { review: true, callback: true, answer: true } },
  ],
  attached: [{ name: "照片.jpg", about: "case", mediaType: "image/jpeg", size: 1, sha256: "0".repeat(64) }],
  groupComplaint: [{ people: 5, caseIds: [1] }],
  deadlineNear: (["accept", "contact", "sign", "disposition", "review", "callback"] as const).map(passed),
  deadlinePassed: (["accept", "contact", "sign", "disposition", "review", "callback", "escalationLevel1", "escalationLevel2"] as const).map(passed),
  deadlineLongPassed: (["accept", "contact", "sign", "disposition", "review", "callback"] as const).map(passed),
  legalLimitNear: [passed("disposition")],
  erased: [{ years: 5, redacted: [] }],
  deadlineRecomputed: [{ kind: "disposition", from: at, to: at, reason: "政策调整" }],
  primaryClosed: [{ primaryId: 1 }],
};

const slot: CallSlot = { day: "2026-11-16", half: "morning", workingDay: true };

export function sampleEvents(type: EventType, actor = "user:0", at: CallSlot = slot): CaseEvent[] {
  if (type === "register") return [];
  return samplePayloads[type].map((payload) => ({ type, payload, actor, slot: at }) as CaseEvent);
}
