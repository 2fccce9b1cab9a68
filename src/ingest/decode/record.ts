/** One record as a decoder hands it on: its exact text with either its value or the reasons why it could not be read. */
import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { Problem } from "../problems.ts";

/** The longest single record; its canonical form with the longest texts fits twice. */
export const recordBytesMaxDefault = 2 * 1024 * 1024;
/** The longest input that is decoded in memory; longer ones come as a stream of NDJSON. */
export const inputBytesMaxDefault = 128 * 1024 * 1024;
/** An input in which no record can be told from another is kept whole up to this length: it can be looked at and sent on as it came. */
export const wholeInputBytesMax = 16 * 1024 * 1024;
/** What is kept of a record, or of an input, that is longer than it may be. */
export const rawKeptBytesMax = 64 * 1024;

export type DecodedRecord = ReadRecord | UnreadRecord;

export interface ReadRecord {
  /** Position among the records of the input, from 0. */
  index: number;
  /** The record as it came: its slice of JSON or XML, its NDJSON line, its row of CSV or XLSX as JSON of header to cell. */
  raw: string;
  value: Record<string, unknown>;
  problems?: undefined;
}

export interface UnreadRecord {
  index: number;
  /** As above; a malformed CSV row as its text; bytes that are no text, or hold NUL, as a `data:` URI. */
  raw: string;
  value?: undefined;
  problems: Problem[];
  /** Set where `raw` is only the beginning of the record: length and SHA-256 (hex) of the whole. */
  truncated?: Truncated | undefined;
}

export interface Truncated {
  bytes: number;
  sha256: string;
}

/** A record as a decoder finds it, before it is numbered. */
export type FoundRecord = Omit<ReadRecord, "index"> | Omit<UnreadRecord, "index">;

export function read(raw: string, value: Record<string, unknown>): FoundRecord {
  return { raw, value };
}

/** An unread record of text; beyond `recordBytesMax` only its beginning is kept. */
export function unread(raw: string, problem: Problem | Problem[], recordBytesMax: number): FoundRecord {
  const problems = Array.isArray(problem) ? problem : [problem];
  // A UTF-16 unit takes at most three bytes, so most texts need no counting.
  if (raw.length * 3 <= recordBytesMax) return { raw: storable(raw), problems };
  const bytes = Buffer.from(raw);
  return bytes.length <= recordBytesMax ? { raw: storable(raw), problems } : cut(bytes, problems);
}

/** An unread record of bytes, which may be no text at all. */
export function unreadBytes(bytes: Buffer, problem: Problem, recordBytesMax: number): FoundRecord {
  return bytes.length > recordBytesMax ? cut(bytes, [problem]) : { raw: textOrUri(bytes), problems: [problem] };
}

/** A whole input, or all that is left of one, in which no record can be told from another. */
export function unreadInput(bytes: Buffer, problem: Problem): FoundRecord {
  return unreadBytes(bytes, problem, wholeInputBytesMax);
}

/** What is too long, of which only the beginning, the length and the hash are left. */
export function unreadBeginning(beginning: Buffer, problem: Problem, truncated: Truncated): FoundRecord {
  return { raw: beginningOf(beginning), problems: [problem], truncated };
}

const dataUriStart = "data:application/octet-stream;base64,";

/** The bytes that a kept text stands for, where it is not their own text. */
export function bytesOfDataUri(raw: string): Buffer | null {
  return raw.startsWith(dataUriStart) ? Buffer.from(raw.slice(dataUriStart.length), "base64") : null;
}

/** PostgreSQL's text holds no NUL. */
function storable(text: string): string {
  return text.includes("\0") ? dataUri(Buffer.from(text)) : text;
}

function textOrUri(bytes: Buffer): string {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : dataUri(bytes);
}

function dataUri(bytes: Buffer): string {
  return `${dataUriStart}${bytes.toString("base64")}`;
}

export function tooLarge(recordBytesMax: number): Problem {
  return { code: "too-large", detail: `单条记录超过 ${recordBytesMax} 字节，只保留开头部分；请缩短内容或改以附件报送。` };
}

/** The text of bytes that are UTF-8 without fault, else null. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function cut(bytes: Buffer, problems: Problem[]): FoundRecord {
  return { raw: beginningOf(bytes), problems, truncated: { bytes: bytes.length, sha256: hash("sha256", bytes, "hex") } };
}

/** The first 64 KiB, as text where they are text; a character that the cut would halve is left out. */
function beginningOf(bytes: Buffer): string {
  const beginning = bytes.subarray(0, rawKeptBytesMax);
  let end = beginning.length;
  while (end > 0 && beginning.length - end < utf8BytesMax && !isUtf8(beginning.subarray(0, end))) end -= 1;
  return textOrUri(isUtf8(beginning.subarray(0, end)) ? beginning.subarray(0, end) : beginning);
}
const utf8BytesMax = 4;
