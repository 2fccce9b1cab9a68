/** Normalising: what each profile makes of a record, and every reason for which a record is refused. */
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../../src/ingest/canonical.ts";
import { CanonicalRecordSchema, contentLengthMax, extraFieldsMax, extraValueLengthMax } from "../../src/ingest/canonical.ts";
import { normalise, type Normalised } from "../../src/ingest/normalise.ts";
import { parseProfile } from "../../src/ingest/profile.ts";
import { shippedProfile } from "./decoding.ts";

const profiles = { "110": shippedProfile("110"), "12345": shippedProfile("12345"), petition: shippedProfile("petition") };
const call = { JJDBH: "J1", BJSJ: "20261116094512", BJNR: "排队两次无人解释" };
const order = { 工单编号: "L1", 来电时间: "2026-11-16 10:22:09", 诉求内容: "等待两小时" };
const petition = { XFJBH: "X1", XFRQ: "2026-11-09", GKXX: "申请更正未予办理" };

function taken(result: Normalised): CanonicalRecord {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(Value.Check(CanonicalRecordSchema, result.record)).toBe(true);
  return result.record;
}
const of110 = (more: Record<string, unknown> = {}) => taken(normalise(profiles["110"], { ...call, ...more }));
const of12345 = (more: Record<string, unknown> = {}) => taken(normalise(profiles["12345"], { ...order, ...more }));
const ofPetition = (more: Record<string, unknown> = {}) => taken(normalise(profiles.petition, { ...petition, ...more }));
function refused(result: Normalised) {
  if (result.ok) throw new Error("The record was taken.");
  return result;
}
const problemsOf = (value: Record<string, unknown>, profile: keyof typeof profiles = "110") =>
  refused(normalise(profiles[profile], value)).problems;

describe("110", () => {
  test("what is not said takes its default", () => {
    expect(of110()).toEqual({
      externalId: "J1",
      reportedAt: "2026-11-16T01:45:12.000Z",
      content: "排队两次无人解释",
      kind: "complaint",
      complainant: { anonymous: true, confidential: false },
      priority: "normal",
      sourceAction: "none",
      people: 1,
      extra: {},
    });
  });

  test.each([
    [{ BJRXM: "匿名", LXDH: "" }, { anonymous: true, confidential: false }],
    [{ BJRXM: " ", LXDH: null }, { anonymous: true, confidential: false }],
    [{ BJRXM: "匿名", LXDH: "0519-87000054" }, { anonymous: true, confidential: false, phone: "0519-87000054" }],
    [{ BJRXM: "赵某", LXDH: "" }, { anonymous: false, confidential: false, name: "赵某" }],
    [{ LXDH: 13900000231 }, { anonymous: false, confidential: false, phone: "13900000231" }],
    [{ ZJHM: "32048119700101001X" }, { anonymous: false, confidential: false, idNumber: "32048119700101001X" }],
  ])("%j is the complainant %j", (more, complainant) => {
    expect(of110(more).complainant).toEqual(complainant);
  });

  test("class 8103 is a complaint, whatever comes after; its code is kept", () => {
    expect(of110({ JQLBDM: "810399" })).toMatchObject({ kind: "complaint", extra: { JQLBDM: "810399" } });
  });

  test("another class is refused", () => {
    expect(problemsOf({ ...call, JQLBDM: "010200" })).toMatchObject([{ code: "bad-code", field: "kind", path: "JQLBDM" }]);
  });
});

