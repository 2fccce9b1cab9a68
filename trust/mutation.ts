/** The mutation score of the rules and the machines: how many changed lines the tests notice. Takes hours; `npm run mutation` shows each line that they do not. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { inThousands, type Row } from "./row.ts";

const scoreMin = 85;

interface MutationReport {
  files: Record<string, { mutants: { status: string }[] }>;
}

export const mutationRow: Row = {
  name: "mutation",
  what: "mutation score (Stryker) of src/rules and src/machines",
  bar: `≥ ${scoreMin} %`,
  async show() {
    const child = spawn("npx", ["stryker", "run"], { stdio: ["ignore", "ignore", "inherit"] });
    await new Promise((resolve) => child.once("exit", resolve));
    const report = JSON.parse(readFileSync("coverage/mutation.json", "utf8")) as MutationReport;
    const statuses = Object.values(report.files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
    const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
    const [found, all] = [count("Killed", "Timeout"), count("Killed", "Timeout", "Survived", "NoCoverage")];
    const score = (100 * found) / all;
    return { figure: `${score.toFixed(1)} % (${inThousands(found)} of ${inThousands(all)})`, faults: score >= scoreMin ? [] : [`${inThousands(all - found)} mutants survive`] };
  },
};
