/**
 * The terms under which a text is found: Chinese as overlapping pairs of characters with the last one alone, everything else by
 * whole words. A two-character word is one term, and a longer one is a phrase of terms that overlap.
 */

/** Ideographs and the signs that are written among them, kana and hangul: scripts without blanks between words. */
const unspaced = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}々〇";
const run = new RegExp(`[${unspaced}]+|[^${unspaced}\\p{P}\\p{S}\\p{Z}\\p{C}]+`, "gu");
const isUnspaced = new RegExp(`^[${unspaced}]`, "u");
/** Longer words are no words; only their beginning can be searched. */
const termLengthMax = 64;
export const queryWordsMax = 8;
const snippetLengthMax = 80;
const snippetLead = 20;

/** One form for width and case variants. Changes no text's length where it keeps to the everyday characters. */
const folded = (text: string): string => text.normalize("NFKC").toLowerCase();

/** The terms of a text in its order. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [part] of folded(text).matchAll(run)) addTerms(terms, part, true);
  return terms;
}

function addTerms(terms: string[], part: string, withLast: boolean): void {
  if (!isUnspaced.test(part)) {
    terms.push(part.slice(0, termLengthMax));
    return;
  }
  const characters = [...part];
  for (let at = 0; at + 1 < characters.length; at += 1) terms.push(`${characters[at]}${characters[at + 1]}`);
  const last = characters.at(-1);
  if (withLast && last !== undefined) terms.push(last);
}

/** Terms that must stand one after the other; with `prefix` the last is only a beginning. */
export interface Phrase {
  terms: string[];
  prefix: boolean;
}

/** What a query looks for: each word between blanks is a phrase, and all must be found. Empty where nothing can be searched. */
export function phrasesOf(query: string): Phrase[] {
  return wordsOf(query)
    .map((word): Phrase => {
      const parts = [...folded(word).matchAll(run)].map(([part]) => part);
      const terms: string[] = [];
      for (const [index, part] of parts.entries()) {
        const isLast = index === parts.length - 1;
        addTerms(terms, part, !isLast || [...part].length === 1);
      }
      const last = parts.at(-1) ?? "";
      return { terms, prefix: !isUnspaced.test(last) || [...last].length === 1 };
    })
    .filter(({ terms }) => terms.length > 0);
}

export const wordsOf = (query: string): string[] => query.split(/\s+/u).filter((word) => word !== "").slice(0, queryWordsMax);

/** A piece of text around what was found; `marks` are the found places in it, from and to. */
export interface Snippet {
  text: string;
  marks: [number, number][];
}

/**
 * Null where none of the words is in the text.
 * @param shown what is shown in the text's place, as long as the text and with something in it hidden
 */
export function snippetOf(text: string, query: string, shown = text): Snippet | null {
  const lower = text.toLowerCase();
  const words = wordsOf(query).map((word) => word.toLowerCase());
  const places = words.map((word) => lower.indexOf(word)).filter((at) => at !== -1);
  if (places.length === 0 || lower.length !== text.length) return null;
  const from = Math.max(0, Math.min(...places) - snippetLead);
  const to = Math.min(text.length, from + snippetLengthMax);
  const [lead, tail] = [from > 0 ? "…" : "", to < text.length ? "…" : ""];
  const piece = wholeCharacters(shown, from, to);
  const cut = `${lead}${piece.replaceAll(/\s/gu, " ")}${tail}`;
  return { text: cut, marks: marksIn(cut.toLowerCase(), words) };
}

/** A cut must not halve a character of two units. */
function wholeCharacters(text: string, from: number, to: number): string {
  const isLow = (at: number) => /[\udc00-\udfff]/.test(text.charAt(at));
  return text.slice(isLow(from) ? from + 1 : from, isLow(to) ? to - 1 : to);
}

function marksIn(text: string, words: readonly string[]): [number, number][] {
  const marks: [number, number][] = [];
  for (const word of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) marks.push([at, at + word.length]);
  }
  marks.sort(([a], [b]) => a - b);
  // Where one word lies in another the longer mark stays.
  return marks.filter(([from, to], index) => !marks.some(([a, b], other) => other !== index && a <= from && b >= to && (b - a > to - from || other < index)));
}
