/** The value of a spreadsheet cell as the text that a person reads in it. */
import { unescaped } from "./sharedStrings.ts";
import type { Workbook } from "./workbook.ts";

/** A cell as its sheet's XML has it. */
export interface Cell {
  /** `t`: what its value is; without one a number. */
  type: string;
  /** `s`: the index of its style. */
  style: number;
  value: string | null;
  /** The text written in the cell itself. */
  inline: string | null;
  hasFormula: boolean;
}

export interface CellText {
  text: string;
  /** Whether the cell holds text, as a header's cells do, and no number, date or truth value. */
  isText: boolean;
  problem?: "lossy-number" | "bad-value" | undefined;
}

/** A spreadsheet keeps 15 digits of a number; what has more was rounded when it was typed or opened. */
const digitsKept = 15;

export function cellText({ type, style, value, inline, hasFormula }: Cell, { strings, formats, is1904 }: Workbook): CellText {
  if (type === "inlineStr") return { text: inline ?? "", isText: true };
  if (value === null || value === "") {
    // The program that wrote the formula left it to others to work it out: a person sees a value where the file has none.
    return { text: "", isText: true, problem: hasFormula && type !== "str" ? "bad-value" : undefined };
  }
  if (type === "s") return stringText(strings[Number(value)]);
  if (type === "str") return { text: unescaped(value), isText: true };
  if (type === "b") return { text: value.trim() === "0" || value.trim() === "false" ? "false" : "true", isText: false };
  if (type === "d") return isoText(value);
  if (type === "e") return { text: value, isText: false, problem: "bad-value" };
  const number = Number(value);
  if (!Number.isFinite(number)) return { text: value, isText: false, problem: "bad-value" };
  const format = formats[style] ?? null;
  return format === "date" ? dateText(number, is1904) : numberText(number, format);
}

function stringText(text: string | undefined): CellText {
  return text === undefined ? { text: "", isText: false, problem: "bad-value" } : { text, isText: true };
}

function numberText(value: number, digits: number | null): CellText {
  const isLossy = Number.isInteger(value) && Math.abs(value) >= 10 ** digitsKept;
  const text = digits !== null && Number.isInteger(value) && value >= 0 ? String(value).padStart(digits, "0") : String(value);
  return { text, isText: false, problem: isLossy ? "lossy-number" : undefined };
}

const daysTo1970 = 25_569;
const daysFrom1900To1904 = 1462;
const secondsPerDay = 86_400;
/** 9999-12-31, the last day that a spreadsheet shows. */
const serialMax = 2_958_466;

/** A date cell has no zone: it is what the wall clock showed. Fractions of a second are rounding noise. */
function dateText(given: number, is1904: boolean): CellText {
  const serial = given + (is1904 ? daysFrom1900To1904 : 0);
  if (serial < 0 || serial >= serialMax) return { text: String(given), isText: false, problem: "bad-value" };
  const seconds = Math.round((serial - daysTo1970) * secondsPerDay);
  return { text: new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " "), isText: false };
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?)?$/;

function isoText(value: string): CellText {
  const [, day, time] = isoDate.exec(value.trim()) ?? [];
  return day === undefined ? { text: value, isText: false, problem: "bad-value" } : { text: `${day} ${time ?? "00:00:00"}`, isText: false };
}
