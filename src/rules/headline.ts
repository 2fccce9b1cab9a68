/** What a case is called in a list: its title, or where its source gives none (110 has no titles) how its text begins. */
import { numbersHidden } from "./masking.ts";

const lengthMax = 40;

/** Long numbers, which may be somebody's, are hidden: a list is read over shoulders. */
export function headlineOf(title: string | null, content: string): string {
  const given = title?.trim();
  if (given) return numbersHidden(given);
  const words = numbersHidden(content.slice(0, 400).replace(/\s+/g, " ").trim().replace(/\d{7,}/g, (digits) => `${digits.slice(0, 3)}****`));
  const letters = [...words];
  if (letters.length === 0) return "（没有文字）";
  return letters.length <= lengthMax ? words : `${letters.slice(0, lengthMax).join("")}…`;
}
