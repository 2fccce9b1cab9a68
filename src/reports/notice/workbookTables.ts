/** Tables of a notice in a workbook: numbers, shares and dates of their own types, heads that stay in sight and can be filtered. */
import type { Style, Workbook, Worksheet } from "exceljs";
import { spreadsheetText } from "../safeText.ts";
import { linesOf } from "../textMeasure.ts";
import type { ColumnKind, NoticeTable, TableCell, TableColumn } from "./tables.ts";

const thin = { style: "thin" as const, color: { argb: "FF000000" } };
const border = { top: thin, left: thin, bottom: thin, right: thin };
export const formats: Record<Exclude<ColumnKind, "text">, string> = { count: "0", rate: "0.0%", change: "+0.0%;-0.0%;0.0%", points: "+0.0;-0.0;0.0", day: "yyyy-mm-dd" };
const lineHeight = 14.5;
/** Excel draws no row higher than 409 points. */
const rowHeightMax = 400;

type Look = "head" | "body" | "strong" | "title" | "label";

export interface SheetOptions {
  /** Rows at the top that stay in sight; the last of them repeats in print. */
  frozenRows: number;
  isWide: boolean;
}

export function addSheet(workbook: Workbook, name: string, { frozenRows, isWide }: SheetOptions): Worksheet {
  return workbook.addWorksheet(name, {
    views: [{ state: "frozen", ySplit: frozenRows, topLeftCell: `A${frozenRows + 1}` }],
    pageSetup: {
      paperSize: 9, orientation: isWide ? "landscape" : "portrait", fitToPage: true, fitToWidth: 1, fitToHeight: 0, horizontalCentered: true, printTitlesRow: `${frozenRows}:${frozenRows}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.2, footer: 0.25 },
    },
    headerFooter: { oddFooter: "&C第 &P 页　共 &N 页" },
  });
}

/** A sheet with one table below its title, to be filtered by its head. */
export function addTableSheet(workbook: Workbook, name: string, title: string, table: NoticeTable): Worksheet {
  const sheet = addSheet(workbook, name, { frozenRows: 2, isWide: table.columns.length > 6 });
  setWidths(sheet, table.columns);
  writeTitle(sheet, 1, title, table.columns.length);
  const last = writeTable(sheet, 2, table);
  const filtered = Math.max(2, last - (table.hasTotal ? 1 : 0));
  sheet.autoFilter = { from: { row: 2, column: 1 }, to: { row: filtered, column: table.columns.length } };
  return sheet;
}

export const setWidths = (sheet: Worksheet, columns: readonly TableColumn[]): void => {
  sheet.columns = columns.map((column) => ({ width: widthOf(column) }));
};

/** In characters of a workbook, half as wide as Chinese ones; a filter's button needs room beside the heading. */
export const widthOf = ({ widthMillimetres, heading }: TableColumn): number => Math.min(60, Math.max(widthMillimetres * 0.62, 2 * Math.min(heading.length, 6) + 4));

export function writeTitle(sheet: Worksheet, row: number, title: string, columns: number, look: Look = "title"): void {
  sheet.mergeCells(row, 1, row, Math.max(2, columns));
  sheet.getRow(row).height = look === "title" ? 32 : 20;
  const cell = sheet.getCell(row, 1);
  cell.value = spreadsheetText(title);
  cell.style = { font: fontOf(look), alignment: { horizontal: look === "title" ? "center" : "left", vertical: "middle", wrapText: true } };
}

/** Head and rows from `row` on; gives the number of its last row. */
export function writeTable(sheet: Worksheet, row: number, { columns, rows, hasTotal }: NoticeTable): number {
  sheet.getRow(row).height = 32;
  columns.forEach((column, index) => write(sheet, row, index + 1, { text: column.heading }, { kind: "text", isCentred: true }, "head"));
  rows.forEach((cells, number) => {
    const look = hasTotal && number === rows.length - 1 ? "strong" : "body";
    cells.forEach((cell, index) => write(sheet, row + 1 + number, index + 1, cell, columns[index] ?? { kind: "text", isCentred: false }, look));
    sheet.getRow(row + 1 + number).height = heightOf(sheet, cells);
  });
  return row + rows.length;
}

export function write(sheet: Worksheet, row: number, column: number, cell: TableCell, { kind, isCentred }: Pick<TableColumn, "kind" | "isCentred">, look: Look = "body"): void {
  const target = sheet.getCell(row, column);
  target.value = cell.day === undefined ? (cell.number ?? spreadsheetText(cell.text)) : new Date(`${cell.day}T00:00:00.000Z`);
  const style: Partial<Style> = { font: fontOf(cell.isBelow ? "strong" : look), border, alignment: { horizontal: isCentred ? "center" : "left", vertical: "middle", wrapText: true } };
  if (kind !== "text" && (cell.number !== undefined || cell.day !== undefined)) style.numFmt = formats[kind];
  if (cell.isBelow || look === "head") style.fill = { type: "pattern", pattern: "solid", fgColor: { argb: cell.isBelow ? "FFFFD9D9" : "FFE8EDF3" } };
  target.style = style;
}

const fonts: Record<Look, { name: string; size: number; bold?: boolean }> = {
  title: { name: "方正小标宋简体", size: 18 },
  head: { name: "黑体", size: 11 },
  body: { name: "仿宋", size: 11 },
  strong: { name: "黑体", size: 11, bold: true },
  label: { name: "黑体", size: 12 },
};
const fontOf = (look: Look) => fonts[look];

/** Not every program finds out by itself how high a row of wrapped text is. */
function heightOf(sheet: Worksheet, cells: readonly TableCell[]): number {
  const lines = cells.map(({ text, number, day }, index) => (number === undefined && day === undefined ? linesOf(text, (sheet.getColumn(index + 1).width ?? 10) / 2 - 1) : 1));
  return Math.min(rowHeightMax, Math.max(1, ...lines) * lineHeight + 5);
}
