/** The events of a case: for each its payload's schema (validation, type and OpenAPI alike) and its Chinese label. */
import Type, { type Static, type TObject } from "typebox";
import { attachmentPartLabels, attachmentParts } from "../rules/attachments.ts";
import {
  contactChannelLabels,
  contactChannels,
  kindLabels,
  kinds,
  ratingLabels,
  ratings,
  rootCauseLabels,
  rootCauses,
  timerKinds,
  timerLabels,
  verdictLabels,
  verdicts,
} from "../rules/words.ts";

/** With `x-labels`, what people call each value: a form can be drawn from the schema alone. */
const oneOf = <const T extends readonly string[]>(values: T, labels?: Record<string, string>, title?: string) =>
  Type.Unsafe<T[number]>({
    type: "string",
    enum: [...values],
    ...(title ? { title } : {}),
    ...(labels ? { description: values.map((value) => `${value}: ${labels[value]}`).join("; "), "x-labels": Object.fromEntries(values.map((value) => [value, labels[value]])) } : {}),
  });
const text = (max: number, title: string) => Type.String({ minLength: 1, maxLength: max, pattern: "\\S", title });
const maybe = (max: number, title: string) => Type.Optional(Type.String({ maxLength: max, title }));
const id = (title: string) => Type.Integer({ minimum: 1, maximum: 2_147_483_647, title });
const instant = (title: string) =>
  Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$", title });
const day = (title: string) => Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", title });
const payload = <T extends Record<string, Parameters<typeof Type.Optional>[0]>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });
const reason = text(2000, "理由");
const note = maybe(4000, "备注");

const correctiveAction = Type.Object(
  { action: text(1000, "整改措施"), owner: text(100, "责任人"), due: day("完成期限") },
  { additionalProperties: false },
);

/** Payloads of the events that people and integrations send. */
export const personEventPayloads = {
  accept: payload({ note }),
  returnToSource: payload({ reason }),
  merge: payload({ primaryId: id("主件"), sameComplainant: Type.Optional(Type.Boolean({ title: "同一诉求人" })), note }),
  unmerge: payload({ reason }),
  assign: payload({ unitId: id("承办单位"), handlerId: Type.Optional(id("承办人")), note }),
  decline: payload({ reason }),
  sign: payload({ note }),
  recordContact: payload({
    channel: oneOf(contactChannels, contactChannelLabels, "方式"),
    connected: Type.Optional(Type.Boolean({ title: "是否联系上" })),
    note,
  }),
  recordProgress: payload({ note: text(4000, "进展") }),
  suspend: payload({ reason, until: Type.Optional(day("预计恢复日")) }),
  resume: payload({ note }),
  reassign: payload({ unitId: id("承办单位"), handlerId: Type.Optional(id("承办人")), reason }),
  requestExtension: payload({ reason, days: Type.Integer({ minimum: 1, maximum: 366, title: "申请延长天数" }) }),
  grantExtension: payload({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, title: "批准延长天数" })), note }),
  denyExtension: payload({ reason }),
  submitDisposition: payload({
    result: text(10_000, "办理结果"),
    reply: text(10_000, "拟答复意见"),
    verdict: Type.Optional(oneOf(verdicts, verdictLabels, "认定")),
  }),
  approveDisposition: payload({ note }),
  rejectDisposition: payload({ reason }),
  submitReview: payload({
    verdict: oneOf(verdicts, verdictLabels, "认定"),
    rootCause: oneOf(rootCauses, rootCauseLabels, "根因"),
    responsibility: oneOf(["unit", "person", "none"], { unit: "单位", person: "个人", none: "无责任" }, "责任"),
    responsible: maybe(200, "责任对象"),
    articles: Type.Optional(Type.Array(text(200, "条款"), { maxItems: 20, title: "涉及条款" })),
    correctiveActions: Type.Optional(Type.Array(correctiveAction, { maxItems: 20, title: "整改项" })),
    typicalCase: Type.Optional(Type.Boolean({ title: "典型案例" })),
    lesson: text(4000, "经验教训"),
  }),
  approveReview: payload({ note }),
  rejectReview: payload({ reason }),
  recordCallback: payload({
    channel: oneOf(contactChannels, contactChannelLabels, "方式"),
    connected: Type.Boolean({ title: "是否接通" }),
    rating: Type.Optional(oneOf(ratings, ratingLabels, "满意度")),
    solved: Type.Optional(Type.Boolean({ title: "是否解决" })),
    comment: maybe(4000, "诉求人意见"),
  }),
  approveUnreachable: payload({ note }),
  escalate: payload({ level: Type.Optional(Type.Integer({ minimum: 1, maximum: 3, title: "级别" })), reason }),
  acknowledgeEscalation: payload({ note }),
  resolveEscalation: payload({ resolution: text(4000, "处置结果") }),
  withdraw: payload({ reason }),
  reopen: payload({ reason }),
  linkRepeat: payload({ caseId: id("原件"), note }),
  offerOwnership: payload({ userId: id("接手人"), reason }),
  acceptOwnership: payload({ note }),
  refuseOwnership: payload({ reason }),
  comment: payload({ note: text(4000, "批注") }),
  answerDelivered: payload({ channel: text(100, "答复途径"), proof: text(500, "送达凭据"), round: Type.Optional(Type.Integer({ minimum: 1, title: "轮次" })) }),
} as const satisfies Record<string, TObject>;

