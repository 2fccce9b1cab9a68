/** Texts as they are kept: one kind of line end, no blanks around, and none of the characters that no store can hold. */

/** NUL and halves of a surrogate pair: PostgreSQL refuses them, and no sender means them. */
export const unstorable = /[\0\ud800-\udfff]/u;
/** Deeper than any record of a real platform; beyond it a value is refused instead of walked through. */
const depthMax = 32;

export function cleanText(text: string): string {
  return (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text).trim();
}

/**
 * A value that is no text as text: numbers and truth values as JSON writes them, objects as JSON with sorted keys. Null if it is too
 * deep, or holds a text that cannot be stored.
 */
export function jsonText(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return String(value);
  const sorted = withSortedKeys(value, 0);
  return sorted === null ? null : JSON.stringify(sorted);
}

function withSortedKeys(value: object, depth: number): object | null {
  if (depth > depthMax) return null;
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const isText = typeof inner === "string";
    if (unstorable.test(key) || (isText && unstorable.test(inner))) return null;
    const sorted = typeof inner === "object" && inner !== null ? withSortedKeys(inner, depth + 1) : inner;
    if (sorted === null && inner !== null) return null;
    entries.push([key, isText ? cleanText(inner) : sorted]);
  }
  if (Array.isArray(value)) return entries.map(([, inner]) => inner);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
