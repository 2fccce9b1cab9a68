/** The assignment slip as a Word document of one A4 page. */
import { twipsOf, wordFonts, wordParts, type FaceName } from "./documentStyle.ts";
import { plainText } from "./safeText.ts";
import type { Slip } from "./slip.ts";
import { slipGridMillimetres, slipPage, slipText, type SlipBox, type SlipRow } from "./slipForm.ts";

// Loaded when the first document is asked for: the service starts faster without it.
type Docx = typeof import("docx");

export async function slipDocx(slip: Slip): Promise<Buffer> {
  const docx = await import("docx");
  const { Document, Footer, Packer, Table, TableLayoutType, WidthType } = docx;
  const side = twipsOf(slipPage.sideMillimetres);
  const width = slipGridMillimetres.reduce((sum, column) => sum + column, 0);
  const note = { face: "remark", points: 9, lineMillimetres: 4.5 } as const;
  const document = new Document({
    styles: { default: { document: { run: { font: wordFonts("text"), size: 2 * slipText.points, language: { value: "en-US", eastAsia: "zh-CN" } } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: twipsOf(210), height: twipsOf(297) },
            margin: { top: twipsOf(slipPage.topMillimetres), bottom: twipsOf(slipPage.bottomMillimetres), left: side, right: side, header: twipsOf(6), footer: twipsOf(9) },
          },
        },
        footers: { default: new Footer({ children: [line(docx, slip.note, note), line(docx, slip.printed, note)] }) },
        children: [
          line(docx, slip.title, { face: "title", points: 22, lineMillimetres: 11, align: "center" }),
          twoEnds(docx, `交办单位：${slip.hall}`, `工单号：${slip.number}`, width, { face: "text", points: slipText.points, lineMillimetres: 7 }),
          new Table({
            columnWidths: slipGridMillimetres.map(twipsOf),
            width: { size: twipsOf(width), type: WidthType.DXA },
            layout: TableLayoutType.FIXED,
            margins: { left: twipsOf(slipText.paddingMillimetres), right: twipsOf(slipText.paddingMillimetres) },
            rows: slip.rows.map((row) => tableRow(docx, row)),
          }),
          // Word wants a paragraph behind a table; this one takes no room.
          line(docx, "", { face: "text", points: 1, lineMillimetres: 0.4 }),
        ],
      },
    ],
  });
  return Packer.toBuffer(document, false, wordParts(`${slip.title} ${slip.number}`, slip.printedAt));
}

function tableRow(docx: Docx, { boxes, heightMillimetres }: SlipRow) {
  return new docx.TableRow({
    cantSplit: true,
    height: { value: twipsOf(heightMillimetres), rule: docx.HeightRule.ATLEAST },
    children: boxes.flatMap((box) => [labelCell(docx, box), valueCell(docx, box)]),
  });
}

function labelCell(docx: Docx, { label }: SlipBox) {
  return new docx.TableCell({
    verticalAlign: docx.VerticalAlignTable.CENTER,
    margins: { left: 0, right: 0 },
    children: label.split("\n").map((part) => line(docx, part, { face: "heading", points: slipText.points, lineMillimetres: slipText.lineMillimetres, align: "center" })),
  });
}

function valueCell(docx: Docx, { paragraphs, room, style }: SlipBox) {
  const [points, lineMillimetres] = style === "demands" ? [slipText.demandPoints, slipText.demandLineMillimetres] : [slipText.points, slipText.lineMillimetres];
  const { CENTER, TOP, BOTTOM } = docx.VerticalAlignTable;
  const edge = style === "field" ? 0 : twipsOf(slipText.paddingMillimetres);
  return new docx.TableCell({
    columnSpan: room.span,
    verticalAlign: style === "field" ? CENTER : style === "sign" ? BOTTOM : TOP,
    margins: { top: style === "sign" ? 0 : edge, bottom: edge },
    children: paragraphs.map((text, index) => line(docx, text, { face: "text", points, lineMillimetres, align: style === "sign" && index === paragraphs.length - 1 ? "right" : "left" })),
  });
}

interface LineStyle {
  face: FaceName;
  points: number;
  /** Exact, so that a stand-in for a font that is missing takes no more room than the font would. */
  lineMillimetres: number;
  align?: "left" | "center" | "right";
}

function line(docx: Docx, text: string, { face, points, lineMillimetres, align = "left" }: LineStyle, tab?: number) {
  const { Paragraph, TextRun, Tab, LineRuleType, TabStopType } = docx;
  const [left = "", right] = tab === undefined ? [text] : text.split("\t");
  return new Paragraph({
    alignment: align,
    spacing: { before: 0, after: 0, line: twipsOf(lineMillimetres), lineRule: LineRuleType.EXACT },
    ...(tab === undefined ? {} : { tabStops: [{ type: TabStopType.RIGHT, position: tab }] }),
    children: [new TextRun({ font: wordFonts(face), size: 2 * points, children: [plainText(left), ...(right === undefined ? [] : [new Tab(), plainText(right)])] })],
  });
}

const twoEnds = (docx: Docx, left: string, right: string, widthMillimetres: number, style: LineStyle) =>
  line(docx, `${left}\t${right}`, style, twipsOf(widthMillimetres));