const closingNeeds = Type.Object({ review: Type.Boolean(), callback: Type.Boolean(), answer: Type.Boolean() });
const nullableText = Type.Union([Type.String(), Type.Null()]);

/** Payloads of the events that only the system raises. */
export const systemEventPayloads = {
  register: payload({
    kind: oneOf(kinds),
    source: Type.String(),
    lane: Type.String(),
    priority: Type.String(),
    contactable: Type.Boolean(),
    needs: closingNeeds,
    callbackRules: Type.Object({ attemptsMax: Type.Integer(), workingDaysMin: Type.Integer(), halvesOfDayMin: Type.Integer() }),
    extensionsMax: Type.Integer(),
    contentHash: Type.String(),
  }),
  sourceUpdated: payload({
    contentHash: Type.String(),
    changed: Type.Array(Type.String()),
    reportedAt: Type.Optional(instant("诉求时间")),
    /** Old and new values of what changed, but never of personal data or of the complaint's text. */
    changes: Type.Optional(Type.Array(Type.Object({ field: Type.String(), from: nullableText, to: nullableText }))),
    /** What the source asks beside the change: the complainant withdraws, or urges. */
    action: Type.Optional(oneOf(["withdraw", "urge", "remind"], { withdraw: "撤回", urge: "催办", remind: "提醒" }, "来源要求")),
    note: maybe(4000, "来源说明"),
    /** An older version that arrived after a newer one: kept in history, and nothing else. */
    late: Type.Optional(Type.Boolean({ title: "迟到的旧版本" })),
    /** A returned case that its source sends again is looked at anew. */
    resubmitted: Type.Optional(Type.Boolean({ title: "退回后重新报送" })),
    kind: Type.Optional(oneOf(kinds, kindLabels, "改判类型")),
    needs: Type.Optional(closingNeeds),
  }),
  groupComplaint: payload({ people: Type.Integer({ minimum: 1, title: "人数" }), caseIds: Type.Array(id("工单"), { maxItems: 200 }) }),
  /** By the door for files, which has looked at the content: the history vouches for the hash. */
  attached: payload({
    name: Type.String({ maxLength: 200, title: "附件" }),
    about: oneOf(attachmentParts, attachmentPartLabels, "用途"),
    mediaType: Type.String({ maxLength: 200 }),
    size: Type.Integer({ minimum: 1 }),
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  }),
  deadlineNear: payload({ kind: oneOf(timerKinds, timerLabels, "时限"), round: Type.Integer(), due: instant("期限"), done: instant("触发时间") }),
  deadlinePassed: payload({ kind: oneOf(timerKinds, timerLabels, "时限"), round: Type.Integer(), due: instant("期限"), done: instant("触发时间") }),
  deadlineLongPassed: payload({ kind: oneOf(timerKinds, timerLabels, "时限"), round: Type.Integer(), due: instant("期限"), done: instant("触发时间") }),
  legalLimitNear: payload({ kind: oneOf(timerKinds, timerLabels, "时限"), round: Type.Integer(), due: instant("期限"), done: instant("触发时间") }),
  deadlineRecomputed: payload({ kind: oneOf(timerKinds, timerLabels, "时限"), from: instant("原期限"), to: instant("新期限"), reason: Type.String({ maxLength: 500, title: "理由" }) }),
  primaryClosed: payload({ primaryId: id("主件") }),
  /** Personal data was removed by law. Of each event whose texts went, the hash that it has without them: what is left is vouched for as before. */
  erased: payload({ years: Type.Integer({ minimum: 1, title: "结案满（年）" }), redacted: Type.Array(Type.Object({ seq: Type.Integer(), hash: Type.String() })) }),
} as const satisfies Record<string, TObject>;

