/** A full weekly notice to make documents of, and others that are empty, tiny, long or hostile; none of it is real. */
import { change, metricLabels, metricNames, percent, valueOf, type MetricName, type Ratio } from "../../src/rules/metrics.ts";
import type { ActionLine, CaseLine, CountLine, MetricLine, NoticeContent, NoticeProof, UnitLine } from "../../src/reports/notice/content.ts";
import { sectionsOf } from "../../src/reports/notice/sentences.ts";

export const sampleProof: NoticeProof = { contentHash: "3f8a1c5e9b7d2046f1a8c3e57b90d2648e1f3a5c7b9d0e2f4a6c8e0b1d3f5a7c", checkpoint: { events: 18_426, hash: "b51e7c09d3a846f2e0c7915ad8b36f4207e1c9a5d3b8f60412e7ca95d0b3846f" } };

const thresholds: NoticeContent["thresholds"] = { satisfaction: 0.9, responseRate: 0.95 };

const counts = (total: number, before: number, year: number | null, lines: [string, string, number, number, number?][]): CountLine[] =>
  lines.map(([key, label, count, countBefore, countYear]) => ({ key, label, count, share: percent({ numerator: count, denominator: total }), change: change(count, before === 0 ? null : countBefore), changeYear: change(count, year === null ? null : (countYear ?? null)) }));

const metric = (name: MetricName, numerator: number, denominator: number, points = "—", pointsYear = "—"): MetricLine => {
  const ratio: Ratio = { numerator, denominator };
  const [value, threshold] = [valueOf(ratio), thresholds[name] ?? null];
  return { name, label: metricLabels[name], numerator, denominator, value, text: percent(ratio), points, pointsYear, threshold, below: value !== null && threshold !== null && value < threshold };
};

function unit(unitId: number, name: string, rank: number | null, [assigned, onTime, overdue, open]: [number, number, number, number], [satisfied, rated]: [number, number], changes: [string, string] = ["—", "—"]): UnitLine {
  const metrics = metricNames.map((each) => {
    if (each === "satisfaction") return metric(each, satisfied, rated, "+1.4", "-0.8");
    if (each === "firstCallbackSatisfaction") return metric(each, Math.max(0, satisfied - 1), rated, "-2.1", "—");
    if (each === "onTimeRate") return metric(each, onTime, onTime + overdue, "+0.6", "+3.2");
    if (each === "secondComplaints") return metric(each, Math.min(1, overdue), assigned, "0.0", "—");
    return metric(each, Math.max(0, onTime + overdue - (overdue > 1 ? 1 : 0)), onTime + overdue, "+0.3", "—");
  });
  return {
    unitId, name, rank, assigned, onTime, overdue, open, rated, dissatisfied: rated - satisfied, metrics,
    disposedRate: percent({ numerator: onTime + overdue, denominator: assigned }), onTimeRate: percent({ numerator: onTime, denominator: onTime + overdue }),
    dissatisfiedRate: percent({ numerator: rated - satisfied, denominator: rated }), change: changes[0], changeYear: changes[1], below: metrics.filter(({ below }) => below).map(({ label }) => label),
  };
}

const caseLine = (number: number, changes: Partial<CaseLine> = {}): CaseLine => ({
  caseId: number, caseNo: `HY202611${String(16 + (number % 7)).padStart(2, "0")}-${String(number).padStart(6, "0")}`, sourceLabel: "12345热线", kindLabel: "投诉", unitName: "交警大队车管所", category: "车驾管/驾驶证业务",
  reportedOn: `2026-11-${16 + (number % 7)}`, matter: "取号后等待近两小时，其间窗口暂停办理且无人解释。", remark: "超期3天办结", ...changes,
});

const action = (changes: Partial<ActionLine> = {}): ActionLine => ({
  action: "修订窗口叫号与午间值守安排，公示暂停办理的原因和恢复时间，并由所领导每日巡查一次、登记备查。", unitName: "交警大队车管所", owner: "赵承办", due: "2026-11-20", caseNo: "HY20261109-000031", stateLabel: "进行中", daysOverdue: 4, ...changes,
});

