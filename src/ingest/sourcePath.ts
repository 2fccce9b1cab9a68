/**
 * Paths into the nested objects and lists of a record: `data.caller.phone`, `附件列表[0].名称`. A path is what a profile writes
 * in `from` where a key alone does not reach.
 */
import { cleanText } from "./cleanText.ts";

/** A key, or the number of an element of a list. */
export type Step = string | number;

const stepsMax = 32;
const segment = /^([^[\]]+)((?:\[\d{1,4}\])*)$/;

/** The steps of a path, the first one a key; null for a text that leads no further than a key, which is most keys. */
export function stepsOf(text: string): [string, ...Step[]] | null {
  const steps: Step[] = [];
  for (const part of text.split(".")) {
    const match = segment.exec(part);
    const key = cleanText(match?.[1] ?? "");
    if (!match || key === "") return null;
    steps.push(key, ...[...(match[2] ?? "").matchAll(/\d+/g)].map(([index]) => Number(index)));
  }
  return steps.length < 2 || steps.length > stepsMax ? null : (steps as [string, ...Step[]]);
}

export function pathText(key: string, steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => (typeof step === "number" ? `${path}[${step}]` : `${path}.${step}`), key);
}

export interface Reached {
  value: unknown;
  /** The keys and numbers as the record itself has them, so that what was reached can be taken out. */
  trail: Step[];
  /** Steps that were not gone, because a list stands where one value belongs: `value` is that list. */
  left: number;
}

/**
 * What steps lead to; undefined where nothing is. `[0]` of what is no list is that itself, since XML does not tell a list of one
 * from its element. A list that a path does not number is not walked into: which element counts is never guessed. An empty list
 * on the way is nothing, as some platforms write an object that is missing.
 */
export function reach(from: unknown, steps: readonly Step[]): Reached | undefined {
  const trail: Step[] = [];
  let here = from;
  for (const [gone, step] of steps.entries()) {
    if (typeof step === "number") {
      if (!Array.isArray(here)) {
        if (step !== 0) return undefined;
        continue;
      }
      if (step >= here.length) return undefined;
      trail.push(step);
      here = here[step] as unknown;
    } else if (Array.isArray(here)) {
      return here.length === 0 ? undefined : { value: here, trail, left: steps.length - gone };
    } else {
      const key = typeof here === "object" && here !== null ? keyIn(here, step) : undefined;
      if (key === undefined) return undefined;
      trail.push(key);
      here = (here as Record<string, unknown>)[key];
    }
  }
  return { value: here, trail, left: 0 };
}

/** The value at a path or under a key of any JSON value; undefined where nothing is, or a list is in the way. */
export function valueAtPath(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  const reached = reach(value, stepsOf(path) ?? [cleanText(path)]);
  return reached?.left === 0 ? reached.value : undefined;
}

/** Blanks around a key do not hide it. */
function keyIn(object: object, step: string): string | undefined {
  if (Object.hasOwn(object, step)) return step;
  return Object.keys(object).find((key) => cleanText(key) === step);
}

/**
 * A copy of a value without the part at a trail; undefined where nothing is left. In a list the part becomes null, so that the
 * others keep their numbers, and a list of nothing else vanishes like an object without keys.
 */
export function without(value: unknown, trail: readonly Step[]): unknown {
  const [step, ...rest] = trail;
  if (step === undefined) return undefined;
  if (Array.isArray(value)) {
    const left = value.map((element: unknown, index) => (index === step ? (without(element, rest) ?? null) : element));
    return left.every((element) => element === null) ? undefined : left;
  }
  // Another path may have emptied what this one leads into.
  if (typeof value !== "object" || value === null) return value;
  const left = Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, unknown][] => {
    const kept = key === step ? without(inner, rest) : inner;
    return kept === undefined ? [] : [[key, kept]];
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** The paths of all texts and numbers inside a value, as a profile would write them, at most so many. */
export function* leafPaths(value: unknown, path: string, countMax: number): Generator<string> {
  let count = 0;
  const open: Part[] = [{ value, path }];
  for (let next = open.pop(); next !== undefined && count < countMax; next = open.pop()) {
    if (typeof next.value === "object" && next.value !== null) {
      open.push(...partsOf(next.value, next.path).slice(0, countMax).reverse());
    } else if (next.value !== undefined && next.value !== null && next.value !== "") {
      count += 1;
      yield next.path;
    }
  }
}

interface Part {
  value: unknown;
  path: string;
}

const partsOf = (value: object, path: string): Part[] =>
  Array.isArray(value)
    ? value.map((element: unknown, index) => ({ value: element, path: `${path}[${index}]` }))
    : Object.entries(value).map(([key, inner]: [string, unknown]) => ({ value: inner, path: `${path}.${cleanText(key)}` }));
