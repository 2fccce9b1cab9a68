/** Foreign text made fit for paper: nothing in it can run in a page, count as a formula or break a document's XML. */

/** Stands where a text was cut. */
export const cutMark = "……（全文见系统）";

/** A single cell of a workbook holds no more; Excel refuses a file with a longer one. */
const cellCharactersMax = 32_767;

/**
 * Lines of visible characters. What XML 1.0 forbids goes (control characters, halves of surrogate pairs, U+FFFE), and so do the
 * marks that turn the direction of writing, because they can make a document read otherwise than it is written, and blanks without
 * width, which keep a number from being found. More than four combining marks on one character are a way to paint over the
 * neighbouring lines; no language needs them.
 */
export function plainText(value: string): string {
  return value
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, "\n")
    .replace(/\t/g, " ")
    .replace(/[^\n\P{Cc}]|\p{Cs}|[\u061c\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, "")
    .replace(/(\p{M}{4})\p{M}+/gu, "$1");
}

/** The same in one line, without blanks at its ends. */
export const oneLine = (value: string): string => plainText(value).replace(/\s+/gu, " ").trim();

/** At most so many characters with the mark counted, never half of a surrogate pair. */
export function cut(text: string, charactersMax: number, mark = cutMark): string {
  if (text.length <= charactersMax) return text;
  // Two code units at most make a character: what lies beyond cannot be wanted, and a long text is not spread out for nothing.
  const characters = [...text.slice(0, 2 * charactersMax + 2)];
  if (characters.length <= charactersMax) return text;
  return characters.slice(0, charactersMax - [...mark].length).join("") + mark;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** For the content of an element and for a quoted attribute. */
export const htmlText = (value: string): string => plainText(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** What a spreadsheet may take for the beginning of a formula, in half and full width, and behind blanks that it overlooks. */
const formulaBeginning = /^[\s\u200b\u2060]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
/** In a workbook `_x003D_` means "="; written so, a text could become a formula after it was looked at. */
const writtenCharacter = /_(?=x[0-9A-Fa-f]{4}_)/g;

/**
 * For a cell that holds a string: it is no formula there, but it would become one when somebody enters the cell again, or saves
 * the sheet as CSV and opens that. A quotation mark in front prevents it, and stays to be seen (`formulaNote`).
 */
export function spreadsheetText(value: string): string {
  const text = plainText(value);
  const isFormula = formulaBeginning.test(value) || formulaBeginning.test(text);
  return cut(isFormula ? `'${text}` : text, cellCharactersMax - 64).replace(writtenCharacter, "_x005F_").slice(0, cellCharactersMax);
}

export const formulaNote = "以等号、加号、减号、@ 或制表符等开头的文字，前面加了一个单引号（'），以免被当作公式执行；单引号不属原文。";
