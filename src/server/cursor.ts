/** Cursors: where a page ended, opaque to the caller. */
import { invalid } from "./errors.ts";

export function cursorOf(position: object | null): string | null {
  return position === null ? null : Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Refuses a cursor that is not ours. `names` are the numbers, and `texts` the texts, that it must hold. */
export function positionOf<Name extends string, Text extends string = never>(
  cursor: string | undefined,
  names: readonly Name[],
  texts: readonly Text[] = [],
): (Record<Name, number> & Record<Text, string>) | undefined {
  if (cursor === undefined) return undefined;
  const position = parsed(cursor);
  const sound =
    names.every((name) => isPosition(position?.[name])) && texts.every((name) => /^[\dTZ:.-]{1,40}$/.test(textOf(position?.[name])));
  if (!sound) throw invalid("/cursor", "不是由上一页给出的游标。");
  return position as Record<Name, number> & Record<Text, string>;
}

const isPosition = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 2_147_483_647;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function parsed(cursor: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
