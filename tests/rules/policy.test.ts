/** The policy file: the shipped one is domain.md's table; any fault in it is refused with file, line and reason. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Limit } from "../../src/rules/limits.ts";
import { extensionFor, limitFor, needsOf, parsePolicy, PolicyError, type CaseTraits } from "../../src/rules/policy.ts";
import { kinds, sources, timerKinds, type Kind, type Source, type TimerKind } from "../../src/rules/words.ts";

const shipped = readFileSync(new URL("../../config/policy.yaml", import.meta.url), "utf8");
const policy = parsePolicy(shipped, "config/policy.yaml");
const usual: CaseTraits = { source: "110", kind: "complaint", lane: "general", priority: "normal" };
const traits = (over: Partial<CaseTraits> = {}): CaseTraits => ({ ...usual, ...over });
const hours = (workingHours: number): Limit => ({ workingHours });
const days = (workingDays: number): Limit => ({ workingDays });
const law = (calendarDays: number): Limit => ({ calendarDays });

test("is refused however many keys are not known, the first in the file first", () => {
  for (const count of [1, 7, 8, 9, 40]) {
    const text = `${Array.from({ length: count }, (_, n) => `unknown${String(count - n)}: 1`).join("\n")}\n${shipped}`;
    expect(() => parsePolicy(text, "policy.yaml"), `${count} keys`).toThrow(`策略文件 policy.yaml 第 1 行：unknown${count} 不认识的项`);
  }
});

describe("the shipped policy", () => {
  type Row = Record<Source | "enterprise", Limit | null>;
  const row = (...[in110, in12345, petition, window, inspection, enterprise]: [...Limit[], Limit | null, Limit]): Row =>
    ({ "110": in110, "12345": in12345, petition, window, inspection, enterprise }) as Row;
  const table: [TimerKind, Row][] = [
    ["accept", row(hours(4), days(1), law(15), hours(2), hours(2), hours(2))],
    ["contact", row(days(1), days(1), days(3), hours(1), null, hours(4))],
    ["sign", row(hours(4), hours(4), days(1), hours(2), hours(2), hours(2))],
    ["disposition", row(days(3), days(5), law(60), days(3), days(3), days(2))],
    ["review", row(days(3), days(3), days(5), days(3), days(3), days(2))],
    ["callback", row(days(2), days(2), days(5), days(2), null, days(1))],
  ];

  test.each(table)("has domain.md's limits for %s", (timerKind, expected) => {
    for (const source of sources) expect(limitFor(policy, traits({ source }), timerKind)).toEqual(expected[source]);
    expect(limitFor(policy, traits({ lane: "enterprise" }), timerKind)).toEqual(expected.enterprise);
  });

  test("treats all kinds and priorities of a source alike", () => {
    for (const [source, kind, timerKind] of sources.flatMap((s) => kinds.flatMap((k) => timerKinds.map((t) => [s, k, t] as const)))) {
      const urgent = limitFor(policy, traits({ source, kind, priority: "urgent" }), timerKind);
      expect(urgent).toEqual(limitFor(policy, traits({ source }), timerKind));
    }
  });

  test("gives a matter of several units at the window seven working days, and elsewhere no more than usual", () => {
    expect(limitFor(policy, traits({ source: "window", severalUnits: true }), "disposition")).toEqual(days(7));
    expect(limitFor(policy, traits({ source: "12345", severalUnits: true }), "disposition")).toEqual(days(5));
    expect(limitFor(policy, traits({ source: "window", severalUnits: true }), "review")).toEqual(days(3));
  });

  test("has hours in minutes of the day, and everything else that policy decides", () => {
    expect(policy).toMatchObject({
      officeHours: [
        { from: 540, to: 720 },
        { from: 810, to: 1020 },
      ],
      callingHours: [
        { from: 540, to: 720 },
        { from: 840, to: 1020 },
      ],
      warnAt: 0.75,
      callback: { attemptsMax: 3, workingDaysMin: 2, halvesOfDayMin: 2 },
      thresholds: { satisfaction: 0.85, answer: 0.92 },
      secondComplaintDays: 90,
      noticeAcknowledge: days(1),
    });
  });

  test("carries an escalation on after one and two working days", () => {
    expect(limitFor(policy, traits(), "escalationLevel1")).toEqual(days(1));
    expect(limitFor(policy, traits({ source: "inspection", lane: "enterprise" }), "escalationLevel2")).toEqual(days(2));
  });

  test("asks of each kind what domain.md says before it may close", () => {
    const full = { review: true, callback: true, answer: true };
    const expected: Record<Kind, object> = {
      complaint: full,
      report: full,
      request: full,
      suggestion: { ...full, review: false },
      consultation: { ...full, review: false },
      praise: { review: false, callback: false, answer: true },
      inspection: { review: true, callback: false, answer: false },
    };
    for (const kind of kinds) expect(needsOf(policy, kind)).toEqual(expected[kind]);
  });

  test("allows one extension, of at most the law's thirty days or the column's own disposition limit", () => {
    expect(extensionFor(policy, traits({ source: "petition" }))).toEqual({ countMax: 1, lengthMax: law(30) });
    for (const source of ["110", "12345", "window", "inspection"] as const) {
      const lengthMax = limitFor(policy, traits({ source }), "disposition");
      expect(extensionFor(policy, traits({ source }))).toEqual({ countMax: 1, lengthMax });
    }
    expect(extensionFor(policy, traits({ source: "petition", lane: "enterprise" })).lengthMax).toEqual(days(2));
  });
});

describe("the rule for a case", () => {
  test("is taken from the enterprise lane, except what its source does not have at all", () => {
    expect(limitFor(policy, traits({ source: "petition", lane: "enterprise" }), "disposition")).toEqual(days(2));
    expect(limitFor(policy, traits({ source: "inspection", lane: "enterprise" }), "contact")).toBeNull();
    expect(limitFor(policy, traits({ source: "inspection", lane: "enterprise" }), "review")).toEqual(days(2));
  });

  test("is the most specific one: kind with priority, kind, priority, source", () => {
    const text = shipped.replace(
      '  "110":\n',
      `  "110":
    byKind:
      report: { disposition: { workingDays: 4 }, callback: null, byPriority: { urgent: { disposition: { workingDays: 1 } } } }
    byPriority:
      urgent: { disposition: { workingDays: 2 }, sign: { workingHours: 1 } }
`,
    );
    const specific = parsePolicy(text, "p.yaml");
    const disposition = (over: Partial<CaseTraits>) => limitFor(specific, traits(over), "disposition");
    expect(disposition({ kind: "report", priority: "urgent" })).toEqual(days(1));
    expect(disposition({ kind: "report" })).toEqual(days(4));
    expect(disposition({ priority: "urgent" })).toEqual(days(2));
    expect(disposition({})).toEqual(days(3));
    expect(disposition({ source: "12345", priority: "urgent" })).toEqual(days(5));
    expect(limitFor(specific, traits({ kind: "report", priority: "urgent" }), "sign")).toEqual(hours(1));
    expect(limitFor(specific, traits({ kind: "report" }), "callback")).toBeNull();
  });
});

describe("a fault in the file", () => {
  const faultOf = (text: string): PolicyError => {
    try {
      parsePolicy(text, "config/policy.yaml");
    } catch (error) {
      if (error instanceof PolicyError) return error;
      throw error;
    }
    throw new Error("The file was accepted.");
  };
  const lineWith = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

  test.each([
    ["a wrong number", "warnAt: 0.75", "warnAt: 1.5", "warnAt: 1.5", "warnAt 应 < 1"],
    ["no number", "warnAt: 0.75", "warnAt:", "warnAt:", "warnAt 应为数字"],
    ["an unknown key", "warnAt: 0.75", "warnAt: 0.75\nwarnAfter: 1", "warnAfter", "warnAfter 不认识的项"],
    ["an unknown key deep inside", "  level1:", "  __proto__: { a: 1 }\n  level1:", "__proto__", "escalation.__proto__ 不认识的项"],
    ["an unknown unit", "accept: { calendarDays: 15 }", "accept: { days: 15 }", "{ days: 15 }", "limits.petition.accept.days 不认识的项"],
    ["a missing key", "    review: { workingDays: 5 }\n", "", "  petition:", "limits.petition 缺少 review"],
    ["a limit without its unit", "level1: { workingDays: 1 }", "level1: 1", "level1: 1", "escalation.level1 应为一组键值"],
    ["two units", "level1: { workingDays: 1 }", "level1: { workingDays: 1, workingHours: 2 }", "level1:", "且只写明一种期限"],
    ["half a working day", "level1: { workingDays: 1 }", "level1: { workingDays: 0.5 }", "level1:", "level1.workingDays 应为整数"],
    ["a time that is none", '"13:30"', '"13:60"', '"13:60"', "officeHours.1.from 应为 09:00 形式的时刻"],
    ["sessions that overlap", '"13:30"', '"11:30"', "officeHours:", "时段须从早到晚、互不重叠"],
    ["a session that ends before it begins", 'to: "12:00" }', 'to: "08:00" }', "officeHours:", "时段须从早到晚、互不重叠"],
    ["no session", "callingHours:", "callingHours: []\nformerHours:", "callingHours: []", "callingHours 须有 1 至 8 个时段"],
    ["a key given twice", "  level2:", "  level1:", "  level1: { workingDays: 2 }", "重复的键"],
    ["a tab", "warnAt: 0.75", "\twarnAt: 0.75", "\twarnAt", "制表符"],
    ["an alias without its anchor", "warnAt: 0.75", "warnAt: *share", "*share", "别名"],
    ["a slower petition than the law's", "{ calendarDays: 60 }", "{ calendarDays: 61 }", "{ calendarDays: 61 }", "不得超过 60 日（《信访工作条例》）"],
    ["a petition counted in working days", "{ calendarDays: 15 }", "{ workingDays: 15 }", "{ workingDays: 15 }", "以自然日计，不得超过 15 日"],
    [
      "a petition never due for one kind",
      "  petition:\n",
      "  petition:\n    byKind:\n      report: { disposition: null }\n",
      "report: { disposition: null }",
      "limits.petition.byKind.report.disposition",
    ],
    ["a longer extension than the law's", "{ calendarDays: 30 }", "{ calendarDays: 31 }", "{ calendarDays: 31 }", "不超过 30 日"],
    ["a complaint closed without a callback", "callback: true", "callback: false", "complaint: {", "callback 此类事项结案前必须完成"],
    ["praise closed without answer", "callback: false, answer: true", "callback: false, answer: false", "praise: {", "praise.answer"],
  ])("%s is refused with its line", (_name, part, replacement, lineMark, reason) => {
    const text = shipped.replace(part, replacement);
    expect(text).not.toBe(shipped);
    const fault = faultOf(text);
    expect(fault).toMatchObject({ code: "policy-invalid", file: "config/policy.yaml", line: lineWith(text, lineMark) });
    expect(fault.reason).toContain(reason);
    expect(fault.message).toBe(`策略文件 config/policy.yaml 第 ${fault.line} 行：${fault.reason}`);
  });

  test.each(["", "null", "policy", "[1, 2]"])("a file that is only %j is refused", (text) => {
    expect(faultOf(text)).toMatchObject({ line: 1, reason: "应为一组键值" });
  });

  test("a policy may ask for more than the law and domain.md do", () => {
    const text = shipped.replace("calendarDays: 60", "calendarDays: 45").replace("praise: { review: false", "praise: { review: true");
    const stricter = parsePolicy(text, "p.yaml");
    expect(limitFor(stricter, traits({ source: "petition" }), "disposition")).toEqual(law(45));
    expect(needsOf(stricter, "praise").review).toBe(true);
  });
});
