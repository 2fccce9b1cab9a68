/** XLSX: cells of every kind as a person reads them, the header wherever it stands, and workbooks made to do harm. */
import ExcelJS from "exceljs";
import { describe, expect, test } from "vitest";
import { decoded, summaryOf } from "../decoding.ts";
import { withEntry, withPart, zipOf } from "./zips.ts";

type Rows = (ExcelJS.CellValue | undefined)[][];

async function workbook(sheets: Record<string, Rows>, adapt: (book: ExcelJS.Workbook) => void = () => {}): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  for (const [name, rows] of Object.entries(sheets)) book.addWorksheet(name).addRows(rows);
  adapt(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}
const decodedRows = async (rows: Rows, adapt?: (book: ExcelJS.Workbook) => void) => decoded(await workbook({ 表: rows }, adapt), "xlsx");

/** The workbook with a part's text changed by hand, as no editor would write it. */
const tampered = async (rows: Rows, part: string, change: (text: string) => string | Buffer) => withPart(await workbook({ 表: rows }), part, change);
const sheet = "xl/worksheets/sheet1.xml";
const plain: Rows = [["编号", "内容"], ["1", "甲"]];

describe("what is whole", () => {
  test("cells become the text that a person reads in them", async () => {
    const kinds: [string, ExcelJS.CellValue, string][] = [
      ["文字", " 3号窗 ", " 3号窗 "],
      ["号码", 13900000051, "13900000051"],
      ["小数", 0.5, "0.5"],
      ["日期", new Date(Date.UTC(2019, 3, 8, 8, 37, 20)), "2019-04-08 08:37:20"],
      ["是非", true, "true"],
      ["格式", { richText: [{ text: "等了" }, { text: "很久", font: { bold: true } }] }, "等了很久"],
      ["链接", { text: "见附件", hyperlink: "https://example.org/" }, "见附件"],
      ["公式", { formula: "1+1", result: 2 }, "2"],
      ["公式日期", { formula: "NOW()", result: new Date(Date.UTC(2019, 3, 8)) }, "2019-04-08 00:00:00"],
      ["换行", "一\n二", "一\n二"],
      ["转义", "一_x000D_\n二_x005F_", "一\r\n二_"],
    ];
    const value = Object.fromEntries(kinds.map(([header, , text]) => [header, text]));
    const records = await decodedRows([kinds.map(([header]) => header), kinds.map(([, cell]) => cell)]);
    expect(records).toEqual([{ index: 0, raw: JSON.stringify(value), value }]);
  });

  test("a date cell is the wall clock's reading, whatever zone the computer is in", async () => {
    const zone = process.env["TZ"];
    process.env["TZ"] = "America/New_York";
    try {
      const records = await decodedRows([["a", "b"], ["1", new Date(Date.UTC(2026, 10, 16, 23, 59, 59))]]);
      expect(summaryOf(records)).toEqual([{ a: "1", b: "2026-11-16 23:59:59" }]);
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
  });

  test("the header is found below a title and notes; blank and ghost rows are no records", async () => {
    const rows: Rows = [["十一月投诉台账"], [], ["单位:", "某局"], ["编号", "时间", "内容", "备注"], [1, "x", "甲"], [], ["", " ", null], [2, "y", "乙", "z"]];
    const records = await decodedRows(rows, (book) => {
      const first = book.worksheets[0];
      first?.mergeCells("A1:D1");
      for (let row = 20; row < 60; row += 1) if (first) first.getRow(row).getCell(3).font = { bold: true };
    });
    expect(summaryOf(records)).toEqual([
      { 编号: "1", 时间: "x", 内容: "甲" },
      { 编号: "2", 时间: "y", 内容: "乙", 备注: "z" },
    ]);
  });

  test("rows and cells that do not say where they stand follow one another", async () => {
    const bytes = await tampered(plain, sheet, (text) => text.replaceAll(/<row r="\d+"/g, "<row").replaceAll(/<c r="\w+"/g, "<c"));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "甲" }]);
  });

  test("elements are known by their names, whatever prefix a program gives them", async () => {
    const bytes = await tampered(plain, sheet, (text) => text.replaceAll(/<(\/?)(worksheet|sheetData|row|c|v|is|t)(?=[ />])/g, "<$1x:$2"));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "甲" }]);
  });

  test("texts written in their cells are read with all their runs, and without how they are pronounced", async () => {
    const inline = '<c r="B2" t="inlineStr"><is><r><t>等 &amp; </t></r><r><t xml:space="preserve">等</t></r><rPh sb="0" eb="1"><t>deng</t></rPh></is></c>';
    const bytes = await tampered(plain, sheet, (text) => text.replace(/<c r="B2"[^>]*>.*?<\/c>/, inline));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "等 & 等" }]);
  });

  test.each([
    ["yyyy/m/d h:mm", "2026-11-16 09:45:12"],
    ['[$-804]yyyy"年"m"月"d"日"', "2026-11-16 09:45:12"],
    ["YYYY-MM-DD HH:MM:SS", "2026-11-16 09:45:12"],
    ["[h]:mm:ss", "2026-11-16 09:45:12"],
    ["General", "46342.406388888885"],
    ['0.00"d"', "46342.406388888885"],
    ["[Red]0.0", "46342.406388888885"],
    ["0\\s", "46342.406388888885"],
    ["[DBNum1]0", "46342.406388888885"],
  ])("a number in the format %s is %s", async (numFmt, text) => {
    const records = await decodedRows([["a", "b"], ["1", 46342.40638888889]], (book) => {
      const cell = book.worksheets[0]?.getCell("B2");
      if (cell) cell.numFmt = numFmt;
    });
    expect(records[0]?.value?.["b"]).toBe(text === "46342.406388888885" ? String(46342.40638888889) : text);
  });

  test("the date formats that Chinese programs have by heart are dates", async () => {
    const bytes = await tampered([["a", "b"], ["1", 46342]], "xl/styles.xml", (text) => text.replace(/(<cellXfs[^>]*>)<xf [^>]*?numFmtId="0"/, '$1<xf numFmtId="31"'));
    const [record] = await decoded(withPart(bytes, sheet, (text) => text.replace('<c r="B2"', '<c r="B2" s="0"')), "xlsx");
    expect(record?.value).toEqual({ a: "1", b: "2026-11-16 00:00:00" });
  });

  test("zeros that a format puts in front of a number belong to it", async () => {
    const records = await decodedRows([["a", "b"], ["1", 42]], (book) => {
      const cell = book.worksheets[0]?.getCell("B2");
      if (cell) cell.numFmt = "000000";
    });
    expect(records[0]?.value).toEqual({ a: "1", b: "000042" });
  });

  test("dates of a workbook that counts from 1904 are right, formulas' too", async () => {
    const at = new Date(Date.UTC(2026, 10, 16, 9, 45, 12));
    const rows: Rows = [["a", "b"], [at, { formula: "A2", result: at }]];
    const [record] = await decodedRows(rows, (book) => {
      book.properties.date1904 = true;
    });
    expect(record?.value).toEqual({ a: "2026-11-16 09:45:12", b: "2026-11-16 09:45:12" });
  });

  test("a header that comes again is no record", async () => {
    expect(summaryOf(await decodedRows([...plain, ...plain]))).toEqual([{ 编号: "1", 内容: "甲" }, { 编号: "1", 内容: "甲" }]);
  });

  test("a cell beside the table is kept", async () => {
    expect(summaryOf(await decodedRows([["a", "b"], [1, "x", undefined, "边注"]]))).toEqual([{ a: "1", b: "x", 列4: "边注" }]);
  });

  test("further sheets are read where they have the same header, told of where not, and left alone where hidden", async () => {
    const bytes = await workbook(
      { 一月: plain, 二月: [["编号", "内容"], ["2", "乙"]], 字典: [["代码", "名称"], ["1", "投诉"]], 隐藏: [["代码", "名称"], ["1", "投诉"]], 空: [] },
      (book) => {
        const hidden = book.getWorksheet("隐藏");
        if (hidden) hidden.state = "hidden";
      },
    );
    const records = await decoded(bytes, "xlsx");
    expect(summaryOf(records)).toEqual([{ 编号: "1", 内容: "甲" }, { 编号: "2", 内容: "乙" }, ["unreadable"]]);
    expect(records[2]?.raw).toContain("字典");
  });
});

