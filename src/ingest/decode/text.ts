/** Bytes to text by the encodings that Chinese offices use, strictly: bytes that fit none of them are not guessed at. */
import { isUtf8 } from "node:buffer";
import { utf8Text } from "./record.ts";

export type Decode = (bytes: Uint8Array) => string | null;

export const decoders = { "utf-8": utf8Text, gb18030: gb18030Text } as const satisfies Record<string, Decode>;
export type Encoding = keyof typeof decoders;

/**
 * UTF-16 turned into UTF-8 where a byte order mark says that it is UTF-16 (null where that is not true), and undefined where there is
 * no such mark. In pieces, so that a long text takes its room once.
 */
export function utf8OfUtf16(bytes: Buffer): Buffer | null | undefined {
  if (bytes.length < 2) return undefined;
  const mark = bytes.readUInt16BE(0);
  if (mark !== 0xfffe && mark !== 0xfeff) return undefined;
  const decoder = new TextDecoder(mark === 0xfffe ? "utf-16le" : "utf-16be", { fatal: true, ignoreBOM: true });
  const utf8 = Buffer.alloc(Math.ceil((bytes.length - 2) * 1.5));
  let length = 0;
  try {
    for (let at = 2; at < bytes.length; at += pieceBytes) {
      const isLast = at + pieceBytes >= bytes.length;
      length += utf8.write(decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: !isLast }), length);
    }
  } catch {
    return null;
  }
  return utf8.subarray(0, length);
}
const pieceBytes = 1024 * 1024;

/** Without the byte order marks of UTF-8 at the beginning; programs that add one to a file that has one leave two. */
export function withoutMarks(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
  return start === 0 ? bytes : bytes.subarray(start);
}

/**
 * Whether bytes look like UTF-16 of which nothing says so: its ASCII characters, at least the line ends and separators, have their
 * NUL on one side. In no other text of an office are there NULs at all.
 */
export function looksLikeUtf16(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, utf16SampleBytes);
  const nuls = [0, 0] as [number, number];
  for (let at = sample.indexOf(0); at !== -1; at = sample.indexOf(0, at + 1)) nuls[at % 2 === 0 ? 0 : 1] += 1;
  const all = nuls[0] + nuls[1];
  return all >= 2 && all >= sample.length * 0.04 && Math.max(...nuls) >= all * 0.9;
}
const utf16SampleBytes = 1024;

/**
 * The encoding of a file that does not name it: UTF-8, else GB18030 (of which GBK and GB2312 are parts). Where lines of both are
 * mixed, the one of the most lines; the others are then not of the file's encoding, and nobody takes them for what they are not.
 */
export function encodingOf(bytes: Buffer): Encoding {
  if (isUtf8(bytes)) return "utf-8";
  let [utf8Lines, otherLines] = [0, 0];
  for (const line of linesOf(bytes)) {
    if (!isUtf8(line)) otherLines += 1;
    else if (isSurelyUtf8(line)) utf8Lines += 1;
  }
  return utf8Lines >= otherLines ? "utf-8" : "gb18030";
}

/**
 * Whether bytes are UTF-8 with a Chinese character or punctuation in them. A few short texts in GBK are valid UTF-8 by chance, but
 * then of Latin, Greek or Arabic letters.
 */
export function isSurelyUtf8(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && /[\u2e80-\uffef]/.test(utf8Text(bytes) ?? "");
}

export function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** Null too where the bytes are UTF-8: as GB18030 they would mostly be read without a fault, as characters that nobody wrote. */
export function gb18030Text(bytes: Uint8Array): string | null {
  try {
    return isSurelyUtf8(bytes) ? null : strictGb18030.decode(bytes);
  } catch {
    return null;
  }
}
const strictGb18030 = new TextDecoder("gb18030", { fatal: true });
