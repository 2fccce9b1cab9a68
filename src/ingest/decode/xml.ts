/** XML: a list of record elements or a single one, in the encoding that it declares. No document type, so no entities but the five. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Problem } from "../problems.ts";
import { otherFormat } from "./otherFormat.ts";
import type { FoundRecord } from "./record.ts";
import { read, tooLarge, unread, unreadBytes, unreadInput, wholeInputBytesMax } from "./record.ts";
import { decoders, utf8OfUtf16, withoutMarks, type Decode } from "./text.ts";
import { withoutReferences, XmlError } from "./xmlReferences.ts";
import { isDoctypeIn, xmlSlices, type Slice } from "./xmlSlices.ts";

/** A declaration stands at the very beginning and is short. */
const declarationLengthMax = 1000;
const declaration = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;
const decodersByName: Record<string, Decode> = {
  "utf-8": decoders["utf-8"],
  utf8: decoders["utf-8"],
  "us-ascii": decoders["utf-8"],
  gbk: decoders.gb18030,
  gb2312: decoders.gb18030,
  gb18030: decoders.gb18030,
};

export function* decodeXml(given: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const utf16 = utf8OfUtf16(given);
  const bytes = withoutMarks(utf16 ?? given);
  const encoding = utf16 ? "utf-8" : (declaration.exec(bytes.toString("latin1", 0, declarationLengthMax))?.[1]?.toLowerCase() ?? "utf-8");
  const decode = Object.hasOwn(decodersByName, encoding) ? decodersByName[encoding] : undefined;
  const problem = otherFormat(bytes, ["xml"]) ?? (decode && utf16 !== null ? null : unknownEncoding);
  if (problem !== null || !decode) {
    yield unreadInput(given, problem ?? unknownEncoding);
    return;
  }
  const of = ({ start, end }: Slice) => bytes.subarray(start, end);
  for (const slice of xmlSlices(bytes.toString("latin1"))) {
    if (slice.kind === "record") yield recordOf(of(slice), decode, recordBytesMax);
    else if (slice.kind === "leftover") yield unreadText(of(slice), decode, leftover);
    else yield unreadText(bytes, decode, slice.kind === "doctype" ? doctype : notXml);
  }
}

/** What is no record, however long it is: it may hold the rest of the file. */
function unreadText(bytes: Buffer, decode: Decode, problem: Problem): FoundRecord {
  if (bytes.length > wholeInputBytesMax) return unreadInput(bytes, problem);
  const text = decode(bytes);
  return text === null ? unreadInput(bytes, undecodable) : unread(text.trim(), problem, wholeInputBytesMax);
}

function recordOf(bytes: Buffer, decode: Decode, recordBytesMax: number): FoundRecord {
  if (bytes.length > recordBytesMax) return unreadBytes(bytes, tooLarge(recordBytesMax), recordBytesMax);
  const text = decode(bytes);
  return text === null ? unreadBytes(bytes, undecodable, recordBytesMax) : recordOfXml(text.trim(), recordBytesMax);
}

/** One record from the text of its element: its leaves' texts by their names, a nested element as an object. */
export function recordOfXml(text: string, recordBytesMax: number): FoundRecord {
  if (isDoctypeIn(text)) return unread(text, doctype, recordBytesMax);
  try {
    if (text.includes("\0") || XMLValidator.validate(text) !== true) throw new XmlError();
    const nodes = parser.parse(text) as Node[];
    const element = nodes.find((node) => nameOf(node) !== undefined);
    const value = element && valueOf(element);
    if (value === undefined) throw new XmlError();
    return typeof value === "string" ? unread(text, notAnObject, recordBytesMax) : read(text, value);
  } catch {
    // Messages of the parser quote the text, which holds personal data; whatever it did not like, the record is unreadable.
    return unread(text, malformed, recordBytesMax);
  }
}

/** An element, its tag's name being the key of its children; `:@` are its attributes. Texts and CDATA are nodes too. */
type Node = Record<string, unknown>;
const [textKey, cdataKey, attributesKey] = ["#text", "#cdata", ":@"];
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  textNodeName: textKey,
  cdataPropName: cdataKey,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Character references are decoded below, and nothing else: the parser would know a document type's entities too.
  processEntities: false,
  // Names are only read by Object.keys and kept by fromEntries, so one like toString needs no other.
  onDangerousProperty: (name) => name,
});

function nameOf(node: Node): string | undefined {
  return Object.keys(node).find((key) => key !== textKey && key !== cdataKey && key !== attributesKey);
}

function childrenOf(element: Node): Node[] {
  return (element[nameOf(element) ?? ""] ?? []) as Node[];
}

/** The text of a leaf; of an element with children or attributes an object, its own attributes as `@name`, a leaf's as `leaf@name`. */
function valueOf(element: Node): string | Record<string, unknown> {
  const children = childrenOf(element);
  const elements = children.filter((child) => nameOf(child) !== undefined);
  const attributes = attributesOf(element);
  const text = children.map(textOf).join("");
  if (elements.length === 0 && attributes.length === 0) return text;
  const entries = new Map<string, unknown>(attributes.map(([name, attribute]) => [`@${name}`, attribute]));
  for (const child of elements) {
    const name = nameOf(child) ?? "";
    const isLeaf = childrenOf(child).every((inner) => nameOf(inner) === undefined);
    if (isLeaf) for (const [attribute, content] of attributesOf(child)) add(entries, `${name}@${attribute}`, content);
    add(entries, name, isLeaf ? childrenOf(child).map(textOf).join("") : valueOf(child));
  }
  if (text.trim() !== "") entries.set(textKey, text);
  return Object.fromEntries(entries);
}

/** An element that comes twice becomes a list: neither hides the other. */
function add(entries: Map<string, unknown>, key: string, value: unknown): void {
  const present = entries.get(key);
  if (present === undefined) entries.set(key, value);
  else entries.set(key, Array.isArray(present) ? [...(present as unknown[]), value] : [present, value]);
}

function textOf(node: Node): string {
  const text = node[textKey];
  if (typeof text === "string") return withoutReferences(text);
  const cdata = node[cdataKey];
  if (Array.isArray(cdata)) return (cdata as Node[]).map((part) => part[textKey]).filter((part) => typeof part === "string").join("");
  return "";
}

function attributesOf(element: Node): [string, string][] {
  const attributes = Object.entries((element[attributesKey] ?? {}) as Record<string, unknown>);
  return attributes.map(([name, value]) => [name, withoutReferences(String(value))]);
}

const unknownEncoding: Problem = { code: "undecodable", detail: "XML 声明的编码无法识别；请用 UTF-8、GBK 或 GB18030 编码重新推送。" };
const undecodable: Problem = { code: "undecodable", detail: "文字与 XML 声明的编码不符，或有残缺的字；请核对 encoding 后重新推送。" };
const doctype: Problem = { code: "unreadable", detail: "XML 中不允许有 DOCTYPE（文档类型声明和自定义实体）；请去掉后重新推送。" };
const notXml: Problem = { code: "unreadable", detail: "不是有效的 XML；请检查后重新推送。" };
const malformed: Problem = { code: "unreadable", detail: "这条记录不是格式正确的 XML；请检查标签是否配对、“&”是否写作“&amp;”，改正后重新推送。" };
const leftover: Problem = { code: "unreadable", detail: "不属于任何完整记录的内容，可能是数据被截断；请重新推送完整的数据。" };
const notAnObject: Problem = { code: "not-an-object", detail: "这个元素里没有字段；记录应是包含各字段元素的 XML 元素。" };
