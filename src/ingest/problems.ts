/** What is wrong with a feed record, in words that its sender or the staff can act on. Personal data never appears in a problem. */

export const problemCodes = [
  "unreadable",
  "undecodable",
  "not-an-object",
  "too-large",
  "lossy-number",
  "missing-field",
  "bad-instant",
  "bad-code",
  "bad-value",
  "too-long",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface Problem {
  code: ProblemCode;
  /** The canonical field, as `complainant.phone`. */
  field?: string | undefined;
  /** The key or column in which the record carries it, as `LXDH`. */
  path?: string | undefined;
  /** Chinese; says what to do. */
  detail: string;
}

/** Problems of one record that are told of; more of the same say nothing more. */
export const problemsMax = 20;

const quotedCharactersMax = 40;
const dateCharacters = /^[\d年月日时分秒T Z:/.+-]+$/;
const phoneOrIdNumber = /^\+?\d{11}$|^\d{17}[\dXx]$|^\d{3,4}-\d{7,8}$/;

/**
 * A faulty date as it may be repeated to the reader, or null where the text could be a name, a phone or an id number that
 * slipped into the column of the date.
 */
export function quotableDate(text: string): string | null {
  if (!dateCharacters.test(text) || phoneOrIdNumber.test(text)) return null;
  return shortened(text);
}

/** The name of a key or column, shortened: it comes from the sender too, and may be of any length. */
export function shortened(text: string): string {
  return text.length > quotedCharactersMax ? `${text.slice(0, quotedCharactersMax)}…` : text;
}
