/** Material from ../shared is found where it lies, and its absence is visible. */
import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { expect, test } from "vitest";
import { sharedFile, testWithShared } from "./shared.ts";

test("a file that ../shared does not have is null", () => {
  expect(sharedFile("no/such/file.xlsx")).toBeNull();
});

testWithShared("a file of ../shared is given by its absolute path", (shared) => {
  const path = shared("data/messages-answered.xlsx");
  expect(isAbsolute(path) && existsSync(path)).toBe(true);
  expect(sharedFile("data/messages-answered.xlsx")).toBe(path);
  expect(() => shared("no/such/file.xlsx")).toThrow("../shared/no/such/file.xlsx is missing");
});