function fullFacts(): Omit<NoticeContent, "sections" | "listCounts"> {
  const units = [
    unit(2, "人口与出入境管理大队", 1, [26, 24, 0, 2], [21, 21], ["+8.3%", "+4.0%"]), unit(3, "溧城派出所", 2, [18, 17, 0, 1], [15, 15], ["-10.0%", "+12.5%"]),
    unit(4, "治安大队", 3, [9, 8, 0, 1], [16, 17], ["+12.5%", "—"]), unit(5, "昆仑派出所", 4, [14, 12, 1, 1], [11, 12], ["0.0%", "+7.7%"]),
    unit(6, "交警大队车管所", 5, [47, 39, 5, 3], [33, 38], ["+20.5%", "+9.3%"]), unit(7, "天目湖派出所", 6, [7, 5, 1, 1], [4, 5], ["-12.5%", "-22.2%"]), unit(8, "网络安全保卫大队", null, [2, 0, 0, 2], [0, 0]),
  ];
  const [total, before, year] = [128, 117, 109];
  const lines = (rows: [string, string, number, number, number?][]) => counts(total, before, year, rows);
  const byCategory = lines([["c1", "车驾管/驾驶证业务", 31, 25, 24], ["c2", "户籍管理/户口登记", 24, 26, 20], ["c3", "出入境/证件办理", 19, 15, 18], ["c4", "窗口服务/服务态度", 17, 19, 21], ["c5", "窗口服务/等候时间", 14, 9, 8], ["c6", "治安管理/行业许可", 12, 13, 11], ["none", "未分类", 11, 10, 7]]);
  return {
    week: "2026-W47", issue: { year: 2026, number: 47 }, revision: 1, status: "published", issuer: "溧阳市公安局（示例）",
    title: "窗口服务投诉每周通报（2026年第47周，11月16日至11月22日）", period: { from: "2026-11-16T00:00:00.000+08:00", to: "2026-11-23T00:00:00.000+08:00" },
    builtAt: "2026-11-24T08:30:00.000+08:00", publishedAt: "2026-11-24T10:05:00.000+08:00", publishedBy: "周督导", revisionReason: null, thresholds,
    total: { key: "total", label: "合计", count: total, share: "100.0%", change: change(total, before), changeYear: change(total, year) }, lateCount: 3,
    bySource: lines([["12345", "12345热线", 58, 50, 47], ["110", "110警情", 29, 31, 30], ["window", "“办不成事”窗口", 21, 18, 15], ["petition", "阳光信访", 12, 11, 12], ["inspection", "视频抽查", 8, 7, 5]]),
    byKind: lines([["complaint", "投诉", 83, 74, 70], ["request", "求助", 19, 18, 17], ["consultation", "咨询", 14, 15, 13], ["inspection", "抽查发现", 8, 7, 5], ["praise", "表扬", 4, 3, 4]]),
    byUnit: lines([["6", "交警大队车管所", 47, 39, 43], ["2", "人口与出入境管理大队", 26, 24, 25], ["3", "溧城派出所", 18, 20, 16], ["5", "昆仑派出所", 14, 14, 13], ["4", "治安大队", 9, 8], ["7", "天目湖派出所", 7, 8, 9], ["8", "网络安全保卫大队", 2, 0], ["none", "未分派", 5, 4, 3]]),
    byWindow: lines([["w1", "车管所综合业务1号窗口", 18, 12, 14], ["w2", "出入境接待大厅3号窗口", 15, 16, 13], ["w3", "户籍窗口", 22, 24, 19], ["none", "未注明窗口", 73, 65, 63]]),
    byItem: lines([["i1", "驾驶证期满换证", 22, 18, 17], ["i2", "普通护照签发", 13, 11, 12], ["i3", "居民户口簿补领", 11, 14, 9], ["i4", "特种行业许可证核发", 8, 6], ["none", "未注明事项", 74, 68, 65]]),
    byCategory, byLane: lines([["general", "普通", 111, 103, 97], ["enterprise", "对企专窗", 17, 14, 12]]),
    byState: counts(total, 0, null, [["handling", "办理中", 11, 0], ["callback", "待回访", 9, 0], ["review", "待复盘", 6, 0], ["closed", "已闭环", 98, 0], ["returned", "已退回", 4, 0]]),
    topCategories: byCategory.slice(0, 5),
    metrics: [metric("firstCallbackSatisfaction", 98, 108, "-0.6", "+1.9"), metric("satisfaction", 100, 108, "+1.2", "+2.4"), metric("solvedRate", 96, 108, "+0.8", "—"), metric("responseRate", 111, 116, "-1.3", "+0.5"), metric("onTimeRate", 105, 112, "+0.4", "+3.1"), metric("reviewCompletion", 102, 108, "+2.0", "—"), metric("callbackCompletion", 108, 112, "+1.1", "+4.2"), metric("secondComplaints", 4, 128, "-0.3", "+0.4")],
    handling: { count: 112, medianMinutes: 560, p90Minutes: 1_510, median: "9小时20分", p90: "25小时10分" }, units, escalations: [{ level: 1, label: "一级督办", count: 6 }, { level: 2, label: "二级督办", count: 2 }],
    lists: {
      overdue: [caseLine(12), caseLine(27, { remark: "超期1天，未办结", matter: "预约成功后到场被告知系统故障，次日仍未通知。" }), caseLine(31, { sourceLabel: "“办不成事”窗口", category: "窗口服务/等候时间", remark: "当日超时办结" }), caseLine(44, { unitName: "昆仑派出所", category: "户籍管理/户口登记", matter: "迁移手续材料要求前后不一致，往返三次。" }), caseLine(58, { unitName: "天目湖派出所", sourceLabel: "110警情", kindLabel: "求助" }), caseLine(63), caseLine(71)],
      unsatisfied: [caseLine(15, { remark: "非常不满意" }), caseLine(22, { remark: "不满意", sourceLabel: "阳光信访", matter: "（诉求人要求保密）" }), caseLine(36, { remark: "不满意", unitName: "天目湖派出所", category: "窗口服务/服务态度" })],
      secondComplaints: [caseLine(81, { remark: "前件 HY20261102-000123" }), caseLine(82, { remark: "前件 HY20261030-000098", unitName: "昆仑派出所" })],
      late: [caseLine(90, { reportedOn: "2026-11-13", remark: "属2026年第46周，补报" }), caseLine(91, { reportedOn: "2026-11-14", remark: "属2026年第46周，补报", sourceLabel: "110警情" }), caseLine(92, { reportedOn: "2026-11-06", remark: "属2026年第45周，补报", sourceLabel: "阳光信访" })],
    },
    actions: { overdue: [action(), action({ action: "补录6件纸质登记并核对来源编号。", unitName: "昆仑派出所", owner: "钱内勤", due: "2026-11-23", daysOverdue: 1, caseNo: null, stateLabel: "待确认" })], due: [action({ due: "2026-11-24", daysOverdue: 0, action: "印发一次性告知单新样式并组织窗口人员学习。", unitName: "人口与出入境管理大队", owner: "孙窗口" })] },
    typicalCases: [
      { caseId: 7, caseNo: "HY20261110-000007", unitName: "交警大队车管所", category: "窗口服务/等候时间", verdictLabel: "属实", rootCauseLabel: "流程设计", lesson: "午间只留一个窗口而叫号不停，群众等候时间成倍增加。应按时段预测人流安排窗口，暂停办理时须当场说明原因、给出时间，并把已取号的群众转到其他窗口办完。" },
      { caseId: 9, caseNo: "HY20261112-000009", unitName: "溧城派出所", category: "户籍管理/户口登记", verdictLabel: "部分属实", rootCauseLabel: "告知不清", lesson: "首次告知漏掉一项材料，群众多跑一趟。一次性告知须书面列明，并由首问负责人签字。" },
    ],
    demands: [
      { key: "below:6:satisfaction", unitId: 6, unitName: "交警大队车管所", text: "满意率86.8%，低于90.0%，须于一周内提出整改措施并落实到人。" },
      { key: "below:7:satisfaction", unitId: 7, unitName: "天目湖派出所", text: "满意率80.0%，低于90.0%，须于一周内提出整改措施并落实到人。" },
      { key: "actions:6", unitId: 6, unitName: "交警大队车管所", text: "逾期整改项1项，须于下期通报前完成或说明原因。" },
    ],
    previousDemands: {
      week: "2026-W46", label: "2026年第46周",
      outcomes: [
        { key: "below:6:satisfaction", unitId: 6, unitName: "交警大队车管所", text: "满意率84.2%，低于90.0%，须立即整改。", outcome: "unmet", outcomeLabel: "未落实", answer: "已增开午间窗口两个，下周起每日巡查。" },
        { key: "below:5:responseRate", unitId: 5, unitName: "昆仑派出所", text: "响应率91.7%，低于95.0%，须立即整改。", outcome: "met", outcomeLabel: "已落实", answer: "已落实专人每两小时查看一次待办。" },
        { key: "actions:8", unitId: 8, unitName: "网络安全保卫大队", text: "逾期整改项1项，须完成或说明原因。", outcome: "unknown", outcomeLabel: "暂无可比数据", answer: "" },
      ],
    },
    charts: {
      trend: [102, 96, 110, 121, 88, 64, 105, 113, 99, 120, 117, 128].map((count, index) => ({ week: `2026-W${36 + index}`, label: `${36 + index}周`, total: count, satisfaction: [0.902, 0.911, 0.894, 0.887, 0.921, null, 0.915, 0.908, 0.93, 0.917, 0.914, 0.926][index] ?? null })),
      sources: [{ label: "12345热线", count: 58 }, { label: "110警情", count: 29 }, { label: "“办不成事”窗口", count: 21 }, { label: "阳光信访", count: 12 }, { label: "视频抽查", count: 8 }],
      satisfactionByUnit: units.map(({ name, metrics }) => ({ label: name, value: metrics.find((each) => each.name === "satisfaction")?.value ?? null })),
      funnel: [{ label: "登记", count: 128 }, { label: "受理", count: 126 }, { label: "办结", count: 112 }, { label: "回访", count: 108 }, { label: "复盘", count: 102 }, { label: "闭环", count: 98 }],
    },
    accounting: { received: 157, created: 128, updated: 17, unchanged: 9, quarantined: 3, balanced: true }, coverage: { before: 4_211, here: 128, waiting: 19, all: 4_358, complete: true },
  };
}

