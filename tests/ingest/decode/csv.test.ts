/** CSV: quotes and line breaks in fields, the encodings of Chinese offices, and rows that do not fit their header. */
import { describe, expect, test } from "vitest";
import { decoded, fixture, summaryOf } from "../decoding.ts";

describe("what is whole", () => {
  test("a row becomes a record under its header, and its raw text is that as JSON", async () => {
    const records = await decoded('工单编号,诉求内容\r\nA1,"他说""等"",\r\n等了"\r\n', "csv");
    const value = { 工单编号: "A1", 诉求内容: '他说"等",\r\n等了' };
    expect(records).toEqual([{ index: 0, raw: JSON.stringify(value), value }]);
  });

  test.each([
    ["UTF-8 with a byte order mark", "\ufeffa,b\n1,中\n"],
    ["a last line without its end", "a,b\n1,中"],
    ["tabs", "a\tb\n1\t中\n"],
    ["line ends of old", "a,b\r1,中\r"],
    ["empty rows between and behind", "\n\na,b\n,\n\n1,中\n , \n,,,\n"],
    ["a quoted header", '"a","b"\n"1","中"\n'],
  ])("%s", async (_, text) => {
    expect(summaryOf(await decoded(text, "csv"))).toEqual([{ a: "1", b: "中" }]);
  });

  test("GBK is recognised", async () => {
    const records = await decoded(fixture("12345-gbk.csv"), "csv");
    expect(records.map((record) => record.value?.["诉求内容"])).toEqual(['来电人说:"排了两次队",\r\n要求道歉。', "建议增设一个窗口。"]);
  });

  test("UTF-16 with tabs, as spreadsheets write text, is recognised", async () => {
    const expected = { 工单编号: "T0003", 来电时间: "2026-11-18 09:12:30", 诉求内容: "窗口提前停止取号,无人解释。" };
    expect(summaryOf(await decoded(fixture("12345-utf16.tsv"), "csv"))).toEqual([expected]);
  });

  test("no column hides another", async () => {
    expect(summaryOf(await decoded("a,备注,,备注\n1,x,y,z\n", "csv"))).toEqual([{ a: "1", 备注: "x", 列3: "y", "备注(2)": "z" }]);
  });

  test("a header of one name a hundred thousand times is read like any other", async () => {
    const [record] = await decoded(`${"a,".repeat(99_999)}a\n${",".repeat(99_999)}x\n`, "csv");
    expect(record?.value?.["a(100000)"]).toBe("x");
  });

  test("a file without rows holds no record", async () => {
    expect(await decoded("", "csv")).toEqual([]);
    expect(await decoded("a,b\n", "csv")).toEqual([]);
  });

  test("thousands of rows come in their order", async () => {
    const rows = Array.from({ length: 1234 }, (_, index) => `${index},"x\n${index}"`);
    const records = await decoded(`a,b\n${rows.join("\n")}`, "csv");
    expect(records.map((record) => [record.index, record.value?.["a"]])).toEqual(rows.map((_, index) => [index, String(index)]));
  });
});

describe("what is broken", () => {
  test.each([
    ["a column too many", "a,b\n1,2\n1,2,3\n4,5\n", [{ a: "1", b: "2" }, ["unreadable"], { a: "4", b: "5" }]],
    ["a column too few", "a,b\n1\n4,5\n", [["unreadable"], { a: "4", b: "5" }]],
    ["a quote inside a plain field", 'a,b\n1,x"y\n4,5\n', [["unreadable"], { a: "4", b: "5" }]],
    ["text behind a closing quote", 'a,b\n1,"x"y\n4,5\n', [["unreadable"], { a: "4", b: "5" }]],
    ["a quote that does not close", 'a,b\n4,5\n1,"x\n6,7\n', [{ a: "4", b: "5" }, ["unreadable"]]],
    ["a header with a faulty quote", 'a,"b"c\n1,2\n', [["unreadable"]]],
  ])("%s", async (_, text, expected) => {
    expect(summaryOf(await decoded(text, "csv"))).toEqual(expected);
  });

  test("a broken row is kept as it came", async () => {
    const records = await decoded('a,b\n1,"x"y\n4,"5\n6\n', "csv");
    expect(records.map(({ raw }) => raw)).toEqual(['1,"x"y', '4,"5\n6\n']);
  });

  test("bytes of no known encoding are one undecodable record", async () => {
    const bytes = Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff, 0x0a]);
    const raw = `data:application/octet-stream;base64,${bytes.toString("base64")}`;
    expect(await decoded(bytes, "csv")).toMatchObject([{ raw, problems: [{ code: "undecodable" }] }]);
  });

  test("a row beyond the limit is one problem", async () => {
    const records = await decoded(`a,b\n1,${"x".repeat(3_000_000)}\n4,5\n`, "csv");
    expect(summaryOf(records)).toEqual([["too-large"], { a: "4", b: "5" }]);
    expect(records[0]).toMatchObject({ truncated: { bytes: 3_000_002 } });
  });
});
