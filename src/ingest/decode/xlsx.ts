/** XLSX: the visible sheets' rows under their header, each cell as the text that a person would read in it. */
import type { Worksheet } from "exceljs";
import type { Problem } from "../problems.ts";
import { lossyNumber } from "./json.ts";
import type { FoundRecord } from "./record.ts";
import { unread, unreadInput } from "./record.ts";
import { blankHeader, headersOf, recordOfRow } from "./table.ts";
import { openWorkbook, WorkbookError } from "./workbook.ts";
import { cellText, type CellText } from "./xlsxCells.ts";

/** A header stands within the first rows; above it are at most a title and notes on the table. */
const headerRowsMax = 20;

export async function* decodeXlsx(bytes: Buffer, recordBytesMax: number): AsyncGenerator<FoundRecord> {
  try {
    const workbook = await openWorkbook(bytes);
    yield* recordsOf(workbook.worksheets, recordBytesMax, bytes);
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    yield unreadInput(bytes, { code: error.code, detail: error.detail });
  }
}

function* recordsOf(sheets: Worksheet[], recordBytesMax: number, bytes: Buffer): Generator<FoundRecord> {
  let expected: string | null = null;
  // A hidden sheet holds lists and helpers of the form, no records that a person has seen.
  for (const sheet of sheets.filter((candidate) => candidate.state === "visible")) {
    const rows = rowsOf(sheet);
    const headerIndex = headerIndexOf(rows);
    const header = rows[headerIndex];
    if (!header) continue;
    const headers = headersOfRow(header);
    const below = rows.slice(headerIndex + 1);
    const names = JSON.stringify([...headers]);
    expected ??= names;
    if (names === expected) for (const row of below) yield recordOf(row, headers, recordBytesMax);
    else if (below.length > 0) yield unread(textOfRows(sheet.name, rows), otherHeader, recordBytesMax);
  }
  if (expected === null) yield unreadInput(bytes, noHeader);
}

/** A row's cells by column, from 0. Only cells that hold something: a sheet has 16,384 columns, and a row may use the first and the last. */
type Row = Map<number, CellText>;

/** Rows that hold anything but blanks; formatted rows without content, which editors leave behind by the thousand, are none. */
function rowsOf(sheet: Worksheet): Row[] {
  const rows: Row[] = [];
  sheet.eachRow((row) => {
    const cells: Row = new Map();
    row.eachCell((cell, column) => {
      const found = cellText(cell.value);
      if (found.problem || found.text.trim() !== "") cells.set(column - 1, found);
    });
    if (cells.size > 0) rows.push(cells);
  });
  return rows;
}

/** The first row of texts only that is more than half as wide as the widest near it, and has two columns or more. */
function headerIndexOf(rows: Row[]): number {
  const near = rows.slice(0, headerRowsMax);
  const widest = Math.max(0, ...near.map((row) => row.size));
  return near.findIndex((row) => row.size >= 2 && row.size > widest / 2 && [...row.values()].every((cell) => cell.isText));
}

function headersOfRow(row: Row): Map<number, string> {
  const columns = [...row.keys()];
  const names = headersOf([...row.values()].map((cell) => cell.text));
  return new Map(columns.map((column, index) => [column, names[index] ?? ""]));
}

function recordOf(row: Row, headers: Map<number, string>, recordBytesMax: number): FoundRecord {
  const cells: [string, string][] = [];
  const problems: Problem[] = [];
  for (const [column, cell] of row) {
    const path = headers.get(column) ?? blankHeader(column);
    cells.push([path, cell.text]);
    if (cell.problem === "lossy-number") problems.push(lossyNumber(path));
    else if (cell.problem) problems.push(unreadableCell(path));
  }
  return recordOfRow(cells, problems, recordBytesMax);
}

function textOfRows(name: string, rows: Row[]): string {
  return JSON.stringify({ 工作表: name, 各行: rows.map((row) => [...row.values()].map((cell) => cell.text)) });
}

function unreadableCell(path: string): Problem {
  return { code: "bad-value", path, detail: `“${path}”的单元格是公式错误或无法读取的值；请改为文字后重新导入。` };
}

const otherHeader: Problem = {
  code: "unreadable",
  detail: "这张工作表的表头与第一张不同，没有导入；如是记录，请另存为单独的文件导入，否则请忽略。",
};
const noHeader: Problem = { code: "unreadable", detail: "工作簿中没有找到表头；第一行应是各列的名称，请检查后重新导入。" };
