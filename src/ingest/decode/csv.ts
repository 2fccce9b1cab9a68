/** CSV: header row, then one record a row; comma or tab, UTF-8, UTF-16 or GB18030. A row that does not fit its header is not guessed at. */
import { parse } from "csv-parse/sync";
import type { Problem } from "../problems.ts";
import { csvRows, type CsvRow } from "./csvRows.ts";
import type { FoundRecord } from "./record.ts";
import { tooLarge, unread, unreadInput } from "./record.ts";
import { headersOf, recordOfRow } from "./table.ts";
import { textOf } from "./text.ts";

/** Rows are handed to the parser so many at a time: a call of its own for each would cost more than the parsing. */
const rowsPerCall = 200;

export function* decodeCsv(bytes: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const text = textOf(bytes);
  if (text === null) {
    yield unreadInput(bytes, notDecodable);
    return;
  }
  const delimiter = delimiterOf(text);
  let headers: string[] | null = null;
  for (const { row, cells } of parsedRows(text, delimiter)) {
    if (cells.length > 0 && cells.every((cell) => cell.trim() === "")) continue;
    if (headers !== null) {
      yield recordOf(row, cells, headers, recordBytesMax);
    } else if (row.fault) {
      // Without its header no row of the file can be read.
      yield unreadInput(bytes, faults[row.fault]);
      return;
    } else if (cells.length > columnsMax) {
      yield unreadInput(bytes, tooManyColumns);
      return;
    } else {
      headers = headersOf(cells);
    }
  }
}

function recordOf(row: CsvRow, cells: string[], headers: string[], recordBytesMax: number): FoundRecord {
  if (row.raw.length > recordBytesMax) return unread(row.raw, tooLarge(recordBytesMax), recordBytesMax);
  if (row.fault) return unread(row.raw, faults[row.fault], recordBytesMax);
  if (cells.length !== headers.length) {
    const detail = `这一行有 ${cells.length} 列，表头有 ${headers.length} 列；请检查是否缺列、多出逗号或被截断，改正后重新推送。`;
    return unread(row.raw, { code: "unreadable", detail }, recordBytesMax);
  }
  const named = headers.map((header, column) => [header, cells[column] ?? ""] as const);
  return recordOfRow(named, [], recordBytesMax);
}

/** Each row with its cells; a row with a misplaced quote has none. */
function* parsedRows(text: string, delimiter: string): Generator<{ row: CsvRow; cells: string[] }> {
  let batch: CsvRow[] = [];
  for (const row of csvRows(text, delimiter)) {
    if (row.raw.trim() === "" && row.raw.replaceAll(delimiter, "").trim() === "") continue;
    batch.push(row);
    if (batch.length === rowsPerCall) {
      yield* parsedBatch(batch, delimiter);
      batch = [];
    }
  }
  yield* parsedBatch(batch, delimiter);
}

function* parsedBatch(batch: CsvRow[], delimiter: string): Generator<{ row: CsvRow; cells: string[] }> {
  const sound = batch.filter((row) => !row.fault).map((row) => row.raw);
  const parsed = parse(sound.join("\n"), { delimiter, record_delimiter: ["\n"], relax_column_count: true, skip_empty_lines: false });
  let next = 0;
  for (const row of batch) yield { row, cells: row.fault ? [] : (parsed[next++] ?? []) };
}

/** Far more than a spreadsheet has; the names of more would take seconds to tell apart. */
const columnsMax = 200_000;
const tooManyColumns: Problem = { code: "too-large", detail: `表头超过 ${columnsMax} 列；请检查分隔符是否有误，改正后重新推送。` };

function delimiterOf(text: string): "," | "\t" {
  const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? "";
  return header.split("\t").length > header.split(",").length ? "\t" : ",";
}

const faults: Record<NonNullable<CsvRow["fault"]>, Problem> = {
  "misplaced-quote": {
    code: "unreadable",
    detail: "引号的位置不对；含引号、逗号或换行的内容应整格用引号括起，格内的引号写两个，改正后重新推送。",
  },
  "quote-not-closed": { code: "unreadable", detail: "引号没有结束，其后的内容无法分清，可能被截断；请补上引号后重新推送这一行及其后各行。" },
};

const notDecodable: Problem = { code: "undecodable", detail: "文字编码不是 UTF-8，也不是 GBK/GB18030；请另存为 UTF-8 编码后重新推送。" };
