/** `huiyin evaluate` and `huiyin digest`: the evaluation of a quarter or a year, and the week's typical cases to learn from. */
import { writeFile } from "node:fs/promises";
import { parsePeriod } from "../../rules/periods.ts";
import { isWeek } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import { now, type House } from "../house.ts";
import { print, tell } from "../output.ts";
import { evaluationsPort } from "../ports/evaluations.ts";

export interface ReportOptions {
  format: string;
  out?: string;
  enterprise?: boolean;
}

export async function evaluate(house: House, name: string, options: ReportOptions): Promise<number> {
  const period = parsePeriod(name);
  if (period === null) throw new HuiyinError("usage", `期间 ${name} 有误，季度写作 2026-Q3，年度写作 2026。`);
  return give(await evaluationsPort(house).evaluate(period, options.enterprise === true ? "enterprise" : "all", now()), options);
}

export async function digestOf(house: House, week: string, options: ReportOptions): Promise<number> {
  if (!isWeek(week)) throw new HuiyinError("usage", `周次 ${week} 有误，应为 2026-W47 的形式（该年须有此周）。`);
  return give(await evaluationsPort(house).digest(week, now()), options);
}

async function give({ json, html }: { json: Record<string, unknown>; html: string }, { format, out }: ReportOptions): Promise<number> {
  if (format !== "json" && format !== "html") throw new HuiyinError("usage", `不支持的格式 ${format}，可用：json、html。`);
  const text = format === "json" ? JSON.stringify(json, null, 2) : html;
  if (out === undefined) print(text);
  else {
    await writeFile(out, text);
    tell(`已写入 ${out}`);
  }
  return 0;
}
