/** The picture in the docs is the machine's own. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { caseLifecyclePage } from "../../src/machines/diagram.ts";

it("docs/case-lifecycle.md is what the machine draws (else: npm run docs:lifecycle)", () => {
  expect(readFileSync("docs/case-lifecycle.md", "utf8")).toBe(caseLifecyclePage());
});
