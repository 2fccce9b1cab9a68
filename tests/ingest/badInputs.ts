/** Bad input of every kind, as bytes, with what has to become of it: one word for each record, an outcome or the code of its first problem. */
import ExcelJS from "exceljs";
import type { Format } from "../../src/ingest/decode.ts";
import { withEntry, withPart, zipOf } from "./decode/zips.ts";

export interface BadInput {
  name: string;
  format: Format;
  bytes: () => Buffer | Promise<Buffer>;
  /** By which it is read; left out, that of 110. */
  profile?: "12345" | undefined;
  /** In the order of the input. */
  expected: string[];
}

let ids = 0;
const newId = (): string => `BAD-${++ids}`;
const record = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({ JJDBH: newId(), BJSJ: "20261116094512", BJNR: "排队两小时，无人解释。", JQLBDM: "810300", ...changes });
const json = (...records: unknown[]) => Buffer.from(JSON.stringify(records));
const good = (): string => JSON.stringify(record());
const text = (content: string) => () => Buffer.from(content);
const parts = (...all: (string | readonly number[] | Buffer)[]) => () => Buffer.concat(all.map((part) => Buffer.from(part as string)));
const utf16 = (content: string): Buffer => Buffer.from(content, "utf16le");
const withDate = (BJSJ: unknown) => () => json(record({ BJSJ }), record());
const halfPairBytes = [0xed, 0xa0, 0x80];

const head = "JJDBH,BJSJ,BJNR,JQLBDM";
const row = (content = "排队两小时", id = newId(), at = "20261116094512"): string => `${id},${at},${content},810300`;
const dated = (at: string) => text(`${head}\n${row("排队", newId(), at)}\n${row()}`);
const xmlRecord = (content = "排队两小时", id = newId(), at = "20261116094512"): string => `<JJD><JJDBH>${id}</JJDBH><BJSJ>${at}</BJSJ><BJNR>${content}</BJNR><JQLBDM>810300</JQLBDM></JJD>`;
const webPage = "<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n";

/** Text in GBK, for which Node has a decoder only. */
const gbk = (content: string): Buffer => Buffer.concat([...content].map((character) => gbkBytes.get(character) ?? Buffer.from(character)));
const gbkBytes = new Map<string, Buffer>();
const gbkDecoder = new TextDecoder("gbk");
for (let lead = 0xb0; lead <= 0xf7; lead += 1) {
  for (let trail = 0xa1; trail <= 0xfe; trail += 1) gbkBytes.set(gbkDecoder.decode(Buffer.from([lead, trail])), Buffer.from([lead, trail]));
}
/** A character that has four bytes in GB18030 and none in GBK. */
const fourBytes = [0x81, 0x39, 0xee, 0x39];

