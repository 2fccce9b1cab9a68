/** Personal data on paper: enough to recognise the case by, not enough to use, and never the data of one who asked for confidence. */
import { maskName } from "../rules/masking.ts";
import { cut, oneLine, plainText } from "./safeText.ts";

/** Raw or masked already: masking twice shows no more than masking once. */
export interface PrintedComplainant {
  name: string | null;
  phone: string | null;
  anonymous: boolean;
  confidential: boolean;
}

export const confidentialLabel = "诉求人要求保密";
export const anonymousLabel = "匿名";
const unknownLabel = "未留姓名";

/** `李**`, or why no name is shown. */
export function shownName({ name, anonymous, confidential }: PrintedComplainant): string {
  if (confidential) return confidentialLabel;
  if (anonymous) return anonymousLabel;
  return name === null || oneLine(name) === "" ? unknownLabel : maskName(oneLine(name));
}

/** `139****0127`; null where none is known or none may be shown. */
export function shownPhone({ phone, anonymous, confidential }: PrintedComplainant): string | null {
  if (confidential || anonymous || phone === null || oneLine(phone) === "") return null;
  return maskedDigits(oneLine(phone));
}

/**
 * At most so many characters of a complaint's own words, masked. A number that the cut goes through is no number any more and would
 * not be found, so the last characters before it are dropped.
 */
export function ownWords(text: string, complainant: PrintedComplainant, charactersMax: number, mark: string): string {
  const beginning = cut(text, charactersMax, "");
  const masked = withoutPersonalData(plainText(beginning), complainant);
  return beginning.length === text.length ? masked : masked.slice(0, -numberCharactersMax) + mark;
}
const numberCharactersMax = 40;

/**
 * A complaint's own words, with phone and id numbers and the complainant's name hidden wherever they were written into them. Of one who
 * asked for confidence, or gave no name, nothing is left of them at all.
 */
export function withoutPersonalData(text: string, complainant: PrintedComplainant): string {
  const hidesAll = complainant.confidential || complainant.anonymous;
  const hidden = (found: string) => (hidesAll ? [...found].map((character) => (isHidden.test(character) ? "*" : character)).join("") : maskedDigits(found));
  let masked = text.replace(idNumbers, hidden).replace(mobileNumbers, hidden).replace(landlines, hidden);
  const phone = complainant.phone?.trim() ?? "";
  if (/^\d{5,}$/.test(phone)) masked = masked.replaceAll(phone, hidden);
  const name = complainant.name?.trim() ?? "";
  // What stands in a name's place is a word of the language, and a masked name is not found in a text anyway.
  if ([...name].length < 2 || name.includes("*") || noNames.has(name)) return masked;
  return masked.replaceAll(name, () => (hidesAll ? "诉求人" : maskName(name)));
}

const noNames = new Set(["群众", "市民", "居民", "村民", "先生", "女士", "匿名", "保密", "未知", "不详", "投诉人", "来电人", "诉求人", "信访人", "报警人", "当事人", "办事群众"]);

const digit = "[0-9０-９]";
const notBefore = `(?<!${digit})`;
const notAfter = `(?!${digit})`;
/** Digits with blanks or hyphens between them, as people write numbers so that they can be read. */
const mobileNumbers = new RegExp(`${notBefore}(?:[+＋]?[8８][6６][ -]?)?[1１][ -]?[3-9３-９](?:[ -]?${digit}){9}${notAfter}`, "gu");
const landlines = new RegExp(`${notBefore}[0０]${digit}{2,3}[ -－—]?${digit}{7,8}${notAfter}`, "gu");
/** With a date of birth in it, which tells an id number from the number of an application. */
const idNumbers = new RegExp(`${notBefore}(?:[1-9]\\d{5}(?:18|19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[\\dXx]|[1-9]\\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3})${notAfter}`, "gu");

/** 13912340127 → 139****0127; of other numbers the last two digits are left. */
function maskedDigits(text: string): string {
  const isMobile = /^(86)?1[\d*]{10}$/.test(text.normalize("NFKC").replace(/[\s+-]/g, ""));
  const [head, tail] = isMobile ? [3, 4] : [0, 2];
  const length = [...text].filter((character) => isHidden.test(character)).length;
  let at = 0;
  return [...text].map((character) => (isHidden.test(character) && (at += 1) > head && at <= length - tail ? "*" : character)).join("");
}
/** Blanks and hyphens between digits stay: they show that a number stood there. */
const isHidden = /[^\s-]/u;
