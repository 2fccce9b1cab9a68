/** `huiyin erase`: removes the personal data of what has been over for the policy's years, or lists it. */
import { erasePersonalData } from "../../jobs/erasePersonalData.ts";
import { yearsKept } from "../../rules/erasure.ts";
import { casesToErase } from "../../store/erasure.ts";
import { now, type House } from "../house.ts";
import { print, printJson } from "../output.ts";

const listedMax = 10_000;

/** Exit code 1 where a dry run finds something to remove. */
export async function erase({ store, rulebook, environment }: House, { dryRun = false, json }: { dryRun?: boolean; json?: boolean }): Promise<number> {
  const years = yearsKept(rulebook.policy);
  if (dryRun) {
    const due = await casesToErase(store.read, { at: now(), rulebook }, listedMax);
    if (json) printJson({ years, due });
    else {
      for (const { id, caseNo } of due) print(caseNo ?? String(id));
      print(`结案满 ${years} 年、将删除个人信息的工单：${due.length} 件${due.length === listedMax ? "以上" : ""}。`);
    }
    return due.length > 0 ? 1 : 0;
  }
  const result = await erasePersonalData({ store, rulebook, attachmentsFolder: environment.attachmentsFolder }, now());
  if (json) printJson({ years, ...result });
  else print(`已删除 ${result.erased} 件工单、${result.records} 条销项记录的个人信息，${result.files} 个附件文件。`);
  return 0;
}
