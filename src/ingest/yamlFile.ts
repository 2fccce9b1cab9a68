/** A YAML file with the lines of its parts, and the faults of its shape in Chinese. */
import type { TSchema } from "typebox";
import Value from "typebox/value";
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from "yaml";

export interface Fault {
  path: string[];
  reason: string;
}

export interface YamlFile {
  value: unknown;
  /** The line of the part at a path; where it does not exist, that of its nearest ancestor. */
  lineOf: (path: readonly string[]) => number;
  syntaxFault: { line: number; reason: string } | null;
}

export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const lineOf = (path: readonly string[]) => lineAt(offsetOf(document, path));
  const syntax = [...document.errors, ...document.warnings][0];
  if (syntax) return { value: null, lineOf, syntaxFault: { line: lineAt(syntax.pos[0]), reason: `不是有效的 YAML（${syntax.code}）` } };
  try {
    return { value: document.toJS() as unknown, lineOf, syntaxFault: null };
  } catch (cause) {
    // An alias without its anchor, or aliases that unfold without end, show only here; the first alias stands for them.
    if (!(cause instanceof ReferenceError)) throw cause;
    let offset = 0;
    visit(document, { Alias: (_, alias) => ((offset = alias.range?.[0] ?? 0), visit.BREAK) });
    return { value: null, lineOf, syntaxFault: { line: lineAt(offset), reason: "别名（*）没有对应的锚点（&）或展开过多" } };
  }
}

export function shapeFaults(schema: TSchema, value: unknown): Fault[] {
  return Value.Errors(schema, value).flatMap((error): Fault[] => {
    const path = error.instancePath.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    switch (error.keyword) {
      case "boolean":
        return []; // The same unknown key is told of by additionalProperties.
      case "additionalProperties":
        return error.params.additionalProperties.map((name) => ({ path: [...path, name], reason: "不认识的项" }));
      case "required":
        return [{ path, reason: `缺少 ${error.params.requiredProperties.join("、")}` }];
      case "type":
        return [{ path, reason: `应为${[error.params.type].flat().map((type) => typeNames[type] ?? type).join("或")}` }];
      case "enum":
        return [{ path, reason: `应为以下之一：${error.params.allowedValues.join("、")}` }];
      default:
        return [{ path, reason: `不合规定（${error.keyword}）` }];
    }
  });
}

const typeNames: Record<string, string> = {
  object: "一组键值",
  array: "列表",
  string: "文字（数字须加引号）",
  integer: "整数",
  boolean: " true 或 false",
};

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
