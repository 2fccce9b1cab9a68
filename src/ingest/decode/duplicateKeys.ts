/** Finds keys that a JSON text has twice in one object, of which a parser would keep one without a word. */
import { jsonTokens } from "./jsonTokens.ts";

/**
 * The top-level keys that come twice, or under which an object has a key twice.
 * @param value what the text was parsed to.
 */
export function duplicateKeys(text: string, value: object): string[] {
  // Hardly any record has one, and counting is quicker than looking: the text's members against those that parsing left.
  return membersInText(text) === membersIn(value) ? [] : [...new Set(duplicatesIn(text))];
}

/** The colons outside of strings: valid JSON has one for each member. */
function membersInText(text: string): number {
  let members = 0;
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('"', at);
    const end = open === -1 ? text.length : open;
    for (; at < end; at += 1) if (text.charCodeAt(at) === colon) members += 1;
    if (open === -1) break;
    at = endOfString(text, open) + 1;
  }
  return members;
}

const [colon, backslash] = [0x3a, 0x5c];

function endOfString(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let before = close - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((close - before) % 2 === 1) return close;
  }
  return text.length;
}

/** Counted with a list of its own: the nesting may be deeper than any stack. */
function membersIn(value: object): number {
  let members = 0;
  const waiting: object[] = [value];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const values = Object.values(each) as unknown[];
    if (!Array.isArray(each)) members += values.length;
    for (const inner of values) if (typeof inner === "object" && inner !== null) waiting.push(inner);
  }
  return members;
}

function* duplicatesIn(text: string): Generator<string> {
  const open: Set<string>[] = [];
  let topKey = "";
  for (const token of jsonTokens(text)) {
    if (token.kind === "open") open.push(new Set());
    else if (token.kind === "close") open.pop();
    else if (token.kind === "key") {
      const keys = open.at(-1);
      if (open.length === 1) topKey = token.key;
      if (keys?.has(token.key)) yield topKey;
      keys?.add(token.key);
    }
  }
}
