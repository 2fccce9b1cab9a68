/** Paths into nested records: what they reach, what they leave, and what they refuse. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CanonicalRecord } from "../../src/ingest/canonical.ts";
import { normalise, type Normalised } from "../../src/ingest/normalise.ts";
import { parseProfile } from "../../src/ingest/profile.ts";
import { leafPaths, reach, stepsOf, valueAtPath, without } from "../../src/ingest/sourcePath.ts";

function taken(result: Normalised): CanonicalRecord {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.record;
}
function refused(result: Normalised) {
  if (result.ok) throw new Error("The record was taken.");
  return result;
}

const mine = (more: string) =>
  parseProfile(
    `name: mine
source: "12345"
zone: Asia/Shanghai
formats: [yyyy-MM-dd]
fields:
  externalId: { from: [id, data.id] }
  reportedAt: { from: [at] }
  content: { from: [text] }
  kind: { default: complaint }
`.replace("  content:", `${more}\n  content:`),
    "mine.yaml",
  );
const flat = { id: "1", at: "2026-11-16", text: "x" };

describe("paths into nested records", () => {
  const nested = mine(`  complainant.phone: { from: [phone, data.caller.phone] }
  serviceItem: { from: ["附件列表[0].名称"] }
  officer: { from: ["data.staff[1]"] }`);
  const ofNested = (more: Record<string, unknown>) => taken(normalise(nested, { ...flat, ...more }));

  test("reach objects and numbered parts of lists; what they leave is kept as JSON under its key", () => {
    const record = ofNested({
      data: { caller: { phone: 13900000231, fax: "" }, staff: ["甲", "乙", "丙"], no: 7 },
      附件列表: [{ 名称: "换证", 大小: 3 }, { 名称: "其他" }],
    });
    expect(record).toMatchObject({ complainant: { phone: "13900000231" }, officer: "乙", serviceItem: "换证" });
    expect(record.extra).toEqual({
      data: '{"caller":{"fax":""},"no":7,"staff":["甲",null,"丙"]}',
      附件列表: '[{"大小":3},{"名称":"其他"}]',
    });
  });

  test("leave nothing where everything is taken, and nothing of a blank part either", () => {
    expect(ofNested({ data: { caller: { phone: "1" } }, 附件列表: [{ 名称: "换证" }] }).extra).toEqual({});
    expect(ofNested({ data: { caller: { phone: " " } }, 附件列表: [] })).toMatchObject({ complainant: { anonymous: true }, extra: { 附件列表: "[]" } });
  });

  test("count after earlier keys of the field, and then stay where they are", () => {
    expect(ofNested({ phone: "1", data: { caller: { phone: "2" } } })).toMatchObject({ complainant: { phone: "1" }, extra: { data: '{"caller":{"phone":"2"}}' } });
    expect(ofNested({ phone: "", data: { caller: { phone: "2" } } })).toMatchObject({ complainant: { phone: "2" }, extra: {} });
  });

  test("yield to a key of the same name with dots in it, unless that is blank", () => {
    expect(ofNested({ "data.caller.phone": "1", data: { caller: { phone: "2" } } })).toMatchObject({ complainant: { phone: "1" }, extra: { data: '{"caller":{"phone":"2"}}' } });
    expect(ofNested({ "data.caller.phone": "", data: { caller: { phone: "2" } } })).toMatchObject({ complainant: { phone: "2" }, extra: {} });
  });

  test("take [0] of what is no list as that itself, since XML writes a list of one so", () => {
    expect(ofNested({ 附件列表: { 名称: "换证" } })).toMatchObject({ serviceItem: "换证", extra: {} });
    expect(ofNested({ data: { staff: "甲" } })).toMatchObject({ extra: { data: '{"staff":"甲"}' } });
  });

  test.each([
    ["a list on the way", { data: { caller: [{ phone: "1" }] } }, "data.caller", "“data.caller”是 1 项的列表；请在来源档案的 from 中写明取哪一项（如 data.caller[0]）"],
    ["a list at the end", { data: { caller: { phone: ["1", "2"] } } }, "data.caller.phone", "“data.caller.phone”是 2 项的列表"],
    ["an object at the end", { data: { caller: { phone: { office: "1" } } } }, "data.caller.phone", "嵌套的对象；请在来源档案的 from 中写明取哪一项（如 data.caller.phone.office）"],
  ])("refuse %s", (_, more, path, detail) => {
    const result = refused(normalise(nested, { ...flat, ...more }));
    expect(result).toMatchObject({ externalId: "1", problems: [{ code: "bad-value", field: "complainant.phone", path, detail: expect.stringContaining(detail) }] });
  });

  test.each([
    ["an empty list on the way, as some platforms write a missing object", { data: { caller: [] } }],
    ["a text on the way", { data: { caller: "x" } }],
    ["a text at the top", { data: "x" }],
    ["a shorter list", { data: { staff: ["甲"] } }],
    ["nothing", { data: { caller: null } }],
  ])("find nothing in %s", (_, more) => {
    const record = ofNested(more);
    expect(record.complainant.phone).toBeUndefined();
    expect(record.officer).toBeUndefined();
  });

  test("do not mind blanks around keys, nor keys named like internals of the language", () => {
    expect(ofNested({ " data ": { " caller": { phone: "1" } } }).complainant.phone).toBe("1");
    const internal = mine("  title: { from: [data.__proto__.polluted, data.constructor.name] }");
    expect(taken(normalise(internal, { ...flat, data: { a: "1" } }))).not.toHaveProperty("title");
    const own = JSON.parse('{"data":{"__proto__":{"polluted":"x","y":"z"}}}') as Record<string, unknown>;
    expect(taken(normalise(internal, { ...flat, ...own }))).toMatchObject({ title: "x", extra: { data: '{"__proto__":{"y":"z"}}' } });
  });

  test("keep a nested code, whose meaning alone a field holds", () => {
    const coded = parseProfile(
      `name: mine
source: "12345"
zone: Asia/Shanghai
formats: [yyyy-MM-dd]
fields:
  externalId: { from: [id] }
  reportedAt: { from: [at] }
  content: { from: [text] }
  kind: { from: [data.kind], codes: kind, default: complaint }
codeTables: { kind: { "1": praise } }
`,
      "mine.yaml",
    );
    expect(taken(normalise(coded, { ...flat, data: { kind: 1, a: 2 } }))).toMatchObject({ kind: "praise", extra: { data: '{"a":2,"kind":1}' } });
  });
});

test.each([
  ["data.caller.phone", ["data", "caller", "phone"]],
  ["附件列表[0].名称", ["附件列表", 0, "名称"]],
  ["a[1][20].b", ["a", 1, 20, "b"]],
  ["a[0]", ["a", 0]],
  [" a . b ", ["a", "b"]],
  ["LXDH", null],
  ["a..b", null],
  [".a", null],
  ["备注.", null],
  ["费用[元].b", null],
  ["a[-1]", null],
  ["a[00000].b", null],
  ["a.b".repeat(40), null],
])("%s is the path %j", (text, steps) => {
  expect(stepsOf(text)).toEqual(steps);
});

test("a receipt is read by a path or a key, and a list in the way is nothing", () => {
  const receipt = { result: { code: 0 }, "a.b": 1, list: [{ code: 1 }], ok: true };
  expect(valueAtPath(receipt, "result.code")).toBe(0);
  expect(valueAtPath(receipt, "ok")).toBe(true);
  expect(valueAtPath(receipt, "a.b")).toBe(1);
  expect(valueAtPath(receipt, "list[0].code")).toBe(1);
  expect(valueAtPath(receipt, "list.code")).toBeUndefined();
  expect(valueAtPath("x", "result.code")).toBeUndefined();
  expect(valueAtPath(null, "result")).toBeUndefined();
});

test("every part of any value is reached by its path, taken out, and then no longer there, the rest being as it was", () => {
  const key = fc.constantFrom("a", "b", "名称", "__proto__", "length");
  const { value: any } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "small", withCrossShrink: true }, fc.constantFrom<unknown>("x", 1, true), fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(key, tie("value"), { maxKeys: 3 })),
  }));
  fc.assert(
    fc.property(any, (value) => {
      const before = JSON.stringify(value);
      for (const path of leafPaths(value, "top", 100)) {
        if (path === "top") continue;
        const [, ...steps] = stepsOf(path) ?? [];
        const reached = reach(value, steps);
        expect(reached).toMatchObject({ left: 0 });
        const rest = without(value, reached?.trail ?? []);
        const left = [...leafPaths(rest, "top", 100)];
        expect(left).toEqual([...leafPaths(value, "top", 100)].filter((other) => other !== path));
      }
      expect(JSON.stringify(value)).toBe(before);
    }),
    { numRuns: 500 },
  );
});
