/** The policy in force, in words: what a city has set, as tables that staff can read, with the reason for what is not plain. */
import { metricLabels, metricNames } from "./metrics.ts";
import type { Extension, Limit } from "./limits.ts";
import type { Policy } from "./policy.ts";
import { kindLabels, kinds, priorityLabels, priorities, sourceLabels, sources, timerLabels, type Kind, type Priority } from "./words.ts";
import type { OfficeHours } from "./workingTime.ts";

export interface PolicySection {
  title: string;
  /** What the section means, in a sentence or two. */
  note: string;
  /** Empty for a list of names and values. */
  head: string[];
  rows: string[][];
}

const columns = ["accept", "contact", "sign", "disposition", "review", "callback"] as const;
type Column = Policy["limits"]["110"];
type Layer = Partial<Pick<Column, (typeof columns)[number] | "dispositionSeveralUnits">>;

export function policySections(policy: Policy): PolicySection[] {
  const lanes = [...sources.map((source) => ({ label: sourceLabels[source], of: policy.limits[source], extension: policy.extension[source] })), { label: "对企专窗", of: policy.limits.enterprise, extension: policy.extension.enterprise }];
  return [
    {
      title: "时间",
      note: "期限只在办公时间内走表，节假日和调休以工作日历为准；提醒在期限的工作时间用去一定比例时发出。",
      head: [],
      rows: [
        ["办公时间", hoursText(policy.officeHours)],
        ["回访时间", `${hoursText(policy.callingHours)}（工作日）`],
        ["即将到期提醒", `用去 ${Math.round(policy.warnAt * 100)}% 时`],
        ["二次投诉", `同一人同一事，前件办结后 ${policy.secondComplaintDays} 天内再投诉`],
        ["通报签收", limitText(policy.noticeAcknowledge)],
        ["通报红头", policy.noticeRedHead ? "带" : "不带"],
      ],
    },
    {
      title: "期限",
      note: "受理自登记起算，首次联系和办结自受理起算，签收自交办起算，复盘和回访自办结经批准起算。来源自带的期限更早的，以来源的为准。当天不算，末日逢休息日顺延。",
      head: ["来源", ...columns.map((name) => timerLabels[name])],
      rows: lanes.map(({ label, of }) => [label, ...columns.map((name) => cellText(of, name))]),
    },
    ...exceptions(lanes),
    {
      title: "延期",
      note: "办结期限可由督导批准延长；挂起期间不计时，挂起的工作时间顺延到期限之后。",
      head: ["来源", "最多次数", "每次最长"],
      rows: lanes.map(({ label, extension }) => [label, String(extension.countMax), limitText(extension.lengthMax)]),
    },
    {
      title: "督办",
      note: "任何期限超期、回访不满意、来源催办等即进入一级督办；逾期未解除的逐级升级。",
      head: [],
      rows: [
        ["一级（“办不成事”窗口）", `${limitText(policy.escalation.level1)}内解除，否则升二级`],
        ["二级（大队领导）", `${limitText(policy.escalation.level2)}内解除，否则升三级（局领导）`],
        ["长期超期", `超过期限 ${limitText(policy.escalation.longOverdue)}仍未完成，直接升二级`],
        ["信访临近法定期限", `距法定办结期限不足 ${limitText(policy.escalation.petitionLegalNear)}，升三级`],
        ["群体投诉", `同一事项 ${policy.escalation.group.days} 天内 ${policy.escalation.group.people} 人以上，升三级`],
      ],
    },
    {
      title: "闭环条件",
      note: "全部完成后工单才闭环；不能比这张表要求得更少。",
      head: ["类别", "复盘", "回访", "答复来源"],
      rows: kinds.map((kind) => [kindLabels[kind], ...(["review", "callback", "answer"] as const).map((need) => (policy.closing[kind][need] ? "须完成" : "—"))]),
    },
    {
      title: "回访",
      note: "打满次数仍未接通的，才可报督导批准“无法联系”。自助评价一次有效，视同接通的回访。",
      head: [],
      rows: [
        ["最少次数", `${policy.callback.attemptsMax} 次，分布在 ${policy.callback.workingDaysMin} 个工作日、${policy.callback.halvesOfDayMin} 个半天`],
        ["自助评价链接", linkText(policy.callback.ratingLink)],
      ],
    },
    {
      title: "通报与测评",
      note: "低于最低要求的单位在通报中点名整改。测评按各项得分折成百分制，没有数据的项目不计。",
      head: [],
      rows: [
        ["满意率最低要求", `${Math.round(policy.thresholds.satisfaction * 1000) / 10}%`],
        ["响应率最低要求", `${Math.round(policy.thresholds.answer * 1000) / 10}%`],
        ...metricNames.flatMap((name) => (policy.scoreCard.points[name] === undefined ? [] : [[`计分：${metricLabels[name]}`, `${policy.scoreCard.points[name]} 分`]])),
        ["优秀", `${policy.scoreCard.excellent} 分以上，且不少于 ${policy.scoreCard.casesMin} 件`],
      ],
    },
  ];
}

/** `3个工作日`; `—` where there is none. */
export function limitText(limit: Limit | Extension | null): string {
  if (limit === null) return "—";
  if ("workingHours" in limit) return `${limit.workingHours}个工作小时`;
  return "workingDays" in limit ? `${limit.workingDays}个工作日` : `${limit.calendarDays}个自然日`;
}

function cellText(of: Layer, name: (typeof columns)[number]): string {
  const several = name === "disposition" && of.dispositionSeveralUnits !== undefined ? `；多单位会办 ${limitText(of.dispositionSeveralUnits)}` : "";
  return `${limitText(of[name] ?? null)}${several}`;
}

/** Where kind and priority change a source's column. */
function exceptions(lanes: readonly { label: string; of: Column }[]): PolicySection[] {
  const rows = lanes.flatMap(({ label, of }) => [
    ...priorities.flatMap((priority) => changed(label, [priority], of.byPriority?.[priority])),
    ...kinds.flatMap((kind) => [...changed(label, [kind], of.byKind?.[kind]), ...priorities.flatMap((priority) => changed(label, [kind, priority], of.byKind?.[kind]?.byPriority?.[priority]))]),
  ]);
  return rows.length === 0 ? [] : [{ title: "期限的例外", note: "越具体越优先：类别加紧急程度、类别、紧急程度、整列。", head: ["来源", "适用", "期限"], rows }];
}

function changed(label: string, traits: readonly (Kind | Priority)[], layer: Layer | undefined): string[][] {
  if (layer === undefined) return [];
  const words = columns.flatMap((name) => (layer[name] === undefined ? [] : [`${timerLabels[name]} ${limitText(layer[name])}`]));
  const several = layer.dispositionSeveralUnits === undefined ? [] : [`多单位会办 ${limitText(layer.dispositionSeveralUnits)}`];
  const all = [...words, ...several];
  return all.length === 0 ? [] : [[label, traits.map((trait) => ({ ...kindLabels, ...priorityLabels })[trait]).join("、"), all.join("，")]];
}

function linkText({ validDays, afterUnconnected }: Policy["callback"]["ratingLink"]): string {
  const when = afterUnconnected === null ? "由人工发送" : afterUnconnected === 0 ? "一办结就发送" : `${afterUnconnected} 次未接通后自动发送`;
  return `${when}，${validDays} 天内有效`;
}

function hoursText(hours: OfficeHours): string {
  const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return hours.map(({ from, to }) => `${clock(from)}–${clock(to)}`).join("、");
}