describe("12345", () => {
  test.each([
    ["投诉", "complaint"],
    ["举报", "report"],
    ["求助", "request"],
    ["建议", "suggestion"],
    ["咨询", "consultation"],
    ["表扬", "praise"],
    ["", "complaint"],
  ])("诉求类型 %s is %s", (type, kind) => {
    expect(of12345({ 诉求类型: type }).kind).toBe(kind);
  });

  test.each([
    ["是", true],
    ["否", false],
    [true, true],
    ["0", false],
    ["", false],
  ])("是否保密 %s is %s", (flag, confidential) => {
    expect(of12345({ 是否保密: flag }).complainant.confidential).toBe(confidential);
  });

  test("the deadline is read, a day alone to its end", () => {
    expect(of12345({ 办理时限: "2026-11-25 17:30:00" }).sourceDeadline).toBe("2026-11-25T09:30:00.000Z");
    expect(of12345({ 办理时限: "2026-11-25" }).sourceDeadline).toBe("2026-11-25T16:00:00.000Z");
  });

  test("urgency is read", () => {
    expect([of12345({ 紧急程度: "紧急" }).priority, of12345({ 紧急程度: "一般" }).priority]).toEqual(["urgent", "normal"]);
  });

  test("unknown words are refused without repeating them, since a slipped column may put a name there", () => {
    const problems = problemsOf({ ...order, 诉求类型: "赵女士", 紧急程度: "赵女士", 是否保密: "赵女士" }, "12345");
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["bad-code", "诉求类型"],
      ["bad-value", "是否保密"],
      ["bad-code", "紧急程度"],
    ]);
    expect(JSON.stringify(problems)).not.toContain("赵女士");
  });
});

describe("petition", () => {
  test("the day is its beginning in Shanghai", () => {
    expect(ofPetition().reportedAt).toBe("2026-11-08T16:00:00.000Z");
    expect(ofPetition({ XFRQ: "20261109" }).reportedAt).toBe("2026-11-08T16:00:00.000Z");
  });

  test.each([
    ["申诉求决", "complaint"],
    ["意见建议", "suggestion"],
    ["揭发控告", "report"],
    ["检举控告", "report"],
    ["求助咨询", "request"],
  ])("XFMD %s is %s", (purpose, kind) => {
    expect(ofPetition({ XFMD: purpose }).kind).toBe(kind);
  });

  test("how many they are is read from a number or a text; whether they came before is kept", () => {
    expect(ofPetition({ XFRS: 7, SFCXXF: "是" })).toMatchObject({ people: 7, extra: { SFCXXF: "是" } });
    expect(ofPetition({ XFRS: "12" }).people).toBe(12);
  });

  test.each([0, -1, 1.5, "七", 1_000_000])("%s people are refused", (people) => {
    expect(problemsOf({ ...petition, XFRS: people }, "petition")).toMatchObject([{ code: "bad-value", field: "people", path: "XFRS" }]);
  });
});

describe("what is kept", () => {
  test("everything not mapped is in extra as text; blanks are not", () => {
    const more = { a: 1, b: false, c: "", d: null, " e ": " x\r\ny ", f: { z: [1, " t "], a: null }, g: [] };
    expect(of110(more).extra).toEqual({ a: "1", b: "false", e: "x\ny", f: '{"a":null,"z":[1,"t"]}', g: "[]" });
  });

  test("of two keys for one field the earlier of the profile counts, the other is kept", () => {
    const expected = { externalId: "L1", extra: { 工单号: "L2" } };
    expect(of12345({ 工单号: "L2" })).toMatchObject(expected);
    expect(taken(normalise(profiles["12345"], { 工单号: "L2", ...order }))).toMatchObject(expected);
    expect(taken(normalise(profiles["12345"], { ...order, 工单号: "L2", 工单编号: " " }))).toMatchObject({ externalId: "L2", extra: {} });
  });

  test("blanks around a key do not hide it", () => {
    expect(taken(normalise(profiles["110"], { " JJDBH ": "J1", BJSJ: call.BJSJ, "BJNR\u3000": "x" })).externalId).toBe("J1");
  });

  test("line ends are made one, and blanks around a text taken off", () => {
    expect(of110({ BJNR: "\n\t\t 一\r\n二\r三 \u3000" }).content).toBe("一\n二\n三");
  });

  test("a key named like an internal of the language is kept like any other", () => {
    const value = JSON.parse('{"__proto__":"x","constructor":"y","JJDBH":"1","BJSJ":"20261116094512","BJNR":"z"}');
    const { extra } = taken(normalise(profiles["110"], value));
    expect(Object.entries(extra)).toEqual([["__proto__", "x"], ["constructor", "y"]]);
  });
});

