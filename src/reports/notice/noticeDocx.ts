/** The weekly notice as a Word document in the form of an official document (GB/T 9704-2012), with native charts. */
import type { FileChild, ISectionOptions, Paragraph } from "docx";
import { twipsOf, wordFonts, wordParts } from "../documentStyle.ts";
import type { Attachment } from "./attachments.ts";
import type { NoticeContent, NoticeProof } from "./content.ts";
import { repacked } from "./officeParts.ts";
import { attachmentNumber, noDataText, noticePaper, type Figure, type FigureName, type NoticePaper, type PaperOptions } from "./paper.ts";
import { withEveryLabel, wordCharts } from "./wordCharts.ts";
import { bodyTwips, documentStyles, emTwips, footers, headers, line, narrowPage, widePage, withoutAutomaticSpace } from "./wordPage.ts";
import { wordTable } from "./wordTables.ts";

// Loaded when the first document is asked for: the service starts faster without them.
type Docx = typeof import("docx");
type Charts = typeof import("docx/charts");

const narrowMillimetres = 156;
const wideMillimetres = 247;

export async function noticeDocx(content: NoticeContent, proof?: NoticeProof | null, options: PaperOptions = {}): Promise<Buffer> {
  const docx = await import("docx");
  const charts = await import("docx/charts");
  const paper = noticePaper(content, proof ?? null);
  const running = { headers: headers(docx, paper.draftMark), footers: footers(docx) };
  const sections: ISectionOptions[] = [
    { properties: narrowPage(), ...running, children: bodyParts(docx, charts, paper, content, options.redHead ?? false) },
    ...paper.attachments.map((attachment): ISectionOptions => ({ properties: attachment.isWide ? widePage(docx) : narrowPage(), ...running, children: attachmentParts(docx, paper, attachment) })),
  ];
  const last = sections.at(-1);
  // What proves the figures follows the last attachment where that stands upright.
  const proofs = proofParts(docx, paper);
  if (paper.attachments.at(-1)?.isWide === false && last !== undefined) sections.splice(-1, 1, { ...last, children: [...last.children, ...proofs] });
  else sections.push({ properties: narrowPage(), ...running, children: proofs });
  const document = new docx.Document({ evenAndOddHeaderAndFooters: true, styles: documentStyles(), sections });
  const bytes = await docx.Packer.toBuffer(document, false, wordParts(`${paper.title}${paper.subtitle ?? ""} ${paper.number}`, paper.at));
  return repacked(bytes, paper.at, { edits: { "word/styles.xml": withoutAutomaticSpace, ...chartEdits } });
}

const figureCount = 4;
const chartEdits = Object.fromEntries(Array.from({ length: figureCount }, (_, index) => [`word/charts/chart${index + 1}.xml`, withEveryLabel]));

function bodyParts(docx: Docx, charts: Charts, paper: NoticePaper, content: NoticeContent, redHead: boolean): FileChild[] {
  const drawn = wordCharts(content);
  const figures = (each: readonly Figure[]) => figureParts(docx, charts, each, drawn, content);
  return [
    ...headParts(docx, paper, redHead),
    line(docx, paper.opening.to, "Body", { indent: { firstLine: 0 } }),
    line(docx, paper.opening.text, "Body"),
    ...paper.sections.flatMap(({ heading, paragraphs, figures: own }) => [line(docx, heading, "Heading1"), ...paragraphs.map((text) => line(docx, text, "Body")), ...figures(own)]),
    ...endParts(docx, paper),
  ];
}

function headParts(docx: Docx, paper: NoticePaper, redHead: boolean): Paragraph[] {
  const size = paper.issuer.length <= 10 ? 44 : paper.issuer.length <= 14 ? 30 : 22;
  const red = { font: wordFonts("title"), size: 2 * size, color: "CC0000" };
  const rule = { bottom: { style: docx.BorderStyle.SINGLE, size: 18, color: "CC0000", space: 6 } };
  return [
    ...(redHead
      ? [
          new docx.Paragraph({ alignment: "center", spacing: { before: 0, after: bodyTwips / 2 }, children: [new docx.TextRun({ ...red, text: paper.issuer })] }),
          line(docx, paper.number, "Centred", { border: rule, spacing: { after: bodyTwips } }),
        ]
      : []),
    line(docx, paper.title, "Title"),
    ...(paper.subtitle === null ? [] : [line(docx, paper.subtitle, "Subtitle", redHead ? { spacing: { after: bodyTwips } } : {})]),
    ...(redHead ? [] : [line(docx, paper.number, "Centred", { spacing: { after: bodyTwips } })]),
  ];
}

