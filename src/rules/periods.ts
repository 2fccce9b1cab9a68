/** Quarters and years as periods of evaluation: `2026-Q3`, `2026`. */
import type { Day } from "./words.ts";

export interface NamedPeriod {
  /** `2026-Q3` or `2026` */
  name: string;
  /** 2026年第三季度, 2026年度 */
  label: string;
  from: Day;
  /** The last day. */
  to: Day;
}

/** Null for any other text. */
export function parsePeriod(text: string): NamedPeriod | null {
  const match = /^(\d{4})(?:-Q([1-4]))?$/.exec(text);
  if (match === null) return null;
  const [, year = "", quarter] = match;
  if (quarter === undefined) return { name: text, label: `${year}年度`, from: `${year}-01-01`, to: `${year}-12-31` };
  const last = 3 * Number(quarter);
  const month = (number: number) => String(number).padStart(2, "0");
  return { name: text, label: `${year}年第${"一二三四"[Number(quarter) - 1] ?? ""}季度`, from: `${year}-${month(last - 2)}-01`, to: `${year}-${month(last)}-${last === 3 || last === 12 ? 31 : 30}` };
}

/** The same length of time a year before (同比), and the one just before (环比). */
export function periodsBefore({ name }: NamedPeriod): { previous: string; yearBefore: string } {
  const [year = "", quarter] = name.split("-Q");
  const lastYear = String(Number(year) - 1);
  if (quarter === undefined) return { previous: lastYear, yearBefore: lastYear };
  return { previous: quarter === "1" ? `${lastYear}-Q4` : `${year}-Q${Number(quarter) - 1}`, yearBefore: `${lastYear}-Q${quarter}` };
}
