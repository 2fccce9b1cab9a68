/** `npm run trust [-- NAME… --runs N --seed N]`: shows the rows of the reliability table, each with its figures and whether it meets its bar. */
import { parseArgs } from "node:util";
import { concurrentRow } from "./concurrent.ts";
import { killRow } from "./kill/kill.ts";
import { malformedRow } from "./malformed/malformed.ts";
import { mutationRow } from "./mutation.ts";
import type { Row, Shown } from "./row.ts";
import { replayRow, suiteRows } from "./suites.ts";

const rows: readonly Row[] = [killRow, concurrentRow, malformedRow, ...suiteRows, replayRow, mutationRow];

const { values, positionals } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string", default: "20261125" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no row named ${unknown.join(", ")}. There are: ${rows.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
const runs = values.runs === undefined ? undefined : Number(values.runs);
let failed = 0;
for (const row of rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const { figure, faults } = await shown(row);
  console.log(`${faults.length === 0 ? "✓" : "✗"} ${row.name} · ${row.what}: ${figure} (${row.bar})`);
  for (const fault of faults.slice(0, 20)) console.log(`    ${fault}`);
  if (faults.length > 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;

/** A row that breaks off has not met its bar, and the others are shown all the same. */
async function shown(row: Row): Promise<Shown> {
  try {
    return await row.show({ runs, seed: Number(values.seed) });
  } catch (error) {
    return { figure: "broke off", faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
