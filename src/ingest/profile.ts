/**
 * A profile: where each canonical field of a source is found, and how its dates and codes are read. A city adapts this file, not
 * code. `parseProfile` refuses a file with any fault, naming its line.
 */
import Type, { type Static } from "typebox";
import Value from "typebox/value";
import type { Source } from "../rules/words.ts";
import { kinds, priorities, sources } from "../rules/words.ts";
import type { FieldPath } from "./canonical.ts";
import { canonicalFields, fieldPaths, peopleMax, requiredFieldPaths } from "./canonical.ts";
import { dayFormats, instantFormats, type InstantFormat } from "./instantFormats.ts";
import { readYaml, shapeFaults, type Fault } from "./yamlFile.ts";

export const fieldTypes = ["text", "instant", "day", "code", "flag", "integer"] as const;
export type FieldType = (typeof fieldTypes)[number];

const closed = { additionalProperties: false };
const oneOf = <Name extends string>(names: readonly Name[]) => Type.Unsafe<Name>({ type: "string", enum: [...names] });
const name = Type.String({ minLength: 1, maxLength: 100 });
const fieldRule = Type.Object(
  {
    from: Type.Optional(Type.Array(name, { maxItems: 50 })),
    type: Type.Optional(oneOf(fieldTypes)),
    formats: Type.Optional(Type.Array(oneOf(instantFormats), { minItems: 1 })),
    codes: Type.Optional(name),
    default: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Integer(), Type.Boolean()])),
    required: Type.Optional(Type.Boolean()),
  },
  closed,
);
const ProfileFileSchema = Type.Object(
  {
    name: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }),
    title: Type.Optional(name),
    source: oneOf(sources),
    zone: oneOf(["Asia/Shanghai"]),
    formats: Type.Array(oneOf(instantFormats), { minItems: 1 }),
    anonymousNames: Type.Optional(Type.Array(name, { maxItems: 50 })),
    fields: Type.Object(Object.fromEntries(fieldPaths.map((path) => [path, Type.Optional(fieldRule)])), closed),
    codeTables: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 200 })))),
  },
  closed,
);
type ProfileFile = Omit<Static<typeof ProfileFileSchema>, "fields"> & { fields: Partial<Record<FieldPath, Static<typeof fieldRule>>> };

/** How one canonical field is read, every choice made explicit. */
export interface FieldRule {
  /** Keys or columns in which it may stand; the first that is not blank counts, others go to `extra`. */
  from: string[];
  type: FieldType;
  formats: InstantFormat[];
  /** Name of a code table. Its keys are exact, or prefixes that end in `*`; an exact key wins, then the longest prefix. */
  codes: string | null;
  default: string | number | boolean | null;
  required: boolean;
}

export interface Profile {
  name: string;
  title: string;
  source: Source;
  zone: "Asia/Shanghai";
  fields: Partial<Record<FieldPath, FieldRule>>;
  /** Texts in the name field that mean that there is no name. */
  anonymousNames: string[];
  codeTables: Record<string, Record<string, string>>;
}

export class ProfileError extends Error {
  readonly code = "profile-invalid";
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`来源档案 ${file} 第 ${line} 行：${reason}`);
    this.name = "ProfileError";
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}

/** Reads a profile from the text of its YAML file. Throws a ProfileError for the first fault by line. */
export function parseProfile(text: string, fileName: string): Profile {
  const { value, lineOf, syntaxFault } = readYaml(text);
  if (syntaxFault) throw new ProfileError(fileName, syntaxFault.line, syntaxFault.reason);
  const faults = Value.Check(ProfileFileSchema, value) ? [...contradictions(value)] : shapeFaults(ProfileFileSchema, value);
  const [first] = faults
    .map(({ path, reason }) => ({ line: lineOf(path), reason: `${path.join(" › ")} ${reason}`.trim() }))
    .sort((a, b) => a.line - b.line);
  if (first) throw new ProfileError(fileName, first.line, first.reason);
  return profileOf(value as ProfileFile);
}