/** With sentences composed as in a real one. */
const withSections = (given: Omit<NoticeContent, "sections" | "listCounts">): NoticeContent => {
  const { lists, actions } = given;
  const listCounts = { overdue: lists.overdue.length, unsatisfied: lists.unsatisfied.length, secondComplaints: lists.secondComplaints.length, late: lists.late.length, actionsDue: actions.due.length, actionsOverdue: actions.overdue.length };
  const facts = { ...given, listCounts };
  return { ...facts, sections: sectionsOf(facts, {}) };
};

export const sampleNotice = (changes: Partial<NoticeContent> = {}): NoticeContent => ({ ...withSections(fullFacts()), ...changes });

export const draftNotice = (): NoticeContent => sampleNotice({ status: "draft", revision: 0, publishedAt: null, publishedBy: null });

export function emptyNotice(): NoticeContent {
  const facts = fullFacts();
  return withSections({
    ...facts, total: { key: "total", label: "合计", count: 0, share: "—", change: "—", changeYear: "—" }, lateCount: 0, bySource: [], byKind: [], byUnit: [], byWindow: [], byItem: [], byCategory: [], byLane: [], byState: [], topCategories: [],
    metrics: metricNames.map((name) => metric(name, 0, 0)), handling: { count: 0, medianMinutes: null, p90Minutes: null, median: "—", p90: "—" }, units: facts.units.map(({ unitId, name }) => unit(unitId, name, null, [0, 0, 0, 0], [0, 0])), escalations: [],
    lists: { overdue: [], unsatisfied: [], secondComplaints: [], late: [] }, actions: { due: [], overdue: [] }, typicalCases: [], demands: [], previousDemands: null,
    charts: { trend: facts.charts.trend.map((each) => ({ ...each, total: 0, satisfaction: null })), sources: [], satisfactionByUnit: facts.units.map(({ name }) => ({ label: name, value: null })), funnel: facts.charts.funnel.map(({ label }) => ({ label, count: 0 })) },
    accounting: { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, balanced: true }, coverage: { before: 0, here: 0, waiting: 0, all: 0, complete: true },
  });
}

