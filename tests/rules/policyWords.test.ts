import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsePolicy } from "../../src/rules/policy.ts";
import { limitText, policySections } from "../../src/rules/policyWords.ts";

const shipped = readFileSync("config/policy.yaml", "utf8");
const sectionsOf = (text: string) => new Map(policySections(parsePolicy(text, "policy.yaml")).map((section) => [section.title, section]));

test("every section of the shipped policy tells its values in words, in rows as wide as their head", () => {
  const sections = sectionsOf(shipped);
  expect([...sections.keys()]).toEqual(["时间", "期限", "延期", "督办", "闭环条件", "回访", "通报与测评"]);
  for (const { head, rows } of sections.values()) for (const row of rows) expect(row).toHaveLength(head.length || 2);
  expect(sections.get("时间")?.rows[0]).toEqual(["办公时间", "09:00–12:00、13:30–17:00"]);
  expect(sections.get("期限")?.rows).toContainEqual(["“办不成事”窗口", "2个工作小时", "1个工作小时", "2个工作小时", "3个工作日；多单位会办 7个工作日", "3个工作日", "2个工作日"]);
  expect(sections.get("期限")?.rows.find(([label]) => label === "视频抽查")).toMatchObject({ 2: "—", 6: "—" });
});

test("an exception by kind and priority has a row of its own, with only what it changes", () => {
  const changed = shipped.replace('  "110":\n    accept: { workingHours: 4 }', '  "110":\n    byKind:\n      consultation:\n        disposition: { workingDays: 2 }\n        byPriority:\n          urgent: { contact: { workingHours: 2 } }\n    accept: { workingHours: 4 }');
  expect(sectionsOf(changed).get("期限的例外")?.rows).toEqual([
    ["110警情", "咨询", "办结 2个工作日"],
    ["110警情", "咨询、紧急", "首次联系 2个工作小时"],
  ]);
});

test("a limit says its unit, and none is a dash", () => {
  expect([limitText({ workingHours: 4 }), limitText({ workingDays: 3 }), limitText({ calendarDays: 15 }), limitText(null)]).toEqual(["4个工作小时", "3个工作日", "15个自然日", "—"]);
});
