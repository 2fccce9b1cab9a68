/** What one revision of a notice changed of another: every figure and sentence that differs, with its label. */
import type { CountLine, NoticeContent, NoticeDifference } from "./content.ts";

type Told = ReadonlyMap<string, { label: string; value: string }>;

export function noticeDifference(before: NoticeContent, after: NoticeContent): NoticeDifference[] {
  const [old, now] = [toldBy(before), toldBy(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [a, b] = [old.get(path), now.get(path)];
    return a?.value === b?.value ? [] : [{ path, label: (b ?? a)?.label ?? path, before: a?.value ?? "—", after: b?.value ?? "—" }];
  });
}

function toldBy(content: NoticeContent): Told {
  const told = new Map<string, { label: string; value: string }>();
  const put = (path: string, label: string, value: string | number) => void told.set(path, { label, value: String(value) });
  const counts = (name: string, title: string, lines: readonly CountLine[]) => {
    for (const { key, label, count } of lines) put(`${name}.${key}`, `${title}：${label}`, count);
  };
  put("total", "受理件数", content.total.count);
  put("lateCount", "补报件数", content.lateCount);
  counts("bySource", "来源", content.bySource);
  counts("byKind", "类别", content.byKind);
  counts("byUnit", "承办单位", content.byUnit);
  counts("byWindow", "窗口", content.byWindow);
  counts("byItem", "服务事项", content.byItem);
  counts("byCategory", "问题分类", content.byCategory);
  counts("byState", "状态", content.byState);
  for (const { name, label, numerator, denominator, text } of content.metrics) put(`metrics.${name}`, label, `${text}（${numerator}/${denominator}）`);
  put("handling", "办理用时", `中位数${content.handling.median}，九成${content.handling.p90}（${content.handling.count}件）`);
  for (const unit of content.units) {
    put(`units.${unit.unitId}.rank`, `${unit.name}：名次`, unit.rank ?? "—");
    put(`units.${unit.unitId}.standing`, `${unit.name}：交办、按时、超时、未办结`, [unit.assigned, unit.onTime, unit.overdue, unit.open].join("、"));
    for (const { name, label, numerator, denominator, text } of unit.metrics) put(`units.${unit.unitId}.${name}`, `${unit.name}：${label}`, `${text}（${numerator}/${denominator}）`);
  }
  for (const [name, title] of [["overdue", "超期件"], ["unsatisfied", "不满意件"], ["secondComplaints", "二次投诉"], ["late", "补报件"]] as const) {
    for (const { caseNo, remark } of content.lists[name]) put(`lists.${name}.${caseNo}`, `${title} ${caseNo}`, remark);
  }
  for (const { key, heading, sentences } of content.sections) put(`sections.${key}`, heading, sentences.join("\n"));
  return told;
}
