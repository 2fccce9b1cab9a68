/** XML: a list of record elements or a single one, in the encoding that it declares. No document type, so no entities but the five. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Problem } from "../problems.ts";
import type { FoundRecord } from "./record.ts";
import { read, tooLarge, unread, unreadBytes, unreadInput, utf8Text, wholeInputBytesMax } from "./record.ts";
import { gb18030Text, utf16Of } from "./text.ts";
import { xmlSlices, type Slice } from "./xmlSlices.ts";

/** A declaration stands at the very beginning and is short. */
const declarationLengthMax = 1000;
const declaration = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;
const decoders: Record<string, (bytes: Uint8Array) => string | null> = {
  "utf-8": utf8Text,
  utf8: utf8Text,
  "us-ascii": utf8Text,
  gbk: gb18030Text,
  gb2312: gb18030Text,
  gb18030: gb18030Text,
};

export function* decodeXml(given: Buffer, recordBytesMax: number): Generator<FoundRecord> {
  const utf16 = utf16Of(given);
  const bytes = withoutMark(utf16 ? Buffer.from(utf16) : given);
  const latin1 = bytes.toString("latin1");
  const encoding = utf16 ? "utf-8" : (declaration.exec(latin1.slice(0, declarationLengthMax))?.[1]?.toLowerCase() ?? "utf-8");
  const decode = decoders[encoding];
  if (!decode || utf16 === null) {
    yield unreadInput(given, unknownEncoding);
    return;
  }
  const { records, leftovers, refused } = xmlSlices(latin1);
  if (refused) {
    yield unreadText(bytes, decode, refused === "doctype" ? doctype : notXml, wholeInputBytesMax);
    return;
  }
  const of = ({ start, end }: Slice) => bytes.subarray(start, end);
  for (const slice of records) yield recordOf(of(slice), decode, recordBytesMax);
  for (const slice of leftovers) yield unreadText(of(slice), decode, leftover, recordBytesMax);
}

type Decode = (bytes: Uint8Array) => string | null;

function unreadText(bytes: Buffer, decode: Decode, problem: Problem, recordBytesMax: number): FoundRecord {
  const text = decode(bytes);
  return text === null ? unreadBytes(bytes, undecodable, recordBytesMax) : unread(text.trim(), problem, recordBytesMax);
}

function recordOf(bytes: Buffer, decode: Decode, recordBytesMax: number): FoundRecord {
  if (bytes.length > recordBytesMax) return unreadText(bytes, decode, tooLarge(recordBytesMax), recordBytesMax);
  const text = decode(bytes);
  return text === null ? unreadBytes(bytes, undecodable, recordBytesMax) : recordOfXml(text.trim(), recordBytesMax);
}

/** One record from the text of its element: its leaves' texts by their names, a nested element as an object. */
export function recordOfXml(text: string, recordBytesMax: number): FoundRecord {
  try {
    if (text.includes("\0") || XMLValidator.validate(text) !== true) throw new NotWellFormed();
    const nodes = parser.parse(text) as Node[];
    const element = nodes.find((node) => nameOf(node) !== undefined);
    const value = element && valueOf(element);
    if (value === undefined) throw new NotWellFormed();
    return typeof value === "string" ? unread(text, notAnObject, recordBytesMax) : read(text, value);
  } catch {
    // Messages of the parser quote the text, which holds personal data; whatever it did not like, the record is unreadable.
    return unread(text, malformed, recordBytesMax);
  }
}

class NotWellFormed extends Error {}

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

const reference = /&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(amp|lt|gt|quot|apos);)?/g;
const predefined: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function withoutReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(reference, (_, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name) return predefined[name] ?? "";
    const code = hexadecimal ? parseInt(hexadecimal, 16) : decimal ? Number(decimal) : Number.NaN;
    if (!(code <= 0x10ffff)) throw new NotWellFormed();
    return String.fromCodePoint(code);
  });
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? bytes.subarray(3) : bytes;
}

const unknownEncoding: Problem = { code: "undecodable", detail: "XML 声明的编码无法识别；请用 UTF-8、GBK 或 GB18030 编码重新推送。" };
const undecodable: Problem = { code: "undecodable", detail: "文字与 XML 声明的编码不符；请核对 encoding 后重新推送。" };
const doctype: Problem = { code: "unreadable", detail: "XML 中不允许有 DOCTYPE（文档类型声明和自定义实体）；请去掉后重新推送。" };
const notXml: Problem = { code: "unreadable", detail: "不是有效的 XML；请检查后重新推送。" };
const malformed: Problem = { code: "unreadable", detail: "这条记录不是格式正确的 XML；请检查标签是否配对、“&”是否写作“&amp;”，改正后重新推送。" };
const leftover: Problem = { code: "unreadable", detail: "不属于任何完整记录的内容，可能是数据被截断；请重新推送完整的数据。" };
const notAnObject: Problem = { code: "not-an-object", detail: "这个元素里没有字段；记录应是包含各字段元素的 XML 元素。" };
