/** Walks through the text of valid JSON for what its parsed value no longer tells: every key, and numbers as they were written. */

export type JsonToken = { kind: "open" } | { kind: "close" } | { kind: "key"; key: string } | { kind: "number"; literal: string };

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\]:,]/g;

export function* jsonTokens(json: string): Generator<JsonToken> {
  // For each open bracket whether it is an object's.
  const open: boolean[] = [];
  let expectsKey = false;
  for (const [part] of json.matchAll(token)) {
    if (part === "{" || part === "[") {
      open.push(part === "{");
      yield { kind: "open" };
    } else if (part === "}" || part === "]") {
      open.pop();
      yield { kind: "close" };
    } else if (expectsKey && part.startsWith('"')) {
      yield { kind: "key", key: JSON.parse(part) as string };
    } else if (/^[-\d]/.test(part)) {
      yield { kind: "number", literal: part };
    }
    expectsKey = (part === "{" || part === ",") && open.at(-1) === true;
  }
}
