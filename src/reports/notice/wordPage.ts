/** Page, styles and running lines of an official document in Word: 22 lines of 28 characters, page numbers at the outer edges. */
import type { IParagraphOptions, ISectionPropertiesOptions } from "docx";
import { twipsOf, wordFonts, type FaceName } from "../documentStyle.ts";
import { plainText } from "../safeText.ts";
import { tableStyles } from "./wordTables.ts";

type Docx = typeof import("docx");

/** A line of the body: 225 mm ÷ 22. */
export const bodyTwips = 579;
/** A character of 3号, 16 points. */
export const emTwips = 320;
/**
 * A quarter of a point less between characters makes 28 of them in 156 mm, where 16 points would be 27.6. The grid of characters that
 * Word has for it is drawn out by other programs, and takes hold of tables as well.
 */
const characterSpacing = -5;

export function narrowPage(): ISectionPropertiesOptions {
  return {
    page: {
      size: { width: twipsOf(210), height: twipsOf(297) },
      margin: { top: twipsOf(37), bottom: twipsOf(35), left: twipsOf(28), right: twipsOf(26), header: twipsOf(22), footer: twipsOf(23) },
    },
  };
}

/** For wide tables. */
export function widePage(docx: Docx): ISectionPropertiesOptions {
  return {
    page: {
      // The library turns the sides of a landscape page itself.
      size: { width: twipsOf(210), height: twipsOf(297), orientation: docx.PageOrientation.LANDSCAPE },
      margin: { top: twipsOf(22), bottom: twipsOf(22), left: twipsOf(25), right: twipsOf(25), header: twipsOf(12), footer: twipsOf(12) },
    },
  };
}

interface StyleMore {
  points?: number;
  lineTwips?: number;
  /** In characters of 16 points. */
  firstLine?: number;
  before?: number;
  after?: number;
  keepNext?: boolean;
  outlineLevel?: number;
}

function style(id: string, name: string, face: FaceName, alignment: "left" | "center" | "both", more: StyleMore = {}) {
  const { points = 16, lineTwips = bodyTwips, firstLine = 0, before = 0, after = 0, keepNext = false, outlineLevel } = more;
  return {
    id,
    name,
    basedOn: "Normal",
    run: { font: wordFonts(face), size: 2 * points, color: "000000", bold: false, italics: false, ...(points === 16 && lineTwips === bodyTwips ? { characterSpacing } : {}) },
    paragraph: {
      alignment,
      keepNext,
      spacing: { before, after, ...(lineTwips === 0 ? {} : { line: lineTwips, lineRule: "exact" as const }) },
      indent: { firstLine: firstLine * emTwips },
      ...(outlineLevel === undefined ? {} : { outlineLevel }),
    },
  };
}

export function documentStyles() {
  const small = { points: 10.5, lineTwips: 340 };
  return {
    default: { document: { run: { font: wordFonts("text"), size: 32, language: { value: "en-US", eastAsia: "zh-CN" } } } },
    paragraphStyles: [
      style("Body", "正文段落", "text", "both", { firstLine: 2 }),
      style("Centred", "居中", "text", "center"),
      style("Title", "Title", "title", "center", { points: 22, lineTwips: 700 }),
      style("Subtitle", "Subtitle", "remark", "center"),
      style("Heading1", "heading 1", "heading", "left", { firstLine: 2, keepNext: true, outlineLevel: 0 }),
      // A line of exact height would cut a chart off.
      style("Figure", "图", "text", "center", { lineTwips: 0, before: 120, keepNext: true }),
      style("Caption", "caption", "remark", "center", { points: 12, lineTwips: 400, after: 160 }),
      style("AttachmentNumber", "附件号", "heading", "left", { keepNext: true }),
      style("AttachmentTitle", "附件标题", "title", "center", { points: 18, lineTwips: 620, keepNext: true, outlineLevel: 0 }),
      style("TableTitle", "heading 2", "remark", "left", { points: 14, lineTwips: 440, before: 60, after: 40, keepNext: true, outlineLevel: 1 }),
      style("Note", "表注", "remark", "left", { points: 10, lineTwips: 320 }),
      style("ProofTitle", "核验标题", "title", "center", { points: 16, lineTwips: 560, before: 480, keepNext: true }),
      style("Proof", "核验", "text", "left", small),
      ...tableStyles(),
    ],
  };
}

/** Words of people and feeds come only through here. */
export function line(docx: Docx, text: string, id: string, more: Omit<IParagraphOptions, "children" | "text" | "style"> = {}) {
  return new docx.Paragraph({ ...more, style: id, children: [new docx.TextRun(plainText(text).replace(/\n/g, " "))] });
}

/** — 1 —, at the right of odd pages and at the left of even ones, one character from the edge. */
export function footers(docx: Docx) {
  const { Footer, Paragraph, TextRun, PageNumber } = docx;
  const number = (alignment: "left" | "right") =>
    new Footer({ children: [new Paragraph({ alignment, indent: { [alignment]: 280 }, children: [new TextRun({ font: wordFonts("text"), size: 28, children: ["— ", PageNumber.CURRENT, " —"] })] })] });
  return { default: number("right"), even: number("left") };
}

/** What marks a draft on every page. */
export function headers(docx: Docx, draftMark: string | null) {
  const { Header, Paragraph, TextRun } = docx;
  const header = () => new Header({ children: [new Paragraph({ alignment: "right", children: [new TextRun({ font: wordFonts("heading"), size: 28, color: "CC0000", text: draftMark ?? "" })] })] });
  return draftMark === null ? {} : { default: header(), even: header() };
}

/** No room is put between Chinese characters and figures, which stand close in official documents. */
export const withoutAutomaticSpace = (styles: string): string =>
  styles.replace(/<w:pPrDefault\s*\/>|<w:pPrDefault>.*?<\/w:pPrDefault>/s, '<w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault>');
