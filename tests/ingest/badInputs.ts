/** Bad input of every kind, as bytes, with what has to become of it: one word for each record, an outcome or the code of its first problem. */
import { deflateRawSync } from "node:zlib";
import ExcelJS from "exceljs";
import type { Format } from "../../src/ingest/decode.ts";

export interface BadInput {
  name: string;
  format: Format;
  bytes: () => Buffer | Promise<Buffer>;
  /** In the order of the input. */
  expected: string[];
}

let ids = 0;
const newId = (): string => `BAD-${++ids}`;
const record = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({ JJDBH: newId(), BJSJ: "20261116094512", BJNR: "排队两小时，无人解释。", JQLBDM: "810300", ...changes });
const json = (...records: unknown[]) => Buffer.from(JSON.stringify(records));
const good = (): string => JSON.stringify(record());
const text = (content: string) => () => Buffer.from(content);
const head = "JJDBH,BJSJ,BJNR,JQLBDM";
const row = (id = newId(), content = "排队两小时"): string => `${id},20261116094512,${content},810300`;
const xmlRecord = (content = "排队两小时", id = newId()): string => `<JJD><JJDBH>${id}</JJDBH><BJSJ>20261116094512</BJSJ><BJNR>${content}</BJNR><JQLBDM>810300</JQLBDM></JJD>`;
const gbk = (content: string): Buffer => Buffer.concat([...content].map((character) => gbkBytes.get(character) ?? Buffer.from(character, "latin1")));
const gbkBytes = new Map([["排", Buffer.from([0xc5, 0xc5])], ["队", Buffer.from([0xb6, 0xd3])]]);
const withDate = (BJSJ: unknown) => () => json(record({ BJSJ }), record());
const sheet = (fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void) => async () => {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet("一"), book);
  return Buffer.from(await book.xlsx.writeBuffer());
};
const columns = ["JJDBH", "BJSJ", "BJNR", "JQLBDM"];
const cells = (changes: Partial<Record<"id" | "at", unknown>> = {}): unknown[] => [changes.id ?? newId(), changes.at ?? "20261116094512", "排队两小时", "810300"];

