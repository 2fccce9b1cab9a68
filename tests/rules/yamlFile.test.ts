/** A YAML file gives its value and the lines of its parts, and what is wrong with it is said in Chinese, at the line where it stands. */
import type { TSchema } from "typebox";
import { describe, expect, it, test } from "vitest";
import { firstFault, readYaml, shapeFaults, type Fault } from "../../src/rules/yamlFile.ts";

describe("a file that can be read", () => {
  it.each([
    ["a: 1\nb: [x, 2, true, null]\n", { a: 1, b: ["x", 2, true, null] }],
    ["- 1\n- a: 甲\n", [1, { a: "甲" }]],
    ["文字", "文字"],
    ["a: &x {b: 1}\nc: *x\n", { a: { b: 1 }, c: { b: 1 } }],
    ["", null],
    ["# nothing but a remark\n", null],
  ])("%j is the value %j and has no fault", (text, value) => {
    const file = readYaml(text);
    expect(file.value).toEqual(value);
    expect(file.syntaxFault).toBeNull();
  });
});

describe("the line of a part", () => {
  const lines = [
    "# head", // 1
    "units:", // 2
    "  - name: a", // 3
    "    code: 1", // 4
    "  - name: b", // 5
    "    code: 2", // 6
    "list:", // 7
    "  -", // 8
    "    - x", // 9
    "    - y", // 10
    "7: seven", // 11
    "alias: &k", // 12
    "  p: 1", // 13
    "use: *k", // 14
    "deep:", // 15
    "", // 16
    "  inner:", // 17
    "    last: 1", // 18
    "empty:", // 19
    "&key z: 1", // 20
    "*key : 2", // 21
    "mixed:", // 22
    "  - *k", // 23
    "  - plain", // 24
    "  - {f: 1,", // 25
    "     g: 2}", // 26
  ];
  const file = readYaml(lines.join("\n"));

  it.each<[string[], number, string]>([
    [[], 2, "the file's first part"],
    [["units"], 2, "a key"],
    [["units", "0"], 3, "the first part of a list"],
    [["units", "0", "name"], 3, "a key of it"],
    [["units", "0", "code"], 4, "its second key"],
    [["units", "1"], 5, "the second part of a list"],
    [["units", "1", "code"], 6, "a key of it"],
    [["list", "0"], 9, "a list in a list"],
    [["list", "0", "1"], 10, "a part of it"],
    [["7"], 11, "a key that is a number"],
    [["alias", "p"], 13, "a key beneath an anchor"],
    [["use"], 14, "the key of an alias"],
    [["deep", "inner"], 17, "a key after an empty line"],
    [["deep", "inner", "last"], 18, "a key three deep"],
    [["empty"], 19, "a key without a value"],
    [["mixed", "1"], 24, "a part of a list after an alias"],
    [["mixed", "2", "f"], 25, "a key within braces"],
    [["mixed", "2", "g"], 26, "a key within braces on the next line"],
  ])("at %j is %i: %s", (path, line) => {
    expect(file.lineOf(path)).toBe(line);
  });

  it.each<[string[], number, string]>([
    [["nope"], 2, "the file has no such key"],
    [["nope", "deep", "inner"], 2, "nor anything beneath it, whatever else has that name"],
    [["units", "1", "missing"], 5, "the part of a list has no such key"],
    [["units", "2"], 2, "the list is not so long"],
    [["units", "x"], 2, "a list has no names"],
    [["units", "0", "name", "x"], 3, "a text has no parts"],
    [["deep", "inner", "last", "more", "0"], 18, "a number has none"],
    [["empty", "x"], 19, "nothing has none"],
    [["use", "p"], 14, "an alias is not followed"],
    [["mixed", "0"], 22, "an alias in a list has no line of its own"],
    [["undefined"], 2, "the key is an alias and has no name of its own"],
  ])("at %j is that of its nearest ancestor, %i: %s", (path, line) => {
    expect(file.lineOf(path)).toBe(line);
  });

  it.each([
    ["", 1],
    ["# only a remark\n", 1],
    ["\n\n文字", 3],
    ["\n\n\n- a", 4],
    ["\n{a: 1}", 2],
    ["*nowhere", 1],
  ])("of the whole of %j is %i", (text, line) => {
    expect(readYaml(text).lineOf([])).toBe(line);
    expect(readYaml(text).lineOf(["a", "b"])).toBe(line);
  });

  it("is that of the nearest ancestor where a key is a list and has no name", () => {
    const file = readYaml("a: 1\n? [x, y]\n: 2\na: 3\n");
    expect(file.syntaxFault?.line).toBe(4);
    expect(file.lineOf(["undefined"])).toBe(1);
    expect(file.lineOf(["x"])).toBe(1);
  });

  it("is told of a file with a fault too", () => {
    expect(readYaml("a: 1\nb: 2\nb: 3\n").lineOf(["b"])).toBe(2);
  });
});