describe("what is refused", () => {
  test("all problems of a record are told, not just the first", () => {
    const value = { BJSJ: "2026-02-30 09:00:00", BJNR: "  ", SFSJ: "0026-11-16 09:00:00", JQLBDM: "9", LXDH: ["1"] };
    expect(refused(normalise(profiles["110"], value))).toMatchObject({
      externalId: null,
      problems: [
        { code: "missing-field", field: "externalId", path: "JJDBH" },
        { code: "bad-instant", field: "reportedAt", path: "BJSJ", detail: expect.stringContaining("“2026-02-30 09:00:00”") },
        { code: "missing-field", field: "content", path: "BJNR" },
        { code: "bad-code", field: "kind", path: "JQLBDM" },
        { code: "bad-value", field: "complainant.phone", path: "LXDH" },
        { code: "bad-instant", field: "occurredAt", path: "SFSJ" },
      ],
    });
  });

  test("the external id is told where it can be read", () => {
    const result = refused(normalise(profiles["110"], { ...call, BJSJ: "" }));
    expect(result).toMatchObject({ externalId: "J1", problems: [{ code: "missing-field" }] });
  });

  test.each(["13900000231", "320481197001010017", "32048119700101001X", "赵某", "赵某 2026-11-16", "0519-87000054"])(
    "%s in the place of a date is not repeated",
    (text) => {
      const problems = problemsOf({ ...call, BJSJ: text });
      expect(problems).toMatchObject([{ code: "bad-instant" }]);
      expect(JSON.stringify(problems)).not.toContain(text);
    },
  );

  test("of a long faulty date forty characters are repeated", () => {
    const detail = problemsOf({ ...call, BJSJ: "2026-11-16 ".repeat(9) })[0]?.detail ?? "";
    expect(/“(.*)…”/.exec(detail)?.[1]).toHaveLength(40);
  });

  test.each([
    ["a content", { BJNR: "长".repeat(contentLengthMax + 1) }, "content"],
    ["a name", { BJRXM: "长".repeat(201) }, "complainant.name"],
    ["an id", { JJDBH: "1".repeat(101) }, "externalId"],
    ["an unmapped text", { 备注: "长".repeat(extraValueLengthMax + 1) }, "extra"],
    ["an unmapped key", { ["长".repeat(201)]: "1" }, "extra"],
  ])("%s that is too long", (_, more, field) => {
    expect(problemsOf({ ...call, ...more })).toMatchObject([{ code: "too-long", field }]);
  });

  test("the longest content is taken", () => {
    expect(of110({ BJNR: "长".repeat(contentLengthMax) }).content).toHaveLength(contentLengthMax);
  });

  test.each([
    ["NUL in a text", { BJNR: "a\0b" }, "content"],
    ["half a character", { BJRXM: "a\ud800" }, "complainant.name"],
    ["NUL in what is not mapped", { 备注: "a\0b" }, "extra"],
    ["half a character in a key", { "\udc00": "x" }, "extra"],
    ["half a character deep inside", { 备注: { a: ["\ud800"] } }, "extra"],
    ["a control character in the id", { JJDBH: "a\nb" }, "externalId"],
    ["nesting without end", { 备注: JSON.parse("[".repeat(5000) + "]".repeat(5000)) }, "extra"],
    ["an object for a text", { BJNR: { text: "x" } }, "content"],
  ])("%s", (_, more, field) => {
    expect(problemsOf({ ...call, ...more })).toMatchObject([{ code: "bad-value", field }]);
  });

  test("a pair of surrogates is one character and fine", () => {
    expect(of110({ BJRXM: "\u{20bb7}野" }).complainant.name).toBe("\u{20bb7}野");
  });

  test("more unmapped fields than any platform has", () => {
    const many = Object.fromEntries(Array.from({ length: extraFieldsMax + 1 }, (_, index) => [`f${index}`, "x"]));
    expect(problemsOf({ ...call, ...many })).toMatchObject([{ code: "too-large", field: "extra" }]);
  });
});

