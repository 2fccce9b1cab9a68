/**
 * Opens a workbook from outside without letting it choose how much memory or time that takes: only the parts that hold cells are
 * unpacked, under limits, and what exceljs would unfold cell by cell (merged ranges, validations, named ranges) is left out.
 */
import type { Workbook } from "exceljs";
import { unzip, ZipError, zipStored } from "./zip.ts";

export const unpackedBytesMax = 64 * 1024 * 1024;
/** Every cell, row and text is a few tags: about a million cells. */
export const tagsMax = 4_000_000;

export class WorkbookError extends Error {
  readonly code: "unreadable" | "too-large";
  readonly detail: string;

  constructor(code: WorkbookError["code"], detail: string) {
    super(detail);
    this.name = "WorkbookError";
    this.code = code;
    this.detail = detail;
  }
}

const cellParts = /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/sheet\d+\.xml)$/;
const sheetPart = /^xl\/worksheets\//;
// Everything of a sheet but its cells.
const ignoreNodes = [
  "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "autoFilter",
  "mergeCells", "rowBreaks", "hyperlinks", "pageMargins", "dataValidations", "pageSetup",
  "headerFooter", "printOptions", "picture", "drawing", "sheetProtection", "tableParts",
  "conditionalFormatting", "extLst",
];

export async function openWorkbook(bytes: Buffer): Promise<Workbook> {
  const parts = checkedParts(bytes);
  // Loaded when the first workbook comes: it takes a third of a second, which a start should not wait for.
  const { default: ExcelJS } = await import("exceljs");
  const workbook = new ExcelJS.Workbook();
  try {
    // The types of exceljs know no Buffer of current Node.
    const plain = zipStored(parts) as unknown as Parameters<typeof workbook.xlsx.load>[0];
    await workbook.xlsx.load(plain, { ignoreNodes });
  } catch {
    throw unreadable();
  }
  return workbook;
}

function checkedParts(bytes: Buffer): Map<string, Buffer> {
  const parts = unzipped(bytes);
  let tags = 0;
  for (const [name, part] of parts) {
    for (let at = part.indexOf(0x3c); at !== -1; at = part.indexOf(0x3c, at + 1)) tags += 1;
    if (tags > tagsMax) throw tooLarge();
    if (sheetPart.test(name)) requireNumberedRows(part.toString("latin1"));
  }
  const book = parts.get("xl/workbook.xml")?.toString("utf8").replace(/<definedNames[\s\S]*?<\/definedNames\s*>/g, "");
  if (book === undefined || book.includes("definedName")) throw unreadable();
  return parts.set("xl/workbook.xml", Buffer.from(book));
}

function unzipped(bytes: Buffer): Map<string, Buffer> {
  try {
    return unzip(bytes, (name) => cellParts.test(name), unpackedBytesMax);
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw error.code === "too-large" ? tooLarge() : unreadable();
  }
}

/** exceljs puts rows and cells where their `r` says; without one, or with one twice, it would drop them without a word. */
function requireNumberedRows(sheet: string): void {
  let last = 0;
  for (const [, tag, attributes = ""] of sheet.matchAll(/<(row|c)(?=[\s/>])([^>]*)>/g)) {
    const position = /\sr\s*=\s*["']([A-Z]{0,3}[0-9]{1,7})["']/.exec(attributes)?.[1];
    if (position === undefined) throw unreadable();
    if (tag !== "row") continue;
    if (!(Number(position) > last)) throw unreadable();
    last = Number(position);
  }
}

function unreadable(): WorkbookError {
  return new WorkbookError("unreadable", "不是可读的 XLSX 工作簿（可能损坏、加密或是旧版 .xls）；请用表格软件打开后另存为 .xlsx 再导入。");
}

function tooLarge(): WorkbookError {
  return new WorkbookError("too-large", "工作簿解压后过大；请分成几个文件，或另存为 CSV 后导入。");
}
