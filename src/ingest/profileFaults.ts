/** What the shape of a profile file alone does not show: fields that cannot be read as told, tables that are missing, keys claimed twice. */
import { kinds, priorities } from "../rules/words.ts";
import type { Fault } from "../rules/yamlFile.ts";
import type { FieldPath } from "./canonical.ts";
import { canonicalFields, peopleMax, requiredFieldPaths, sourceActions } from "./canonical.ts";
import { cleanText } from "./cleanText.ts";
import { dayFormats } from "./instantFormats.ts";
import { answerPlaceholders, type AnswersOfFile, type FieldRuleOfFile, type FieldType, type ProfileFile } from "./profileSchema.ts";

export const rulesOf = (file: ProfileFile) => Object.entries(file.fields) as [FieldPath, FieldRuleOfFile][];

/** @param given A file whose shape is right. */
export function* contradictions(given: unknown): Generator<Fault> {
  const file = given as ProfileFile;
  for (const path of requiredFieldPaths) {
    if (!file.fields[path]?.from?.length) yield { path: ["fields", path], reason: "必须写明从哪些字段（from）读取" };
  }
  if (!file.fields.kind) yield { path: ["fields"], reason: "缺少 kind（事项类别）" };
  for (const [path, rule] of rulesOf(file)) yield* ruleFaults(file, path, rule);
  yield* keysClaimedTwice(file);
  if (file.answers) yield* answerFaults(file.answers);
}

type CanonicalType = (typeof canonicalFields)[FieldPath]["type"];

const typesAllowed: Record<CanonicalType, readonly [FieldType, ...FieldType[]]> = {
  text: ["text", "code"],
  instant: ["instant", "day"],
  kind: ["code"],
  priority: ["code"],
  sourceAction: ["code"],
  flag: ["flag"],
  integer: ["integer"],
};

export const usualType = (path: FieldPath): FieldType => typesAllowed[canonicalFields[path].type][0];

function* ruleFaults(file: ProfileFile, path: FieldPath, rule: FieldRuleOfFile): Generator<Fault> {
  const at = (key: string) => ["fields", path, key];
  const type = rule.type ?? usualType(path);
  const isTime = type === "instant" || type === "day";
  const formats = rule.formats ?? file.formats;
  const allowed = typesAllowed[canonicalFields[path].type];
  if (!allowed.includes(type)) yield { path: at("type"), reason: `此字段不能按 ${type} 读取，可用：${allowed.join("、")}` };
  for (const key of ["formats", "zone"] as const) {
    if (rule[key] !== undefined && !isTime) yield { path: at(key), reason: `只有时间和日期字段才能写 ${key}` };
  }
  if (type === "day" && !formats.some((format) => dayFormats.includes(format))) {
    yield { path: at("type"), reason: `formats 中没有日期格式，可用：${dayFormats.join("、")}` };
  }
  if (rule.codes !== undefined && type !== "code") yield { path: at("codes"), reason: "只有 code 类型的字段才能写 codes" };
  if (!rule.from?.length && rule.default === undefined) yield { path: ["fields", path], reason: "from 和 default 至少写一个" };
  if (type === "code" && rule.from?.length) yield* codeFaults(file, path, rule);
  if (rule.default !== undefined && (isTime || !isAllowed(path, rule.default))) {
    yield { path: at("default"), reason: isTime ? `不是 ${path} 的值：时间字段不能有缺省值` : `不是 ${path} 的值${allowedList(path)}` };
  }
  const mayStayOpen = path === "kind" && rule.default === undefined && !rule.required;
  if (mayStayOpen) yield { path: ["fields", path], reason: "须有 default，或写 required: true" };
}

function* codeFaults(file: ProfileFile, path: FieldPath, { codes }: FieldRuleOfFile): Generator<Fault> {
  const tables = Object.keys(file.codeTables ?? {});
  const table = codes !== undefined && tables.includes(codes) ? file.codeTables?.[codes] : undefined;
  if (!table) {
    const present = tables.length > 0 ? `（现有：${tables.join("、")}）` : "（现在还没有）";
    yield { path: codes === undefined ? ["fields", path] : ["fields", path, "codes"], reason: `须在 codes 写明 codeTables 中的一个代码表${present}` };
  }
  for (const [code, meaning] of Object.entries(table ?? {})) {
    if (!isAllowed(path, meaning)) yield { path: ["codeTables", codes ?? "", code], reason: `“${meaning}”不是 ${path} 的值${allowedList(path)}` };
  }
}

