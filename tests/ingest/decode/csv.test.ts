/** CSV: quotes and line breaks in fields, the encodings of Chinese offices, and rows that do not fit their header. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bytesOfDataUri, wholeInputBytesMax } from "../../../src/ingest/decode/record.ts";
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

  test.each([
    ["marked, the low byte first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["marked, the high byte first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["marked twice", (text: string) => Buffer.from(`\ufeff\ufeff${text}`)],
  ])("%s", async (_, bytesOf) => {
    expect(summaryOf(await decoded(bytesOf("a,b\n1,中\n"), "csv"))).toEqual([{ a: "1", b: "中" }]);
  });

  test("characters of GB18030 that GBK does not have are read", async () => {
    const bytes = Buffer.concat([Buffer.from("a,b\n1,"), Buffer.from([0xd6, 0xd0, 0x81, 0x39, 0xee, 0x39]), Buffer.from("\n")]);
    expect(summaryOf(await decoded(bytes, "csv"))).toEqual([{ a: "1", b: "中㐀" }]);
  });

  test.each([
    ["padded as spreadsheets write it", "十一月台账,,,\n编号,时间,内容,备注\n1,x,甲,\n2,y,乙,\n"],
    ["as it is", "十一月台账\n编号,时间,内容,备注\n1,x,甲,\n2,y,乙,\n"],
  ])("the header is found below a title, %s", async (_, text) => {
    const value = { 时间: "x", 内容: "甲", 备注: "" };
    expect(summaryOf(await decoded(text, "csv"))).toEqual([{ 编号: "1", ...value }, { 编号: "2", ...value, 时间: "y", 内容: "乙" }]);
  });

  test("a header that comes again is no record", async () => {
    expect(summaryOf(await decoded("a,b\n1,2\na,b\n3,4\n", "csv"))).toEqual([{ a: "1", b: "2" }, { a: "3", b: "4" }]);
  });

  test("an id that is written for spreadsheets is read as it is meant", async () => {
    expect(summaryOf(await decoded('a,b,c\n"=""0012""","=1+1","=""甲"""\n', "csv"))).toEqual([{ a: "0012", b: "=1+1", c: '="甲"' }]);
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

  const gbk = { 中: Buffer.from([0xd6, 0xd0]), 文: Buffer.from([0xce, 0xc4]) };

  test("a row of GBK in a file of UTF-8 is not taken for what it is not, and kept byte for byte", async () => {
    const row = Buffer.concat([Buffer.from("2,"), gbk.中, gbk.文]);
    const records = await decoded(Buffer.concat([Buffer.from("a,b\n1,中文\n"), row, Buffer.from("\n3,中文\n")]), "csv");
    expect(summaryOf(records)).toEqual([{ a: "1", b: "中文" }, ["undecodable"], { a: "3", b: "中文" }]);
    expect(records[1]?.raw).toBe(`data:application/octet-stream;base64,${row.toString("base64")}`);
  });

  test("a row of UTF-8 in a file of GBK is not taken for what it is not", async () => {
    const row = (id: number) => [Buffer.from(`${id},`), gbk.中, gbk.文, Buffer.from("\n")];
    const records = await decoded(Buffer.concat([Buffer.from("a,b\n"), ...row(1), Buffer.from("2,中文\n"), ...row(3)]), "csv");
    expect(summaryOf(records)).toEqual([{ a: "1", b: "中文" }, ["undecodable"], { a: "3", b: "中文" }]);
  });

  test("half a character spoils only its row, and turns no other into nonsense", async () => {
    const bytes = Buffer.concat([Buffer.from("a,b\n1,中文\n2,中"), Buffer.from("文").subarray(0, 2), Buffer.from("\n3,中文\n")]);
    expect(summaryOf(await decoded(bytes, "csv"))).toEqual([{ a: "1", b: "中文" }, ["undecodable"], { a: "3", b: "中文" }]);
  });

  test.each([
    ["UTF-16 without a mark", Buffer.from("编号,内容\r\n1,甲\r\n", "utf16le"), "undecodable"],
    ["UTF-16 without a mark, the high byte first", Buffer.from("编号,内容\r\n1,甲\r\n", "utf16le").swap16(), "undecodable"],
    ["UTF-16 with a byte too many", Buffer.from("\ufeff编号,内容\r\n1,甲\r\n!", "utf16le").subarray(0, -1), "undecodable"],
    ["UTF-32", Buffer.from("\ufeff\0a\0,\0b\0\n\0", "utf16le"), "undecodable"],
    ["a workbook", Buffer.from("PK\x03\x04..."), "undecodable"],
    ["an old workbook", Buffer.from("d0cf11e0a1b11ae10000", "hex"), "undecodable"],
    ["a PDF", Buffer.from("%PDF-1.7\n1,2\n"), "undecodable"],
    ["a compressed file", Buffer.from("1f8b0800", "hex"), "undecodable"],
    ["a web page", Buffer.from("\n<!DOCTYPE html>\n<p>a,b</p>\n"), "unreadable"],
    ["JSON", Buffer.from('[{"a":1},\n{"a":2}]'), "unreadable"],
    ["XML", Buffer.from("<?xml version='1.0'?>\n<a>1,2</a>"), "unreadable"],
    ["a single line of text", Buffer.from("Internal Server Error"), "unreadable"],
    ["lines without a delimiter", Buffer.from("甲\n乙\n丙"), "unreadable"],
  ])("%s is one record that says what it is", async (_, bytes, code) => {
    const records = await decoded(bytes, "csv");
    expect(summaryOf(records)).toEqual([[code]]);
    expect(records[0]?.raw).toBe(code === "undecodable" && !/^%PDF|^PK/.test(bytes.toString()) ? `data:application/octet-stream;base64,${bytes.toString("base64")}` : bytes.toString());
  });

  test("the rest of a file behind a quote that does not close is kept as it came, however long", async () => {
    const rest = `1,"${"x,\n".repeat(1_000_000)}`;
    const records = await decoded(`a,b\n4,5\n${rest}`, "csv");
    expect(summaryOf(records)).toEqual([{ a: "4", b: "5" }, ["unreadable"]]);
    expect(records[1]?.raw).toBe(rest);
  });

  test("a file of no encoding is kept up to its limit; of a longer one the first bytes, the length and the hash", async () => {
    const bytes = Buffer.alloc(wholeInputBytesMax, 0xff);
    const [whole] = await decoded(bytes, "csv");
    expect(whole).toMatchObject({ problems: [{ code: "undecodable" }] });
    expect(bytesOfDataUri(whole?.raw ?? "")?.equals(bytes)).toBe(true);
    const longer = Buffer.alloc(wholeInputBytesMax + 1, 0xff);
    const [beginning] = await decoded(longer, "csv");
    expect(beginning).toMatchObject({ truncated: { bytes: longer.length, sha256: createHash("sha256").update(longer).digest("hex") } });
    expect(bytesOfDataUri(beginning?.raw ?? "")?.equals(longer.subarray(0, 64 * 1024))).toBe(true);
  });

  test("a row beyond the limit is one problem", async () => {
    const records = await decoded(`a,b\n1,${"x".repeat(3_000_000)}\n4,5\n`, "csv");
    expect(summaryOf(records)).toEqual([["too-large"], { a: "4", b: "5" }]);
    expect(records[0]).toMatchObject({ truncated: { bytes: 3_000_002 } });
  });
});
