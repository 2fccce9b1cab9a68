/** Whether a JSON text has a key twice in one object, told by counting: the text's members against those that are left after parsing. */

/** @param value what the text was parsed to. */
export function hasDuplicateKeys(text: string, value: object): boolean {
  return membersInText(text) !== membersIn(value);
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
