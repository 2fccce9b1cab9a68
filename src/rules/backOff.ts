/** When a delivery that failed is tried again: after twice the time before, with some chance in it so that not all come at once. */

const firstSeconds = 15;
const longestSeconds = 2 * 60 * 60;
/** A share of the delay by which it may be shorter or longer. */
const jitter = 0.2;
/** Attempts go on for at least so long; one that fails after it is the last. */
export const retrySecondsMin = 24 * 60 * 60;

/** @param attempts made so far, from 1. @param chance from 0 to 1. */
export function retryDelaySeconds(attempts: number, chance: number): number {
  const delay = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(attempts - 1, 30));
  return Math.round(delay * (1 - jitter + 2 * jitter * chance));
}

/** @param secondsSinceFirst between the first attempt and the one that failed now. */
export const isGivenUp = (secondsSinceFirst: number): boolean => secondsSinceFirst >= retrySecondsMin;
