/** The known names that somebody may have meant by a name that is not known: for messages that say what to write instead. */

export interface KnownName {
  name: string;
  /** What the name means, in Chinese; people write that too. */
  title?: string;
}

const namesMax = 3;
const lengthMax = 100;

/**
 * At most three, the nearest first; none where nothing is near.
 * @param distanceMax 0 for the same name but for case, hyphens and blanks, 1 for any name.
 */
export function nearestNames(given: string, known: readonly KnownName[], distanceMax = 0.4): string[] {
  const wanted = plain(given);
  if (wanted === "" || wanted.length > lengthMax) return [];
  return known
    .map(({ name, title }) => ({ name, distance: Math.min(distanceOf(wanted, plain(name)), title === undefined ? Infinity : distanceOf(wanted, plain(title))) }))
    .filter(({ distance }) => distance <= distanceMax)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, namesMax)
    .map(({ name }) => name);
}

/** A part of a name is near, but less so than a name with one wrong letter. */
const partDistance = 0.3;

/** Case, hyphens and underscores are what people most often get wrong. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_\s]/g, "");

/** 0 for the same, 1 for nothing in common: the share of letters to change, or less where one contains the other. */
function distanceOf(a: string, b: string): number {
  const share = editsBetween(a, b) / Math.max(a.length, b.length, 1);
  const isPart = Math.min(a.length, b.length) >= 2 && (a.includes(b) || b.includes(a));
  return isPart ? Math.min(share, partDistance) : share;
}

/** How many letters to insert, drop or replace (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      here.push(Math.min((above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1, replaced));
    }
    above = here;
  }
  return above[b.length] ?? 0;
}
