/** Profile files: the shipped ones are sound, and any fault in one is refused with file, line and reason. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseProfile, ProfileError, type Profile } from "../../src/ingest/profile.ts";
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
  const { fields, ...rest } = parseProfile(sound, "mine.yaml");
  expect(rest).toEqual({
    name: "mine",
    title: "mine",
    source: "110",
    zone: "Asia/Shanghai",
    anonymousNames: [],
    codeTables: { kind: { "1": "complaint", "2*": "praise" } },
    answers: { way: "pull" },
    signature: { required: false },
  });
  expect(fields).toEqual({
    externalId: { from: ["id"], type: "text", formats: ["yyyy-MM-dd"], zone: "Asia/Shanghai", codes: null, default: null, required: true },
    reportedAt: { from: ["at"], type: "instant", formats: ["yyyy-MM-dd"], zone: "Asia/Shanghai", codes: null, default: null, required: true },
    content: { from: ["text"], type: "text", formats: ["yyyy-MM-dd"], zone: "Asia/Shanghai", codes: null, default: null, required: true },
    kind: { from: ["type"], type: "code", formats: ["yyyy-MM-dd"], zone: "Asia/Shanghai", codes: "kind", default: "complaint", required: false },
  });
});

test.each(["UTC", "+08:00", "-03:30", "+14:00"])("the zone may be %s, and a field may have its own", (zone) => {
  const { fields } = parseProfile(sound.replace("[at] }", `[at], zone: "${zone}" }`), "mine.yaml");
  expect([fields.reportedAt?.zone, fields.content?.zone]).toEqual([zone, "Asia/Shanghai"]);
  expect(parseProfile(sound.replace("Asia/Shanghai", `"${zone}"`), "mine.yaml").fields.reportedAt?.zone).toBe(zone);
});

test("one key may tell several fields by their code tables, and stand in one as it is", () => {
  const text = sound
    .replace("  kind:", "  category: { from: [type] }\n  priority: { from: [type], codes: priority }\n  kind:")
    .replace("codeTables:", 'codeTables:\n  priority: { "1": urgent, "*": normal }');
  const { fields } = parseProfile(text, "mine.yaml");
  expect([fields.kind?.from, fields.priority?.from, fields.category?.from]).toEqual([["type"], ["type"], ["type"]]);
});

describe("how answers go back", () => {
  const answersOf = (yaml: string): Profile["answers"] => parseProfile(`${sound}answers: ${yaml}\n`, "mine.yaml").answers;

  test("a push has every option, said or not", () => {
    expect(answersOf("{ way: push, url: https://a.example/answer }")).toEqual({
      way: "push",
      url: "https://a.example/answer",
      headers: {},
      body: null,
      success: null,
      timeoutSeconds: 15,
    });
    const full = `{ way: push, url: "http://10.1.2.3:8080/a?b=c", headers: { Authorization: Bearer x }, timeoutSeconds: 60,
      body: { 编号: "{externalId}/{round}", 正文: '{"reply":"{reply}"}', 条目: [1, true, null] }, success: { field: result.code, values: [0, "200"] } }`;
    expect(answersOf(full)).toEqual({
      way: "push",
      url: "http://10.1.2.3:8080/a?b=c",
      headers: { Authorization: "Bearer x" },
      body: { 编号: "{externalId}/{round}", 正文: '{"reply":"{reply}"}', 条目: [1, true, null] },
      success: { field: "result.code", values: ["0", "200"] },
      timeoutSeconds: 60,
    });
  });

  test("or as a file, or by being fetched", () => {
    expect(answersOf("{ way: file, folder: ./data/answers/110 }")).toEqual({ way: "file", folder: "./data/answers/110" });
    expect(answersOf("{ way: pull }")).toEqual({ way: "pull" });
    expect(parseProfile(`${sound}signature: { required: true }\n`, "mine.yaml").signature).toEqual({ required: true });
  });
});

describe("a fault is refused with its line", () => {
  const answers = (yaml: string) => (text: string) => `${text}answers:\n  ${yaml}\n`;
  const withAction = (table: string) => (text: string) =>
    text.replace("  kind: { from", "  sourceAction: { from: [action], codes: action }\n  kind: { from").replace("codeTables:", `codeTables:\n  action: ${table}`);
  const push = (more: string) => answers(`way: push\n  url: https://a.example/\n  ${more}`);

  test.each<[string, (text: string) => string, number, string]>([
    ["an unknown key", (text) => text.replace("zone:", "zones: 1\nzone:"), 3, "zones 不认识的项"],
    ["an unknown field", (text) => text.replace("  content:", "  inhalt: { from: [x] }\n  content:"), 8, "inhalt 不认识的项"],
    ["an unknown key of a field", (text) => text.replace("{ from: [text] }", "{ from: [text], lang: zh }"), 8, "lang 不认识的项"],
    ["a number where a text belongs", (text) => text.replace('"110"', "110"), 2, "应为文字"],
    ["an unknown source", (text) => text.replace('"110"', '"119"'), 2, "应为以下之一：110、12345"],
    ["an unknown date format", (text) => text.replace("[yyyy-MM-dd]", "[yyyy-MM-dd, dd.MM.yyyy]"), 4, "应为以下之一"],
    ["another zone", (text) => text.replace("Asia/Shanghai", "Europe/Berlin"), 3, "zone 应为 Asia/Shanghai、UTC 或 +08:00"],
    ["an offset that no zone has", (text) => text.replace("Asia/Shanghai", '"+15:00"'), 3, "zone 应为 Asia/Shanghai"],
    ["a zone of a text", (text) => text.replace("[text]", "[text], zone: UTC"), 8, "才能写 zone"],
    ["a field that is nearly known", (text) => text.replace("  content:", "  phone: { from: [x] }\n  content:"), 8, "是不是 complainant.phone（联系电话）？"],
    ["a field by its Chinese name", (text) => text.replace("  content:", "  联系电话: { from: [x] }\n  content:"), 8, "是不是 complainant.phone（联系电话）？"],
    ["a format in other letters", (text) => text.replace("[yyyy-MM-dd]", "[yyyy-mm-dd]"), 4, "没有“yyyy-mm-dd”，是不是 yyyy-MM-dd？应为以下之一：yyyyMMddHHmmss"],
    ["a key that is no list", (text) => text.replace("[text]", "text"), 8, '应为列表，如 ["LXDH"'],
    ["a name that no command could take", (text) => text.replace("name: mine", "name: 我的"), 1, "应为字母、数字"],
    ["a code for no action", withAction("{ 撤单: withdrawn }"), 12, "“withdrawn”不是 sourceAction 的值，可用：none、withdraw、urge、remind"],
    ["a push to nowhere", answers("way: push"), 12, "缺少 url：way 为 push 时必写"],
    ["a file without a folder", answers("way: file"), 12, "缺少 folder：way 为 file 时必写"],
    ["an unknown way", answers("way: mail"), 13, "没有“mail”，应为以下之一：pull、push、file"],
    ["an address of another kind", answers("way: push\n  url: ftp://a.example"), 14, "应为 https://"],
    ["an address with a placeholder", answers('way: push\n  url: "https://a.example/{externalId}"'), 14, "不能有空格和占位符"],
    ["an address that is none", answers("way: push\n  url: https://a.example:99999"), 14, "不是有效的地址"],
    ["an address with a password", answers("way: push\n  url: https://a:b@a.example"), 14, "请改写在 headers 中"],
    ["an option of another way", answers("way: pull\n  url: https://a.example"), 14, "只有 way: push 才能写 url"],
    ["a folder to push to", push("folder: x"), 15, "只有 way: file 才能写 folder"],
    ["an unknown placeholder", push('body: { a: 1,\n    b: [{ c: "{id}" }] }'), 16, "没有占位符 {id}，可用：{externalId}、"],
    ["a placeholder with blanks", push('body: "{ reply }"'), 15, "没有占位符 { reply }"],
    ["a placeholder in Chinese", push('body: "{答复}"'), 15, "没有占位符 {答复}"],
    ["a number that JSON has not", push("body: [.inf]"), 15, "不是 JSON 的数字"],
    ["a body without end", push(`body: ${"[".repeat(40)}${"]".repeat(40)}`), 15, "嵌套不能超过"],
    ["a header that the system writes", push("headers: { Host: a }"), 15, "由系统填写"],
    ["a header that no request can carry", push('headers: { "a b": a }'), 15, "不是有效的请求头名"],
    ["a placeholder in a header", push('headers: { a: "{reply}" }'), 15, "占位符只能写在 body 中"],
    ["too long a wait", push("timeoutSeconds: 61"), 15, "timeoutSeconds 应 <= 60"],
    ["a receipt without values", push("success: { field: code, values: [] }"), 15, "至少写 1 项"],
    ["a signature that is perhaps required", (text) => `${text}signature: { required: maybe }\n`, 12, "应为 true 或 false"],
    ["a missing part", (text) => text.replace("zone: Asia/Shanghai\n", ""), 1, "缺少 zone"],
    ["a missing required field", (text) => text.replace("  content: { from: [text] }\n", ""), 5, "必须写明"],
    ["a required field without a key", (text) => text.replace("[text]", "[]"), 8, "必须写明"],
    ["no kind", (text) => text.replace(/ {2}kind: \{ from.*\n/, ""), 5, "缺少 kind"],
    ["a kind that may stay open", (text) => text.replace(", default: complaint", ""), 9, "须有 default"],
    ["a key for two fields", (text) => text.replace("[text]", "[text, at]"), 8, "“at”已用于 reportedAt"],
    ["a key for two fields, with blanks around it", (text) => text.replace("[text]", '[text, " at"]'), 8, "已用于 reportedAt"],
    ["a key twice for one field", (text) => text.replace("[type]", "[type, type]"), 9, "“type”已用于 kind，重复了"],
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

  test("the value of a header is never repeated, since it is a secret", () => {
    const text = `${sound}answers: { way: push, url: "https://a.example", headers: { Authorization: "密Bearer-17" } }\n`;
    expect(() => parseProfile(text, "mine.yaml")).toThrow(/第 12 行：answers › headers › Authorization 请求头的值只能用/);
    expect(() => parseProfile(text, "mine.yaml")).not.toThrow(/Bearer-17/);
  });
});
