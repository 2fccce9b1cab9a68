/** Personal data on paper: enough to recognise the case by, not enough to use, and never the data of one who asked for confidence. */
import { maskedDigits, maskName, withoutPersonalData } from "../rules/masking.ts";
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