export function oneCaseNotice(): NoticeContent {
  const facts = emptyNotice();
  const one = (key: string, label: string): CountLine[] => counts(1, 0, null, [[key, label, 1, 0]]);
  const { sections: _, ...rest } = facts;
  return withSections({
    ...rest, total: { key: "total", label: "合计", count: 1, share: "100.0%", change: "—", changeYear: "—" }, bySource: one("110", "110警情"), byKind: one("complaint", "投诉"), byUnit: one("3", "溧城派出所"), byWindow: one("none", "未注明窗口"), byItem: one("none", "未注明事项"),
    byCategory: one("none", "未分类"), byLane: one("general", "普通"), byState: one("closed", "已闭环"), units: [unit(3, "溧城派出所", 1, [1, 1, 0, 0], [1, 1])],
    charts: { trend: facts.charts.trend.slice(-1).map((each) => ({ ...each, total: 1, satisfaction: 1 })), sources: [{ label: "110警情", count: 1 }], satisfactionByUnit: [{ label: "溧城派出所", value: 1 }], funnel: facts.charts.funnel.map(({ label }) => ({ label, count: 1 })) },
  });
}

export const manyUnitsNotice = (): NoticeContent => {
  const units = Array.from({ length: 60 }, (_, index) => unit(index + 2, `第${index + 1}派出所${index % 9 === 0 ? "及社区警务综合服务联勤工作站（试点）" : ""}`, index + 1, [60 - index, 55 - index > 0 ? 55 - index : 1, index % 3, 2], [19 - (index % 5), 20]));
  const { sections: _, ...facts } = sampleNotice({ units, charts: { ...fullFacts().charts, satisfactionByUnit: units.map(({ name, metrics }) => ({ label: name, value: metrics.find((each) => each.name === "satisfaction")?.value ?? null })) } });
  return withSections({ ...facts, lists: { ...facts.lists, overdue: Array.from({ length: 70 }, (_, index) => caseLine(index + 1, { matter: "甲".repeat(35) + "…" })) } });
};

