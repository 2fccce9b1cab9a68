/** The ledger as a Word document on landscape A4, its header row repeated on every page. */
import type { IXmlableObject } from "docx";
import { twipsOf, wordFonts, wordParts, type FaceName } from "./documentStyle.ts";
import { emptyLedgerText, ledgerColumns, ledgerNote, type Ledger } from "./ledger.ts";
import { plainText } from "./safeText.ts";

// Loaded when the first document is asked for: the service starts faster without it.
type Docx = typeof import("docx");

const pageMillimetres = { width: 297, height: 210, top: 10, bottom: 14, side: 8 };
const tableMillimetres = ledgerColumns.reduce((sum, column) => sum + column.widthMillimetres, 0);

export async function ledgerDocx(ledger: Ledger): Promise<Buffer> {
  const docx = await import("docx");
  const { Document, Footer, Packer, PageNumber, Paragraph, TextRun } = docx;
  const side = twipsOf(pageMillimetres.side);
  const pageNumber = new TextRun({ font: wordFonts("text"), size: 16, children: ["第 ", PageNumber.CURRENT, " 页　共 ", PageNumber.TOTAL_PAGES, " 页"] });
  const document = new Document({
    styles: {
      default: { document: { run: { font: wordFonts("text"), size: 15, language: { value: "en-US", eastAsia: "zh-CN" } } } },
      paragraphStyles: [cellStyle("Cell", "text", "left"), cellStyle("CellCentred", "text", "center"), cellStyle("CellHeading", "heading", "center")],
    },
    sections: [
      {
        properties: {
          page: {
            // The library turns the sides of a landscape page itself.
            size: { width: twipsOf(pageMillimetres.height), height: twipsOf(pageMillimetres.width), orientation: docx.PageOrientation.LANDSCAPE },
            margin: { top: twipsOf(pageMillimetres.top), bottom: twipsOf(pageMillimetres.bottom), left: side, right: side, header: twipsOf(5), footer: twipsOf(6) },
          },
        },
        footers: { default: new Footer({ children: [new Paragraph({ alignment: "center", children: [pageNumber] })] }) },
        children: [
          line(docx, ledger.title, { face: "title", points: 20, lineMillimetres: 10, align: "center" }),
          line(docx, `单位：${ledger.hall}\t登记期间：${ledger.period}\t${ledger.printed}`, { face: "text", points: 9.5, lineMillimetres: 6.5 }),
          line(docx, ledger.summary, { face: "text", points: 9.5, lineMillimetres: 5.5 }),
          new (plainTable(docx))(ledger),
          line(docx, ledgerNote, { face: "remark", points: 8, lineMillimetres: 5 }),
        ],
      },
    ],
  });
  return Packer.toBuffer(document, false, wordParts(`${ledger.title}（${ledger.period}）`, ledger.printedAt));
}

/**
 * The table as plain objects, which is what the library makes of its own. Its cells, paragraphs and runs as objects of their own would
 * be hundreds of thousands for a few thousand rows, and take several times as long.
 */
function plainTable(docx: Docx) {
  return class extends docx.FileChild {
    private readonly ledger: Ledger;

    constructor(ledger: Ledger) {
      super("w:tbl");
      this.ledger = ledger;
    }

    override prepForXml(): IXmlableObject {
      const { rows } = this.ledger;
      const body = rows.length > 0 ? rows.map((cells) => tableRow(cells.map(({ text }, column) => tableCell(text, column)))) : [tableRow([emptyCell()])];
      return { "w:tbl": [tableProperties(), tableGrid(), headingRow(), ...body] };
    }
  };
}

const headingRow = () => tableRow(ledgerColumns.map(({ heading }, column) => tableCell(heading, column, "CellHeading")), [element("tblHeader")]);

const tableRow = (cells: IXmlableObject[], properties: IXmlableObject[] = []): IXmlableObject => ({ "w:tr": [{ "w:trPr": [element("cantSplit"), ...properties] }, ...cells] });

function tableCell(text: string, column: number, style = ledgerColumns[column]?.isCentred ? "CellCentred" : "Cell"): IXmlableObject {
  return cell(text, style, [element("tcW", { "w:w": twipsOf(ledgerColumns[column]?.widthMillimetres ?? 0), "w:type": "dxa" })]);
}

const emptyCell = (): IXmlableObject =>
  cell(emptyLedgerText, "CellCentred", [element("tcW", { "w:w": twipsOf(tableMillimetres), "w:type": "dxa" }), element("gridSpan", { "w:val": ledgerColumns.length })]);

function cell(text: string, style: string, properties: IXmlableObject[]): IXmlableObject {
  const paragraph = (line: string) => ({ "w:p": [{ "w:pPr": [element("pStyle", { "w:val": style })] }, { "w:r": [{ "w:t": [{ _attr: { "xml:space": "preserve" } }, line] }] }] });
  return { "w:tc": [{ "w:tcPr": [...properties, element("vAlign", { "w:val": "center" })] }, ...plainText(text).split("\n").map(paragraph)] };
}

function tableProperties(): IXmlableObject {
  const border = { "w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "000000" };
  const margin = (millimetres: number) => ({ "w:w": twipsOf(millimetres), "w:type": "dxa" });
  return {
    "w:tblPr": [
      element("tblW", { "w:w": twipsOf(tableMillimetres), "w:type": "dxa" }),
      { "w:tblBorders": ["top", "left", "bottom", "right", "insideH", "insideV"].map((side) => element(side, border)) },
      element("tblLayout", { "w:type": "fixed" }),
      { "w:tblCellMar": [element("top", margin(0.5)), element("left", margin(0.6)), element("bottom", margin(0.5)), element("right", margin(0.6))] },
    ],
  };
}

const tableGrid = (): IXmlableObject => ({ "w:tblGrid": ledgerColumns.map(({ widthMillimetres }) => element("gridCol", { "w:w": twipsOf(widthMillimetres) })) });

const element = (name: string, attributes: Record<string, string | number> = {}): IXmlableObject => ({ [`w:${name}`]: { _attr: attributes } });

/** One style per kind of cell, so that no cell repeats its fonts. */
function cellStyle(id: string, face: FaceName, alignment: "left" | "center") {
  return { id, name: id, run: { font: wordFonts(face), size: 15 }, paragraph: { alignment, spacing: { before: 0, after: 0, line: twipsOf(3.5), lineRule: "exact" as const } } };
}

interface LineStyle {
  face: FaceName;
  points: number;
  lineMillimetres: number;
  align?: "left" | "center";
}

/** Parts behind a tab stand in the middle and at the right end. */
function line(docx: Docx, text: string, { face, points, lineMillimetres, align = "left" }: LineStyle) {
  const { Paragraph, TextRun, Tab, TabStopType, LineRuleType } = docx;
  return new Paragraph({
    alignment: align,
    spacing: { before: 0, after: 0, line: twipsOf(lineMillimetres), lineRule: LineRuleType.EXACT },
    tabStops: [
      { type: TabStopType.CENTER, position: twipsOf(tableMillimetres / 2) },
      { type: TabStopType.RIGHT, position: twipsOf(tableMillimetres) },
    ],
    children: [
      new TextRun({ font: wordFonts(face), size: 2 * points, children: text.split("\t").flatMap((part, index) => (index === 0 ? [plainText(part)] : [new Tab(), plainText(part)])) }),
    ],
  });
}