const words: Partial<Record<CanonicalType, readonly string[]>> = { kind: kinds, priority: priorities, sourceAction: sourceActions, flag: ["true", "false"] };

function isAllowed(path: FieldPath, value: string | number | boolean): boolean {
  const { type } = canonicalFields[path];
  if (type === "flag") return typeof value === "boolean";
  if (type === "integer") return typeof value === "number" && value >= 1 && value <= peopleMax;
  return typeof value === "string" && (words[type]?.includes(value) ?? true);
}

function allowedList(path: FieldPath): string {
  const { type } = canonicalFields[path];
  if (type === "integer") return `，应为 1 至 ${peopleMax} 的整数`;
  return words[type] ? `，可用：${words[type].join("、")}` : "，应为文字";
}

/** One key may feed several fields, as where one class code tells kind and priority, but only one of them may hold it as it stands. */
function* keysClaimedTwice(file: ProfileFile): Generator<Fault> {
  const holders = new Map<string, FieldPath>();
  const claims = new Set<string>();
  for (const [path, rule] of rulesOf(file)) {
    const isCode = (rule.type ?? usualType(path)) === "code";
    for (const [index, given] of (rule.from ?? []).entries()) {
      const at = ["fields", path, "from", String(index)];
      const key = cleanText(given);
      const holder = holders.get(key);
      if (key === "") yield { path: at, reason: "字段名不能为空" };
      else if (claims.has(`${path} ${key}`)) yield { path: at, reason: `“${given}”已用于 ${path}，重复了` };
      else if (!isCode && holder) yield { path: at, reason: `“${given}”已用于 ${holder}；同一来源字段可供几个代码（code）字段用，其他字段只能有一个` };
      claims.add(`${path} ${key}`);
      if (!isCode) holders.set(key, path);
    }
  }
}

const keysOf: Record<AnswersOfFile["way"], readonly (keyof AnswersOfFile)[]> = {
  pull: ["way"],
  push: ["way", "url", "headers", "body", "success", "timeoutSeconds"],
  file: ["way", "folder"],
};

function* answerFaults(answers: AnswersOfFile): Generator<Fault> {
  for (const key of Object.keys(answers) as (keyof AnswersOfFile)[]) {
    const way = keysOf.push.includes(key) ? "push" : "file";
    if (!keysOf[answers.way].includes(key)) yield { path: ["answers", key], reason: `只有 way: ${way} 才能写 ${key}` };
  }
  if (answers.url !== undefined) yield* urlFaults(answers.url);
  yield* headerFaults(answers.headers ?? {});
  yield* bodyFaults(answers.body, ["answers", "body"]);
}

function* urlFaults(text: string): Generator<Fault> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) yield { path: ["answers", "url"], reason: "不是有效的地址" };
  else if (url.username !== "" || url.password !== "") yield { path: ["answers", "url"], reason: "地址中不能写用户名和口令，请改写在 headers 中" };
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const ownHeaders = ["connection", "content-length", "host", "transfer-encoding"];

/** The values are never repeated: they are secrets. */
function* headerFaults(headers: Record<string, string>): Generator<Fault> {
  for (const [name, value] of Object.entries(headers)) {
    const path = ["answers", "headers", name];
    if (!headerName.test(name)) yield { path, reason: "不是有效的请求头名" };
    else if (ownHeaders.includes(name.toLowerCase())) yield { path, reason: "此请求头由系统填写，请去掉" };
    else if (answerPlaceholders.some((placeholder) => value.includes(`{${placeholder}}`))) yield { path, reason: "占位符只能写在 body 中" };
  }
}

const bodyDepthMax = 16;
const braced = /\{(\s*[\p{L}\p{N}_.-]+\s*)\}/gu;

function* bodyFaults(value: unknown, path: string[]): Generator<Fault> {
  if (path.length > bodyDepthMax) yield { path, reason: `嵌套不能超过 ${bodyDepthMax} 层` };
  else if (typeof value === "string") yield* placeholderFaults(value, path);
  else if (typeof value === "number" && !Number.isFinite(value)) yield { path, reason: "不是 JSON 的数字" };
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) yield* bodyFaults(inner, [...path, key]);
  }
}

function* placeholderFaults(text: string, path: string[]): Generator<Fault> {
  for (const [whole, name] of text.matchAll(braced)) {
    const isKnown = (answerPlaceholders as readonly string[]).includes(name ?? "");
    if (!isKnown) yield { path, reason: `没有占位符 ${whole}，可用：${answerPlaceholders.map((known) => `{${known}}`).join("、")}` };
  }
}
