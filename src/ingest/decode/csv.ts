/** CSV: header row, then one record a row; comma or tab, UTF-8, UTF-16 or GB18030. A row that does not fit its header is not guessed at. */
import { parse } from "csv-parse/sync";
import type { Problem } from "../problems.ts";
import { csvRows, delimiterOf, type CsvRow, type Delimiter } from "./csvRows.ts";
import { otherFormat } from "./otherFormat.ts";
import type { FoundRecord } from "./record.ts";
import { tooLarge, unread, unreadBytes, unreadInput, wholeInputBytesMax } from "./record.ts";
import { headerIndexOf, headerRowsMax, headersOf, recordOfRow } from "./table.ts";
import { decoders, encodingOf, linesOf, utf8OfUtf16, withoutMarks, type Encoding } from "./text.ts";

/** A row with its text (null where its bytes are not of the file's encoding) and its cells, or why it has none. */
interface TextRow extends CsvRow {
  text: string | null;
  cells: string[];
  problem: Problem | null;
}

export function* decodeCsv(given: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const utf8 = utf8OfUtf16(given);
  const bytes = withoutMarks(utf8 ?? given);
  const encoding = encodingOf(bytes);
  const problem = otherFormat(bytes, []) ?? (utf8 === null || !hasText(bytes, encoding) ? notDecodable : null);
  if (problem !== null) yield unreadInput(given, problem);
  else yield* recordsOf(textRows(bytes, encoding, recordBytesMax), given, recordBytesMax);
}

function* recordsOf(rows: Iterator<TextRow, undefined>, given: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const near = taken(rows, headerRowsMax);
  if (near.length === 0) return;
  const headerIndex = headerIndexOf(near.map(({ cells }) => cells.filter((cell) => cell.trim() !== "").length));
  const header = near[headerIndex];
  // Without its header no row of the file can be read.
  const above = header ? near.slice(0, headerIndex + 1) : near;
  const problem = above.map(({ problem: each }) => each).find((each) => each !== null) ?? headerProblem(header);
  if (problem !== null) {
    yield unreadInput(given, problem);
    return;
  }
  const names = header?.cells ?? [];
  const headers = headersOf(names);
  // Files that were put together from several have the header again and again.
  const isHeader = ({ cells }: TextRow) => cells[0] === names[0] && cells.join("\n") === names.join("\n");
  for (const row of near.slice(headerIndex + 1)) if (!isHeader(row)) yield recordOf(row, headers, recordBytesMax);
  for (let next = rows.next(); !next.done; next = rows.next()) if (!isHeader(next.value)) yield recordOf(next.value, headers, recordBytesMax);
}

function taken(rows: Iterator<TextRow, undefined>, count: number): TextRow[] {
  const first: TextRow[] = [];
  for (let next = rows.next(); !next.done; next = rows.next()) {
    first.push(next.value);
    if (first.length === count) break;
  }
  return first;
}

function headerProblem(header: TextRow | undefined): Problem | null {
  if (header === undefined) return noHeader;
  return header.cells.length > columnsMax ? tooManyColumns : null;
}

function recordOf({ bytes, text, cells, fault, problem }: TextRow, headers: string[], recordBytesMax: number): FoundRecord {
  // Behind a quote that is not closed stands the rest of the file.
  const keptMax = fault === "quote-not-closed" ? wholeInputBytesMax : recordBytesMax;
  if (problem !== null) return text === null ? unreadBytes(bytes, problem, keptMax) : unread(text, problem, keptMax);
  if (cells.length !== headers.length) {
    const detail = `这一行有 ${cells.length} 列，表头有 ${headers.length} 列；请检查是否缺列、多出逗号或被截断，改正后重新推送。`;
    return unread(text ?? "", { code: "unreadable", detail }, recordBytesMax);
  }
  return recordOfRow(headers.map((header, column) => [header, plain(cells[column] ?? "")] as const), [], recordBytesMax);
}

