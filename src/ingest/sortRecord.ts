/** Sorts the keys of a record: which value goes to which canonical fields, and what is kept as extra because no field holds it. */
import { extraFieldsMax, extraKeyLengthMax, extraValueLengthMax } from "./canonical.ts";
import { cleanText, jsonText, unstorable } from "./cleanText.ts";
import type { FieldReader } from "./fieldReader.ts";
import type { Problem } from "./problems.ts";
import { shortened } from "./problems.ts";
import { leafPaths, pathText, reach, stepsOf, without, type Step } from "./sourcePath.ts";

/** A key or path that fields ask for. */
export interface Source {
  text: string;
  /** Null for a key that cannot be a path. */
  steps: [string, ...Step[]] | null;
  /** The fields, by number, and the key's rank among each field's keys. */
  claims: { field: number; rank: number }[];
}
export interface Sources {
  byKey: ReadonlyMap<string, Source>;
  paths: readonly Source[];
  /** The top-level keys at which the paths begin. */
  roots: ReadonlySet<string>;
}
/** A value of the record that fields ask for. */
export interface Held {
  source: Source;
  /** As the record has it. */
  key: string;
  value: unknown;
}
/** What each field finds, by number, and the rank of the key that it found. */
interface Found {
  held: (Held | undefined)[];
  ranks: number[];
}
export type Extra = Map<string, string>;

export function sourcesOf(readers: FieldReader[]): Sources {
  const byKey = new Map<string, Source>();
  for (const [field, reader] of readers.entries()) {
    for (const [rank, text] of reader.from.entries()) {
      const key = cleanText(text);
      const source = byKey.get(key) ?? { text: key, steps: stepsOf(key), claims: [] };
      source.claims.push({ field, rank });
      byKey.set(key, source);
    }
  }
  const paths = [...byKey.values()].filter(({ steps }) => steps !== null);
  return { byKey, paths, roots: new Set(paths.flatMap(({ steps }) => steps?.[0] ?? [])) };
}

export interface Sorted {
  /** By the readers' numbers. */
  found: readonly (Held | undefined)[];
  extra: Extra;
  /** What fields hold only the meaning of. */
  codes: readonly Held[];
}

/**
 * The values that are not blank, each with its fields or among the extra ones. Of two for one field the earlier key of the profile
 * wins. What a field holds as it stands is not kept again. Of an object or list into which paths lead, what no field holds is kept
 * as JSON under its top-level key. `unmapped` hears of each key and path that no field asks for.
 */
export function sortRecord(
  value: Record<string, unknown>,
  { byKey, paths, roots }: Sources,
  readers: readonly FieldReader[],
  problems: Problem[],
  unmapped?: (path: string) => void,
): Sorted {
  const found: Found = { held: new Array<Held | undefined>(readers.length).fill(undefined), ranks: new Array<number>(readers.length).fill(Infinity) };
  const extra: Extra = new Map();
  const asked: Held[] = [];
  const nested = new Map<string, Nested>();
  for (const key of Object.keys(value)) {
    const content = value[key];
    if (isBlank(content)) continue;
    const source = byKey.get(key) ?? byKey.get(cleanText(key));
    if (source) {
      const held = { source, key, value: content };
      asked.push(held);
      offer(found, held);
    } else if (typeof content === "object" && roots.has(cleanText(key)) && !nested.has(cleanText(key))) {
      nested.set(cleanText(key), { key, value: content, reached: [], blank: [] });
    } else {
      keep(extra, key, content, problems);
      if (unmapped) for (const path of leafPaths(content, cleanText(key), pathsToldMax)) unmapped(path);
    }
  }
  if (nested.size > 0) reachInto(nested, paths, found, asked);
  for (const root of nested.values()) {
    const rest = restOf(root, (held) => useOf(held, found, readers) === "as it stands");
    if (rest !== undefined) keep(extra, root.key, rest, problems);
    if (unmapped) for (const path of leafPaths(restOf(root, () => true), cleanText(root.key), pathsToldMax)) unmapped(path);
  }
  const codes: Held[] = [];
  for (const held of asked) {
    const use = useOf(held, found, readers);
    if (use === "as a code") codes.push(held);
    else if (use === "not") keep(extra, held.key, held.value, problems);
  }
  if (extra.size > extraFieldsMax) {
    problems.push({ code: "too-large", field: "extra", detail: `未映射的字段有 ${extra.size} 个，最多 ${extraFieldsMax} 个；请减少字段。` });
  }
  return { found: found.held, extra, codes };
}

