/** How many lines a text will fill in a column of paper, a little more rather than less, so that a form stays on its page. */
import { cutMark } from "./safeText.ts";

/** `width` in ems: as many Chinese characters as stand in a line. */
export function linesOf(text: string, width: number): number {
  return text.split("\n").reduce((lines, paragraph) => lines + paragraphLines(paragraph, width), 0);
}

/** The text, or as much of it as fits with the mark behind it. */
export function fitted(text: string, width: number, linesMax: number, mark = cutMark): string {
  // A line holds at most some three narrow characters per em; what lies beyond the last line is not measured.
  const characters = [...text.slice(0, Math.ceil(8 * width * linesMax))];
  const begun = characters.join("");
  if (begun.length === text.length && linesOf(text, width) <= linesMax) return text;
  let [fits, tooMany] = [0, characters.length + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (linesOf(characters.slice(0, middle).join("").trimEnd() + mark, width) <= linesMax) fits = middle;
    else tooMany = middle;
  }
  return characters.slice(0, fits).join("").trimEnd() + mark;
}

function paragraphLines(paragraph: string, width: number): number {
  let [lines, used] = [1, 0];
  // A word of Latin letters or digits goes to the next line as a whole; one that is longer than a line is broken.
  for (const word of paragraph.match(/[\x21-\x7e]+|[^\x21-\x7e]/gu) ?? []) {
    const wordWidth = [...word].reduce((sum, character) => sum + widthOf(character), 0);
    if (used + wordWidth > width && wordWidth <= width) [lines, used] = [lines + 1, 0];
    used += wordWidth;
    if (used > width) [lines, used] = [lines + Math.ceil(used / width) - 1, used % width];
  }
  return lines;
}

function widthOf(character: string): number {
  if (/[A-Z@%&mwMW]/.test(character)) return 0.85;
  if (/[a-z0-9$#]/.test(character)) return 0.57;
  return character <= "\x7e" ? 0.42 : 1;
}
