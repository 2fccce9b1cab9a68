/** Personal data as it may be shown without a reason: enough to recognise, not enough to use. */

/** 张三丰 → 张** */
export function maskName(name: string): string {
  const [first = "", ...rest] = [...name];
  return first + "*".repeat(Math.min(Math.max(rest.length, 1), 8));
}

/** 13912340231 → 139****0231 */
export function maskPhone(phone: string): string {
  return phone.length >= 11 ? middleHidden(phone, 3, 4) : phone.length >= 7 ? middleHidden(phone, 0, 2) : "*".repeat(phone.length);
}

/** 320481199001010017 → 3204**********0017 */
export function maskIdNumber(idNumber: string): string {
  return idNumber.length >= 15
    ? middleHidden(idNumber, 4, 4)
    : idNumber.length >= 6
      ? middleHidden(idNumber, 0, 2)
      : "*".repeat(idNumber.length);
}

function middleHidden(text: string, head: number, tail: number): string {
  return text.slice(0, head) + "*".repeat(text.length - head - tail) + text.slice(text.length - tail);
}

/**
 * The words of a complaint with the phone and id numbers in them hidden: as long as before, character by character. Whoever needs a
 * number asks for it, with a reason.
 */
export const numbersHidden = (text: string): string => numbersReplaced(text, maskedDigits);

/** @param replacement of each phone or id number that is found */
export const numbersReplaced = (text: string, replacement: (found: string) => string): string => (manyDigits.test(text) ? text.replace(idNumbers, replacement).replace(mobileNumbers, replacement).replace(landlines, replacement) : text);

/** No number that is hidden has fewer: most texts are let through by one look. */
const manyDigits = /(?:[0-9０-９][ \-－—)）]{0,2}){10}/;
const digit = "[0-9０-９]";
const notBefore = `(?<!${digit})`;
const notAfter = `(?!${digit})`;
/** What people write between digits so that they can be read. */
const gap = "[ \\-－—]?";
/** Digits with blanks or hyphens between them; the country before them with a plus, with 00, or bare. */
const mobileNumbers = new RegExp(`${notBefore}(?:(?:[+＋]|[0０]{2})?[8８][6６]${gap})?[1１]${gap}[3-9３-９](?:${gap}${digit}){9}${notAfter}`, "gu");
const landlines = new RegExp(`${notBefore}[(（]?[0０]${digit}{2,3}(?:[)）] ?|${gap})${digit}{3,4}${gap}${digit}{4}${notAfter}`, "gu");
/** With a date of birth in it, which tells an id number from the number of an application; by its parts, where it is written so. */
const birth = { year: `(?:[1１][8９８9]|[2２][0０])${digit}{2}`, month: "(?:[0０][1-9１-９]|[1１][0-2０-２])", day: "(?:[0０][1-9１-９]|[12１２][0-9０-９]|[3３][01０１])" };
const idNumbers = new RegExp(
  `${notBefore}[1-9１-９](?:${digit}{5}${gap}${birth.year}${birth.month}${birth.day}${gap}${digit}{3}[0-9０-９XxＸｘ]|${digit}{7}${birth.month}${birth.day}${digit}{3})${notAfter}`,
  "gu",
);

/** 13912340127 → 139****0127; of other numbers the last two digits are left. */
export function maskedDigits(text: string): string {
  const isMobile = /^(86)?1[\d*]{10}$/.test(text.normalize("NFKC").replace(/[\s+-]/g, ""));
  const [head, tail] = isMobile ? [3, 4] : [0, 2];
  const length = [...text].filter((character) => isDigitLike.test(character)).length;
  let at = 0;
  return [...text].map((character) => (isDigitLike.test(character) && (at += 1) > head && at <= length - tail ? "*" : character)).join("");
}
/** Blanks and hyphens between digits stay: they show that a number stood there. */
export const isDigitLike = /[^\s-]/u;

/** What a text about or by a complainant is rid of; of the phone and the id number only what is known. */
export interface WhoComplains {
  name: string | null;
  phone: string | null;
  idNumber?: string | null;
  anonymous: boolean;
  confidential: boolean;
}

/**
 * A complaint's own words, with phone and id numbers and the complainant's name hidden wherever they were written into them. Of one who
 * asked for confidence, or gave no name, nothing is left of them at all. Hidden twice is as hidden once.
 */
export const withoutPersonalData = (text: string, complainant: WhoComplains): string => personalDataHider(complainant)(text);

/** The same for several texts of one complainant. */
export function personalDataHider(complainant: WhoComplains): (text: string) => string {
  const hidesAll = complainant.confidential || complainant.anonymous;
  const hidden = (found: string) => (hidesAll ? [...found].map((character) => (isDigitLike.test(character) ? "*" : character)).join("") : maskedDigits(found));
  const numbers = knownNumbers(complainant);
  const name = complainant.name?.trim() ?? "";
  // What stands in a name's place is a word of the language, and a masked name is not found in a text anyway.
  const isName = [...name].length >= 2 && !name.includes("*") && !noNames.has(name);
  const shownName = hidesAll ? "诉求人" : maskName(name);
  return (text) => {
    const masked = numbers.reduce((left, number) => left.replaceAll(number, hidden), numbersReplaced(text, hidden));
    return isName ? masked.replaceAll(name, () => shownName) : masked;
  };
}

/** His own numbers in whatever shape they have: a landline without its area, a passport. */
function knownNumbers({ phone, idNumber }: WhoComplains): string[] {
  const given = [phone, phone?.replace(areaOfLandline, ""), idNumber].map((number) => number?.trim() ?? "");
  return [...new Set(given)].filter((number) => telling.test(number));
}
const areaOfLandline = /^\s*[(（]?0\d{2,3}[)）]?[ -]?(?=\d{7,8}\s*$)/;
/** Five signs at least, most of them digits, none hidden already. */
const telling = /^(?=(?:\D*\d){5})[^*]+$/;

const noNames = new Set(["群众", "市民", "居民", "村民", "先生", "女士", "匿名", "保密", "未知", "不详", "投诉人", "来电人", "诉求人", "信访人", "报警人", "当事人", "办事群众"]);
