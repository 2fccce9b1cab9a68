/** Which personal data goes when a case has been over for as long as the policy says, and what stands in its place. */
import type { Policy } from "./policy.ts";
import type { Instant } from "./words.ts";

/** Where the policy file says nothing. */
const yearsUsual = 5;

export const yearsKept = (policy: Pick<Policy, "retention">): number => policy.retention?.personalDataYears ?? yearsUsual;

/** What was over by this instant is due. 29 February of a year without one counts as the end of that month. */
export const erasedBefore = (now: Instant, years: number): Instant => `${String(Number(now.slice(0, 4)) - years).padStart(4, "0")}${now.slice(4)}`;

/** What stands where a text stood that nobody may read any more. */
export const erasedText = "（已按规定删除）";

/** Parts of events, answers and deliveries in which people write what they like: the complainant's words, and what staff say of him. */
const textNames: ReadonlySet<string> = new Set(["note", "reason", "comment", "result", "reply", "resolution", "proof", "name", "title", "content"]);

/** The same value without texts; numbers, times, names of states and everything that the machine looks at stay. */
export function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== "object" || value === null) return value;
  // What is sealed beside the texts of a message goes whole: nothing that is no seal may stand where one is looked for.
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "sealed").map(([name, part]) => [name, textNames.has(name) && typeof part === "string" ? erasedText : withoutTexts(part)]));
}

/** The texts that `withoutTexts` takes out. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => (textNames.has(name) && typeof part === "string" ? [part] : textsIn(part)));
}