describe("a file that cannot be read", () => {
  it.each([
    ["a: 1\nb: 2\na: 3", 3, "同一层有重复的键（DUPLICATE_KEY）"],
    ["a:\n\tb: 1", 2, "缩进不能用制表符（TAB_AS_INDENT）"],
    ["a: 1\n---\nb: 2", 2, "只能有一份文档（MULTIPLE_DOCS）"],
    ["a: 1\nb: 'x\n", 3, "缺少字符（引号、括号、冒号或逗号）（MISSING_CHAR）"],
    ["a:\n  b: 1\n c: 2", 3, "缩进不对（BAD_INDENT）"],
    ["a: 1\nb: !!set [1]", 2, "同一处混用了列表和键值（BAD_COLLECTION_TYPE）"],
    ["a: 1\n\nb: @x", 3, "写法有误（BAD_SCALAR_START）"],
    ["a: 1\nb: !unknown 2", 2, "写法有误（TAG_RESOLVE_FAILED）"],
  ])("%j has its fault in line %i: %s", (text, line, reason) => {
    const file = readYaml(text);
    expect(file.syntaxFault).toEqual({ line, reason: `不是有效的 YAML：${reason}` });
    expect(file.value).toBeNull();
  });

  it("is told of by its error, where a mere warning stands before it", () => {
    expect(readYaml("a: !unknown 1\nb: 2\nb: 3").syntaxFault).toEqual({ line: 3, reason: "不是有效的 YAML：同一层有重复的键（DUPLICATE_KEY）" });
  });

  it("is told of by the first of its errors", () => {
    expect(readYaml("a: 1\na: 2\nb: 1\nb: 2").syntaxFault?.line).toBe(2);
  });

  const alias = "不是有效的 YAML：别名（*）没有对应的锚点（&）或展开过多";
  it.each([
    ["a: *x", 1],
    ["a: 1\nb:\n  - *q\n  - *r", 3],
    ["a: &x [1,1,1,1,1,1,1,1,1,1]\nb: &y [*x,*x,*x,*x,*x,*x,*x,*x,*x,*x]\nc: [*y,*y,*y,*y,*y,*y,*y,*y,*y,*y]", 2],
  ])("because of an alias, %j, is told of at its first alias, line %i", (text, line) => {
    const file = readYaml(text);
    expect(file.syntaxFault).toEqual({ line, reason: alias });
    expect(file.value).toBeNull();
  });

  it("that cannot become data for another cause is told of as well", () => {
    expect(readYaml("%YAML 1.1\n---\n<<: 1\n").syntaxFault).toEqual({ line: 1, reason: "不是有效的 YAML：无法读成数据（如合并键 << 不是键值）" });
  });
});

describe("the first fault", () => {
  const file = readYaml("a: 1\nb:\n  c: 2\n  d: 3\n");
  const fault = (reason: string, ...path: string[]): Fault => ({ path, reason });

  it.each<[string, Fault[], string, { line: number; reason: string } | null]>([
    ["none where there is none", [], ".", null],
    ["the only one", [fault("应为数字", "b", "c")], ".", { line: 3, reason: "b.c 应为数字" }],
    ["that which stands first in the file", [fault("丁", "b", "d"), fault("丙", "b", "c"), fault("甲", "a")], ".", { line: 1, reason: "a 甲" }],
    ["that which stands first, wherever it is in the list", [fault("丁", "b", "d"), fault("乙", "b"), fault("丙", "b", "c")], ".", { line: 2, reason: "b 乙" }],
    ["the first found of one line", [fault("一", "a"), fault("二", "a")], ".", { line: 1, reason: "a 一" }],
    ["without a path where it is the whole file's", [fault("应为列表")], ".", { line: 1, reason: "应为列表" }],
    ["with its path as the file's readers write it", [fault("应为数字", "b", "d")], " → ", { line: 4, reason: "b → d 应为数字" }],
  ])("is %s", (_what, faults, separator, first) => {
    expect(firstFault(file, faults, separator)).toEqual(first);
  });

  it("is that of the writing before any of the shape", () => {
    const broken = readYaml("a: 1\nb: 2\nb: 3");
    expect(firstFault(broken, [fault("甲", "a")], ".")).toEqual({ line: 3, reason: "不是有效的 YAML：同一层有重复的键（DUPLICATE_KEY）" });
  });
});

