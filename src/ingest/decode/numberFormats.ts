/** What the number formats of a workbook make of a number: a date, or digits with zeros in front. */
import { nothing, readPart } from "./workbookPart.ts";
import { attributesOf } from "./xmlTags.ts";
import type { UnpackBudget, ZipPart } from "./zip.ts";

/** For each style of a cell: `date`, a number of digits to fill up with zeros, or null where a number is a number. */
export type NumberFormats = readonly ("date" | number | null)[];

export async function readFormats(part: ZipPart | undefined, budget: UnpackBudget): Promise<NumberFormats> {
  const codes = new Map<string, string>();
  const styles: string[] = [];
  let isCells = false;
  if (part) {
    await readPart(part, budget, {
      ...nothing,
      open(name, text) {
        if (name === "cellXfs") isCells = true;
        if (name !== "numFmt" && !(name === "xf" && isCells)) return;
        const attributes = attributesOf(text);
        const id = attributes.get("numFmtId") ?? "0";
        if (name === "xf") styles.push(id);
        else codes.set(id, attributes.get("formatCode") ?? "");
      },
      close(name) {
        if (name === "cellXfs") isCells = false;
      },
    });
  }
  return styles.map((id) => meaningOf(Number(id), codes.get(id)));
}

function meaningOf(id: number, code: string | undefined): NumberFormats[number] {
  if (code === undefined) return builtInDates.some(([first, last]) => id >= first && id <= last) ? "date" : null;
  if (/^0{2,20}$/.test(code)) return code.length;
  return isDate(code) ? "date" : null;
}

/** 27 to 36 and 50 to 58 are the dates of Chinese (and Japanese, Korean) spreadsheet programs, which need not write them out. */
const builtInDates = [[14, 22], [27, 36], [45, 47], [50, 58]] as const;

/** A format with a year, month, day, hour, minute or second in it, quoted texts, single literal characters, colours and locales aside. */
function isDate(code: string): boolean {
  const bare = code.replace(/"[^"]*"|[\\_*]./g, "").replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, "");
  return !/^(general|standard|g\/)/i.test(bare) && /[ymdhs]/i.test(bare);
}
