/** The ledger as a workbook: typed dates and numbers to sort and filter by, a sheet of totals, and one that says how to read it. */
import type { Cell, Workbook, Worksheet } from "exceljs";
import { dueWallClock, wallClock } from "./documentTimes.ts";
import { emptyLedgerText, excerptCharactersMax, ledgerColumns, ledgerNote, type Ledger, type LedgerCell } from "./ledger.ts";
import { formulaNote, spreadsheetText } from "./safeText.ts";
import { linesOf } from "./textMeasure.ts";

/** Title, hall and period, totals; below them the headings. */
const headingRowNumber = 4;
const timeFormat = "yyyy-mm-dd hh:mm";
const thin = { style: "thin" as const, color: { argb: "FF000000" } };
const border = { top: thin, left: thin, bottom: thin, right: thin };

export async function ledgerXlsx(ledger: Ledger): Promise<Buffer> {
  const { default: ExcelJS } = await import("exceljs");
  const workbook = new ExcelJS.Workbook();
  workbook.creator = "Huiyin";
  workbook.lastModifiedBy = "Huiyin";
  workbook.title = ledger.title;
  workbook.created = workbook.modified = new Date(ledger.printedAt);
  addLedger(workbook, ledger);
  addTotals(workbook, ledger);
  addNotes(workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addLedger(workbook: Workbook, ledger: Ledger): void {
  const sheet = workbook.addWorksheet("台账", {
    views: [{ state: "frozen", xSplit: 2, ySplit: headingRowNumber, topLeftCell: `C${headingRowNumber + 1}` }],
    pageSetup: {
      paperSize: 9,
      orientation: "landscape",
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      printTitlesRow: `${headingRowNumber}:${headingRowNumber}`,
      margins: { left: 0.3, right: 0.3, top: 0.4, bottom: 0.55, header: 0.2, footer: 0.25 },
    },
    headerFooter: { oddFooter: "&C第 &P 页　共 &N 页" },
  });
  sheet.columns = ledgerColumns.map(({ widthCharacters }) => ({ width: widthCharacters }));
  heading(sheet, 1, ledger.title, { height: 34, font: { name: "方正小标宋简体", size: 20 }, horizontal: "center" });
  heading(sheet, 2, `单位：${ledger.hall}　　登记期间：${ledger.period}　　${ledger.printed}`, { height: 20, font: { name: "仿宋", size: 11 }, horizontal: "left" });
  heading(sheet, 3, ledger.summary, { height: 34, font: { name: "仿宋", size: 11 }, horizontal: "left" });
  const headings = sheet.getRow(headingRowNumber);
  headings.height = 30;
  ledgerColumns.forEach((column, index) => {
    const cell = headings.getCell(index + 1);
    cell.value = column.heading;
    cell.style = { font: { name: "黑体", size: 10 }, border, alignment: { horizontal: "center", vertical: "middle", wrapText: true } };
  });
  ledger.rows.forEach((cells, index) => {
    const row = sheet.getRow(headingRowNumber + 1 + index);
    row.height = rowPoints(cells);
    cells.forEach((cell, column) => write(row.getCell(column + 1), cell, column));
  });
  if (ledger.rows.length === 0) sheet.getCell(headingRowNumber + 1, 1).value = emptyLedgerText;
  sheet.autoFilter = { from: { row: headingRowNumber, column: 1 }, to: { row: headingRowNumber + ledger.rows.length, column: ledgerColumns.length } };
}

function write(cell: Cell, { text, number, instant, isDue }: LedgerCell, column: number): void {
  cell.value = number ?? (instant === undefined ? spreadsheetText(text) : isDue ? dueWallClock(instant) : wallClock(instant));
  cell.style = (instant === undefined ? textStyles : timeStyles)[column] ?? {};
}

/** Not every program finds out by itself how high a row of wrapped text is. */
function rowPoints(cells: readonly LedgerCell[]): number {
  const lines = cells.map(({ text, instant }, column) => (instant === undefined ? linesOf(text, (ledgerColumns[column]?.widthCharacters ?? 1) / 2) : 1));
  return Math.max(...lines) * 13.5 + 4;
}

// Shared by the cells of a column: the library writes each style once, and finds one that it knows faster.
const styles = (numFmt?: string) =>
  ledgerColumns.map(({ isCentred }) => ({
    font: { name: "仿宋", size: 10 },
    border,
    alignment: { horizontal: isCentred ? ("center" as const) : ("left" as const), vertical: "middle" as const, wrapText: true },
    ...(numFmt === undefined ? {} : { numFmt }),
  }));
const [textStyles, timeStyles] = [styles(), styles(timeFormat)];

function heading(sheet: Worksheet, row: number, text: string, { height, font, horizontal }: { height: number; font: { name: string; size: number }; horizontal: "center" | "left" }): void {
  sheet.mergeCells(row, 1, row, ledgerColumns.length);
  sheet.getRow(row).height = height;
  const cell = sheet.getCell(row, 1);
  cell.value = spreadsheetText(text);
  cell.style = { font, alignment: { horizontal, vertical: "middle", wrapText: true } };
}

function addTotals(workbook: Workbook, ledger: Ledger): void {
  const { total, byState, byLevel, overdue, rated, satisfied } = ledger.totals;
  const sheet = workbook.addWorksheet("汇总", { views: [{ state: "frozen", ySplit: 1 }], pageSetup: { paperSize: 9, orientation: "portrait", fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: "1:1" } });
  sheet.columns = [{ width: 16 }, { width: 22 }, { width: 12 }];
  const rows: [string, string, number | string][] = [
    ["合计", "登记件数", total],
    ...byState.map(({ label, count }): [string, string, number] => ["按状态", label, count]),
    ...byLevel.map(({ label, count }): [string, string, number] => ["按督办级别", label, count]),
    ["时限", "超期", overdue],
    ["回访", "已评价", rated],
    ["回访", "满意", satisfied],
    ["回访", "满意率", rated === 0 ? "—" : satisfied / rated],
  ];
  sheet.addRow(["项目", "分项", "数值"]);
  for (const row of rows) sheet.addRow(row);
  sheet.eachRow((row, number) =>
    row.eachCell((cell) => {
      cell.style = { font: { name: number === 1 ? "黑体" : "仿宋", size: 11 }, border, alignment: { horizontal: "center", vertical: "middle" } };
    }),
  );
  sheet.getCell(rows.length + 1, 3).numFmt = "0.0%";
}

function addNotes(workbook: Workbook): void {
  const sheet = workbook.addWorksheet("说明", { pageSetup: { paperSize: 9, orientation: "portrait", fitToPage: true, fitToWidth: 1, fitToHeight: 0 } });
  sheet.columns = [{ width: notesCharacters }];
  for (const note of notes) {
    const row = sheet.addRow([note]);
    row.height = linesOf(note, notesCharacters / 2) * 17 + 4;
    row.getCell(1).style = { font: { name: "仿宋", size: 11 }, alignment: { vertical: "top", wrapText: true } };
  }
}

const notesCharacters = 72;
const notes = [
  ledgerNote,
  formulaNote,
  "时间均为北京时间。期限到当日24:00的，表中写作当日23:59。",
  `“诉求摘要”不超过${excerptCharactersMax}个字，全文见系统；其中的电话、证件号码和诉求人姓名已隐去。`,
  "“是否超期”：办结批准时间晚于期限，或者到打印时仍未办结且已过期限的，为“是”；挂起的件暂不计超期；没有办结期限、已退回或已并案的，为“—”。",
  "“督办级别”是打印时的级别。满意率是满意件数（非常满意、满意、基本满意）除以已评价件数。",
  "“汇总”页由本台账逐行计数得出。",
];
