/** Deliveries that failed are tried again after twice the time before, with chance within its bounds, for a day. */
import { expect, it } from "vitest";
import { isGivenUp, retryDelaySeconds, retrySecondsMin } from "../../src/rules/backOff.ts";

it.each([
  [1, 15],
  [2, 30],
  [3, 60],
  [9, 3840],
  [10, 7200],
  [11, 7200],
  [400, 7200],
])("after attempt %i the next comes in about %i seconds", (attempts, seconds) => {
  expect(retryDelaySeconds(attempts, 0.5)).toBe(seconds);
  expect(retryDelaySeconds(attempts, 0)).toBe(seconds * 0.8);
  expect(retryDelaySeconds(attempts, 1)).toBe(seconds * 1.2);
});

it("chance shortens and lengthens the delay by a fifth, in whole seconds", () => {
  expect(retryDelaySeconds(1, 0.1)).toBe(13);
  expect(retryDelaySeconds(1, 0.9)).toBe(17);
});

it("an attempt that fails a day after the first is the last", () => {
  expect(retrySecondsMin).toBe(86_400);
  expect([86_399, 86_400, 86_401].map(isGivenUp)).toEqual([false, true, true]);
});
