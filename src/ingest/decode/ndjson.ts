/** NDJSON: one JSON object a line, as a stream of any length in constant memory. */
import { createHash, type Hash } from "node:crypto";
import { notUtf8, recordOfJson } from "./json.ts";
import type { DecodedRecord, FoundRecord } from "./record.ts";
import { beginningOf, rawKeptBytesMax, recordBytesMaxDefault, tooLarge, unreadBytes, utf8Text } from "./record.ts";

const [newline, carriageReturn] = [0x0a, 0x0d];

/** The records of a stream of lines; blank lines are none. A line beyond the limit becomes one problem, its neighbours are read. */
export async function* decodeNdjson(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: { maxRecordBytes?: number | undefined } = {},
): AsyncGenerator<DecodedRecord, void, undefined> {
  const recordBytesMax = options.maxRecordBytes ?? recordBytesMaxDefault;
  let index = 0;
  for await (const lines of linesOf(stream, recordBytesMax)) {
    for (const line of lines) {
      const found = Buffer.isBuffer(line) ? recordOfLine(line, recordBytesMax) : line;
      if (found) yield { index: index++, ...found };
    }
  }
}

function recordOfLine(line: Buffer, recordBytesMax: number): FoundRecord | null {
  const text = utf8Text(line);
  if (text === null) return unreadBytes(line, notUtf8, recordBytesMax);
  return text.trim() === "" ? null : recordOfJson(text, recordBytesMax);
}

/** The complete lines of each chunk together, since one step of a stream costs more than a line. */
async function* linesOf(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  recordBytesMax: number,
): AsyncGenerator<(Buffer | FoundRecord)[]> {
  const pending = new PendingLine(recordBytesMax);
  let isFirst = true;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: (Buffer | FoundRecord)[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      lines.push(pending.end(bytes.subarray(start, end)));
      start = end + 1;
    }
    pending.add(bytes.subarray(start));
    if (isFirst && lines[0]) [lines[0], isFirst] = [withoutMark(lines[0]), false];
    if (lines.length > 0) yield lines;
  }
  const last = pending.end(Buffer.alloc(0));
  yield [isFirst ? withoutMark(last) : last];
}

/** The line whose end has not come yet; of one that is too long only its beginning, its length and its hash. */
class PendingLine {
  // One buffer that grows: a sender may dribble single bytes, and a list of them would take a hundred times their size.
  private buffer = Buffer.alloc(rawKeptBytesMax);
  private kept = 0;
  private bytes = 0;
  private hash: Hash | null = null;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  add(part: Buffer): void {
    this.bytes += part.length;
    if (this.hash === null && this.bytes > this.bytesMax) {
      this.hash = createHash("sha256").update(this.buffer.subarray(0, this.kept));
      this.kept = Math.min(this.kept, rawKeptBytesMax);
    }
    this.hash?.update(part);
    this.keep(this.hash === null ? part : part.subarray(0, rawKeptBytesMax - this.kept));
  }

  private keep(part: Buffer): void {
    const length = this.kept + part.length;
    if (length > this.buffer.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.kept);
      this.buffer = larger;
    }
    part.copy(this.buffer, this.kept);
    this.kept = length;
  }

  /** The whole line, without its line end; the next one begins. */
  end(part: Buffer): Buffer | FoundRecord {
    if (this.bytes === 0 && part.length <= this.bytesMax) return withoutReturn(part);
    this.add(part);
    const [line, bytes, hash] = [Buffer.from(this.buffer.subarray(0, this.kept)), this.bytes, this.hash];
    [this.kept, this.bytes, this.hash] = [0, 0, null];
    if (hash === null) return withoutReturn(line);
    return { raw: beginningOf(line), problems: [tooLarge(this.bytesMax)], truncated: { bytes, sha256: hash.digest("hex") } };
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === carriageReturn ? line.subarray(0, -1) : line;
}

function withoutMark(line: Buffer | FoundRecord): Buffer | FoundRecord {
  return Buffer.isBuffer(line) && line.length >= 3 && line.readUIntBE(0, 3) === 0xefbbbf ? line.subarray(3) : line;
}
