/** One record again from the text that was kept of it, as it came or as the staff corrected it. */
import type { Problem } from "../problems.ts";
import { decodeCsv } from "./csv.ts";
import { decodeJson } from "./json.ts";
import { kindOf } from "./otherFormat.ts";
import { bytesOfDataUri, recordBytesMaxDefault, type FoundRecord } from "./record.ts";
import { utf8OfUtf16 } from "./text.ts";
import { decodeXml, recordOfXml } from "./xml.ts";

/**
 * What the text of a record, or a whole input that was kept, is now. Where an input decodes to exactly one record, it is that; where
 * to none or to several, it stays what it is: its sender has to send it again, corrected, so that each record has its own receipt.
 */
export function replayed(raw: string): FoundRecord {
  const bytes = bytesOfDataUri(raw);
  const found = bytes === null ? foundInText(raw) : soleOf(foundInBytes(bytes));
  if (found === null) return { raw, problems: [notOneRecord] };
  return found.problems ? { ...found, raw } : found;
}

function foundInText(raw: string): FoundRecord | null {
  const text = raw.trim();
  if (text.startsWith("<")) return recordOfXml(text, recordBytesMaxDefault);
  const found = soleOf(decodeJson(Buffer.from(text), recordBytesMaxDefault));
  const isNoJson = found?.problems?.[0]?.code === "unreadable" && !/^[[{]/.test(text);
  return isNoJson ? { raw, problems: [notARecord] } : found;
}

/** An XLSX stays what it is: the file has to be put right, not its receipt. */
function foundInBytes(given: Buffer): Iterable<FoundRecord> {
  const bytes = utf8OfUtf16(given) ?? given;
  const kind = kindOf(bytes);
  if (kind === "zip") return [];
  if (kind === "xml") return decodeXml(bytes, recordBytesMaxDefault);
  if (kind === "json") return decodeJson(bytes, recordBytesMaxDefault);
  return decodeCsv(bytes, recordBytesMaxDefault);
}

function soleOf(found: Iterable<FoundRecord>): FoundRecord | null {
  let sole: FoundRecord | null = null;
  for (const record of found) {
    if (sole !== null) return null;
    sole = record;
  }
  return sole;
}

const notOneRecord: Problem = {
  code: "unreadable",
  detail: "这是整个文件或一段数据，不是恰好一条记录，不能单独重放；请由来源改正后重新推送，或在 raw 中提交改正后的一条记录。",
};
const notARecord: Problem = {
  code: "unreadable",
  detail: "这段原文不是一条可以单独读取的记录（JSON 对象或 XML 元素）；请由来源改正后重新推送，或在 raw 中提交改正后的一条记录。",
};
