/** How a ratio, a change and the middle of values are told; an empty denominator is "—", never 0 % or 100 %. */
import { expect, it } from "vitest";
import { change, medianOf, percent, percentileOf, valueOf } from "../../src/rules/metrics.ts";

it.each([
  [0, 0, "—", null],
  [0, 5, "0.0%", 0],
  [5, 5, "100.0%", 1],
  [1, 3, "33.3%", 1 / 3],
  [2, 3, "66.7%", 2 / 3],
])("%i of %i is told as %s", (numerator, denominator, text, value) => {
  expect(percent({ numerator, denominator })).toBe(text);
  expect(valueOf({ numerator, denominator })).toBe(value);
});

it.each([
  [10, null, "—"],
  [10, 0, "—"],
  [0, 0, "—"],
  [10, 10, "0.0%"],
  [11, 10, "+10.0%"],
  [9, 10, "-10.0%"],
  [0, 4, "-100.0%"],
  [7, 3, "+133.3%"],
])("%i after %s is a change of %s", (now, before, text) => {
  expect(change(now, before)).toBe(text);
});

it.each([
  [[], null],
  [[4], 4],
  [[1, 9], 5],
  [[1, 2], 2],
  [[1, 5, 100], 5],
  [[1, 2, 4, 100], 3],
])("the middle of %j is %s", (values, middle) => {
  expect(medianOf(values)).toBe(middle);
});

it.each([
  [[], 0.9, null],
  [[7], 0, 7],
  [[7], 0.9, 7],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.91, 10],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1, 10],
  [[1, 2, 3, 4], 0.5, 2],
  [[1, 2, 3, 4], 0, 1],
])("of %j the share %s lies at or below %s", (values, share, value) => {
  expect(percentileOf(values, share)).toBe(value);
});
