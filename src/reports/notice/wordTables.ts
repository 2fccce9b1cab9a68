/** The tables of a notice in Word, whose head rows repeat and whose rows are not torn apart. */
import type { IXmlableObject } from "docx";
import { twipsOf, wordFonts, type FaceName } from "../documentStyle.ts";
import { plainText } from "../safeText.ts";
import { fitted, linesOf } from "../textMeasure.ts";
import { emptyText, wholeRowsMax } from "./paper.ts";
import type { NoticeTable, TableCell, TableColumn } from "./tables.ts";

type Docx = typeof import("docx");

const cellPoints = 10.5;
const lineTwips = 290;
const paddingMillimetres = { side: 1, edge: 0.6 };
/** A row that is higher than a page cannot be kept whole; what content allows for a lesson fits. */
const cellLinesMax = 28;
/** What a landscape page has for a table below its heading; programs try for minutes to keep more than that on one page. */
const wholeTwipsMax = 7_600;

/** The table as plain objects, which is what the library makes of its own, only faster (see the ledger). */
export function wordTable(docx: Docx, whole: NoticeTable, widthMillimetres: number) {
  const widths = widthsOf(whole.columns, widthMillimetres);
  const table = { ...whole, rows: whole.rows.map((cells) => cells.map((each, index) => ({ ...each, text: fitted(plainText(each.text), emsOf(widths[index] ?? 0), cellLinesMax) }))) };
  class PlainTable extends docx.FileChild {
    constructor() {
      super("w:tbl");
    }

    override prepForXml(): IXmlableObject {
      return { "w:tbl": [tableProperties(widths), { "w:tblGrid": widths.map((width) => element("gridCol", { "w:w": width })) }, headingRow(table, widths), ...bodyRows(table, widths)] };
    }
  }
  return new PlainTable();
}

/** One style per kind of cell, so that no cell repeats its fonts. */
export const tableStyles = () => [cellStyle("Cell", "text", "left"), cellStyle("CellCentred", "text", "center"), cellStyle("CellStrong", "heading", "left"), cellStyle("CellHeading", "heading", "center")];

function cellStyle(id: string, face: FaceName, alignment: "left" | "center") {
  return { id, name: id, basedOn: "Normal", run: { font: wordFonts(face), size: 2 * cellPoints }, paragraph: { alignment, spacing: { before: 0, after: 0, line: lineTwips, lineRule: "exact" as const } } };
}

/** In twips; what rounding leaves goes to the last column. */
function widthsOf(columns: readonly TableColumn[], widthMillimetres: number): number[] {
  const whole = columns.reduce((sum, column) => sum + column.widthMillimetres, 0);
  const widths = columns.map((column) => Math.floor((twipsOf(widthMillimetres) * column.widthMillimetres) / whole));
  const rest = twipsOf(widthMillimetres) - widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width, index) => (index === widths.length - 1 ? width + rest : width));
}

/** Characters in a line of a cell. */
const emsOf = (widthTwips: number): number => Math.max(1, (widthTwips - 2 * twipsOf(paddingMillimetres.side)) / (20 * cellPoints) - 0.3);

/** A short table stays on one page. */
function isKeptWhole({ rows }: NoticeTable, widths: readonly number[]): boolean {
  const heightOf = (cells: readonly TableCell[]) => Math.max(1, ...cells.map(({ text }, index) => linesOf(text, emsOf(widths[index] ?? 0)))) * lineTwips + 2 * twipsOf(paddingMillimetres.edge);
  return rows.length <= wholeRowsMax && rows.reduce((sum, cells) => sum + heightOf(cells), 3 * lineTwips) <= wholeTwipsMax;
}

function headingRow({ columns }: NoticeTable, widths: readonly number[]): IXmlableObject {
  const cells = columns.map(({ heading }, index) => cell({ text: heading }, "CellHeading", widths[index] ?? 0, { isKept: true }));
  return tableRow(cells, [element("tblHeader")]);
}

function bodyRows(table: NoticeTable, widths: readonly number[]): IXmlableObject[] {
  const { columns, rows, hasTotal } = table;
  const whole = widths.reduce((sum, width) => sum + width, 0);
  if (rows.length === 0) return [tableRow([cell({ text: emptyText }, "CellCentred", whole, { span: columns.length })])];
  const isWhole = isKeptWhole(table, widths);
  return rows.map((cells, number) => {
    const isTotal = hasTotal && number === rows.length - 1;
    // Of a longer one the sum stays with the row before.
    const isKept = number < rows.length - 1 && (isWhole || (hasTotal && number === rows.length - 2));
    return tableRow(cells.map((each, index) => cell(each, styleOf(each, columns[index], isTotal), widths[index] ?? 0, { isKept })));
  });
}

function styleOf({ isBelow }: TableCell, column: TableColumn | undefined, isTotal: boolean): string {
  const isStrong = isTotal || isBelow === true;
  if (column?.isCentred) return isStrong ? "CellHeading" : "CellCentred";
  return isStrong ? "CellStrong" : "Cell";
}

const tableRow = (cells: IXmlableObject[], properties: IXmlableObject[] = []): IXmlableObject => ({ "w:tr": [{ "w:trPr": [element("cantSplit"), ...properties] }, ...cells] });

function cell({ text, isBelow }: TableCell, style: string, width: number, { span = 1, isKept = false }: { span?: number; isKept?: boolean } = {}): IXmlableObject {
  const properties = [
    element("tcW", { "w:w": width, "w:type": "dxa" }),
    ...(span === 1 ? [] : [element("gridSpan", { "w:val": span })]),
    ...(isBelow ? [element("shd", { "w:val": "clear", "w:color": "auto", "w:fill": "D9D9D9" })] : []),
    element("vAlign", { "w:val": "center" }),
  ];
  const paragraph = (line: string) => ({ "w:p": [{ "w:pPr": [element("pStyle", { "w:val": style }), ...(isKept ? [element("keepNext")] : [])] }, { "w:r": [{ "w:t": [{ _attr: { "xml:space": "preserve" } }, line] }] }] });
  return { "w:tc": [{ "w:tcPr": properties }, ...plainText(text).split("\n").map(paragraph)] };
}

function tableProperties(widths: readonly number[]): IXmlableObject {
  const border = { "w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "000000" };
  const margin = (millimetres: number) => ({ "w:w": twipsOf(millimetres), "w:type": "dxa" });
  return {
    "w:tblPr": [
      element("tblW", { "w:w": widths.reduce((sum, width) => sum + width, 0), "w:type": "dxa" }),
      element("jc", { "w:val": "center" }),
      { "w:tblBorders": ["top", "left", "bottom", "right", "insideH", "insideV"].map((side) => element(side, border)) },
      element("tblLayout", { "w:type": "fixed" }),
      { "w:tblCellMar": [element("top", margin(paddingMillimetres.edge)), element("left", margin(paddingMillimetres.side)), element("bottom", margin(paddingMillimetres.edge)), element("right", margin(paddingMillimetres.side))] },
    ],
  };
}

const element = (name: string, attributes: Record<string, string | number> = {}): IXmlableObject => ({ [`w:${name}`]: { _attr: attributes } });
