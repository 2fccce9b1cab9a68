/**
 * A workbook from outside: its visible sheets, its texts and what its cells' formats mean. It chooses neither how much memory nor how
 * much time that takes: its parts are unpacked piece by piece, within a budget that grows with the file.
 */
import { posix } from "node:path";
import { readFormats, type NumberFormats } from "./numberFormats.ts";
import { readStrings } from "./sharedStrings.ts";
import { nothing, readPart } from "./workbookPart.ts";
import { XmlError } from "./xmlReferences.ts";
import { attributesOf } from "./xmlTags.ts";
import { zipParts, ZipError, type UnpackBudget, type ZipPart } from "./zip.ts";

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

export interface Workbook {
  sheets: Sheet[];
  strings: readonly string[];
  formats: NumberFormats;
  /** Whether its dates count from 1904, as old computers of Apple had it. */
  is1904: boolean;
}

export interface Sheet {
  name: string;
  part: ZipPart;
}

/** A workbook's texts and tags pack to about a tenth; what packs far better was made to. */
const unpackedBytesFree = 64 * 1024 * 1024;
const unpackedPerByteMax = 20;
const unpackedBytesMax = 1024 * 1024 * 1024;

export function unpackBudget(fileBytes: number): UnpackBudget {
  return { bytesLeft: Math.min(unpackedBytesMax, unpackedBytesFree + unpackedPerByteMax * fileBytes) };
}

/** @throws WorkbookError, but not for what is wrong inside of a sheet */
export async function openWorkbook(bytes: Buffer, budget: UnpackBudget): Promise<Workbook> {
  return asWorkbook(async () => {
    const parts = zipParts(bytes);
    const path = (await relationsOf(parts, "", budget)).find(({ kind }) => kind === "officeDocument")?.target ?? "xl/workbook.xml";
    const relations = await relationsOf(parts, path, budget);
    const targetOf = (kind: string) => relations.find((relation) => relation.kind === kind)?.target;
    const book = await readBook(partOf(parts, path), budget);
    const sheets = book.sheets.flatMap(({ name, id }) => {
      const relation = relations.find((each) => each.id === id);
      return relation?.kind === "worksheet" ? [{ name, part: partOf(parts, relation.target) }] : [];
    });
    const strings = await readStrings(parts.get(targetOf("sharedStrings") ?? ""), budget);
    return { sheets, strings, formats: await readFormats(parts.get(targetOf("styles") ?? ""), budget), is1904: book.is1904 };
  });
}

/** @throws WorkbookError instead of what the container and its parts throw */
export async function asWorkbook<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ZipError) throw error.code === "too-large" ? tooLarge() : unreadable();
    throw error instanceof XmlError ? unreadable() : error;
  }
}

function partOf(parts: Map<string, ZipPart>, path: string): ZipPart {
  const part = parts.get(path);
  if (!part) throw unreadable();
  return part;
}

interface Relation {
  id: string;
  /** The last word of its type, which transitional and strict workbooks write alike. */
  kind: string;
  /** The path of the part in the container. */
  target: string;
}

/** What a part (or, with an empty path, the container) refers to. */
async function relationsOf(parts: Map<string, ZipPart>, path: string, budget: UnpackBudget): Promise<Relation[]> {
  const part = parts.get(posix.join(posix.dirname(path), "_rels", `${posix.basename(path)}.rels`));
  const relations: Relation[] = [];
  if (!part) return relations;
  await readPart(part, budget, {
    ...nothing,
    open(name, text) {
      if (name !== "Relationship") return;
      const attributes = attributesOf(text);
      const target = attributes.get("Target") ?? "";
      if (attributes.get("TargetMode") === "External") return;
      const absolute = target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(path), target);
      relations.push({ id: attributes.get("Id") ?? "", kind: attributes.get("Type")?.split("/").at(-1) ?? "", target: absolute });
    },
  });
  return relations;
}

/** The visible sheets: a hidden one holds lists and helpers of the form, no records that a person has seen. */
async function readBook(part: ZipPart, budget: UnpackBudget): Promise<{ sheets: { name: string; id: string }[]; is1904: boolean }> {
  const sheets: { name: string; id: string }[] = [];
  let is1904 = false;
  await readPart(part, budget, {
    ...nothing,
    open(element, text) {
      const attributes = element === "sheet" || element === "workbookPr" ? attributesOf(text) : null;
      if (element === "workbookPr") is1904 = ["1", "true", "on"].includes(attributes?.get("date1904") ?? "");
      if (element !== "sheet" || (attributes?.get("state") ?? "visible") !== "visible") return;
      sheets.push({ name: attributes?.get("name") ?? "", id: attributes?.get("id") ?? "" });
    },
  });
  return { sheets, is1904 };
}

function unreadable(): WorkbookError {
  return new WorkbookError("unreadable", "不是可读的 XLSX 工作簿（可能已损坏或被截断）；请用表格软件打开后另存为 .xlsx 再导入。");
}

function tooLarge(): WorkbookError {
  return new WorkbookError("too-large", "工作簿解压后过大；请分成几个文件，或另存为 CSV 后导入。");
}
