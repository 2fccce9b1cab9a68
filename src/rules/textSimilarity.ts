/**
 * How much two Chinese texts have in common, by the pairs of neighbouring characters that they share. Pairs that stand in every
 * complaint (尊敬的领导, 有关部门) weigh little, rare ones, which are mostly names of places and things, weigh much.
 */

/** The share of all texts, 0 to 1, that hold a pair of characters; null where that is not known. */
export type DocumentFrequency = (pair: string) => number | null;

/** The pairs of a text in the order of their keys, with their weights: made once, compared often. */
export interface WeightedPairs {
  keys: Float64Array;
  weights: Float64Array;
  /** The length of the vector of weights. */
  norm: number;
  /** The sum of the weights. */
  mass: number;
}

/** A pair that nobody knows is taken to stand in one text of so many. */
const unknownShare = 1 / 500;
/** However rare a pair, it is no more telling than one in so many texts; a misspelling is rare too. */
const shareMin = 1 / 3000;
const shareMax = 0.9;

/** Two code points in one number without loss: each is below 2^21, and a double holds 2^53. */
const keyBase = 0x20_0000;

const punctuation = /[\p{P}\p{S}]+/u;
const noLetterOrDigit = /[^\p{L}\p{N}]+/gu;

/** What remains of a text when width, case, blanks and punctuation do not count. */
export function plainText(text: string): string {
  return partsOf(text).join("");
}

/** The same cut where punctuation stood: what it parts is no word. Blanks part nothing, for forms and line ends put them anywhere. */
export function partsOf(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .split(punctuation)
    .map((part) => part.replace(noLetterOrDigit, ""))
    .filter((part) => part !== "");
}

/** The first so many characters of a text; a character of two units is not halved. */
export function beginningOf(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(charactersMax - 1)) ? charactersMax - 1 : charactersMax;
  return text.slice(0, end);
}

/** The weighted pairs of the parts of a text; no pair reaches from one part into the next. */
export function weightedPairs(parts: readonly string[], frequency: DocumentFrequency): WeightedPairs {
  const counts = new Map<number, number>();
  for (const part of parts) countPairs(part, counts);
  const keys = Float64Array.from(counts.keys()).sort();
  const weights = new Float64Array(keys.length);
  let [squares, mass] = [0, 0];
  for (const [at, key] of keys.entries()) {
    const weight = weightOf(key, counts.get(key) ?? 1, frequency);
    weights[at] = weight;
    squares += weight * weight;
    mass += weight;
  }
  return { keys, weights, norm: Math.sqrt(squares), mass };
}

function countPairs(text: string, counts: Map<number, number>): void {
  let previous = -1;
  for (const character of text) {
    const here = character.codePointAt(0) ?? 0;
    if (previous >= 0) {
      const key = previous * keyBase + here;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    previous = here;
  }
}

/** Rare pairs weigh more, by the logarithm of their rarity, and repeated ones a little more, by the logarithm of their number. */
function weightOf(key: number, count: number, frequency: DocumentFrequency): number {
  const pair = String.fromCodePoint(Math.floor(key / keyBase), key % keyBase);
  const share = frequency(pair) ?? unknownShare;
  return (1 + Math.log(count)) * -Math.log(Math.min(shareMax, Math.max(shareMin, share)));
}

export interface Overlap {
  /** The cosine of the angle between the two: 1 for the same, 0 for nothing in common; low where one is much longer. */
  cosine: number;
  /** How much of the lighter text is in the other one. */
  containment: number;
}

export function overlapOf(a: WeightedPairs, b: WeightedPairs): Overlap {
  let [product, shared] = [0, 0];
  let [atA, atB] = [0, 0];
  const [keysA, keysB, weightsA, weightsB] = [a.keys, b.keys, a.weights, b.weights];
  while (atA < keysA.length && atB < keysB.length) {
    const [keyA, keyB] = [keysA[atA] as number, keysB[atB] as number];
    if (keyA === keyB) {
      const [weightA, weightB] = [weightsA[atA] as number, weightsB[atB] as number];
      product += weightA * weightB;
      shared += Math.min(weightA, weightB);
      atA += 1;
      atB += 1;
    } else if (keyA < keyB) atA += 1;
    else atB += 1;
  }
  const lighter = Math.min(a.mass, b.mass);
  return {
    cosine: product === 0 ? 0 : Math.min(1, product / (a.norm * b.norm)),
    containment: shared === 0 ? 0 : Math.min(1, shared / lighter),
  };
}

/** How much of `part`, by weight, is somewhere in `whole`, however often. */
export function coverageOf(part: WeightedPairs, whole: WeightedPairs): number {
  let found = 0;
  let atWhole = 0;
  for (let at = 0; at < part.keys.length; at += 1) {
    const key = part.keys[at] as number;
    while (atWhole < whole.keys.length && (whole.keys[atWhole] as number) < key) atWhole += 1;
    if (whole.keys[atWhole] === key) found += part.weights[at] as number;
  }
  return part.mass === 0 ? 0 : Math.min(1, found / part.mass);
}