/** More unmapped parts of one value than this are not told one by one. */
const pathsToldMax = 100;

function offer({ held: holding, ranks }: Found, held: Held): void {
  for (const { field, rank } of held.source.claims) {
    if (rank >= (ranks[field] ?? Infinity)) continue;
    holding[field] = held;
    ranks[field] = rank;
  }
}

function useOf(held: Held, found: Found, readers: readonly FieldReader[]): "as it stands" | "as a code" | "not" {
  let use: "as a code" | "not" = "not";
  for (const { field } of held.source.claims) {
    if (found.held[field] !== held) continue;
    if (!readers[field]?.keepsOriginal) return "as it stands";
    use = "as a code";
  }
  return use;
}

/** A top-level object or list into which paths lead, and to which of its parts. */
interface Nested {
  key: string;
  value: unknown;
  reached: { held: Held; trail: Step[] }[];
  blank: Step[][];
}

/** Offers what the paths lead to. A blank part is mapped and empty: like a blank key it leaves no trace. */
function reachInto(nested: ReadonlyMap<string, Nested>, paths: readonly Source[], found: Found, asked: readonly Held[]): void {
  for (const source of paths) {
    const [rootKey, ...steps] = source.steps ?? [""];
    const root = nested.get(rootKey);
    // A key that looks like a path, where the record has it, is the key.
    const reached = root && !asked.some((held) => held.source === source) ? reach(root.value, steps) : undefined;
    if (!root || !reached) continue;
    if (isBlank(reached.value)) {
      root.blank.push(reached.trail);
      continue;
    }
    const key = reached.left === 0 ? source.text : pathText(rootKey, steps.slice(0, steps.length - reached.left));
    const held = { source, key, value: reached.value };
    offer(found, held);
    root.reached.push({ held, trail: reached.trail });
  }
}

/** What is left of an object or list without its blank parts that are asked for and those that are held; undefined for nothing. */
function restOf({ value, reached, blank }: Nested, isHeld: (held: Held) => boolean): unknown {
  const taken = [...blank, ...reached.filter(({ held }) => isHeld(held)).map(({ trail }) => trail)];
  return taken.reduce<unknown>(without, value);
}

function isBlank(content: unknown): boolean {
  if (content === null || content === undefined) return true;
  return typeof content === "string" && content.trim() === "";
}

/** Keeps what no field takes, as text. */
export function keep(extra: Extra, givenKey: string, content: unknown, problems: Problem[]): void {
  const key = cleanText(givenKey).normalize("NFC");
  const path = shortened(key);
  const text = typeof content === "string" ? cleanText(content) : jsonText(content);
  if (key.length > extraKeyLengthMax) {
    problems.push({ code: "too-long", field: "extra", path, detail: `字段名超过 ${extraKeyLengthMax} 个字；请检查数据是否错位。` });
  } else if (text === null || unstorable.test(text) || unstorable.test(key)) {
    const detail = "含有无法保存的字符（空字符或残缺的字符）或嵌套过深的内容；请去掉后重新推送。";
    problems.push({ code: "bad-value", field: "extra", path, detail });
  } else if (text.length > extraValueLengthMax) {
    const detail = `“${path}”超过 ${extraValueLengthMax} 个字；请缩短，或在来源档案中映射到相应字段。`;
    problems.push({ code: "too-long", field: "extra", path, detail });
  } else if (text !== "") {
    extra.set(freeKey(extra, key), text);
  }
}

/** Keys that differ only in blanks around them are one key after cleaning; the later gets a number. */
function freeKey(extra: Extra, key: string): string {
  let free = key;
  for (let count = 2; extra.has(free); count += 1) free = `${key}(${count})`;
  return free;
}
