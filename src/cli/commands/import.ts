/** `huiyin import`: takes files into the store as a feed would, and prints the outcome counts. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { decodeRecords, formatOf, type DecodedRecord } from "../../ingest/decode.ts";
import { takeRecords, type IntakeResult } from "../../ingest/intake.ts";
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

/** Exit code 1 when any record was quarantined. */
export async function importFiles(house: House, files: readonly string[], { source, profile: name, json }: ImportOptions): Promise<number> {
  if (!(sources as readonly string[]).includes(source)) throw new HuiyinError("usage", `没有来源 ${source}，可用：${sources.join("、")}。`);
  const profile = profileFor(house, source, name);
  const total = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0 };
  const problems: Record<string, unknown>[] = [];
  for (const file of files) {
    const records = await readRecords(file);
    const bar = progress(`导入 ${basename(file)}`, records.length);
    const result = await takeRecords(house.store, { profile, records, sender: "cli", actor: cliActor, rulebook: house.rulebook, now, onProgress: (done) => bar.update(done) });
    bar.stop();
    for (const key of ["received", ...outcomes] as const) total[key] += result[key];
    problems.push(...quarantinedOf(file, result));
  }
  if (json) printJson({ ...total, quarantine: problems });
  else print(table([["收到", ...outcomes.map((outcome) => outcomeLabels[outcome])], [total.received, ...outcomes.map((outcome) => total[outcome])]]));
  if (!json && problems.length > 0) {
    for (const { file, index, errors } of problems.slice(0, 20)) {
      tell(`隔离：${String(file)} 第 ${Number(index) + 1} 条 ${(errors as { detail: string }[]).map((error) => error.detail).join("；")}`);
    }
    tell("可用 huiyin quarantine list 查看，改正后用 huiyin quarantine replay 重放。");
  }
  return total.quarantined > 0 ? 1 : 0;
}

async function readRecords(file: string): Promise<DecodedRecord[]> {
  const format = formatOf(file);
  if (format === null) throw new HuiyinError("usage", `无法从文件名判断 ${file} 的格式，请使用 .json、.ndjson、.csv、.xlsx 或 .xml。`);
  const bytes = await readFile(file).catch(() => {
    throw new HuiyinError("usage", `无法读取文件 ${file}，请核对路径和权限。`);
  });
  const records: DecodedRecord[] = [];
  for await (const record of decodeRecords(bytes, { format })) records.push(record);
  return records;
}

function quarantinedOf(file: string, { results }: IntakeResult): Record<string, unknown>[] {
  return results.filter((result) => result.outcome === "quarantined").map(({ index, externalId, errors }) => ({ file, index, externalId, errors }));
}
