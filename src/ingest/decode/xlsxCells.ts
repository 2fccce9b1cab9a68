/** The value of a spreadsheet cell as text. */
import type { CellValue } from "exceljs";

export interface CellText {
  text: string;
  /** Whether the cell holds text, as a header's cells do, and no number, date or truth value. */
  isText: boolean;
  problem?: "lossy-number" | "bad-value" | undefined;
}

/** A spreadsheet keeps 15 digits of a number; what has more was rounded when it was typed or opened. */
const digitsKept = 15;

export function cellText(value: CellValue): CellText {
  if (value === null || value === undefined) return { text: "", isText: true };
  if (typeof value === "string") return { text: unescaped(value), isText: true };
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return { text: String(value), isText: false };
  if (value instanceof Date) return dateText(value);
  if ("richText" in value) return { text: value.richText.map((run) => unescaped(run.text ?? "")).join(""), isText: true };
  if ("hyperlink" in value) return cellText(value.text);
  if ("formula" in value || "sharedFormula" in value) return cellText(value.result);
  return { text: "error" in value ? String(value.error) : "", isText: false, problem: "bad-value" };
}

function numberText(value: number): CellText {
  const isLossy = !Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) >= 10 ** digitsKept);
  return { text: String(value), isText: false, problem: isLossy ? "lossy-number" : undefined };
}

/** A date cell has no zone: it is what the wall clock showed, which exceljs gives as if it were UTC. Fractions are rounding noise. */
function dateText(value: Date): CellText {
  const millis = Math.round(value.getTime() / 1000) * 1000;
  const date = new Date(millis);
  if (Number.isNaN(millis) || Number.isNaN(date.getTime())) return { text: "", isText: false, problem: "bad-value" };
  return { text: date.toISOString().replace("T", " ").replace(/\.\d+Z$/, ""), isText: false };
}

/** The format writes characters that XML cannot hold, most often a carriage return, as `_x000D_`. */
function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
