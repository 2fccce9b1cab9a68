/** `huiyin import`: takes files into the store as a feed would, and prints the outcome counts. */
import { basename } from "node:path";
import { noRecords, takeRecords, type RecordResult } from "../../ingest/intake.ts";
import { recordsOfFile } from "../../ingest/readFile.ts";
import { outcomeLabels, outcomes, sources } from "../../rules/words.ts";
import { cliActor } from "../../store/actors.ts";
import { HuiyinError } from "../../store/errors.ts";
import { now, profileFor, type House } from "../house.ts";
import { print, printJson, progress, table, tell } from "../output.ts";

export interface ImportOptions {
  source: string;
  profile?: string;
  json?: boolean;
}

/** An import may be of any length: beyond this only the count of what was quarantined is told. */
const problemsListedMax = 1000;
const problemsToldMax = 20;

/** Exit code 1 when any record was quarantined. */
export async function importFiles(house: House, files: readonly string[], { source, profile: name, json }: ImportOptions): Promise<number> {
  if (!(sources as readonly string[]).includes(source)) throw new HuiyinError("usage", `没有来源 ${source}，可用：${sources.join("、")}。`);
  const profile = profileFor(house, source, name);
  const total = noRecords();
  const problems: Record<string, unknown>[] = [];
  for (const file of files) {
    const bar = progress(`导入 ${basename(file)}`, null);
    const onResults = (results: readonly RecordResult[]) => {
      for (const result of results) if (result.outcome === "quarantined" && problems.length < problemsListedMax) problems.push(quarantined(file, result));
    };
    try {
      const records = recordsOfFile(file);
      const result = await takeRecords(house.store, { profile, records, sender: "cli", actor: cliActor, rulebook: house.rulebook, now, keepResults: false, onResults, onProgress: (done) => bar.update(done) });
      for (const key of ["received", ...outcomes] as const) total[key] += result[key];
    } finally {
      bar.stop();
    }
  }
  if (json) printJson({ ...total, quarantine: problems });
  else print(table([["收到", ...outcomes.map((outcome) => outcomeLabels[outcome])], [total.received, ...outcomes.map((outcome) => total[outcome])]]));
  if (!json && problems.length > 0) {
    for (const { file, index, errors } of problems.slice(0, problemsToldMax)) {
      tell(`隔离：${String(file)} 第 ${Number(index) + 1} 条 ${(errors as { detail: string }[]).map((error) => error.detail).join("；")}`);
    }
    tell("可用 huiyin quarantine list 查看，改正后用 huiyin quarantine replay 重放。");
  }
  return total.quarantined > 0 ? 1 : 0;
}

function quarantined(file: string, { index, externalId, errors }: RecordResult): Record<string, unknown> {
  return { file, index, externalId, errors };
}
