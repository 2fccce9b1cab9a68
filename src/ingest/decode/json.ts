/** JSON: one object or an array of them. Each element is cut out by its exact bytes and parsed alone, so a broken one stays alone. */
import type { Problem } from "../problems.ts";
import { hasDuplicateKeys } from "./duplicateKeys.ts";
import { lossyKeys } from "./numbers.ts";
import type { FoundRecord } from "./record.ts";
import { read, tooLarge, unread, unreadBytes, utf8Text } from "./record.ts";

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

export function* decodeJson(bytes: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const start = skipSpace(bytes, bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0);
  if (bytes[start] === openBracket) {
    yield* elements(bytes, start + 1, recordBytesMax);
  } else {
    const end = (bytes[start] === openBrace ? endOfObject(bytes, start) : null) ?? bytes.length;
    yield recordOf(bytes.subarray(start, end), recordBytesMax);
    yield* leftover(bytes, end, "一个对象之后还有内容；多条记录请用数组或 NDJSON。", recordBytesMax);
  }
}

function* elements(bytes: Buffer, from: number, recordBytesMax: number): Generator<FoundRecord> {
  let start = skipSpace(bytes, from);
  if (bytes[start] === closeBracket) {
    yield* leftover(bytes, start + 1, "数组之后还有内容。", recordBytesMax);
    return;
  }
  for (;;) {
    const end = endOfElement(bytes, start);
    if (end === null) {
      // A cut array: its complete elements are taken, the rest is kept as one record, so that the loss is visible.
      const whole = bytes[start] === openBrace ? endOfObject(bytes, start) : null;
      if (whole !== null) yield recordOf(bytes.subarray(start, whole), recordBytesMax);
      const detail = "数组没有结束，内容可能被截断；请重新推送完整的数据。";
      yield unreadBytes(trimmed(bytes.subarray(whole ?? start)), unreadable(detail), recordBytesMax);
      return;
    }
    yield recordOf(bytes.subarray(start, end), recordBytesMax);
    start = skipSpace(bytes, end + 1);
    if (bytes[end] === closeBracket) {
      yield* leftover(bytes, start, "数组之后还有内容。", recordBytesMax);
      return;
    }
  }
}

/** One record from the bytes of its JSON text. */
function recordOf(slice: Buffer, recordBytesMax: number): FoundRecord {
  const bytes = trimmed(slice);
  if (bytes.length > recordBytesMax) return unreadBytes(bytes, tooLarge(recordBytesMax), recordBytesMax);
  const text = utf8Text(bytes);
  if (text === null) return unreadBytes(bytes, notUtf8, recordBytesMax);
  return recordOfJson(text, recordBytesMax);
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
  if (hasDuplicateKeys(text, value)) return unread(text, duplicateKey, recordBytesMax);
  const lossy = lossyKeys(text);
  if (lossy.length > 0) return unread(text, lossy.map(lossyNumber), recordBytesMax);
  return read(text, value as Record<string, unknown>);
}

/** Which of two values under one key is meant, nobody can tell; JSON's readers take the last without a word. */
const duplicateKey: Problem = { code: "bad-value", detail: "同一个字段名在一个对象中出现了两次，无法判断以哪个为准；请去掉重复的字段后重新推送。" };

export function lossyNumber(path: string): Problem {
  return { code: "lossy-number", path, detail: `“${path}”是位数过多的数字，按数字读会丢失末尾几位；请改为文本（加引号）后重新推送。` };
}

export const notUtf8: Problem = { code: "undecodable", detail: "不是有效的 UTF-8 文字；JSON 须用 UTF-8 编码，请转换编码后重新推送。" };

function unreadable(detail: string): Problem {
  return { code: "unreadable", detail };
}

function* leftover(bytes: Buffer, from: number, detail: string, recordBytesMax: number): Generator<FoundRecord> {
  const rest = trimmed(bytes.subarray(from));
  if (rest.length > 0) yield unreadBytes(rest, unreadable(detail), recordBytesMax);
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
