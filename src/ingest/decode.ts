/** Bytes of a feed to records: which format they are in, and one decoder for each. No input makes a decoder throw. */
import { decodeCsv } from "./decode/csv.ts";
import { decodeJson } from "./decode/json.ts";
import { decodeNdjson } from "./decode/ndjson.ts";
import type { DecodedRecord, FoundRecord } from "./decode/record.ts";
import { inputBytesMaxDefault, recordBytesMaxDefault, unreadBytes } from "./decode/record.ts";
import { replayed } from "./decode/replayed.ts";
import { decodeXlsx } from "./decode/xlsx.ts";
import { decodeXml } from "./decode/xml.ts";

export { decodeNdjson } from "./decode/ndjson.ts";
export type { DecodedRecord, ReadRecord, UnreadRecord } from "./decode/record.ts";

export const formats = ["json", "ndjson", "csv", "xlsx", "xml"] as const;
export type Format = (typeof formats)[number];

export interface DecodeOptions {
  format: Format;
  /** Longest input in bytes; a longer one becomes one `too-large` problem. NDJSON streams through `decodeNdjson` have no such limit. */
  maxBytes?: number | undefined;
  /** Longest single record in bytes. */
  maxRecordBytes?: number | undefined;
}

/** The records of an input in its order, each with its exact text; what cannot be read is a record with problems, never an exception. */
export async function* decodeRecords(bytes: Uint8Array, options: DecodeOptions): AsyncGenerator<DecodedRecord, void, undefined> {
  const { format, maxBytes = inputBytesMaxDefault, maxRecordBytes = recordBytesMaxDefault } = options;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === "ndjson" && buffer.length <= maxBytes) {
    yield* decodeNdjson([buffer], { maxRecordBytes });
    return;
  }
  let index = 0;
  const found = buffer.length > maxBytes ? [inputTooLarge(buffer, maxBytes, maxRecordBytes)] : decode(buffer, format, maxRecordBytes);
  for await (const record of found) yield { index: index++, ...record };
}

function decode(bytes: Buffer, format: Format, recordBytesMax: number): Iterable<FoundRecord> | AsyncIterable<FoundRecord> {
  switch (format) {
    case "json":
    case "ndjson":
      return decodeJson(bytes, recordBytesMax);
    case "csv":
      return decodeCsv(bytes, recordBytesMax);
    case "xlsx":
      return decodeXlsx(bytes, recordBytesMax);
    case "xml":
      return decodeXml(bytes, recordBytesMax);
  }
}

function inputTooLarge(bytes: Buffer, bytesMax: number, recordBytesMax: number): FoundRecord {
  const detail = `数据超过 ${bytesMax} 字节；请分批推送，或改用 NDJSON（逐行读取，不限长度）。`;
  return unreadBytes(bytes, { code: "too-large", detail }, Math.min(bytesMax, recordBytesMax));
}

/** One record again from the `raw` of a DecodedRecord, as it was kept or as the staff corrected it. */
export function decodeRaw(raw: string): DecodedRecord {
  return { index: 0, ...replayed(raw) };
}

const formatsByEnding: Record<string, Format> = {
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  csv: "csv",
  tsv: "csv",
  xlsx: "xlsx",
  xml: "xml",
};

const formatsByContentType: Record<string, Format> = {
  "application/json": "json",
  "text/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/x-jsonlines": "ndjson",
  "text/csv": "csv",
  "text/tab-separated-values": "csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/xml": "xml",
  "text/xml": "xml",
};

/** The format that a content type (its parameters aside) or a file's name tells, or null. */
export function formatOf(fileNameOrContentType: string): Format | null {
  const text = fileNameOrContentType.trim().toLowerCase();
  const contentType = (text.split(";")[0] ?? "").trim();
  const byContentType = Object.hasOwn(formatsByContentType, contentType) ? formatsByContentType[contentType] : undefined;
  const ending = /\.([a-z]+)$/.exec(text)?.[1] ?? "";
  return byContentType ?? (Object.hasOwn(formatsByEnding, ending) ? formatsByEnding[ending] : undefined) ?? null;
}
