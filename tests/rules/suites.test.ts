/** The two families of algorithms, and which key of the secret file seals what is new. */
import { describe, expect, it, test } from "vitest";
import { currentKey, hashOfSuite, keyNumberMax, suiteLabels, suites, type SecretKey } from "../../src/rules/suites.ts";

const key = (number: number, activeSince: string | null = "2026-01-01T00:00:00.000Z"): SecretKey => ({ number, secret: new Uint8Array(32), suite: "international", activeSince });

test("a bureau chooses between two families, each with its label and its hash", () => {
  expect(suites).toEqual(["international", "national"]);
  expect(suiteLabels).toEqual({ international: "国际算法（AES-256、SHA-256）", national: "国密算法（SM4、SM3）" });
  expect(hashOfSuite).toEqual({ international: "sha256", national: "sm3" });
});

test("a key's number has at most two digits", () => {
  expect(keyNumberMax).toBe(99);
});

describe("the key that seals what is new", () => {
  it.each([
    ["the only one", [key(1)], 1],
    ["the newest, where it stands last", [key(1), key(2), key(3)], 3],
    ["the newest, where it stands first", [key(3), key(2), key(1)], 3],
    ["the newest, where it stands between", [key(2), key(10), key(9)], 10],
    ["the newest that does not wait, where the newest waits", [key(1), key(3, null), key(2)], 2],
    ["the oldest, where all newer ones wait", [key(3, null), key(2, null), key(1)], 1],
    ["that of the highest number, whenever it came into use", [key(2, "2026-01-01T00:00:00.000Z"), key(1, "2026-11-16T00:00:00.000Z")], 2],
    ["none where all wait", [key(1, null), key(2, null)], undefined],
    ["none where there are none", [], undefined],
  ])("is %s", (_what, keys, number) => {
    expect(currentKey(keys)?.number).toBe(number);
  });

  it("is the very key that was given, and the list stays as it was", () => {
    const keys = [key(1), key(2), key(3, null)];
    expect(currentKey(keys)).toBe(keys[1]);
    expect(keys.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});