const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join("");
/** Texts that would run, count as a formula, or break XML, a sheet's name or a line. */
export const nastyTexts = [`=HYPERLINK("http://x")`, "<script>alert(1)</script>", `${controls}控制`, "半\ud800个\udc00代理", "表情👮‍♀️🚓", "\u202e倒写\u200f", "长".repeat(5_000), "]]>&amp;&#0;", "a:b\\c/d?e*f[g]'", "_x003D_1+1", "@SUM(A1)", "'; DROP TABLE", "[[chart:1]]"];

/** Every string that people or feeds write is nasty. */
export function nastyNotice(text: string): NoticeContent {
  const full = sampleNotice();
  const lineOf = (each: CountLine): CountLine => ({ ...each, label: text });
  const casesOf = (lines: CaseLine[]) => lines.map((each) => ({ ...each, caseNo: text, unitName: text, category: text, matter: text, remark: text }));
  return {
    ...full, issuer: text, title: text, publishedBy: text, revisionReason: text, revision: 2,
    bySource: full.bySource.map(lineOf), byUnit: full.byUnit.map(lineOf), byWindow: full.byWindow.map(lineOf), byItem: full.byItem.map(lineOf), byCategory: full.byCategory.map(lineOf), topCategories: full.topCategories.map(lineOf),
    units: full.units.map((each) => ({ ...each, name: text, below: [text] })), escalations: full.escalations.map((each) => ({ ...each, label: text })),
    lists: { overdue: casesOf(full.lists.overdue), unsatisfied: casesOf(full.lists.unsatisfied), secondComplaints: casesOf(full.lists.secondComplaints), late: casesOf(full.lists.late) },
    actions: { due: full.actions.due.map((each) => ({ ...each, action: text, owner: text, unitName: text })), overdue: full.actions.overdue.map((each) => ({ ...each, action: text, owner: text, caseNo: text })) },
    typicalCases: full.typicalCases.map((each) => ({ ...each, lesson: text, unitName: text, rootCauseLabel: text })), demands: full.demands.map((each) => ({ ...each, unitName: text, text })),
    previousDemands: full.previousDemands && { ...full.previousDemands, label: text, outcomes: full.previousDemands.outcomes.map((each) => ({ ...each, text, answer: text })) },
    charts: { ...full.charts, trend: full.charts.trend.map((each) => ({ ...each, label: text })), sources: full.charts.sources.map((each) => ({ ...each, label: text })), satisfactionByUnit: full.charts.satisfactionByUnit.map((each) => ({ ...each, label: text })), funnel: full.charts.funnel.map((each) => ({ ...each, label: text })) },
    sections: full.sections.map((each) => ({ ...each, sentences: [text, `前${text}后`], edited: true })),
  };
}