/** Programs write ="0123" so that a spreadsheet shows a number as it is; it means 0123. Anything else is what it is. */
function plain(cell: string): string {
  return cell.startsWith('="') ? (/^="([0-9A-Za-z-]+)"$/.exec(cell)?.[1] ?? cell) : cell;
}

/** Rows are handed to the parser so many at a time: a call of its own for each would cost more than the parsing. */
const [rowsPerCall, bytesPerCall] = [200, 1024 * 1024];

/** Each row that holds anything. */
function* textRows(bytes: Buffer, encoding: Encoding, recordBytesMax: number): Generator<TextRow, undefined> {
  const delimiter = delimiterOf(bytes);
  let batch: TextRow[] = [];
  let batchBytes = 0;
  for (const row of csvRows(bytes, delimiter)) {
    const text = row.bytes.length > recordBytesMax ? null : decoders[encoding](row.bytes);
    if (text !== null && text.trim() === "" && text.replaceAll(delimiter, "").trim() === "") continue;
    batch.push({ ...row, text, cells: [], problem: problemOf(row, text, recordBytesMax) });
    batchBytes += row.bytes.length;
    if (batch.length < rowsPerCall && batchBytes < bytesPerCall) continue;
    yield* parsed(batch, delimiter);
    [batch, batchBytes] = [[], 0];
  }
  yield* parsed(batch, delimiter);
}

function problemOf({ bytes, fault }: CsvRow, text: string | null, recordBytesMax: number): Problem | null {
  if (fault === "quote-not-closed") return faults[fault];
  if (bytes.length > recordBytesMax) return tooLarge(recordBytesMax);
  if (fault) return faults[fault];
  return text === null ? otherEncoding : null;
}

function* parsed(batch: TextRow[], delimiter: Delimiter): Generator<TextRow> {
  const sound = batch.flatMap(({ text, problem }) => (text === null || problem ? [] : [text]));
  const parsedCells = parse(sound.join("\n"), { delimiter, record_delimiter: ["\n"], relax_column_count: true, skip_empty_lines: false });
  let next = 0;
  for (const row of batch) {
    const cells = row.problem ? [] : (parsedCells[next++] ?? []);
    if (row.problem || cells.some((cell) => cell.trim() !== "")) yield { ...row, cells };
  }
}

/** Whether at least one line below the first is text of the encoding; else nothing speaks for it. */
function hasText(bytes: Buffer, encoding: Encoding): boolean {
  let [lines, below] = [0, 0];
  for (const line of linesOf(bytes)) {
    if (line.length === 0) continue;
    lines += 1;
    const isText = decoders[encoding](line) !== null;
    if (lines === 1 && !isText) return false;
    if (lines > 1) below += 1;
    if (lines > 1 && isText) return true;
  }
  return below === 0;
}

/** Far more than a spreadsheet has; the names of more would take seconds to tell apart. */
const columnsMax = 200_000;
const tooManyColumns: Problem = { code: "too-large", detail: `表头超过 ${columnsMax} 列；请检查分隔符是否有误，改正后重新推送。` };
const noHeader: Problem = { code: "unreadable", detail: "没有找到表头；前几行中应有一行是各列的名称，用逗号或制表符分隔，请检查后重新推送。" };

const faults: Record<NonNullable<CsvRow["fault"]>, Problem> = {
  "misplaced-quote": {
    code: "unreadable",
    detail: "引号的位置不对；含引号、逗号或换行的内容应整格用引号括起，格内的引号写两个，改正后重新推送。",
  },
  "quote-not-closed": { code: "unreadable", detail: "引号没有结束，其后的内容无法分清，可能被截断；请补上引号后重新推送这一行及其后各行。" },
};

const notDecodable: Problem = { code: "undecodable", detail: "文字编码不是 UTF-8，也不是 GBK/GB18030；请另存为 UTF-8 编码后重新推送。" };
const otherEncoding: Problem = {
  code: "undecodable",
  detail: "这一行的文字编码与文件的其余部分不同，或有残缺的字；请把整个文件统一为 UTF-8 编码，改正这一行后重新推送。",
};