/** A container that claims to be small and unpacks to a gigabyte. */
function zipBomb(): Buffer {
  const name = Buffer.from("xl/worksheets/sheet1.xml");
  const packed = deflateRawSync(Buffer.alloc(1024 * 1024 * 200, 0x20));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(1000, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(1000, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "哈哈哈哈哈哈哈哈">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? "" : n - 1};`.repeat(10)}">`).join("")}]><L>${xmlRecord("&a8;")}</L>`;

export const badInputs: BadInput[] = [
  // JSON
  { name: "a file cut in the middle", format: "json", bytes: () => json(record(), record()).subarray(0, -30), expected: ["created", "unreadable"] },
  { name: "content behind the array", format: "json", bytes: text(`[${good()}] 谢谢`), expected: ["created", "unreadable"] },
  { name: "an empty file", format: "json", bytes: text(""), expected: ["unreadable"] },
  { name: "a file of blanks", format: "json", bytes: text(" \n\t "), expected: ["unreadable"] },
  { name: "a text that is not closed", format: "json", bytes: text(`[${good()}, {"JJDBH": "abc]`), expected: ["created", "unreadable"] },
  { name: "NUL in a text", format: "json", bytes: () => json(record({ BJNR: "排队\0两小时" }), record()), expected: ["bad-value", "created"] },
  { name: "NUL between records", format: "json", bytes: text(`[${good()},\0${good()}]`), expected: ["created", "unreadable"] },
  { name: "half of a surrogate pair, escaped", format: "json", bytes: text(`[${good().replace("排队", "\\ud800")},${good()}]`), expected: ["bad-value", "created"] },
  { name: "half of a surrogate pair, as bytes", format: "json", bytes: () => Buffer.concat([Buffer.from(`[${good()},{"JJDBH":"`), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}]')]), expected: ["created", "undecodable"] },
  { name: "an id of 20 digits written as a number", format: "json", bytes: text(`[{"JJDBH":32048120261116000023,"BJSJ":"20261116094512","BJNR":"x","JQLBDM":"810300"},${good()}]`), expected: ["lossy-number", "created"] },
  { name: "an id in powers of ten", format: "json", bytes: text(`[{"JJDBH":1e20,"BJSJ":"20261116094512","BJNR":"x","JQLBDM":"810300"}]`), expected: ["lossy-number"] },
  { name: "a long number in a nested object", format: "json", bytes: text(`[${good().slice(0, -1)},"附":{"号":12345678901234567890}}]`), expected: ["lossy-number"] },
  { name: "records that are no objects", format: "json", bytes: () => json("文字", 5, null, [1], record()), expected: ["not-an-object", "not-an-object", "not-an-object", "not-an-object", "created"] },
  { name: "a key twice in one object", format: "json", bytes: text(`[${good().slice(0, -1)},"BJNR":"另一段"},${good()}]`), expected: ["bad-value", "created"] },
  { name: "keys named like internals of the language", format: "json", bytes: text(`[${good().slice(0, -1)},"__proto__":{"a":1},"constructor":"x"}]`), expected: ["created"] },
  { name: "nesting of a hundred thousand levels", format: "json", bytes: text(`[${good().slice(0, -1)},"附":${"[".repeat(100_000)}${"]".repeat(100_000)}},${good()}]`), expected: ["bad-value", "created"] },
  { name: "a field of ten megabytes", format: "json", bytes: () => json(record({ BJNR: "大".repeat(3_500_000) }), record()), expected: ["too-large", "created"] },
  { name: "an empty array", format: "json", bytes: text("[]"), expected: [] },
  { name: "the same id twice, same content", format: "json", bytes: () => json(...Array(2).fill(record())), expected: ["created", "unchanged"] },
  { name: "the same id twice, other content", format: "json", bytes: () => ((one) => json(one, { ...one, BJNR: "补充：去了三次。" }))(record()), expected: ["created", "updated"] },
  { name: "31 February", format: "json", bytes: withDate("20260231094512"), expected: ["bad-instant", "created"] },
  { name: "the year 0026", format: "json", bytes: withDate("00261116094512"), expected: ["bad-instant", "created"] },
  { name: "second 60", format: "json", bytes: withDate("20261116094560"), expected: ["bad-instant", "created"] },
  { name: "hour 24", format: "json", bytes: withDate("20261116244512"), expected: ["bad-instant", "created"] },
  { name: "a spreadsheet's serial day where the profile knows none", format: "json", bytes: withDate("45980.4063"), expected: ["bad-instant", "created"] },
  { name: "a list where a text belongs", format: "json", bytes: () => json(record({ BJNR: ["一", "二"] }), record()), expected: ["bad-value", "created"] },
  { name: "XLSX under JSON's name", format: "json", bytes: sheet((one) => void one.addRow(columns)), expected: ["undecodable"] },
  { name: "GBK bytes", format: "json", bytes: () => Buffer.concat([Buffer.from(`[${good()},{"BJNR":"`), gbk("排队"), Buffer.from(`"}]`)]), expected: ["created", "undecodable"] },
  // NDJSON
  { name: "a stream cut in the middle of a line", format: "ndjson", bytes: text(`${good()}\n${good().slice(0, 40)}`), expected: ["created", "unreadable"] },
  { name: "blank lines, a byte order mark and both line ends", format: "ndjson", bytes: text(`\ufeff${good()}\r\n\n${good()}\n\r\n`), expected: ["created", "created"] },
  { name: "a line that is longer than a record may be", format: "ndjson", bytes: text(`${good()}\n{"BJNR":"${"x".repeat(2_200_000)}"}\n${good()}`), expected: ["created", "too-large", "created"] },
  { name: "a line that is no object", format: "ndjson", bytes: text(`[1]\n${good()}\nnull`), expected: ["not-an-object", "created", "not-an-object"] },
  // XML
  { name: "an entity bomb", format: "xml", bytes: text(laughs), expected: ["unreadable"] },
  { name: "an external entity", format: "xml", bytes: text(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><L>${xmlRecord("&x;")}</L>`), expected: ["unreadable"] },
  { name: "an entity that nobody defined", format: "xml", bytes: text(`<L>${xmlRecord("&nosuch;")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "a file cut in the middle", format: "xml", bytes: text(`<L>${xmlRecord()}${xmlRecord().slice(0, 50)}`), expected: ["created", "unreadable"] },
  { name: "tags that do not match", format: "xml", bytes: text(`<L>${xmlRecord().replace("</BJNR>", "</BJN>")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "an encoding that nobody knows", format: "xml", bytes: text(`<?xml version="1.0" encoding="x-klingon"?><L>${xmlRecord()}</L>`), expected: ["undecodable"] },
  { name: "GBK bytes declared as UTF-8", format: "xml", bytes: () => Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><L>${xmlRecord()}<JJD><BJNR>`), gbk("排队"), Buffer.from("</BJNR></JJD></L>")]), expected: ["created", "undecodable"] },
  { name: "nesting of a hundred thousand levels", format: "xml", bytes: text(`<L>${xmlRecord(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`)}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "NUL in a text", format: "xml", bytes: text(`<L>${xmlRecord("排队\0")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "JSON under XML's name", format: "xml", bytes: text(`[${good()}]`), expected: ["unreadable"] },
  // CSV
  { name: "a quote that is never closed", format: "csv", bytes: text(`${head}\n${row()}\n${newId()},20261116094512,"没有结束,810300\n${row()}`), expected: ["created", "unreadable"] },
  { name: "a quote in the middle of a field", format: "csv", bytes: text(`${head}\n${row(newId(), '他说"快点"')}\n${row()}`), expected: ["unreadable", "created"] },
  { name: "a row with a column too many and one with too few", format: "csv", bytes: text(`${head}\n${row()},多\n${newId()},20261116094512\n${row()}`), expected: ["unreadable", "unreadable", "created"] },
  { name: "a row of a million columns", format: "csv", bytes: text(`${head}\n${row()}\n${",".repeat(1_000_000)}x\n${row()}`), expected: ["created", "unreadable", "created"] },
  { name: "a header of a million columns", format: "csv", bytes: text(`${head}${",x".repeat(1_000_000)}\n${row()}${",".repeat(1_000_000)}`), expected: ["too-large"] },
  { name: "NUL in a field", format: "csv", bytes: text(`${head}\n${row(newId(), "排队\0")}\n${row()}`), expected: ["bad-value", "created"] },
  { name: "bytes of no encoding", format: "csv", bytes: () => Buffer.concat([Buffer.from(`${head}\n`), Buffer.from([0xff, 0x81, 0xff, 0x00])]), expected: ["undecodable"] },
  { name: "UTF-8 and GBK in one file", format: "csv", bytes: () => Buffer.concat([Buffer.from(`${head}\n${row(newId(), "排")}\n${newId()},20261116094512,`), Buffer.from([0xb6, 0xd3, 0xff]), Buffer.from(",810300\n")]), expected: ["undecodable"] },
  { name: "an empty file", format: "csv", bytes: text(""), expected: [] },
  { name: "a header and no row", format: "csv", bytes: text(head), expected: [] },
  { name: "a row of blanks", format: "csv", bytes: text(`${head}\n , , , \n${row()}`), expected: ["created"] },
  { name: "a web page", format: "csv", bytes: text("<html><body>登录已过期</body></html>\n<p>x</p>"), expected: ["missing-field"] },
  { name: "an id that a spreadsheet program has shortened", format: "csv", bytes: text(`${head}\n3.2048E+19,20261116094512,排队两小时,810300\n${row()}`), expected: ["lossy-number", "created"] },
  // XLSX
  { name: "a zip bomb", format: "xlsx", bytes: zipBomb, expected: ["too-large"] },
  { name: "a workbook cut in the middle", format: "xlsx", bytes: async () => (await sheet((one) => void one.addRows([columns, cells()]))()).subarray(0, 2000), expected: ["unreadable"] },
  { name: "a web page under its name", format: "xlsx", bytes: text("<html></html>"), expected: ["unreadable"] },
  { name: "an old .xls under its name", format: "xlsx", bytes: () => Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"), expected: ["unreadable"] },
  { name: "an id of 20 digits in a number cell", format: "xlsx", bytes: sheet((one) => void one.addRows([columns, cells({ id: 3.2048120261116e19 }), cells()])), expected: ["lossy-number", "created"] },
  { name: "a serial day in a cell without a date format", format: "xlsx", bytes: sheet((one) => void one.addRows([columns, cells({ at: 45980.4063 }), cells()])), expected: ["bad-instant", "created"] },
  { name: "a date cell", format: "xlsx", bytes: sheet((one) => void one.addRows([columns, cells({ at: new Date("2026-11-16T09:45:12Z") })])), expected: ["created"] },
  { name: "a formula that failed", format: "xlsx", bytes: sheet((one) => void one.addRows([columns, cells({ id: { formula: "1/0", result: { error: "#DIV/0!" } } }), cells()])), expected: ["bad-value", "created"] },
  { name: "title rows above the header and ghost rows below", format: "xlsx", bytes: sheet((one) => {
    one.addRow(["2026年11月投诉件汇总"]);
    one.mergeCells("A1:D1");
    one.addRows([columns, cells()]);
    for (let n = 4; n < 300; n += 1) one.getRow(n).getCell(1).fill = { type: "pattern", pattern: "solid", fgColor: { argb: "FFFFFFFF" } };
  }), expected: ["created"] },
  { name: "a second sheet with the same header, one with another, and a hidden one", format: "xlsx", bytes: sheet((one, book) => {
    one.addRows([columns, cells()]);
    book.addWorksheet("二").addRows([columns, cells()]);
    book.addWorksheet("说明").addRows([["填表", "说明"], ["请填", "写"]]);
    book.addWorksheet("藏", { state: "hidden" }).addRows([columns, cells()]);
  }), expected: ["created", "created", "unreadable"] },
  { name: "an empty workbook", format: "xlsx", bytes: sheet(() => undefined), expected: ["unreadable"] },
];
