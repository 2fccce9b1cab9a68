/** Writes the table of bad input into docs/feeds.md, from the very list that the tests run. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { badInputs } from "../tests/ingest/badInputs.ts";

export const feedsPage = fileURLToPath(new URL("feeds.md", import.meta.url));
const [begin, end] = ["<!-- bad input: begin -->", "<!-- bad input: end -->"];

/** The page with the table as it has to be. */
export function withBadInputTable(page: string): string {
  const rows = badInputs.map(({ format, name, expected }) => `| ${format.toUpperCase()} | ${name} | ${expected.length === 0 ? "no record" : expected.map((each) => `\`${each}\``).join(", ")} |`);
  const table = ["| format | input | what becomes of its records, in order |", "| --- | --- | --- |", ...rows].join("\n");
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to === -1) throw new Error("docs/feeds.md has lost the marks of its table.");
  return `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(feedsPage, withBadInputTable(readFileSync(feedsPage, "utf8")));
