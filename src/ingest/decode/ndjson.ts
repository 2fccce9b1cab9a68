/** NDJSON: one JSON object a line, as a stream of any length in constant memory. */
import { notUtf8, recordOfJson } from "./json.ts";
import { KeptBytes } from "./keptBytes.ts";
import { kindBytes, otherFormat } from "./otherFormat.ts";
import type { DecodedRecord, FoundRecord } from "./record.ts";
import { recordBytesMaxDefault, tooLarge, unreadBeginning, unreadBytes, unreadInput, utf8Text, wholeInputBytesMax } from "./record.ts";
import { withoutMarks } from "./text.ts";
import type { Problem } from "../problems.ts";

const [newline, carriageReturn] = [0x0a, 0x0d];
/** Lines are gathered from so much of the stream at a time: a chunk of a hundred megabytes may be a hundred million empty lines. */
const pieceBytes = 64 * 1024;

type Stream = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The records of a stream of lines; blank lines are none. A line beyond the limit becomes one problem, its neighbours are read. */
export async function* decodeNdjson(stream: Stream, options: { maxRecordBytes?: number | undefined } = {}): AsyncGenerator<DecodedRecord, void, undefined> {
  const recordBytesMax = options.maxRecordBytes ?? recordBytesMaxDefault;
  let index = 0;
  for await (const lines of linesOf(piecesOf(stream), recordBytesMax)) {
    for (const line of lines) {
      const found = Buffer.isBuffer(line) ? recordOfLine(line, recordBytesMax) : line;
      if (found) yield { index: index++, ...found };
    }
  }
}

function recordOfLine(given: Buffer, recordBytesMax: number): FoundRecord | null {
  // Files that were put together from several have a mark at the beginning of each.
  const line = withoutMarks(given);
  const text = utf8Text(line);
  if (text === null) return unreadBytes(line, notUtf8, recordBytesMax);
  return text.trim() === "" ? null : recordOfJson(text, recordBytesMax);
}

/** The stream in small pieces, its first one long enough to tell what it is. */
async function* piecesOf(stream: Stream): AsyncGenerator<Buffer> {
  let beginning: Buffer | null = Buffer.alloc(0);
  for await (const chunk of stream) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (beginning !== null) {
      beginning = bytes = Buffer.concat([beginning, bytes]);
      if (bytes.length < kindBytes) continue;
      beginning = null;
    }
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  if (beginning !== null) yield beginning;
}

/** The complete lines of each piece together, since one step of a stream costs more than a line. */
async function* linesOf(pieces: AsyncIterable<Buffer>, recordBytesMax: number): AsyncGenerator<(Buffer | FoundRecord)[]> {
  const pending = new PendingLine(recordBytesMax);
  let isFirst = true;
  for await (const piece of pieces) {
    const other = isFirst ? noLines(piece) : null;
    if (other !== null) {
      yield [await wholeOf(piece, pieces, other)];
      return;
    }
    isFirst = false;
    const lines: (Buffer | FoundRecord)[] = [];
    let start = 0;
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
      // An empty line is none, and there may be millions of them.
      if (end > start || !pending.isEmpty) lines.push(pending.end(piece.subarray(start, end)));
      start = end + 1;
    }
    pending.add(piece.subarray(start));
    if (lines.length > 0) yield lines;
  }
  yield [pending.end(Buffer.alloc(0))];
}

function noLines(beginning: Buffer): Problem | null {
  const mark = beginning.toString("latin1", 0, 2);
  return mark === "\xff\xfe" || mark === "\xfe\xff" ? notUtf8 : otherFormat(beginning, ["json"]);
}

/** A stream that is something else has no lines: it is kept as one. */
async function wholeOf(first: Buffer, rest: AsyncIterable<Buffer>, problem: Problem): Promise<FoundRecord> {
  const kept = new KeptBytes(wholeInputBytesMax);
  kept.add(first);
  for await (const piece of rest) kept.add(piece);
  const { bytes, truncated } = kept.take();
  return truncated ? unreadBeginning(bytes, problem, truncated) : unreadInput(bytes, problem);
}

/** The line whose end has not come yet; of one that is too long only its beginning, its length and its hash. */
class PendingLine {
  private readonly kept: KeptBytes;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.kept = new KeptBytes(bytesMax);
    this.bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.kept.isEmpty;
  }

  add(part: Buffer): void {
    this.kept.add(part);
  }

  /** The whole line, without its line end; the next one begins. */
  end(part: Buffer): Buffer | FoundRecord {
    if (this.isEmpty && part.length <= this.bytesMax) return withoutReturn(part);
    this.kept.add(part);
    const { bytes, truncated } = this.kept.take();
    return truncated ? unreadBeginning(bytes, tooLarge(this.bytesMax), truncated) : withoutReturn(bytes);
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === carriageReturn ? line.subarray(0, -1) : line;
}
