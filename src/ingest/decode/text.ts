/** Bytes to text by the encodings that Chinese offices use, strictly: bytes that fit none of them are not guessed at. */
import { utf8Text } from "./record.ts";

/**
 * The text of a file that does not name its encoding: UTF-16 where a byte order mark says so, else UTF-8, else GB18030 (of which
 * GBK and GB2312 are parts). Null where the bytes are none of these. A byte order mark is left out.
 */
export function textOf(bytes: Uint8Array): string | null {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return utf16;
  const text = utf8Text(bytes) ?? gb18030Text(bytes);
  return text?.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The text where a byte order mark says UTF-16 (null where that is not true), and undefined where there is no such mark. */
export function utf16Of(bytes: Uint8Array): string | null | undefined {
  const mark = bytes.length >= 2 ? `${bytes[0]},${bytes[1]}` : "";
  if (mark === "255,254") return strictly("utf-16le", bytes);
  if (mark === "254,255") return strictly("utf-16be", bytes);
  return undefined;
}

export function gb18030Text(bytes: Uint8Array): string | null {
  return strictly("gb18030", bytes);
}

function strictly(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
