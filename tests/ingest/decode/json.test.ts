/** JSON: each element is cut out and parsed alone; what is broken is kept as it came and told of. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bytesOfDataUri } from "../../../src/ingest/decode/record.ts";
import { decoded, summaryOf } from "../decoding.ts";

describe("what is whole", () => {
  test("one object is one record, with its exact text", async () => {
    const text = '{"JJDBH" : "1",\n "n": 1.50, "deep": {"a": [1, "]"]}}';
    const value = { JJDBH: "1", n: 1.5, deep: { a: [1, "]"] } };
    expect(await decoded(` \n${text}\n`, "json")).toEqual([{ index: 0, raw: text, value }]);
  });

  test("an array is its elements, each with its own slice of the text", async () => {
    const records = await decoded('\ufeff[ {"a":"},{"} , {"b":"\\"]"} ]', "json");
    expect(records).toEqual([
      { index: 0, raw: '{"a":"},{"}', value: { a: "},{" } },
      { index: 1, raw: '{"b":"\\"]"}', value: { b: '"]' } },
    ]);
  });

  test("an empty array holds no record", async () => {
    expect(await decoded(" [ ] ", "json")).toEqual([]);
  });

  test("a key named like an internal of the language is a key", async () => {
    const [record] = await decoded('{"__proto__": "x"}', "json");
    expect(Object.entries(record?.value ?? {})).toEqual([["__proto__", "x"]]);
  });
});

describe("what is broken", () => {
  test.each([
    ["an element that is no JSON", '[{"a":1},{"b":},{"c":3}]', [{ a: 1 }, ["unreadable"], { c: 3 }]],
    ["an element with a bracket too many", '[{"a":1}},{"c":3}]', [["unreadable"], { c: 3 }]],
    ["an element with the wrong bracket", '[{"a":1],{"c":3}]', [["unreadable"], { c: 3 }]],
    ["elements that are no objects", '[1,"x",null,[{"a":1}],{"c":3}]', [...Array<string[]>(4).fill(["not-an-object"]), { c: 3 }]],
    ["an empty element", '[{"a":1},,{"c":3},]', [{ a: 1 }, ["unreadable"], { c: 3 }, ["unreadable"]]],
    ["an array cut inside an element", '[{"a":1},{"b":"x', [{ a: 1 }, ["unreadable"]]],
    ["an array cut behind an element", '[{"a":1},{"b":2}', [{ a: 1 }, { b: 2 }, ["unreadable"]]],
    ["an array cut behind a comma", '[{"a":1},', [{ a: 1 }, ["unreadable"]]],
    ["text behind the array", '[{"a":1}] x', [{ a: 1 }, ["unreadable"]]],
    ["a second object without an array", '{"a":1}\n{"b":2}', [{ a: 1 }, ["unreadable"]]],
    ["a cut object", '{"a":1', [["unreadable"]]],
    ["nothing at all", "", [["unreadable"]]],
    ["a bare word", "投诉", [["unreadable"]]],
  ])("%s", async (_, text, expected) => {
    expect(summaryOf(await decoded(text, "json"))).toEqual(expected);
  });

  test("what cannot be read is kept as it came", async () => {
    const records = await decoded('[{"a":1}, {"b": "x}  ', "json");
    expect(records[1]?.raw).toBe('{"b": "x}');
  });

  test("the reason does not repeat the text", async () => {
    const [record] = await decoded('[{"LXDH": "13900000001" "BJRXM": "赵某"}]', "json");
    expect(JSON.stringify(record?.problems)).not.toMatch(/1390|赵/);
  });

  test("bytes that are no UTF-8 spoil only their element, and none of them is lost", async () => {
    const bytes = Buffer.concat([Buffer.from('[{"a":1},{"b":"'), Buffer.from([0xd6, 0xd0]), Buffer.from('"},{"c":3}]')]);
    const records = await decoded(bytes, "json");
    expect(summaryOf(records)).toEqual([{ a: 1 }, ["undecodable"], { c: 3 }]);
    expect(Buffer.from(records[1]?.raw.split("base64,")[1] ?? "", "base64")).toEqual(bytes.subarray(9, 19));
  });
});

test.each([
  ['{"a":1,"a":1}', ["a"]],
  ['{"a":1,"\\u0061":2}', ["a"]],
  ['{"x":{"y":[{"b":1,"b":2}]},"z":{"b":1},"z":2}', ["x", "z"]],
  ['{"__proto__":1,"__proto__":2}', ["__proto__"]],
])("a key twice in one object, of which a parser would keep one, is told of: %s", async (text, keys) => {
  const [record] = await decoded(text, "json");
  expect(record?.problems).toMatchObject(keys.map((path) => ({ code: "bad-value", path })));
});

test("keys, colons and braces inside of texts are no keys", async () => {
  const value = { 'a":1,"a': '{"a":1,"a":2}', "\\": ":", b: [{ c: 1 }, { c: 1 }] };
  expect(summaryOf(await decoded(JSON.stringify([value]), "json"))).toEqual([value]);
});

describe("a whole input that is something else", () => {
  test("UTF-16 with a byte order mark is read", async () => {
    for (const bytes of [Buffer.from('\ufeff[{"a":"中"}]', "utf16le"), Buffer.from('\ufeff[{"a":"中"}]', "utf16le").swap16()]) {
      expect(summaryOf(await decoded(bytes, "json"))).toEqual([{ a: "中" }]);
    }
  });

  test.each([
    ["UTF-16 without a mark", Buffer.from('[{"a":"中"}]', "utf16le"), "undecodable"],
    ["a workbook", Buffer.from("PK\x03\x04\xff", "latin1"), "undecodable"],
    ["a web page", Buffer.from("<html><body>登录</body></html>"), "unreadable"],
    ["an object that is cut", Buffer.from(`{"a":"${"x".repeat(3_000_000)}`), "unreadable"],
    ["an array whose first text is not closed", Buffer.from(`[{"a":"${"x".repeat(3_000_000)}`), "unreadable"],
    ["bytes of no encoding", Buffer.alloc(3_000_000, 0xff), "undecodable"],
  ])("%s is kept whole", async (_, bytes, code) => {
    const records = await decoded(bytes, "json");
    expect(summaryOf(records)).toEqual([[code]]);
    const kept = bytesOfDataUri(records[0]?.raw ?? "") ?? Buffer.from(records[0]?.raw ?? "");
    expect(bytes.subarray(-kept.length).equals(kept)).toBe(true);
    expect(bytes.length - kept.length).toBeLessThanOrEqual(1);
  });
});

describe("numbers that JavaScript would round", () => {
  test.each([
    ['{"id":32048120261116000231}', ["id"]],
    ['{"id": -9007199254740993, "b": {"c": [1e400]}}', ["id", "b"]],
    ['{"x":0.12345678901234567890}', ["x"]],
    ['[{"id":10000000000000000000000}]', ["id"]],
  ])("are told of by their key: %s", async (text, keys) => {
    const [record] = await decoded(text, "json");
    expect(record?.problems).toMatchObject(keys.map((path) => ({ code: "lossy-number", path })));
  });

  test.each(['{"a":9007199254740991}', '{"a":-0}', '{"a":119.4800000}', '{"a":1.5e3}', '{"a":0.000000000000000001}'])(
    "others pass: %s",
    async (text) => {
      expect(summaryOf(await decoded(text, "json"))).toEqual([JSON.parse(text)]);
    },
  );

  test("long digits inside texts pass", async () => {
    const value = { a: ":32048120261116000231", 'k"': '\\",1e999', b: ["[1234567890123456789]"] };
    expect(summaryOf(await decoded(JSON.stringify([value]), "json"))).toEqual([value]);
  });
});

describe("sizes", () => {
  test("a record beyond the limit is one problem with its beginning, length and hash; its neighbours are taken", async () => {
    const large = JSON.stringify({ content: "窗".repeat(700_000) });
    const records = await decoded(`[{"a":1},${large},{"c":3}]`, "json");
    expect(summaryOf(records)).toEqual([{ a: 1 }, ["too-large"], { c: 3 }]);
    const record = records[1];
    expect(record).toMatchObject({
      truncated: { bytes: Buffer.byteLength(large), sha256: createHash("sha256").update(large).digest("hex") },
    });
    expect(large.startsWith(record?.raw ?? "x")).toBe(true);
    expect(Buffer.byteLength(record?.raw ?? "")).toBeGreaterThan(65_530);
  });

  test("an input beyond the limit is one problem", async () => {
    const records = await decoded('[{"a":1}]', "json", { maxBytes: 8 });
    expect(summaryOf(records)).toEqual([["too-large"]]);
  });

  test("nesting without end is a record like any other", async () => {
    const depth = 200_000;
    const records = await decoded(`[{"a":${"[".repeat(depth)}${"]".repeat(depth)}},{"b":1}]`, "json");
    expect(records).toHaveLength(2);
    expect(records[1]?.value).toEqual({ b: 1 });
  });
});