export const eventPayloads = { ...personEventPayloads, ...systemEventPayloads };
type Payloads = { [Name in keyof typeof eventPayloads]: Static<(typeof eventPayloads)[Name]> };
export type EventType = keyof Payloads;
export type PersonEventType = keyof typeof personEventPayloads;
export type PayloadOf<Name extends EventType> = Payloads[Name];

/** An event as the machine sees it: what happened, who did it (`user:7`, `key:3`, `system`), and on which working half-day. */
export type CaseEvent = { [Name in EventType]: { type: Name; payload: Payloads[Name]; actor: string; slot: CallSlot } }[EventType];

/** The day and half of the day of an event, which the rule for unreachable complainants counts. */
export interface CallSlot {
  day: string;
  half: "morning" | "afternoon";
  workingDay: boolean;
}

export const eventLabels: Record<EventType, string> = {
  register: "登记",
  accept: "受理",
  returnToSource: "退回来源",
  merge: "并案",
  unmerge: "解除并案",
  assign: "交办",
  decline: "退回交办",
  sign: "签收",
  recordContact: "记录首次联系",
  recordProgress: "记录进展",
  suspend: "挂起",
  resume: "恢复",
  reassign: "改派",
  requestExtension: "申请延期",
  grantExtension: "批准延期",
  denyExtension: "不批准延期",
  submitDisposition: "提交办理结果",
  approveDisposition: "审核通过办理结果",
  rejectDisposition: "退回办理结果",
  submitReview: "提交复盘",
  approveReview: "审核通过复盘",
  rejectReview: "退回复盘",
  recordCallback: "记录回访",
  approveUnreachable: "批准无法回访",
  escalate: "升级督办",
  acknowledgeEscalation: "领办督办",
  resolveEscalation: "解除督办",
  withdraw: "撤回诉求",
  reopen: "重新办理",
  linkRepeat: "关联二次投诉",
  offerOwnership: "移交首问责任",
  acceptOwnership: "接受首问责任",
  refuseOwnership: "不接受首问责任",
  comment: "批注",
  answerDelivered: "答复送达",
  sourceUpdated: "来源更新",
  groupComplaint: "群体投诉",
  attached: "上传附件",
  deadlineNear: "临近期限",
  deadlinePassed: "超过期限",
  deadlineLongPassed: "严重超期",
  legalLimitNear: "临近法定期限",
  deadlineRecomputed: "重算期限",
  primaryClosed: "主件闭环",
  erased: "删除个人信息",
};
export const eventTypes = Object.keys(eventLabels) as EventType[];
export const isEventType = (name: string): name is EventType => Object.hasOwn(eventPayloads, name);
export const isPersonEventType = (name: string): name is PersonEventType => Object.hasOwn(personEventPayloads, name);
/** The type of an event as subscribers outside see it (CloudEvents `type`). */
/** The CloudEvents type; what belongs to a notice and no case says so in its name. */
export const eventTypeOf = (name: string): string => (name.startsWith("notice.") ? `cn.huiyin.${name}` : `cn.huiyin.case.${name}`);
