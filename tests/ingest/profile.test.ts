/** Profile files: the shipped ones are sound, and any fault in one is refused with file, line and reason. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseProfile, ProfileError } from "../../src/ingest/profile.ts";
import { shippedProfile } from "./decoding.ts";

test("the shipped profiles are for their sources and read the three required fields", () => {
  const shipped = readdirSync(new URL("../../config/feeds", import.meta.url)).filter((name) => name.endsWith(".yaml"));
  const profiles = shipped.map((name) => shippedProfile(name.replace(".yaml", "")));
  expect(Object.fromEntries(profiles.map(({ name, source }) => [name, source]))).toEqual({
    "110": "110",
    "12345": "12345",
    petition: "petition",
    "message-board": "12345",
  });
  for (const { fields } of profiles) {
    for (const path of ["externalId", "reportedAt", "content"] as const) {
      expect(fields[path]?.required).toBe(true);
      expect(fields[path]?.from.length).toBeGreaterThan(0);
    }
  }
});

const sound = `name: mine
source: "110"
zone: Asia/Shanghai
formats: [yyyy-MM-dd]
fields:
  externalId: { from: [id] }
  reportedAt: { from: [at] }
  content: { from: [text] }
  kind: { from: [type], codes: kind, default: complaint }
codeTables:
  kind: { "1": complaint, 2*: praise }
`;

test("types, formats and what is required follow from the field where the file is silent", () => {
  const { fields, title, anonymousNames } = parseProfile(sound, "mine.yaml");
  expect({ title, anonymousNames }).toEqual({ title: "mine", anonymousNames: [] });
  expect(fields).toEqual({
    externalId: { from: ["id"], type: "text", formats: ["yyyy-MM-dd"], codes: null, default: null, required: true },
    reportedAt: { from: ["at"], type: "instant", formats: ["yyyy-MM-dd"], codes: null, default: null, required: true },
    content: { from: ["text"], type: "text", formats: ["yyyy-MM-dd"], codes: null, default: null, required: true },
    kind: { from: ["type"], type: "code", formats: ["yyyy-MM-dd"], codes: "kind", default: "complaint", required: false },
  });
});

describe("a fault is refused with its line", () => {
  test.each<[string, (text: string) => string, number, string]>([
    ["an unknown key", (text) => text.replace("zone:", "zones: 1\nzone:"), 3, "zones 不认识的项"],
    ["an unknown field", (text) => text.replace("  content:", "  inhalt: { from: [x] }\n  content:"), 8, "inhalt 不认识的项"],
    ["an unknown key of a field", (text) => text.replace("{ from: [text] }", "{ from: [text], lang: zh }"), 8, "lang 不认识的项"],
    ["a number where a text belongs", (text) => text.replace('"110"', "110"), 2, "应为文字"],
    ["an unknown source", (text) => text.replace('"110"', '"119"'), 2, "应为以下之一：110、12345"],
    ["an unknown date format", (text) => text.replace("[yyyy-MM-dd]", "[yyyy-MM-dd, dd.MM.yyyy]"), 4, "应为以下之一"],
    ["another zone", (text) => text.replace("Asia/Shanghai", "UTC"), 3, "应为以下之一：Asia/Shanghai"],
    ["a missing part", (text) => text.replace("zone: Asia/Shanghai\n", ""), 1, "缺少 zone"],
    ["a missing required field", (text) => text.replace("  content: { from: [text] }\n", ""), 5, "必须写明"],
    ["a required field without a key", (text) => text.replace("[text]", "[]"), 8, "必须写明"],
    ["no kind", (text) => text.replace(/ {2}kind: \{ from.*\n/, ""), 5, "缺少 kind"],
    ["a kind that may stay open", (text) => text.replace(", default: complaint", ""), 9, "须有 default"],
    ["a key for two fields", (text) => text.replace("[text]", "[text, at]"), 8, "“at”已用于 reportedAt"],
    ["a code table that does not exist", (text) => text.replace("codes: kind", "codes: kinds"), 9, "须在 codes 写明"],
    ["a code field without a table", (text) => text.replace("codes: kind, ", ""), 9, "须在 codes 写明"],
    ["a code for no kind", (text) => text.replace("2*: praise", "2*: prize"), 11, "“prize”不是 kind 的值"],
    ["a default that is no kind", (text) => text.replace("default: complaint", "default: 投诉"), 9, "不是 kind 的值"],
    ["a date read as a number", (text) => text.replace("[at]", "[at], type: integer"), 7, "不能按 integer 读取"],
    ["formats of a text", (text) => text.replace("[text]", "[text], formats: [iso]"), 8, "才能写 formats"],
    ["a day without a format for days", (text) => text.replace("[at]", "[at], type: day, formats: [iso]"), 7, "没有日期格式"],
    ["a field from nowhere", (text) => text.replace("  content:", "  title: {}\n  content:"), 8, "至少写一个"],
    ["the same key twice", (text) => text.replace("  content:", "  externalId: { from: [x] }\n  content:"), 8, "DUPLICATE_KEY"],
    ["broken YAML", (text) => text.replace("[text]", "[text"), 8, "不是有效的 YAML"],
    ["an alias of nothing", (text) => text.replace("[text]", "*nothing"), 8, "别名"],
    ["nothing", () => "", 1, "应为一组键值"],
  ])("%s", (_, change, line, reason) => {
    const text = change(sound);
    expect(text).not.toBe(sound);
    let thrown: unknown;
    try {
      parseProfile(text, "mine.yaml");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProfileError);
    expect(thrown).toMatchObject({ code: "profile-invalid", file: "mine.yaml", line, reason: expect.stringContaining(reason) });
    expect(String(thrown)).toContain(`mine.yaml 第 ${line} 行`);
  });
});
