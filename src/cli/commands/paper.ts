/** `huiyin slip` and `huiyin ledger`: the hall's paper written into files. */
import { writeFile } from "node:fs/promises";
import { isDay } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import { readCase } from "../../store/readCases.ts";
import { now, type House } from "../house.ts";
import { tell } from "../output.ts";
import { paperPort } from "../ports/paper.ts";

export interface PaperOptions {
  format: string;
  out?: string;
}

export async function slipFile(house: House, given: string, { format, out }: PaperOptions): Promise<number> {
  if (format !== "html" && format !== "docx") throw new HuiyinError("usage", "--format 应为 html 或 docx。");
  const id = /^\d{1,9}$/.test(given) ? Number(given) : (await house.store.read.selectFrom("cases").select("id").where("case_no", "=", given).executeTakeFirst())?.id;
  const row = id === undefined ? null : await readCase(house.store.read, id, ["/"]);
  if (row === null) throw new HuiyinError("case-not-found", `没有工单 ${given}。`);
  return written(await paperPort(house).slip(row, { format, printedBy: null, at: now() }), out ?? `交办单-${row.case_no ?? row.id}.${format}`);
}

export async function ledgerFile(house: House, { format, out, from, to, all }: PaperOptions & { from: string; to: string; all?: boolean }): Promise<number> {
  if (format !== "html" && format !== "docx" && format !== "xlsx") throw new HuiyinError("usage", "--format 应为 html、docx 或 xlsx。");
  for (const day of [from, to]) if (!isDay(day)) throw new HuiyinError("usage", `日期 ${day} 应为 2026-11-16 的形式。`);
  const document = await paperPort(house).ledger({ from, to, which: all ? "all" : "window", scopePaths: ["/"], format, printedBy: null, at: now() });
  return written(document, out ?? `窗口工作台账-${from}-${to}.${format}`);
}

async function written(document: string | Buffer, out: string): Promise<number> {
  await writeFile(out, document);
  tell(`已写入 ${out}`);
  return 0;
}
