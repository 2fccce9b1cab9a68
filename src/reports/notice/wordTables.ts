/** The tables of a notice in Word, whose head rows repeat and whose rows are not torn apart. */
import type { IXmlableObject } from "docx";
import { twipsOf, wordFonts, type FaceName } from "../documentStyle.ts";
import { cut, plainText } from "../safeText.ts";
import { emptyText, wholeRowsMax } from "./paper.ts";
import type { NoticeTable, TableCell, TableColumn } from "./tables.ts";

type Docx = typeof import("docx");

/** A row that is higher than a page cannot be kept whole; content is shorter than this already. */
const cellCharactersMax = 800;

/** The table as plain objects, which is what the library makes of its own, only faster (see the ledger). */
export function wordTable(docx: Docx, table: NoticeTable, widthMillimetres: number) {
  class PlainTable extends docx.FileChild {
    constructor() {
      super("w:tbl");
    }

    override prepForXml(): IXmlableObject {
      const widths = widthsOf(table.columns, widthMillimetres);
      return { "w:tbl": [tableProperties(widths), { "w:tblGrid": widths.map((width) => element("gridCol", { "w:w": width })) }, headingRow(table, widths), ...bodyRows(table, widths)] };
    }
  }
  return new PlainTable();
}

/** One style per kind of cell, so that no cell repeats its fonts. */
export const tableStyles = () => [cellStyle("Cell", "text", "left"), cellStyle("CellCentred", "text", "center"), cellStyle("CellStrong", "heading", "left"), cellStyle("CellHeading", "heading", "center")];

function cellStyle(id: string, face: FaceName, alignment: "left" | "center") {
  return { id, name: id, basedOn: "Normal", run: { font: wordFonts(face), size: 21 }, paragraph: { alignment, spacing: { before: 0, after: 0, line: 290, lineRule: "exact" as const } } };
}

/** In twips; what rounding leaves goes to the last column. */
function widthsOf(columns: readonly TableColumn[], widthMillimetres: number): number[] {
  const whole = columns.reduce((sum, column) => sum + column.widthMillimetres, 0);
  const widths = columns.map((column) => Math.floor((twipsOf(widthMillimetres) * column.widthMillimetres) / whole));
  const rest = twipsOf(widthMillimetres) - widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width, index) => (index === widths.length - 1 ? width + rest : width));
}

function headingRow({ columns }: NoticeTable, widths: readonly number[]): IXmlableObject {
  const cells = columns.map(({ heading }, index) => cell({ text: heading }, "CellHeading", widths[index] ?? 0, { isKept: true }));
  return tableRow(cells, [element("tblHeader")]);
}

function bodyRows({ columns, rows, hasTotal }: NoticeTable, widths: readonly number[]): IXmlableObject[] {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  if (rows.length === 0) return [tableRow([cell({ text: emptyText }, "CellCentred", whole, { span: columns.length })])];
  return rows.map((cells, number) => {
    const isTotal = hasTotal && number === rows.length - 1;
    // A short table stays on one page, of a longer one the sum with the row before.
    const isKept = number < rows.length - 1 && (rows.length <= wholeRowsMax || (hasTotal && number === rows.length - 2));
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
  return { "w:tc": [{ "w:tcPr": properties }, ...cut(plainText(text), cellCharactersMax).split("\n").map(paragraph)] };
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
      { "w:tblCellMar": [element("top", margin(0.6)), element("left", margin(1)), element("bottom", margin(0.6)), element("right", margin(1))] },
    ],
  };
}

const element = (name: string, attributes: Record<string, string | number> = {}): IXmlableObject => ({ [`w:${name}`]: { _attr: attributes } });