/** The two small charts stand side by side, each other one has the width of the page. */
function figureParts(docx: Docx, charts: Charts, figures: readonly Figure[], drawn: ReturnType<typeof wordCharts>, { thresholds }: NoticeContent): Paragraph[] {
  const caption = ({ name, caption: text }: Figure) => `${text}${name === "satisfaction" && drawn.satisfaction !== null && thresholds.satisfaction !== undefined ? `（深色为低于最低要求${(100 * thresholds.satisfaction).toFixed(1)}%）` : ""}`;
  const drawing = (name: FigureName) => (drawn[name] === null ? [] : [new charts.ChartRun(drawn[name])]);
  const missing = (figure: Figure) => line(docx, `${figure.caption}：${noDataText}`, "Caption");
  const [first, second] = [figures.find(({ name }) => name === "sources"), figures.find(({ name }) => name === "funnel")];
  const isPair = first !== undefined && second !== undefined && drawn.sources !== null && drawn.funnel !== null;
  const alone = figures.filter((figure) => !isPair || (figure !== first && figure !== second));
  const shown = alone.flatMap((figure) => (drawn[figure.name] === null ? [missing(figure)] : [new docx.Paragraph({ style: "Figure", children: drawing(figure.name) }), line(docx, caption(figure), "Caption")]));
  if (!isPair) return shown;
  const middles = [0.25, 0.75].map((part) => ({ type: docx.TabStopType.CENTER, position: Math.round(twipsOf(narrowMillimetres) * part) }));
  const captions = new docx.Paragraph({ style: "Caption", alignment: "left", tabStops: middles, children: [new docx.TextRun({ children: [new docx.Tab(), caption(first), new docx.Tab(), caption(second)] })] });
  return [...shown, new docx.Paragraph({ style: "Figure", children: [...drawing("sources"), ...drawing("funnel")] }), captions];
}

/** The list of attachments, and issuer and date as they stand at the end of a document without a seal. */
function endParts(docx: Docx, paper: NoticePaper): Paragraph[] {
  const names = paper.attachments.map((attachment, index) => {
    const text = `${paper.attachments.length === 1 ? "" : `${index + 1}.`}${attachment.title}`;
    return line(docx, `${index === 0 ? "附件：" : ""}${text}`, "Body", { indent: { left: 5 * emTwips, hanging: index === 0 ? 3 * emTwips : 0 }, keepNext: true, ...(index === 0 ? { spacing: { before: bodyTwips } } : {}) });
  });
  // Both are centred on one another, the longer one two or four characters from the margin.
  const [issuer, date] = [paper.signed.issuer.length, paper.signed.date.replace(/\d/g, "").length + paper.signed.date.replace(/\D/g, "").length / 2];
  const edge = issuer > date ? 2 : 4;
  const right = (length: number) => Math.round(emTwips * (edge + (Math.max(issuer, date) - length) / 2));
  const signed = (text: string, length: number, more: object) => line(docx, text, "Body", { alignment: "right", indent: { firstLine: 0, right: right(length) }, ...more });
  return [...names, signed(paper.signed.issuer, issuer, { spacing: { before: 2 * bodyTwips }, keepNext: true }), signed(paper.signed.date, date, {})];
}

function attachmentParts(docx: Docx, paper: NoticePaper, attachment: Attachment): FileChild[] {
  const width = attachment.isWide ? wideMillimetres : narrowMillimetres;
  const tables = attachment.tables.flatMap((table) => [
    ...(table.heading === null ? [] : [line(docx, table.heading, "TableTitle")]),
    wordTable(docx, table, width),
    // Word wants a paragraph behind a table, and would join two tables without one.
    line(docx, table.note ?? "", "Note"),
  ]);
  return [line(docx, attachmentNumber(paper, attachment), "AttachmentNumber"), line(docx, attachment.title, "AttachmentTitle"), ...tables];
}

function proofParts(docx: Docx, paper: NoticePaper): FileChild[] {
  const rule = { top: { style: docx.BorderStyle.SINGLE, size: 12, color: "000000", space: 6 } };
  const rows = paper.proofs.map(({ label, text }) => line(docx, `${label}　${text}`, "Proof", { keepNext: label !== paper.proofs.at(-1)?.label }));
  return [line(docx, "数据核验", "ProofTitle", { border: rule }), ...rows];
}