const columns = ["JJDBH", "BJSJ", "BJNR", "JQLBDM"];
const cells = (changes: Partial<Record<"id" | "at" | "content", unknown>> = {}): unknown[] => [changes.id ?? newId(), changes.at ?? "20261116094512", changes.content ?? "排队两小时", "810300"];
const book = async (fill: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void): Promise<Buffer> => {
  const workbook = new ExcelJS.Workbook();
  fill(workbook.addWorksheet("一"), workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
};
const sheet = (fill: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void) => () => book(fill);
const rows = (...all: unknown[][]) => sheet((one) => void one.addRows([columns, ...all]));
const sheetPart = "xl/worksheets/sheet1.xml";
/** A sound workbook whose sheet was changed by hand, as no program would write it. */
const tampered = (change: (xml: string) => string | Buffer) => async () => withPart(await rows(cells())(), sheetPart, change);
const moreRows = (xml: () => string) => tampered((before) => before.replace("</sheetData>", `${xml()}</sheetData>`));
/** A container that claims to be small and unpacks to more than anyone types. */
const zipBomb = async (): Promise<Buffer> => {
  const blanks = Buffer.alloc(100 * 1024 * 1024, " ");
  blanks.write("<worksheet>");
  return withEntry(await rows(cells())(), { name: sheetPart, content: blanks, isDeflated: true, claimedBytes: 1000 });
};

const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "哈哈哈哈哈哈哈哈">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? "" : n - 1};`.repeat(10)}">`).join("")}]>`;
const doctype = (declared: string) => `<?xml version="1.0"?><!DOCTYPE l ${declared}>`;
const tenMegabytes = "大".repeat(3_500_000);

const jsonInputs: Omit<BadInput, "format">[] = [
  { name: "a file cut in the middle", bytes: () => json(record(), record()).subarray(0, -30), expected: ["created", "unreadable"] },
  { name: "an object that is cut", bytes: text(good().slice(0, 40)), expected: ["unreadable"] },
  { name: "content behind the array", bytes: text(`[${good()}] 谢谢`), expected: ["created", "unreadable"] },
  { name: "a second object without an array", bytes: text(`${good()}\n${good()}`), expected: ["created", "unreadable"] },
  { name: "a comma behind the last record", bytes: text(`[${good()},]`), expected: ["created", "unreadable"] },
  { name: "an empty file", bytes: text(""), expected: ["unreadable"] },
  { name: "a file of blanks", bytes: text(" \n\t "), expected: ["unreadable"] },
  { name: "an empty array", bytes: text("[]"), expected: [] },
  { name: "a text that is not closed", bytes: text(`[${good()}, {"JJDBH": "abc]`), expected: ["created", "unreadable"] },
  { name: "NUL in a text", bytes: () => json(record({ BJNR: "排队\0两小时" }), record()), expected: ["bad-value", "created"] },
  { name: "NUL between records", bytes: text(`[${good()},\0${good()}]`), expected: ["created", "unreadable"] },
  { name: "half of a surrogate pair, escaped", bytes: text(`[${good().replace("排队", "\\ud800")},${good()}]`), expected: ["bad-value", "created"] },
  { name: "half of a surrogate pair in a key", bytes: text(`[${good().slice(0, -1)},"\\udc00":"x"},${good()}]`), expected: ["bad-value", "created"] },
  { name: "half of a surrogate pair, as bytes", bytes: parts(`[${good()},{"JJDBH":"`, halfPairBytes, '"}]'), expected: ["created", "undecodable"] },
  { name: "an id of 20 digits written as a number", bytes: text(`[{"JJDBH":32048120261116000023,"BJSJ":"20261116094512","BJNR":"x","JQLBDM":"810300"},${good()}]`), expected: ["lossy-number", "created"] },
  { name: "an id in powers of ten", bytes: text(`[{"JJDBH":1e20,"BJSJ":"20261116094512","BJNR":"x","JQLBDM":"810300"}]`), expected: ["lossy-number"] },
  { name: "a long number in a nested object", bytes: text(`[${good().slice(0, -1)},"附":{"号":12345678901234567890}}]`), expected: ["lossy-number"] },
  { name: "records that are no objects", bytes: () => json("文字", 5, null, [1], record()), expected: ["not-an-object", "not-an-object", "not-an-object", "not-an-object", "created"] },
  { name: "a key twice in one object", bytes: text(`[${good().slice(0, -1)},"BJNR":"另一段"},${good()}]`), expected: ["bad-value", "created"] },
  { name: "a key twice in a nested object, once escaped", bytes: text(`[${good().slice(0, -1)},"附":{"a":1,"\\u0061":2}},${good()}]`), expected: ["bad-value", "created"] },
  { name: "keys named like internals of the language", bytes: text(`[${good().slice(0, -1)},"__proto__":{"a":1},"constructor":"x"}]`), expected: ["created"] },
  { name: "nesting of a hundred thousand levels", bytes: text(`[${good().slice(0, -1)},"附":${"[".repeat(100_000)}${"]".repeat(100_000)}},${good()}]`), expected: ["bad-value", "created"] },
  { name: "nesting of a hundred thousand levels that is not closed", bytes: text(`[${good()},${'{"a":'.repeat(100_000)}`), expected: ["created", "unreadable"] },
  { name: "a field of ten megabytes", bytes: () => json(record({ BJNR: tenMegabytes }), record()), expected: ["too-large", "created"] },
  { name: "a list where a text belongs", bytes: () => json(record({ BJNR: ["一", "二"] }), record()), expected: ["bad-value", "created"] },
  { name: "the same id twice", bytes: () => ((one) => json(one, one, { ...one, BJNR: "补充：去了三次。" }))(record()), expected: ["created", "unchanged", "updated"] },
  { name: "31 February", bytes: withDate("20260231094512"), expected: ["bad-instant", "created"] },
  { name: "the year 0026", bytes: withDate("00261116094512"), expected: ["bad-instant", "created"] },
  { name: "second 60", bytes: withDate("20261116094560"), expected: ["bad-instant", "created"] },
  { name: "hour 24", bytes: withDate("20261116244512"), expected: ["bad-instant", "created"] },
  { name: "a spreadsheet's serial day where the profile knows none", bytes: withDate(45980.4063), expected: ["bad-instant", "created"] },
  { name: "byte order marks", bytes: text(`\ufeff\ufeff[${good()}]`), expected: ["created"] },
  { name: "UTF-16 with a byte order mark", bytes: () => utf16(`\ufeff[${good()}]`), expected: ["created"] },
  { name: "UTF-16 without a mark", bytes: () => utf16(`[${good()}]`), expected: ["undecodable"] },
  { name: "GBK", bytes: parts(`[${good()},{"BJNR":"`, gbk("排队"), '"}]'), expected: ["created", "undecodable"] },
  { name: "XLSX under its name", bytes: rows(cells()), expected: ["undecodable"] },
  { name: "a web page under its name", bytes: text(webPage), expected: ["unreadable"] },
];

const ndjsonInputs: Omit<BadInput, "format">[] = [
  { name: "a stream cut in the middle of a line", bytes: text(`${good()}\n${good().slice(0, 40)}`), expected: ["created", "unreadable"] },
  { name: "an empty file", bytes: text(""), expected: [] },
  { name: "a file of blanks", bytes: text(" \n\t\n\r\n"), expected: [] },
  { name: "blank lines, byte order marks and both line ends", bytes: text(`\ufeff${good()}\r\n\n\ufeff${good()}\n\r\n`), expected: ["created", "created"] },
  { name: "a text that is not closed", bytes: text(`{"JJDBH":"abc\n${good()}`), expected: ["unreadable", "created"] },
  { name: "two objects in one line", bytes: text(`${good()} ${good()}\n${good()}`), expected: ["unreadable", "created"] },
  { name: "a line that is no object", bytes: text(`[1]\n${good()}\nnull\n"x"\n5`), expected: ["not-an-object", "created", "not-an-object", "not-an-object", "not-an-object"] },
  { name: "NUL between lines", bytes: text(`${good()}\n\0\n${good()}`), expected: ["created", "unreadable", "created"] },
  { name: "half of a surrogate pair, escaped and as bytes", bytes: parts(`${good().replace("排队", "\\ud800")}\n{"a":"`, halfPairBytes, `"}\n${good()}`), expected: ["bad-value", "undecodable", "created"] },
  { name: "an id of 20 digits written as a number", bytes: text(`{"JJDBH":32048120261116000023}\n${good()}`), expected: ["lossy-number", "created"] },
  { name: "a key twice in one object", bytes: text(`${good().slice(0, -1)},"BJNR":"另一段"}\n${good()}`), expected: ["bad-value", "created"] },
  { name: "nesting of a hundred thousand levels", bytes: text(`{"附":${"[".repeat(100_000)}${"]".repeat(100_000)}}\n${good()}`), expected: ["bad-value", "created"] },
  { name: "a line of ten megabytes", bytes: () => Buffer.from(`${good()}\n{"BJNR":"${tenMegabytes}"}\n${good()}`), expected: ["created", "too-large", "created"] },
  { name: "the same id twice", bytes: () => ((one) => Buffer.from(`${one}\n${one}\n${one.replace("无人解释", "无人应答")}`))(good()), expected: ["created", "unchanged", "updated"] },
  { name: "a line of GBK", bytes: parts(`${good()}\n{"BJNR":"`, gbk("排队"), `"}\n${good()}`), expected: ["created", "undecodable", "created"] },
  { name: "UTF-16, with a mark or without", bytes: () => utf16(`\ufeff${good()}\n${good()}\n`), expected: ["undecodable"] },
  { name: "XLSX under its name", bytes: rows(cells()), expected: ["undecodable"] },
  { name: "a web page under its name", bytes: text(webPage), expected: ["unreadable"] },
];

const xmlInputs: Omit<BadInput, "format">[] = [
  { name: "an entity bomb", bytes: text(`${laughs}<L>${xmlRecord("&a8;")}</L>`), expected: ["unreadable"] },
  { name: "an external entity, of a file", bytes: text(`${doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]')}<L>${xmlRecord("&x;")}</L>`), expected: ["unreadable"] },
  { name: "an external entity, from the network", bytes: text(`${doctype('[<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;]')}<L>${xmlRecord()}</L>`), expected: ["unreadable"] },
  { name: "a document type without entities", bytes: text(`${doctype('SYSTEM "http://192.0.2.1/x.dtd"')}${xmlRecord()}`), expected: ["unreadable"] },
  { name: "an entity that nobody defined", bytes: text(`<L>${xmlRecord("&nosuch;")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "a file cut in the middle", bytes: text(`<L>${xmlRecord()}${xmlRecord().slice(0, 50)}`), expected: ["created", "unreadable"] },
  { name: "a single record that is cut", bytes: text(xmlRecord().slice(0, 70)), expected: ["unreadable"] },
  { name: "content behind the root", bytes: text(`<L>${xmlRecord()}</L>谢谢`), expected: ["created", "unreadable"] },
  { name: "an empty file", bytes: text(""), expected: ["unreadable"] },
  { name: "a file of blanks", bytes: text(" \n\t "), expected: ["unreadable"] },
  { name: "a list without records", bytes: text("<L></L>"), expected: [] },
  { name: "a record without fields", bytes: text(`<L><JJD>文字</JJD>${xmlRecord()}</L>`), expected: ["not-an-object", "created"] },
  { name: "tags that do not match", bytes: text(`<L>${xmlRecord().replace("</BJNR>", "</BJN>")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "an element twice in one record", bytes: text(`<L>${xmlRecord().replace("</JJD>", "<BJNR>另一段</BJNR></JJD>")}${xmlRecord()}</L>`), expected: ["bad-value", "created"] },
  { name: "an attribute twice in one tag", bytes: text(`<L>${xmlRecord().replace("<JJD>", "<JJD a='1' a='2'>")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "elements named like internals of the language", bytes: text(`<L>${xmlRecord().replace("</JJD>", "<toString>x</toString></JJD>")}${xmlRecord().replace("</JJD>", "<__proto__>x</__proto__></JJD>")}</L>`), expected: ["created", "unreadable"] },
  { name: "nesting of a hundred thousand levels", bytes: text(`<L>${xmlRecord(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`)}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "NUL in a text", bytes: text(`<L>${xmlRecord("排队\0")}${xmlRecord()}</L>`), expected: ["unreadable", "created"] },
  { name: "NUL and half of a surrogate pair, by number", bytes: text(`<L>${xmlRecord("排队&#0;")}${xmlRecord("排队&#xD800;")}${xmlRecord()}</L>`), expected: ["bad-value", "bad-value", "created"] },
  { name: "half of a surrogate pair, as bytes", bytes: parts(`<L>${xmlRecord()}<JJD><BJNR>`, halfPairBytes, `</BJNR></JJD>${xmlRecord()}</L>`), expected: ["created", "undecodable", "created"] },
  { name: "an id of 20 digits", bytes: () => Buffer.from(`<L>${xmlRecord("排队", `320481202611160${String(++ids).padStart(5, "0")}`)}</L>`), expected: ["created"] },
  { name: "31 February, the year 0026, second 60 and hour 24", bytes: text(`<L>${["20260231094512", "00261116094512", "20261116094560", "20261116240000"].map((at) => xmlRecord("排队", newId(), at)).join("")}${xmlRecord()}</L>`), expected: ["bad-instant", "bad-instant", "bad-instant", "bad-instant", "created"] },
  { name: "a field of ten megabytes", bytes: () => Buffer.from(`<L>${xmlRecord(tenMegabytes)}${xmlRecord()}</L>`), expected: ["too-large", "created"] },
  { name: "the same id twice", bytes: () => ((id) => Buffer.from(`<L>${xmlRecord("排队", id)}${xmlRecord("排队", id)}${xmlRecord("又排队", id)}</L>`))(newId()), expected: ["created", "unchanged", "updated"] },
  { name: "an encoding that nobody knows", bytes: text(`<?xml version="1.0" encoding="x-klingon"?><L>${xmlRecord()}</L>`), expected: ["undecodable"] },
  { name: "GBK bytes declared as UTF-8", bytes: parts(`<?xml version="1.0" encoding="UTF-8"?><L>${xmlRecord()}<JJD><BJNR>`, gbk("排队"), "</BJNR></JJD></L>"), expected: ["created", "undecodable"] },
  { name: "UTF-8 bytes declared as GBK", bytes: text(`<?xml version="1.0" encoding="GBK"?><L>${xmlRecord("排队")}${xmlRecord("queue")}</L>`), expected: ["undecodable", "created"] },
  { name: "GB18030 declared as GBK, with four bytes for a character", bytes: parts(`<?xml version="1.0" encoding="GBK"?><L><JJD><JJDBH>${newId()}</JJDBH><BJSJ>20261116094512</BJSJ><BJNR>`, gbk("排队"), fourBytes, "</BJNR><JQLBDM>810300</JQLBDM></JJD></L>"), expected: ["created"] },
  { name: "UTF-16 with a byte order mark", bytes: () => utf16(`\ufeff<?xml version="1.0" encoding="UTF-16"?><L>${xmlRecord()}</L>`), expected: ["created"] },
  { name: "UTF-16 without a mark", bytes: () => utf16(`<?xml version="1.0" encoding="UTF-16"?><L>${xmlRecord()}</L>`), expected: ["undecodable"] },
  { name: "JSON under its name", bytes: text(`[${good()}]`), expected: ["unreadable"] },
  { name: "XLSX under its name", bytes: rows(cells()), expected: ["undecodable"] },
  { name: "a web page under its name", bytes: text("<html><head><title>登录</title></head><body><p>登录已过期</p></body></html>"), expected: ["unreadable"] },
];

const csvInputs: Omit<BadInput, "format">[] = [
  { name: "a quote that is never closed", bytes: text(`${head}\n${row()}\n${newId()},20261116094512,"没有结束,810300\n${row()}`), expected: ["created", "unreadable"] },
  { name: "a quote in the middle of a field", bytes: text(`${head}\n${row('他说"快点"')}\n${row()}`), expected: ["unreadable", "created"] },
  { name: "a row with a column too many and one with too few", bytes: text(`${head}\n${row()},多\n${newId()},20261116094512\n${row()}`), expected: ["unreadable", "unreadable", "created"] },
  { name: "a file cut in the middle of a row", bytes: text(`${head}\n${row()}\n${row().slice(0, 25)}`), expected: ["created", "unreadable"] },
  { name: "a file cut in the middle of a character", bytes: () => Buffer.from(`${head}\n${row()}\n${row("排队").split(",810300").join("")}`).subarray(0, -1), expected: ["created", "undecodable"] },
  { name: "a row of a million columns", bytes: text(`${head}\n${row()}\n${",".repeat(1_000_000)}x\n${row()}`), expected: ["created", "unreadable", "created"] },
  { name: "a header of a million columns", bytes: text(`${head}${",x".repeat(1_000_000)}\n${row()}${",".repeat(1_000_000)}`), expected: ["too-large"] },
  { name: "a field of ten megabytes", bytes: () => Buffer.from(`${head}\n${row(tenMegabytes)}\n${row()}`), expected: ["too-large", "created"] },
  { name: "NUL in a field", bytes: text(`${head}\n${row("排队\0")}\n${row()}`), expected: ["bad-value", "created"] },
  { name: "half of a surrogate pair, as bytes", bytes: parts(`${head}\n${row()}\n${newId()},20261116094512,`, halfPairBytes, `,810300\n${row()}`), expected: ["created", "undecodable", "created"] },
  { name: "an empty file", bytes: text(""), expected: [] },
  { name: "a file of blanks", bytes: text(" \r\n\t\r\n,,,\r\n"), expected: [] },
  { name: "a header and no row", bytes: text(head), expected: [] },
  { name: "rows of blanks and of commas", bytes: text(`${head}\n , , , \n${row()}\n,,,\n\n`), expected: ["created"] },
  { name: "a title above the header", bytes: text(`2026年11月投诉件汇总,,,\n${head}\n${row()}\n${row()}`), expected: ["created", "created"] },
  { name: "files put together, each with its mark and header", bytes: text(`\ufeff${head}\n${row()}\n${head}\n${row()}`), expected: ["created", "created"] },
  { name: "two columns of one name", bytes: text(`${head},备注,备注\n${row()},一,二`), expected: ["created"] },
  { name: "columns named like internals of the language", bytes: text(`${head},__proto__,constructor\n${row()},一,二`), expected: ["created"] },
  { name: "an id that a spreadsheet program has shortened", bytes: text(`${head}\n3.2048E+19,20261116094512,排队两小时,810300\n${row()}`), expected: ["lossy-number", "created"] },
  { name: "31 February", bytes: dated("20260231094512"), expected: ["bad-instant", "created"] },
  { name: "the year 0026", bytes: dated("00261116094512"), expected: ["bad-instant", "created"] },
  { name: "second 60", bytes: dated("20261116094560"), expected: ["bad-instant", "created"] },
  { name: "hour 24", bytes: dated("20261116240000"), expected: ["bad-instant", "created"] },
  { name: "a spreadsheet's serial day where the profile knows none", bytes: dated("46342.4064"), expected: ["bad-instant", "created"] },
  { name: "the same id twice", bytes: () => ((id) => Buffer.from(`${head}\n${row("排队", id)}\n${row("排队", id)}\n${row("又排队", id)}`))(newId()), expected: ["created", "unchanged", "updated"] },
  { name: "byte order marks", bytes: text(`\ufeff\ufeff${head}\n${row()}`), expected: ["created"] },
  { name: "UTF-16 with a byte order mark", bytes: () => utf16(`\ufeff${head}\n${row()}`), expected: ["created"] },
  { name: "UTF-16 with the high byte first", bytes: () => utf16(`\ufeff${head}\n${row()}`).swap16(), expected: ["created"] },
  { name: "UTF-16 without a mark", bytes: () => utf16(`${head}\n${row()}`), expected: ["undecodable"] },
  { name: "GBK", bytes: () => gbk(`${head}\n${row("排队")}`), expected: ["created"] },
  { name: "GBK with Chinese headers", profile: "12345", bytes: () => gbk(`工单编号,来电时间,诉求内容\n${newId()},2026-11-16 09:45:12,排队\n${newId()},2026-02-31 09:45:12,排队`), expected: ["created", "bad-instant"] },
  { name: "UTF-16 with tabs and Chinese headers", profile: "12345", bytes: () => utf16(`\ufeff工单编号\t来电时间\t诉求内容\r\n${newId()}\t2026-11-16 09:45:12\t排队\r\n`), expected: ["created"] },
  { name: "an id of 20 digits", bytes: () => Buffer.from(`${head}\n${row("排队", `320481202611161${String(++ids).padStart(5, "0")}`)}`), expected: ["created"] },
  { name: "GB18030 with four bytes for a character", bytes: parts(gbk(`${head}\n${newId()},20261116094512,排队`), fourBytes, `,810300\n`), expected: ["created"] },
  { name: "a row of GBK among rows of UTF-8", bytes: parts(`${head}\n${row()}\n`, gbk(row("排队")), `\n${row()}`), expected: ["created", "undecodable", "created"] },
  { name: "a row of UTF-8 among rows of GBK", bytes: parts(gbk(`${head}\n${row("排队")}\n`), `${row("排队")}\n`, gbk(`${row("排队")}\n`)), expected: ["created", "undecodable", "created"] },
  { name: "half a character among rows of UTF-8", bytes: parts(`${head}\n${row()}\n${newId()},20261116094512,排`, [0xe9, 0x98], `,810300\n${row()}`), expected: ["created", "undecodable", "created"] },
  { name: "bytes of no encoding", bytes: parts(`${head}\n`, [0xff, 0x81, 0xff, 0x00]), expected: ["undecodable"] },
  { name: "XLSX under its name", bytes: rows(cells()), expected: ["undecodable"] },
  { name: "an old .xls under its name", bytes: () => Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"), expected: ["undecodable"] },
  { name: "a web page under its name", bytes: text(webPage), expected: ["unreadable"] },
  { name: "JSON under its name", bytes: text(`[${good()}]`), expected: ["unreadable"] },
  { name: "XML under its name", bytes: text(`<?xml version="1.0"?><L>${xmlRecord()}</L>`), expected: ["unreadable"] },
  { name: "a line of an error message", bytes: text("Internal Server Error"), expected: ["unreadable"] },
];

const xlsxInputs: Omit<BadInput, "format">[] = [
  { name: "a zip bomb that claims to be small", bytes: zipBomb, expected: ["too-large"] },
  { name: "a container in a container", bytes: tampered(() => zipOf([{ name: "a.zip", content: zipOf([{ name: "b", content: Buffer.alloc(1_000_000), isDeflated: true }]), isDeflated: true }])), expected: ["unreadable"] },
  { name: "a container of tens of thousands of parts", bytes: () => zipOf(Array.from({ length: 20_000 }, (_, n) => ({ name: `${n}`, content: Buffer.alloc(0) }))), expected: ["too-large"] },
  { name: "an entity bomb in a sheet", bytes: tampered((xml) => xml.replace(/<\?xml[^>]*\?>/, laughs).replace("<v>", "<v>&a8;")), expected: ["unreadable"] },
  { name: "an external entity in a sheet", bytes: tampered((xml) => xml.replace("<worksheet", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet')), expected: ["unreadable"] },
  { name: "a row of a million cells", bytes: moreRows(() => `<row>${"<c/>".repeat(1_000_000)}</row>`), expected: ["unreadable"] },
  { name: "a cell in the last column", bytes: moreRows(() => `<row r="3"><c r="A3" t="inlineStr"><is><t>${newId()}</t></is></c><c r="B3"><v>20261116094512</v></c><c r="C3" t="inlineStr"><is><t>排队</t></is></c><c r="D3"><v>810300</v></c><c r="XFD3"><v>7</v></c></row>`), expected: ["created", "created"] },
  { name: "a cell beyond the last column", bytes: moreRows(() => '<row r="3"><c r="XFE3"><v>7</v></c></row>'), expected: ["unreadable"] },
  { name: "two cells in one place", bytes: moreRows(() => '<row r="3"><c r="A3"><v>7</v></c><c r="A3"><v>8</v></c></row>'), expected: ["unreadable"] },
  { name: "nesting of a hundred thousand levels", bytes: moreRows(() => `${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`), expected: ["unreadable"] },
  { name: "a workbook cut in the middle", bytes: async () => (await rows(cells())()).subarray(0, 2000), expected: ["unreadable"] },
  { name: "a workbook with some bytes turned", bytes: async () => ((bytes) => Buffer.concat([bytes.subarray(0, 200), Buffer.from("一些别的字节"), bytes.subarray(220)]))(await rows(cells())()), expected: ["unreadable"] },
  { name: "bytes behind the workbook", bytes: async () => Buffer.concat([await rows(cells())(), Buffer.from("谢谢")]), expected: ["created"] },
  { name: "an empty file", bytes: text(""), expected: ["unreadable"] },
  { name: "an empty workbook", bytes: sheet(() => undefined), expected: ["unreadable"] },
  { name: "a header and no row", bytes: rows(), expected: [] },
  { name: "a web page under its name", bytes: text(webPage), expected: ["unreadable"] },
  { name: "an old .xls or a workbook with a password under its name", bytes: () => Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"), expected: ["unreadable"] },
  { name: "CSV under its name", bytes: text(`${head}\n${row()}`), expected: ["unreadable"] },
  { name: "an id of 20 digits in a number cell", bytes: () => rows(cells({ id: 3.2048120261116e19 }), cells())(), expected: ["lossy-number", "created"] },
  { name: "a serial day in a cell without a date format", bytes: () => rows(cells({ at: 46342.4064 }), cells())(), expected: ["bad-instant", "created"] },
  { name: "a date cell", bytes: () => rows(cells({ at: new Date("2026-11-16T09:45:12Z") }))(), expected: ["created"] },
  { name: "a date cell of a workbook that counts from 1904", bytes: sheet((one, workbook) => {
    workbook.properties.date1904 = true;
    one.addRows([columns, cells({ at: new Date("2026-11-16T09:45:12Z") })]);
  }), expected: ["created"] },
  { name: "date cells under Chinese headers", profile: "12345", bytes: sheet((one) => {
    one.addRows([["工单编号", "来电时间", "诉求内容", "办理时限"], [newId(), new Date("2026-11-16T09:45:12Z"), "排队", new Date("2026-11-23T00:00:00Z")]]);
    one.getColumn(2).numFmt = 'yyyy"年"m"月"d"日" h:mm';
  }), expected: ["created"] },
  { name: "31 February, the year 0026, second 60 and hour 24 as texts", bytes: () => rows(...["20260231094512", "00261116094512", "20261116094560", "20261116240000"].map((at) => cells({ at })), cells())(), expected: ["bad-instant", "bad-instant", "bad-instant", "bad-instant", "created"] },
  { name: "a formula with its result", bytes: () => rows(cells({ content: { formula: '"排队"&"两小时"', result: "排队两小时" } }))(), expected: ["created"] },
  { name: "a formula that failed", bytes: () => rows(cells({ id: { formula: "1/0", result: { error: "#DIV/0!" } } }), cells())(), expected: ["bad-value", "created"] },
  { name: "a formula without its result", bytes: () => rows(cells({ content: { formula: "A2" } }), cells())(), expected: ["bad-value", "created"] },
  { name: "rich text and a hyperlink", bytes: () => rows(cells({ content: { richText: [{ text: "排队" }, { text: "两小时", font: { bold: true } }] } }), cells({ content: { text: "见附件", hyperlink: "https://example.org/" } }))(), expected: ["created", "created"] },
  { name: "NUL and half of a surrogate pair in a text", bytes: () => rows(cells({ content: "排队_x0000_" }), cells({ content: "排队_xD800_" }), cells())(), expected: ["bad-value", "bad-value", "created"] },
  { name: "a field of ten megabytes", bytes: () => rows(cells({ content: tenMegabytes }), cells())(), expected: ["too-large", "created"] },
  { name: "the same id twice", bytes: () => ((id) => rows(cells({ id }), cells({ id }), cells({ id, content: "又排队" }))())(newId()), expected: ["created", "unchanged", "updated"] },
  { name: "cells that are merged over two records", bytes: sheet((one) => {
    one.addRows([columns, cells(), cells()]);
    one.mergeCells("C2:C3");
  }), expected: ["created", "missing-field"] },
  { name: "title rows above the header and ghost rows below", bytes: sheet((one) => {
    one.addRow(["2026年11月投诉件汇总"]);
    one.mergeCells("A1:D1");
    one.addRows([columns, cells()]);
    for (let n = 4; n < 300; n += 1) one.getRow(n).getCell(1).fill = { type: "pattern", pattern: "solid", fgColor: { argb: "FFFFFFFF" } };
  }), expected: ["created"] },
  { name: "a second sheet with the same header, one with another, and a hidden one", bytes: sheet((one, workbook) => {
    one.addRows([columns, cells()]);
    workbook.addWorksheet("二").addRows([columns, cells()]);
    workbook.addWorksheet("说明").addRows([["填表", "说明"], ["请填", "写"]]);
    workbook.addWorksheet("藏", { state: "hidden" }).addRows([columns, cells()]);
  }), expected: ["created", "created", "unreadable"] },
];

const of = (format: Format, inputs: Omit<BadInput, "format">[]): BadInput[] => inputs.map((input) => ({ ...input, format }));

export const badInputs: BadInput[] = [...of("json", jsonInputs), ...of("ndjson", ndjsonInputs), ...of("xml", xmlInputs), ...of("csv", csvInputs), ...of("xlsx", xlsxInputs)];
