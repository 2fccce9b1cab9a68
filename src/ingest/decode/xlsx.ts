/** XLSX: the visible sheets' rows under their header, each cell as the text that a person would read in it. */
import { shortened, type Problem } from "../problems.ts";
import { lossyNumber } from "./json.ts";
import { KeptBytes } from "./keptBytes.ts";
import { otherFormat } from "./otherFormat.ts";
import type { FoundRecord } from "./record.ts";
import { unread, unreadBeginning, unreadInput, wholeInputBytesMax } from "./record.ts";
import { sheetRows, type Row } from "./sheetRows.ts";
import { blankHeader, headerRowsMax, headersOf, recordOfRow } from "./table.ts";
import { openWorkbook, unpackBudget, WorkbookError, type Sheet, type Workbook } from "./workbook.ts";

export async function* decodeXlsx(bytes: Buffer, recordBytesMax: number): AsyncGenerator<FoundRecord> {
  const other = otherFormat(bytes, ["zip"]);
  if (other !== null) {
    yield unreadInput(bytes, other);
    return;
  }
  try {
    const workbook = await checkedWorkbook(bytes);
    yield* recordsOf(workbook, bytes, recordBytesMax);
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    yield unreadInput(bytes, { code: error.code, detail: error.detail });
  }
}

/** Gone through once before its first record is believed: a workbook that is broken anywhere is broken. */
async function checkedWorkbook(bytes: Buffer): Promise<Workbook> {
  const budget = unpackBudget(bytes.length);
  const workbook = await openWorkbook(bytes, budget);
  for (const sheet of workbook.sheets) for await (const rows of sheetRows(workbook, sheet, budget)) void rows;
  return workbook;
}

async function* recordsOf(workbook: Workbook, bytes: Buffer, recordBytesMax: number): AsyncGenerator<FoundRecord> {
  const budget = unpackBudget(bytes.length);
  let expected: string | null = null;
  for (const sheet of workbook.sheets) {
    const table = await tableOf(sheetRows(workbook, sheet, budget));
    if (table === null) continue;
    const names = JSON.stringify([...table.headers]);
    expected ??= names;
    if (names !== expected) yield* otherSheet(sheet, table);
    else for await (const row of table.below) if (!isHeader(row, table.header)) yield recordOf(row, table.headers, recordBytesMax);
  }
  if (expected === null) yield unreadInput(bytes, noHeader);
}

interface Table {
  /** The rows above the header and the header itself. */
  above: Row[];
  header: Row;
  headers: Map<number, string>;
  below: AsyncIterable<Row>;
}

/** Null where no row of the sheet is a header. */
async function tableOf(pieces: AsyncGenerator<Row[]>): Promise<Table | null> {
  const near: Row[] = [];
  while (near.length < headerRowsMax) {
    const next = await pieces.next();
    if (next.done) break;
    for (const row of next.value) near.push(row);
  }
  const index = headerIndexOf(near.slice(0, headerRowsMax));
  const header = near[index];
  if (!header) {
    await pieces.return(undefined);
    return null;
  }
  async function* below(): AsyncGenerator<Row> {
    yield* near.splice(0).slice(index + 1);
    for await (const rows of pieces) yield* rows;
  }
  return { above: near.slice(0, index + 1), header, headers: headersOfRow(header), below: below() };
}

/** The first row of texts only that is more than half as wide as the widest near it, and has two columns or more. */
function headerIndexOf(near: Row[]): number {
  const widest = Math.max(0, ...near.map((row) => row.size));
  return near.findIndex((row) => row.size >= 2 && row.size > widest / 2 && [...row.values()].every((cell) => cell.isText));
}

function headersOfRow(row: Row): Map<number, string> {
  const columns = [...row.keys()];
  const names = headersOf([...row.values()].map((cell) => cell.text));
  return new Map(columns.map((column, index) => [column, names[index] ?? ""]));
}

/** Sheets that were put together from several have the header again and again. */
function isHeader(row: Row, header: Row): boolean {
  return row.size === header.size && [...row].every(([column, { text }]) => header.get(column)?.text === text);
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

/** A sheet with another header is kept as a whole, as a list of its rows, unless it has nothing but its header. */
async function* otherSheet({ name }: Sheet, { above, below }: Table): AsyncGenerator<FoundRecord> {
  const kept = new KeptBytes(wholeInputBytesMax);
  kept.add(Buffer.from(`{"工作表":${JSON.stringify(name)},"各行":[${above.map(textOfRow).join(",")}`));
  let hasRows = false;
  for await (const row of below) {
    hasRows = true;
    kept.add(Buffer.from(`,${textOfRow(row)}`));
  }
  kept.add(Buffer.from("]}"));
  const { bytes, truncated } = kept.take();
  if (!hasRows) return;
  yield truncated ? unreadBeginning(bytes, otherHeader, truncated) : unread(bytes.toString(), otherHeader, wholeInputBytesMax);
}

function textOfRow(row: Row): string {
  return JSON.stringify([...row.values()].map((cell) => cell.text));
}

function unreadableCell(path: string): Problem {
  return { code: "bad-value", path: shortened(path), detail: `“${shortened(path)}”的单元格是出错的公式、没有保存结果的公式或无法读取的值；请改为文字后重新导入。` };
}

const otherHeader: Problem = {
  code: "unreadable",
  detail: "这张工作表的表头与第一张不同，没有导入；如是记录，请另存为单独的文件导入，否则请忽略。",
};
const noHeader: Problem = { code: "unreadable", detail: "工作簿中没有找到表头；前几行中应有一行是各列的名称，请检查后重新导入。" };