describe("what is wrong with the shape of a value", () => {
  const faults = (schema: Record<string, unknown>, value: unknown) => shapeFaults(schema as TSchema, value).map(({ path, reason }) => [path.join(" / "), reason]);
  const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({ type: "object", properties, ...more });

  test("is nothing where it is as it should be", () => {
    expect(faults(object({ a: { type: "string" } }, { required: ["a"], additionalProperties: false }), { a: "x" })).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, unknown, string]>([
    ["an object", { type: "object" }, 1, "应为一组键值"],
    ["a list", { type: "array" }, {}, "应为列表"],
    ["a text", { type: "string" }, 1, "应为文字（数字须加引号）"],
    ["a number", { type: "number" }, "1", "应为数字"],
    ["a whole number", { type: "integer" }, 1.5, "应为整数"],
    ["true or false", { type: "boolean" }, "yes", "应为 true 或 false"],
    ["nothing", { type: "null" }, 1, "应为空（null）"],
    ["a text or nothing", { type: ["string", "null"] }, 1, "应为文字（数字须加引号）或空（null）"],
    ["a text, with an example", { type: "string", examples: ["09:00", "10:00"] }, 1, "应为文字（数字须加引号），如 09:00"],
    ["a number, with an example", { type: "integer", examples: [0] }, "x", "应为整数，如 0"],
    ["a list, with an example", { type: "array", examples: [["甲", 1]] }, "x", '应为列表，如 ["甲",1]'],
    ["an object, without any example", { type: "object", examples: [] }, "x", "应为一组键值"],
  ])("where it should be %s", (_what, schema, value, reason) => {
    expect(faults(schema, value)).toEqual([["", reason]]);
  });

  it.each<[string, Record<string, unknown>, unknown, string]>([
    ["less than the least", { minimum: 1 }, 0, "应 >= 1"],
    ["more than the most", { maximum: 5 }, 6, "应 <= 5"],
    ["not more than what it must exceed", { exclusiveMinimum: 0 }, 0, "应 > 0"],
    ["not less than what it must stay below", { exclusiveMaximum: 2 }, 2, "应 < 2"],
    ["less than the least, whatever sentence the schema has", { minimum: 1, errorMessage: "别的话" }, 0, "应 >= 1"],
    ["an empty text", { minLength: 1 }, "", "不能为空"],
    ["too long a text", { maxLength: 3 }, "一二三四", "最多 3 个字"],
    ["too short a list", { minItems: 2 }, [1], "至少写 2 项"],
    ["too long a list", { maxItems: 1 }, [1, 2], "最多写 1 项"],
    ["against a rule without words of its own", { pattern: "^a" }, "b", "不合规定（pattern）"],
    ["against a constant", { const: "x" }, "y", "不合规定（const）"],
    ["against a pattern with a sentence", { pattern: "^a", errorMessage: "应以 a 开头" }, "b", "应以 a 开头"],
    ["too short, with a sentence", { minLength: 1, errorMessage: "请写名称" }, "", "请写名称"],
    ["too long a list, with a sentence", { maxItems: 1, errorMessage: "只写一项" }, [1, 2], "只写一项"],
  ])("where it is %s", (_what, schema, value, reason) => {
    expect(faults(schema, value)).toEqual([["", reason]]);
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ["the least", { minimum: 1 }, 1],
    ["the most", { maximum: 5 }, 5],
    ["as long as may be", { maxLength: 3 }, "一二三"],
    ["as many as may be", { maxItems: 1 }, [1]],
  ])("is nothing where it is %s", (_what, schema, value) => {
    expect(faults(schema, value)).toEqual([]);
  });

  const inner = object({ days: { title: "天数" }, hours: {} }, { required: ["days", "hours"] });
  it.each<[string, Record<string, unknown>, unknown, string, string]>([
    ["one, with its title", object({ days: { title: "天数" } }, { required: ["days"] }), {}, "", "缺少 days（天数）"],
    ["one without a title", object({ hours: {} }, { required: ["hours"] }), {}, "", "缺少 hours"],
    ["one that the schema says no more of", { type: "object", required: ["hours"] }, {}, "", "缺少 hours"],
    ["two", inner, {}, "", "缺少 days（天数）、hours"],
    ["one of two", inner, { hours: 1 }, "", "缺少 days（天数）"],
    ["within a part", object({ limits: inner }), { limits: { days: 1 } }, "limits", "缺少 hours"],
    ["within a list", { type: "array", items: inner }, [{ days: 1, hours: 1 }, { hours: 1 }], "1", "缺少 days（天数）"],
  ])("where a key is missing: %s", (_what, schema, value, path, reason) => {
    expect(faults(schema, value)).toEqual([[path, reason]]);
  });

  const closed = object({ callbackDays: { title: "回访天数" }, callbackDay: {}, zz: { title: "签收" } }, { additionalProperties: false });
  it.each<[string, Record<string, unknown>, unknown, string[][]]>([
    ["with the names that may have been meant", closed, { callbackDayz: 1 }, [["callbackDayz", "不认识的项，是不是 callbackDays（回访天数）、callbackDay？"]]],
    ["with the name that its title belongs to", closed, { 签收时限: 1 }, [["签收时限", "不认识的项，是不是 zz（签收）？"]]],
    ["with all names where none is near", closed, { qqqqqqqqqqqqq: 1 }, [["qqqqqqqqqqqqq", "不认识的项，可用：callbackDays、callbackDay、zz"]]],
    ["without any name where there is none", { type: "object", additionalProperties: false }, { x: 1 }, [["x", "不认识的项"]]],
    ["each once", object({ a: { title: "甲" } }, { additionalProperties: false }), { bbb: 1, ccc: 2 }, [["bbb", "不认识的项，可用：a"], ["ccc", "不认识的项，可用：a"]]],
    ["beneath its path", object({ limits: closed }), { limits: { zz: 1, 回访天数: 2 } }, [["limits / 回访天数", "不认识的项，是不是 callbackDays（回访天数）？"]]],
  ])("where a key is not known, it is told of %s", (_what, schema, value, expected) => {
    expect(faults(schema, value)).toEqual(expected);
  });

  const kinds = { enum: ["complaint", "report", "request"] };
  const list = "应为以下之一：complaint、report、request";
  it.each<[string, Record<string, unknown>, unknown, string[][]]>([
    ["with the nearest of them", kinds, "complant", [["", `没有“complant”，是不是 complaint？${list}`]]],
    ["with the list alone where none is near", kinds, "zzzzzzzz", [["", `没有“zzzzzzzz”，${list}`]]],
    ["repeating a text of forty letters", kinds, "z".repeat(40), [["", `没有“${"z".repeat(40)}”，${list}`]]],
    ["without repeating a longer one", kinds, "z".repeat(41), [["", list]]],
    ["without repeating what is no text", kinds, 3, [["", list]]],
    ["within parts and lists", object({ kinds: { type: "array", items: kinds } }), { kinds: ["report", "reqest"] }, [["kinds / 1", `没有“reqest”，是不是 request？${list}`]]],
    ["with numbers among them", { enum: [10, 20] }, "x", [["", "没有“x”，应为以下之一：10、20"]]],
    ["only by its type where that is wrong", { type: "string", ...kinds }, 3, [["", "应为文字（数字须加引号）"]]],
  ])("where it is none of the allowed values, it is told of %s", (_what, schema, value, expected) => {
    expect(faults(schema, value)).toEqual(expected);
  });

  test("is told of one part by its type and of another by its allowed values", () => {
    const schema = object({ a: { type: "string", ...kinds }, b: { type: "string", ...kinds }, c: { type: "string", minLength: 1 } });
    expect(faults(schema, { a: 3, b: "repor", c: "" })).toEqual([
      ["a", "应为文字（数字须加引号）"],
      ["b", `没有“repor”，是不是 report？${list}`],
      ["c", "不能为空"],
    ]);
  });

  test("is told of in the usual words where the schema's own stand elsewhere", () => {
    const schema = { $defs: { Name: object({ q: { pattern: "^a", errorMessage: "应以 a 开头" } }) }, ...object({ x: { $ref: "#/$defs/Name" } }) };
    expect(faults(schema, { x: { q: "b" } })).toEqual([["x / q", "不合规定（pattern）"]]);
  });

  test("is told of with the example of a pattern of names", () => {
    expect(faults({ type: "object", patternProperties: { "^a/b": { type: "string", examples: ["甲"] } } }, { "a/b": 1 })).toEqual([["a/b", "应为文字（数字须加引号），如 甲"]]);
  });

  test.each(["a/b", "a~b", "~1", "~0", "a/b~c/~1~0", "名 称"])("is told of the key %j by the name that it has, with the words of its schema", (key) => {
    const schema = object({ [key]: object({ [key]: { pattern: "^a", errorMessage: "应以 a 开头" } }) });
    expect(shapeFaults(schema as TSchema, { [key]: { [key]: "b" } })).toEqual([{ path: [key, key], reason: "应以 a 开头" }]);
  });
});
