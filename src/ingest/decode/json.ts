/** JSON: one object or an array of them. Each element is cut out by its exact bytes and parsed alone, so a broken one stays alone. */
import { problemsMax, shortened, type Problem } from "../problems.ts";
import { duplicateKeys } from "./duplicateKeys.ts";
import { lossyKeys } from "./numbers.ts";
import { otherFormat } from "./otherFormat.ts";
import type { FoundRecord } from "./record.ts";
import { read, tooLarge, unread, unreadBytes, unreadInput, utf8Text } from "./record.ts";
import { utf8OfUtf16, withoutMarks } from "./text.ts";

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

export function* decodeJson(given: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const bytes = withoutMarks(utf8OfUtf16(given) ?? given);
  const start = skipSpace(bytes, 0);
  const other = otherFormat(bytes, ["json"]);
  if (other !== null) {
    yield unreadInput(given, other);
  } else if (bytes[start] === openBracket) {
    yield* elements(bytes, start + 1, recordBytesMax);
  } else if (bytes[start] === openBrace) {
    yield* oneObject(bytes, start, recordBytesMax);
  } else {
    yield recordOf(bytes, recordBytesMax, unreadInput);
  }
}

function* oneObject(bytes: Buffer, start: number, recordBytesMax: number): Generator<FoundRecord> {
  const end = endOfObject(bytes, start);
  if (end === null) {
    yield unreadInput(trimmed(bytes), unreadable("对象没有结束，内容可能被截断；请重新推送完整的数据。"));
  } else {
    yield recordOf(bytes.subarray(start, end), recordBytesMax);
    yield* leftover(bytes, end, "一个对象之后还有内容；多条记录请用数组或 NDJSON。");
  }
}

function* elements(bytes: Buffer, from: number, recordBytesMax: number): Generator<FoundRecord> {
  let start = skipSpace(bytes, from);
  if (bytes[start] === closeBracket) {
    yield* leftover(bytes, start + 1, "数组之后还有内容；请去掉后重新推送。");
    return;
  }
  for (;;) {
    const end = endOfElement(bytes, start);
    if (end === null) {
      // A cut array: its complete elements are taken, the rest is kept as one record, so that the loss is visible.
      const whole = bytes[start] === openBrace ? endOfObject(bytes, start) : null;
      if (whole !== null) yield recordOf(bytes.subarray(start, whole), recordBytesMax);
      yield unreadInput(trimmed(bytes.subarray(whole ?? start)), unreadable("数组没有结束，内容可能被截断；请重新推送完整的数据。"));
      return;
    }
    yield recordOf(bytes.subarray(start, end), recordBytesMax);
    start = skipSpace(bytes, end + 1);
    if (bytes[end] === closeBracket) {
      yield* leftover(bytes, start, "数组之后还有内容；请去掉后重新推送。");
      return;
    }
  }
}

type Unread = (bytes: Buffer, problem: Problem, recordBytesMax: number) => FoundRecord;

/** One record from the bytes of its JSON text. */
function recordOf(slice: Buffer, recordBytesMax: number, unreadAs: Unread = unreadBytes): FoundRecord {
  const bytes = trimmed(slice);
  const text = bytes.length > recordBytesMax ? null : utf8Text(bytes);
  if (text !== null) return recordOfJson(text, recordBytesMax);
  const isTooLarge = bytes.length > recordBytesMax && unreadAs === unreadBytes;
  return unreadAs(bytes, isTooLarge ? tooLarge(recordBytesMax) : notUtf8, recordBytesMax);
}

/** One record from its JSON text. */
export function recordOfJson(text: string, recordBytesMax: number): FoundRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's own message quotes the text, which holds personal data.
    return unread(text, unreadable("不是有效的 JSON；请检查引号、括号和逗号后重新推送。"), recordBytesMax);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const problem: Problem = { code: "not-an-object", detail: "记录应为一个 JSON 对象（{…}），其他类型不能作为记录。" };
    return unread(text, problem, recordBytesMax);
  }
  const faulty = [...duplicateKeys(text, value).map(duplicateKey), ...lossyKeys(text).map(lossyNumber)];
  if (faulty.length > 0) return unread(text, faulty.slice(0, problemsMax), recordBytesMax);
  return read(text, value as Record<string, unknown>);
}

/** Which of two values under one key is meant, nobody can tell; JSON's readers take the last without a word. */
function duplicateKey(key: string): Problem {
  const path = shortened(key);
  return { code: "bad-value", path, detail: `“${path}”在一个对象中出现了两次，无法判断以哪个为准；请去掉重复的一个后重新推送。` };
}

export function lossyNumber(key: string): Problem {
  const path = shortened(key);
  return { code: "lossy-number", path, detail: `“${path}”是位数过多的数字，按数字读会丢失末尾几位；请改为文本（加引号）后重新推送。` };
}

export const notUtf8: Problem = { code: "undecodable", detail: "不是有效的 UTF-8 文字；JSON 须用 UTF-8 编码，请转换编码后重新推送。" };

function unreadable(detail: string): Problem {
  return { code: "unreadable", detail };
}

function* leftover(bytes: Buffer, from: number, detail: string): Generator<FoundRecord> {
  const rest = trimmed(bytes.subarray(from));
  if (rest.length > 0) yield unreadInput(rest, unreadable(detail));
}

/** Where an array's element ends: at its comma or the array's bracket; null if neither comes. */
function endOfElement(bytes: Buffer, from: number): number | null {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (depth === 0 && (byte === comma || byte === closeBracket)) return at;
    else if (depth > 0 && (byte === closeBrace || byte === closeBracket)) depth -= 1;
  }
  return null;
}

/** Just behind the bracket that closes an object; null if it does not come. */
function endOfObject(bytes: Buffer, from: number): number | null {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

/** The closing quote of a string, or the end of the input. */
function endOfString(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

function trimmed(bytes: Buffer): Buffer {
  const start = skipSpace(bytes, 0);
  let end = bytes.length;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
