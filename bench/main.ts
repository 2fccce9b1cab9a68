/** `npm run bench [-- NAME… --runs N --keep]`: measures the rows of the speed table, prints them, and keeps them in bench/results.json and bench/RESULTS.md. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { eventsRow, killRow } from "./events.ts";
import { feedRow } from "./feed.ts";
import { figuresRow } from "./figures.ts";
import { mixedRow } from "./mixed.ts";
import { pageRow } from "./page.ts";
import { pagesRow } from "./pages.ts";
import { postgresRow } from "./postgres.ts";
import type { Measured, Row } from "./row.ts";
import { importRow, startRow } from "./start.ts";
import { removeStores } from "./stores.ts";
import { timersRow } from "./timers.ts";

const rows: readonly Row[] = [feedRow, eventsRow, killRow, mixedRow, figuresRow, pagesRow, timersRow, startRow, importRow, postgresRow, pageRow];
/** Those that take minutes for one run are repeated less. */
const fewer: Record<string, number> = { timers: 3, start: 3, import: 1 };

interface Kept {
  commit: string;
  date: string;
  machine: string;
  measured: Measured[];
}

const { values, positionals } = parseArgs({ options: { runs: { type: "string", default: "5" }, keep: { type: "boolean", default: false } }, allowPositionals: true });
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(", ")}. There are: ${rows.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
const resultsFile = fileURLToPath(new URL("results.json", import.meta.url));
const kept: Record<string, Kept> = existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, "utf8")) as Record<string, Kept>) : {};

for (const row of rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.error(`${row.name}: ${row.what}`);
  const measured = await row.measure({ runs: Math.min(Number(values.runs), fewer[row.name] ?? Infinity) });
  kept[row.name] = { commit: commit(), date: new Date().toISOString().slice(0, 10), machine: machine(), measured };
  for (const { of, beside, product, figure, met } of measured) console.log(`${met ? "✓" : "✗"} ${row.name} · ${of}: ${product}${beside === "" ? "" : ` beside ${beside}`} → ${figure} (${row.bar})`);
  writeFileSync(resultsFile, `${JSON.stringify(kept, null, 1)}\n`);
}
writeTable();
if (!values.keep) removeStores();

function commit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--", "src", "migrations") === "" ? "" : " and changes");
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
}

/** The table between its marks; what people wrote around it stays. */
function writeTable(): void {
  const file = fileURLToPath(new URL("RESULTS.md", import.meta.url));
  const lines = rows.flatMap((row) => {
    const found = kept[row.name];
    return (found?.measured ?? []).map(({ of, beside, product, figure, met }, index) => `| ${index === 0 ? `**${row.name}**: ${row.what}` : ""} | ${of} | ${beside} | ${product} | ${figure} | ${index === 0 ? row.bar : ""} | ${met ? "✓" : "✗"} | ${index === 0 ? `${found?.commit}, ${found?.date}` : ""} |`);
  });
  const table = ["| row | of | floor or smaller store | Huiyin | figure | bar | | commit, date |", "| --- | --- | --- | --- | --- | --- | --- | --- |", ...lines, "", `Medians with the least and the most of all runs, on ${machine()}.`].join("\n");
  const [begin, end] = ["<!-- speed table -->", "<!-- end of speed table -->"];
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(new RegExp(`${begin}[\\s\\S]*${end}`), () => `${begin}\n${table}\n${end}`));
}
