/** docs/security.md and docs/operations.md promise nothing that no test keeps: whatever they name is there. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

describe.each(["docs/security.md", "docs/operations.md"])("%s", (page) => {
  const text = readFileSync(page, "utf8");
  const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = ""]) => target);

  it("names files that exist", () => {
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
  });
});

it("docs/security.md answers every threat and every chapter of ASVS with a test, or says whose it is", () => {
  const lines = readFileSync("docs/security.md", "utf8").split("\n");
  const rows = lines.filter((line) => /^\| V\d+ /.test(line));
  expect(rows.map((line) => Number(/V(\d+)/.exec(line)?.[1]))).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
  const threats = lines.slice(lines.indexOf("## Threats and answers") + 4, lines.findIndex((line) => line.startsWith("## OWASP"))).filter((line) => line.startsWith("|"));
  expect(threats.length).toBeGreaterThan(12);
  expect([...rows, ...threats].filter((line) => !/\.test\.ts\)/.test(line))).toEqual([]);
});