function profileOf(file: ProfileFile): Profile {
  const fields: Profile["fields"] = {};
  for (const [path, rule] of rulesOf(file)) {
    const type = rule.type ?? usualType(path);
    fields[path] = {
      from: rule.from ?? [],
      type,
      formats: (rule.formats ?? file.formats).filter((format) => type !== "day" || dayFormats.includes(format)),
      codes: rule.codes ?? null,
      default: rule.default ?? null,
      required: (rule.required ?? false) || requiredFieldPaths.includes(path),
    };
  }
  return {
    name: file.name,
    title: file.title ?? file.name,
    source: file.source,
    zone: file.zone,
    fields,
    anonymousNames: file.anonymousNames ?? [],
    codeTables: file.codeTables ?? {},
  };
}

const rulesOf = (file: ProfileFile) => Object.entries(file.fields) as [FieldPath, Static<typeof fieldRule>][];

function usualType(path: FieldPath): FieldType {
  const { type } = canonicalFields[path];
  return type === "kind" || type === "priority" ? "code" : type;
}

const typesAllowed: Record<(typeof canonicalFields)[FieldPath]["type"], readonly FieldType[]> = {
  text: ["text", "code"],
  instant: ["instant", "day"],
  kind: ["code"],
  priority: ["code"],
  flag: ["flag"],
  integer: ["integer"],
};

/** What the shape alone does not show: fields that cannot be read as told, tables that do not exist, keys claimed twice. */
function* contradictions(file: ProfileFile): Generator<Fault> {
  for (const path of requiredFieldPaths) {
    if (!file.fields[path]?.from?.length) yield { path: ["fields", path], reason: "必须写明从哪些字段（from）读取" };
  }
  if (!file.fields.kind) yield { path: ["fields"], reason: "缺少 kind（事项类别）" };
  const claimedBy = new Map<string, FieldPath>();
  for (const [path, rule] of rulesOf(file)) {
    yield* ruleFaults(file, path, rule);
    for (const [index, key] of (rule.from ?? []).entries()) {
      const other = claimedBy.get(key);
      if (other) yield { path: ["fields", path, "from", String(index)], reason: `“${key}”已用于 ${other}` };
      claimedBy.set(key, path);
    }
  }
}

function* ruleFaults(file: ProfileFile, path: FieldPath, rule: Static<typeof fieldRule>): Generator<Fault> {
  const at = (key: string) => ["fields", path, key];
  const type = rule.type ?? usualType(path);
  const isTime = type === "instant" || type === "day";
  const formats = rule.formats ?? file.formats;
  if (!typesAllowed[canonicalFields[path].type].includes(type)) yield { path: at("type"), reason: `此字段不能按 ${type} 读取` };
  if (rule.formats && !isTime) yield { path: at("formats"), reason: "只有时间和日期字段才能写 formats" };
  if (type === "day" && !formats.some((format) => dayFormats.includes(format))) yield { path: at("type"), reason: "formats 中没有日期格式" };
  if (rule.codes !== undefined && type !== "code") yield { path: at("codes"), reason: "只有 code 类型的字段才能写 codes" };
  if (!rule.from?.length && rule.default === undefined) yield { path: ["fields", path], reason: "from 和 default 至少写一个" };
  if (type === "code" && rule.from?.length) {
    const table = rule.codes === undefined ? undefined : file.codeTables?.[rule.codes];
    if (!table) yield { path: rule.codes === undefined ? ["fields", path] : at("codes"), reason: "须在 codes 写明 codeTables 中的一个代码表" };
    for (const [code, meaning] of Object.entries(table ?? {})) {
      if (!isAllowed(path, meaning)) yield { path: ["codeTables", rule.codes ?? "", code], reason: `“${meaning}”不是 ${path} 的值` };
    }
  }
  if (rule.default !== undefined && (isTime || !isAllowed(path, rule.default))) yield { path: at("default"), reason: `不是 ${path} 的值` };
  const mayStayOpen = path === "kind" && rule.default === undefined && !rule.required;
  if (mayStayOpen) yield { path: ["fields", path], reason: "须有 default，或写 required: true" };
}

function isAllowed(path: FieldPath, value: string | number | boolean): boolean {
  const { type } = canonicalFields[path];
  if (type === "kind") return (kinds as readonly unknown[]).includes(value);
  if (type === "priority") return (priorities as readonly unknown[]).includes(value);
  if (type === "flag") return typeof value === "boolean";
  if (type === "integer") return typeof value === "number" && value >= 1 && value <= peopleMax;
  return typeof value === "string";
}
