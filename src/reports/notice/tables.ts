/** Tables of a notice without a form yet: a page, a Word document and a workbook are made of the same ones. */
import type { Day } from "../../rules/words.ts";

/** What a column holds; a workbook writes all but `text` as numbers and dates. */
export type ColumnKind = "text" | "count" | "rate" | "change" | "points" | "day";

export interface TableColumn {
  heading: string;
  /** On paper; the table fills its page, so these are shares as well. */
  widthMillimetres: number;
  kind: ColumnKind;
  isCentred: boolean;
}

export interface TableCell {
  text: string;
  number?: number;
  day?: Day;
  /** The case that the cell's number names. */
  caseId?: number;
  /** Below what policy asks. */
  isBelow?: true;
}

export interface NoticeTable {
  /** （一）超期件; null where the attachment's own title says it. */
  heading: string | null;
  /** Short, for a column of a workbook: 超期件. */
  name: string;
  columns: TableColumn[];
  rows: TableCell[][];
  /** The last row sums up the others. */
  hasTotal: boolean;
  note: string | null;
}

export const column = (heading: string, widthMillimetres: number, kind: ColumnKind = "text", isCentred = kind !== "text"): TableColumn => ({ heading, widthMillimetres, kind, isCentred });
export const centred = (heading: string, widthMillimetres: number): TableColumn => column(heading, widthMillimetres, "text", true);

export const textCell = (text: string): TableCell => ({ text: text === "" ? "—" : text });
export const countCell = (count: number): TableCell => ({ text: String(count), number: count });
export const dayCell = (day: Day): TableCell => ({ text: day, day });
export const caseCell = (caseNo: string, caseId: number): TableCell => ({ text: caseNo, caseId });

/** A share with its exact value, or "—" of nothing. */
export const rateCell = (text: string, value: number | null, isBelow = false): TableCell => ({ text, ...(value === null ? {} : { number: value }), ...(isBelow ? { isBelow: true as const } : {}) });

/** `+12.5%` of a comparison, whose exact value is not kept. */
export const changeCell = (text: string): TableCell => numeric(text, /^([+-]?\d+(?:\.\d+)?)%$/, 1000);
/** `+1.2` percentage points. */
export const pointsCell = (text: string): TableCell => numeric(text, /^([+-]?\d+(?:\.\d+)?)$/, 10);

function numeric(text: string, form: RegExp, scale: number): TableCell {
  const found = form.exec(text)?.[1];
  if (found === undefined) return { text };
  // Both are told to one decimal: rounding keeps 12.5 ÷ 100 from becoming 0.125000…01.
  return { text, number: Math.round(Number(found) * 10) / scale };
}
