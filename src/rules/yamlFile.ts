/** A YAML file with the lines of its parts, and the faults of its shape in Chinese: one reading for policy, profiles and catalogue. */
import type { TSchema } from "typebox";
import { Settings } from "typebox/system";
import Value from "typebox/value";
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from "yaml";
import { nearestNames, type KnownName } from "./nearestNames.ts";

export interface Fault {
  path: string[];
  reason: string;
}

export interface YamlFile {
  value: unknown;
  /** The line of the part at a path; where it does not exist, that of its nearest ancestor. */
  lineOf: (path: readonly string[]) => number;
  syntaxFault: LineFault | null;
}

export interface LineFault {
  line: number;
  reason: string;
}

export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const lineOf = (path: readonly string[]) => lineAt(offsetOf(document, path));
  const refused = (offset: number, reason: string): YamlFile => {
    return { value: null, lineOf, syntaxFault: { line: lineAt(offset), reason: `不是有效的 YAML：${reason}` } };
  };
  const syntax = [...document.errors, ...document.warnings][0];
  if (syntax) return refused(syntax.pos[0], `${syntaxReasons[syntax.code] ?? "写法有误"}（${syntax.code}）`);
  try {
    return { value: document.toJS() as unknown, lineOf, syntaxFault: null };
  } catch (cause) {
    // An alias without its anchor, or aliases that unfold without end, show only here; the first alias stands for them.
    if (!(cause instanceof ReferenceError)) return refused(0, "无法读成数据（如合并键 << 不是键值）");
    let offset = 0;
    visit(document, { Alias: (_, alias) => ((offset = alias.range?.[0] ?? 0), visit.BREAK) });
    return refused(offset, "别名（*）没有对应的锚点（&）或展开过多");
  }
}

const syntaxReasons: Partial<Record<string, string>> = {
  BAD_INDENT: "缩进不对",
  TAB_AS_INDENT: "缩进不能用制表符",
  DUPLICATE_KEY: "同一层有重复的键",
  MULTIPLE_DOCS: "只能有一份文档",
  MISSING_CHAR: "缺少字符（引号、括号、冒号或逗号）",
  BAD_COLLECTION_TYPE: "同一处混用了列表和键值",
};

/** The fault that stands first in the file, its path before its reason; null where there is none. */
export function firstFault({ lineOf, syntaxFault }: YamlFile, faults: readonly Fault[], separator: string): LineFault | null {
  if (syntaxFault) return syntaxFault;
  const inOrder = faults
    .map(({ path, reason }) => ({ line: lineOf(path), reason: `${path.join(separator)} ${reason}`.trim() }))
    .sort((a, b) => a.line - b.line);
  return inOrder[0] ?? null;
}

type ShapeError = ReturnType<typeof Value.Errors>[number];

/**
 * What a schema finds wrong with a value. A schema may carry `errorMessage`, the sentence for a fault of its pattern, its length or its
 * number of parts, and `title`, by which a name that is not known is guessed; editors read both too.
 */
export function shapeFaults(schema: TSchema, value: unknown): Fault[] {
  const errors = allErrors(schema, value);
  const wrongTypes = new Set(errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath));
  // What is of a wrong type is of course none of the allowed values either.
  const faults = errors.filter(({ keyword, instancePath }) => keyword !== "enum" || !wrongTypes.has(instancePath)).flatMap((error) => faultsOf(error, schema, value));
  const [first] = errors;
  return faults.length === 0 && first !== undefined ? [{ path: partsOf(first.instancePath), reason: "不合规定" }] : faults;
}

/** The library stops at eight otherwise, and says of an unknown key first what tells nothing. */
const errorsMax = 1_000;

function allErrors(schema: TSchema, value: unknown): ShapeError[] {
  Settings.Set({ maxErrors: errorsMax });
  try {
    return Value.Errors(schema, value);
  } finally {
    Settings.Reset();
  }
}

function faultsOf(error: ShapeError, root: TSchema, value: unknown): Fault[] {
  const schema = schemaAt(root, error.schemaPath);
  const path = partsOf(error.instancePath);
  const fault = (reason: string): Fault[] => [{ path, reason }];
  switch (error.keyword) {
    case "boolean":
      return []; // The same unknown key is told of by additionalProperties.
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => ({ path: [...path, name], reason: `不认识的项${guess(name, knownNames(schema))}` }));
    case "required":
      return fault(`缺少 ${error.params.requiredProperties.map((name) => withTitle(name, schema.properties?.[name])).join("、")}`);
    case "type":
      return fault(`应为${[error.params.type].flat().map((type) => typeNames[type] ?? type).join("或")}${exampleOf(schema)}`);
    case "enum":
      return fault(enumReason(valueAt(value, path), error.params.allowedValues.map(String)));
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return fault(`应 ${error.params.comparison} ${error.params.limit}`);
    default:
      return fault(schema.errorMessage ?? reasonOf(error));
  }
}

function reasonOf(error: ShapeError): string {
  switch (error.keyword) {
    case "minLength":
      return "不能为空";
    case "maxLength":
      return `最多 ${error.params.limit} 个字`;
    case "minItems":
      return `至少写 ${error.params.limit} 项`;
    case "maxItems":
      return `最多写 ${error.params.limit} 项`;
    default:
      return `不合规定（${error.keyword}）`;
  }
}

function enumReason(given: unknown, allowed: string[]): string {
  const list = `应为以下之一：${allowed.join("、")}`;
  if (typeof given !== "string" || given.length > 40) return list;
  const [nearest] = nearestNames(given, allowed.map((name) => ({ name })));
  return `没有“${given}”，${nearest === undefined ? "" : `是不是 ${nearest}？`}${list}`;
}

function guess(name: string, known: KnownName[]): string {
  const near = nearestNames(name, known);
  if (near.length > 0) return `，是不是 ${near.map((found) => withTitle(found, known.find((each) => each.name === found))).join("、")}？`;
  return known.length > 0 ? `，可用：${known.map((each) => each.name).join("、")}` : "";
}

interface SchemaNode {
  title?: string;
  errorMessage?: string;
  examples?: unknown[];
  properties?: Record<string, SchemaNode>;
}

const knownNames = ({ properties }: SchemaNode): KnownName[] =>
  Object.entries(properties ?? {}).map(([name, { title }]) => (title === undefined ? { name } : { name, title }));

const withTitle = (name: string, node: { title?: string | undefined } | undefined): string => (node?.title === undefined ? name : `${name}（${node.title}）`);

function exampleOf({ examples }: SchemaNode): string {
  const [example] = examples ?? [];
  return example === undefined ? "" : `，如 ${typeof example === "string" ? example : JSON.stringify(example)}`;
}

const partsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

const schemaAt = (root: TSchema, pointer: string): SchemaNode => (valueAt(root, partsOf(pointer)) ?? {});

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, part) => (typeof here === "object" && here !== null ? (here as Record<string, unknown>)[part] : undefined), root);
}

const typeNames: Record<string, string> = {
  object: "一组键值",
  array: "列表",
  string: "文字（数字须加引号）",
  number: "数字",
  integer: "整数",
  boolean: " true 或 false",
  null: "空（null）",
};

/** Where the key at a path stands in the text. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0;
  for (const part of path) {
    const inside: readonly unknown[] = isMap(node) || isSeq(node) ? node.items : [];
    const isNamed = (pair: unknown) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === part;
    const item = isSeq(node) ? inside[Number(part)] : inside.find(isNamed);
    const named: unknown = isPair(item) ? item.key : item;
    if (!isScalar(named) && !isMap(named) && !isSeq(named)) return offset;
    offset = named.range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}
