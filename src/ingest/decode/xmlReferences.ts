/** References in a text of XML: characters by number, and the five that need no document type. There are no others. */

/** XML that is not well-formed. Never shown: what a text holds may be personal data. */
export class XmlError extends Error {}

const reference = /&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(amp|lt|gt|quot|apos);)?/g;
const predefined: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A text with its references read. @throws XmlError where there is one that is none of XML's own */
export function withoutReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(reference, (_, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name) return predefined[name] ?? "";
    const code = hexadecimal ? parseInt(hexadecimal, 16) : decimal ? Number(decimal) : Number.NaN;
    if (!(code <= 0x10ffff)) throw new XmlError("unknown reference");
    return String.fromCodePoint(code);
  });
}
