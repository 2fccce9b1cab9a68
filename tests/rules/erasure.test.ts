/** Whose personal data is due to go, and that texts go out of a record while all that the machine looks at stays. */
import { describe, expect, it, test } from "vitest";
import { erasedBefore, erasedText, textsIn, withoutTexts, yearsKept } from "../../src/rules/erasure.ts";

const textNames = ["note", "reason", "comment", "result", "reply", "resolution", "proof", "name", "title", "content"];

test.each([
  ["five years where the policy says nothing", {}, 5],
  ["as many years as the policy says", { retention: { personalDataYears: 3 } }, 3],
  ["more than the usual where the policy says so", { retention: { personalDataYears: 10 } }, 10],
])("personal data is kept %s", (_what, policy, years) => {
  expect(yearsKept(policy)).toBe(years);
});

test.each([
  ["2026-11-16T01:45:12.345Z", 5, "2021-11-16T01:45:12.345Z"],
  ["2026-11-16T01:45:12.345Z", 1, "2025-11-16T01:45:12.345Z"],
  ["2026-01-01T00:00:00.000Z", 26, "2000-01-01T00:00:00.000Z"],
  ["2026-11-16T01:45:12.345Z", 2000, "0026-11-16T01:45:12.345Z"],
  ["2026-11-16T01:45:12.345Z", 1026, "1000-11-16T01:45:12.345Z"],
  ["2026-11-16T01:45:12.345Z", 1027, "0999-11-16T01:45:12.345Z"],
])("at %s, with %i years, what was over by %3$s is due", (now, years, before) => {
  expect(erasedBefore(now, years)).toBe(before);
});

test("29 February of a year without one lies after its 28th and before its 1 March", () => {
  const before = erasedBefore("2028-02-29T12:00:00.000Z", 5);
  expect(before > "2023-02-28T23:59:59.999Z").toBe(true);
  expect(before < "2023-03-01T00:00:00.000Z").toBe(true);
});

describe("what is left of a value", () => {
  test("says in Chinese that something was erased by rule", () => {
    expect(erasedText).toBe("（已按规定删除）");
  });

  it.each(textNames)("has no text under %s", (name) => {
    expect(withoutTexts({ [name]: "他说了什么" })).toEqual({ [name]: erasedText });
    expect(textsIn({ [name]: "他说了什么" })).toEqual(["他说了什么"]);
  });

  it.each(["type", "state", "unit", "at", "kind", "verdict", "notes", "Note", ""])("keeps the text under %j, which is none that people write freely", (name) => {
    expect(withoutTexts({ [name]: "closed" })).toEqual({ [name]: "closed" });
    expect(textsIn({ [name]: "closed" })).toEqual([]);
  });

  it.each([["a text alone"], [3], [0], [true], [false], [null], [undefined]])("is %j where that is all there is", (value) => {
    expect(withoutTexts(value)).toBe(value);
    expect(textsIn(value)).toEqual([]);
  });

  it.each([[7], [true], [null]])("keeps %j under the name of a text, because it is none", (part) => {
    expect(withoutTexts({ result: part })).toEqual({ result: part });
    expect(textsIn({ result: part })).toEqual([]);
  });

  test("has an erased text even where the text was empty", () => {
    expect(withoutTexts({ note: "" })).toEqual({ note: erasedText });
    expect(textsIn({ note: "" })).toEqual([""]);
  });

  test("has no texts at any depth, in parts and in lists, and keeps the order of lists", () => {
    const value = { type: "submitReview", at: "2026-11-16T01:45:12.000Z", review: { verdict: "partly", note: "甲", actions: [{ title: "乙", days: 3 }, { title: "丙", days: 0 }] }, result: { reply: "丁", ok: true }, list: ["x", ["y", { name: "戊" }]] };
    expect(withoutTexts(value)).toEqual({
      type: "submitReview",
      at: "2026-11-16T01:45:12.000Z",
      review: { verdict: "partly", note: erasedText, actions: [{ title: erasedText, days: 3 }, { title: erasedText, days: 0 }] },
      result: { reply: erasedText, ok: true },
      list: ["x", ["y", { name: erasedText }]],
    });
    expect(textsIn(value)).toEqual(["甲", "乙", "丙", "丁", "戊"]);
  });

  test("leaves what was given as it was", () => {
    const value = { note: "甲", sealed: "乙", inner: { title: "丙" } };
    withoutTexts(value);
    expect(value).toEqual({ note: "甲", sealed: "乙", inner: { title: "丙" } });
  });

  test("has no seal, whatever it held and however deep it stood", () => {
    const value = { sealed: { to: "abc" }, days: 1, inner: { sealed: "k1.xyz", kept: "yes" }, list: [{ sealed: [1] }] };
    expect(withoutTexts(value)).toEqual({ days: 1, inner: { kept: "yes" }, list: [{}] });
    expect(withoutTexts({ sealedAt: "2026-11-16" })).toEqual({ sealedAt: "2026-11-16" });
  });

  test("is empty where there was nothing", () => {
    expect(withoutTexts({})).toEqual({});
    expect(withoutTexts([])).toEqual([]);
    expect(textsIn({})).toEqual([]);
    expect(textsIn([])).toEqual([]);
  });

  test("holds none of the texts that were found before", () => {
    const value = { note: "甲", parts: [{ comment: "乙" }, { proof: "丙", by: "u1" }] };
    expect(new Set(textsIn(withoutTexts(value)))).toEqual(new Set([erasedText]));
  });
});