describe("what is broken", () => {
  test("a long number that the spreadsheet has rounded and a formula's error are told of by their column", async () => {
    const records = await decodedRows([["编号", "内容"], [320481202611160000231, "甲"], [1, { error: "#REF!" }], [2, "乙"]]);
    expect(records.map(({ problems, value }) => problems?.map(({ code, path }) => [code, path]) ?? value)).toEqual([
      [["lossy-number", "编号"]],
      [["bad-value", "内容"]],
      { 编号: "2", 内容: "乙" },
    ]);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["an old workbook or one with a password", Buffer.from("d0cf11e0a1b11ae1".padEnd(2000, "0"), "hex")],
    ["a container of something else", zipOf([{ name: "word/document.xml", content: Buffer.from("<x/>") }])],
    ["text", Buffer.from("编号,内容\n1,2\n")],
  ])("%s is one unreadable record", async (_, bytes) => {
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([["unreadable"]]);
  });

  test("a workbook cut anywhere is one unreadable record", async () => {
    const bytes = await workbook({ 表: plain });
    for (let length = 0; length < bytes.length; length += 97) {
      expect(summaryOf(await decoded(bytes.subarray(0, length), "xlsx"))).toEqual([["unreadable"]]);
    }
  });

  test("an empty workbook is told of", async () => {
    expect(summaryOf(await decoded(await workbook({ 表: [] }), "xlsx"))).toEqual([["unreadable"]]);
  });

  test.each([
    ["two rows of one number", (text: string) => text.replaceAll('<row r="2"', '<row r="1"')],
    ["rows out of order", (text: string) => text.replaceAll('<row r="1"', '<row r="7"')],
    ["two cells in one place", (text: string) => text.replaceAll('r="B2"', 'r="A2"')],
    ["a cell of another row", (text: string) => text.replaceAll('r="B2"', 'r="B3"')],
    ["a cell beyond the last column", (text: string) => text.replaceAll('r="B2"', 'r="XFE2"')],
    ["a row beyond the last one", (text: string) => text.replaceAll('<row r="2"', '<row r="1048577"').replaceAll(/r="([AB])2"/g, 'r="$11048577"')],
    ["tags that do not match", (text: string) => text.replaceAll("</row>", "</c>")],
    ["a document type", (text: string) => text.replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')],
    ["an entity that nobody defined", (text: string) => text.replace("<v>", "<v>&nosuch;")],
    ["a sheet that ends in the middle", (text: string) => text.slice(0, -30)],
    ["NUL", (text: string) => text.replace("<v>", "<v>\0")],
    ["a container in its place", () => zipOf([{ name: "a", content: Buffer.from("a") }])],
  ])("%s: the workbook is refused as a whole", async (_, change) => {
    expect(summaryOf(await decoded(await tampered(plain, sheet, change), "xlsx"))).toEqual([["unreadable"]]);
  });

  test("a part whose checksum is not that of its content is refused", async () => {
    const bytes = await tampered(plain, sheet, (text) => text);
    const at = bytes.indexOf('<c r="A2"');
    bytes[at + 6] = "C".charCodeAt(0);
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([["unreadable"]]);
  });

  test("a formula whose result was not saved is told of", async () => {
    const bytes = await tampered(plain, sheet, (text) => text.replace(/<c r="B2"[^>]*>.*?<\/c>/, '<c r="B2"><f>A2&amp;"x"</f></c>'));
    expect((await decoded(bytes, "xlsx"))[0]?.problems).toMatchObject([{ code: "bad-value", path: "内容" }]);
  });
});

describe("workbooks made to do harm", () => {
  test("a small file that unpacks to gigabytes is refused by what it unpacks to, not by what it claims", async () => {
    const blanks = Buffer.alloc(200 * 1024 * 1024, " ");
    blanks.write("<worksheet>");
    const bomb = withEntry(await workbook({ 表: plain }), { name: sheet, content: blanks, isDeflated: true, claimedBytes: 100 });
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(summaryOf(await decoded(bomb, "xlsx"))).toEqual([["too-large"]]);
  });

  test("a container of tens of thousands of parts is refused", async () => {
    const parts = Array.from({ length: 20_000 }, (_, index) => ({ name: `xl/worksheets/sheet${index}.xml`, content: Buffer.alloc(0) }));
    expect(summaryOf(await decoded(zipOf(parts), "xlsx"))).toEqual([["too-large"]]);
  });

  test("a row of a million cells is refused", async () => {
    const bytes = await tampered(plain, sheet, (text) => text.replace("</sheetData>", `<row>${"<c/>".repeat(1_000_000)}</row></sheetData>`));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([["unreadable"]]);
  });

  test("a million rows of formats only cost little and are none", async () => {
    const bytes = await tampered(plain, sheet, (text) => text.replace("</sheetData>", `${'<row><c s="1"/></row>'.repeat(1_000_000)}</sheetData>`));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "甲" }]);
  });

  test.each([
    ["merged cells", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'],
    ["validations", '<dataValidations><dataValidation type="list" sqref="A1:XFD1048576"><formula1>1</formula1></dataValidation></dataValidations>'],
    ["columns", '<cols><col min="1" max="2000000000" width="9"/></cols>'],
  ])("%s over a whole sheet cost nothing", async (_, part) => {
    const bytes = await tampered(plain, sheet, (text) => text.replace("</sheetData>", `</sheetData>${part}`));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "甲" }]);
  });

  test("a name for a whole sheet costs nothing", async () => {
    const names = "<definedNames><definedName name=\"a\">表!$A$1:$XFD$1048576</definedName></definedNames>";
    const bytes = await tampered(plain, "xl/workbook.xml", (text) => text.replace("</sheets>", `</sheets>${names}`));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "甲" }]);
  });

  test("many rows that use the first and the last column cost what their cells cost", async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => {
      const number = index + 3;
      return `<row r="${number}"><c r="A${number}"><v>${number}</v></c><c r="XFD${number}"><v>7</v></c></row>`;
    });
    const bytes = await tampered(plain, sheet, (text) => text.replace("</sheetData>", `${rows.join("")}</sheetData>`));
    const records = await decoded(bytes, "xlsx");
    expect(records).toHaveLength(5_001);
    expect(records[5_000]?.value).toEqual({ 编号: "5002", 列16384: "7" });
  });

  test("a row at the end of the sheet costs nothing", async () => {
    const far = '<row r="1048576"><c r="A1048576"><v>7</v></c></row>';
    const bytes = await tampered(plain, sheet, (text) => text.replace("</sheetData>", `${far}</sheetData>`));
    expect(summaryOf(await decoded(bytes, "xlsx"))).toEqual([{ 编号: "1", 内容: "甲" }, { 编号: "7" }]);
  });
});