describe("what the source says of its own record", () => {
  test.each([
    ["催办", "urge"],
    ["已撤单", "withdraw"],
    ["撤销", "withdraw"],
    ["督办", "remind"],
    ["撤单申请", "none"],
    ["派单", "none"],
    ["", "none"],
  ])("12345: 操作类型 %s is %s", (given, action) => {
    expect(of12345({ 操作类型: given }).sourceAction).toBe(action);
  });

  test("12345: without 操作类型 the state tells, which is kept as the state alone", () => {
    expect(of12345({ 工单状态: "已撤单" })).toMatchObject({ sourceAction: "withdraw", sourceStatus: "已撤单", extra: {} });
    expect(of12345({ 工单状态: "已撤单", 操作类型: "催办" })).toMatchObject({ sourceAction: "urge", sourceStatus: "已撤单", extra: { 操作类型: "催办" } });
  });

  test("110 and petition", () => {
    expect(of110({ CZLX: "撤警", GXSJ: "20261116120000" })).toMatchObject({ sourceAction: "withdraw", sourceUpdatedAt: "2026-11-16T04:00:00.000Z" });
    expect(ofPetition({ XFZT: "已撤回", XGSJ: "2026-11-10 08:00:00" })).toMatchObject({ sourceAction: "withdraw", sourceUpdatedAt: "2026-11-10T00:00:00.000Z" });
  });
});

const flat = { id: "1", at: "2026-11-16", text: "x" };

describe("one class code split into several fields", () => {
  const split = (category: string) =>
    parseProfile(
      `name: mine
source: "110"
zone: Asia/Shanghai
formats: [yyyy-MM-dd]
fields:
  externalId: { from: [id] }
  reportedAt: { from: [at] }
  content: { from: [text] }
  kind: { from: [class], codes: kind, required: true }
  priority: { from: [level, class], codes: priority }
  category: ${category}
codeTables:
  kind: { "8103*": complaint, "9": praise, "*": consultation }
  priority: { "810301": urgent, "8103*": normal, 急: urgent, "*": normal }
  category: { "8103*": 投诉监督, "*": 其他 }
`,
      "mine.yaml",
    );
  const coded = split("{ from: [class], type: code, codes: category }");
  const of = (given: string, profile = coded) => taken(normalise(profile, { ...flat, class: given }));

  test("each field reads it by its own table; the code itself is kept once", () => {
    expect(of("810301")).toMatchObject({ kind: "complaint", priority: "urgent", category: "投诉监督", extra: { class: "810301" } });
    expect(of("810300")).toMatchObject({ kind: "complaint", priority: "normal", category: "投诉监督", extra: { class: "810300" } });
  });

  test('"*" is every other value: an exact code wins, then the longest prefix', () => {
    expect(of("9")).toMatchObject({ kind: "praise", priority: "normal", category: "其他" });
    expect(of("91")).toMatchObject({ kind: "consultation", category: "其他" });
  });

  test("where one field holds the code as it stands, it is not kept twice", () => {
    expect(of("810301", split("{ from: [class] }"))).toMatchObject({ kind: "complaint", category: "810301", extra: {} });
  });

  test("a field with a better key of its own does not lose the code for the others", () => {
    const record = taken(normalise(coded, { ...flat, class: "810300", level: "急" }));
    expect(record).toMatchObject({ kind: "complaint", priority: "urgent", extra: { class: "810300", level: "急" } });
  });
});

test("a field may have a zone of its own", () => {
  const profile = parseProfile(
    `name: mine
source: "110"
zone: Asia/Shanghai
formats: [yyyy-MM-dd]
fields:
  externalId: { from: [id] }
  reportedAt: { from: [at] }
  content: { from: [text] }
  occurredAt: { from: [happened], zone: UTC }
  kind: { default: complaint }
`,
    "mine.yaml",
  );
  expect(taken(normalise(profile, { ...flat, happened: "2026-11-15" }))).toMatchObject({ reportedAt: "2026-11-15T16:00:00.000Z", occurredAt: "2026-11-15T00:00:00.000Z" });
});
