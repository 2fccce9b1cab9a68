/** The faces of official documents (GB/T 9704) with what stands in for them where they are not installed, for pages and for Word. */
import type { Instant } from "../rules/words.ts";
import { htmlText } from "./safeText.ts";

interface Face {
  /** As Word knows it. */
  name: string;
  /** In the order in which they are tried. */
  others: readonly string[];
}

/** 方正小标宋 for the title, 黑体 for headings and labels, 仿宋 for text, 楷体 for remarks. */
export const faces = {
  title: { name: "方正小标宋简体", others: ["方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong", "Noto Serif CJK SC", "Source Han Serif SC", "宋体", "SimSun"] },
  heading: { name: "黑体", others: ["SimHei", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"] },
  text: { name: "仿宋_GB2312", others: ["FangSong_GB2312", "仿宋", "FangSong", "华文仿宋", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "宋体", "SimSun"] },
  remark: { name: "楷体_GB2312", others: ["KaiTi_GB2312", "楷体", "KaiTi", "华文楷体", "STKaiti", "Noto Serif CJK SC", "Source Han Serif SC", "宋体", "SimSun"] },
} as const satisfies Record<string, Face>;
export type FaceName = keyof typeof faces;

/** Figures and Latin letters. */
const latin = "Times New Roman";

const family = (face: FaceName): string => [faces[face].name, ...faces[face].others].map((name) => `"${name}"`).join(",");

/**
 * Of the title's stand-ins the bold cut is wanted, of 小标宋 itself the only one there is; a font face that names the files in turn
 * says just that. Nothing is fetched: all of them are local.
 */
const titleFiles = ["方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "STZhongsong", "Noto Serif CJK SC Bold", "NotoSerifCJKsc-Bold", "SourceHanSerifSC-Bold", "SimSun"];

/** Black on white, no script, nothing from the network. */
export const pageStyle = `
@font-face{font-family:"title";src:${titleFiles.map((name) => `local("${name}")`).join(",")}}
*{box-sizing:border-box}
html{color-scheme:light;-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:#000;font-family:${family("text")},serif;overflow-wrap:anywhere;text-spacing-trim:space-all}
h1{font:400 22pt/1.3 "title",${family("title")},serif;text-align:center;letter-spacing:.04em;margin:0}
th{font-family:${family("heading")},sans-serif;font-weight:400}
.remark{font-family:${family("remark")},serif}
table{border-collapse:collapse;table-layout:fixed}
th,td{border:.35mm solid #000}
p{margin:0}`;

/** Column widths in shares of the table, whose own width then leaves room for half a border at each side. */
export function columnStyle(widthsMillimetres: readonly number[]): string {
  const whole = widthsMillimetres.reduce((sum, width) => sum + width, 0);
  return widthsMillimetres.map((width, index) => `col:nth-child(${index + 1}){width:${((100 * width) / whole).toFixed(3)}%}`).join("");
}

/** One HTML page with its style; the body's text is escaped by who writes it. */
export function htmlPage(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${htmlText(title)}</title><style>${pageStyle}
${style}</style></head>
<body>
${body}
</body></html>
`;
}

/** A Word run's fonts; without `eastAsia` Word would set Chinese text in the Latin font's stand-in. */
export const wordFonts = (face: FaceName) => ({ ascii: latin, hAnsi: latin, cs: latin, eastAsia: faces[face].name, hint: "eastAsia" });

export const twipsOf = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);

/**
 * Parts of a DOCX that the library would write otherwise: what stands in for each font, and the time of printing in place of the
 * machine's clock.
 */
export function wordParts(title: string, printedAt: Instant): { path: string; data: string }[] {
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const fonts = Object.values(faces).map(
    ({ name, others }) => `<w:font w:name="${name}"><w:altName w:val="${others.join(",")}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>`,
  );
  const at = `${printedAt.slice(0, 19)}Z`;
  return [
    { path: "word/fontTable.xml", data: `${declaration}<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${fonts.join("")}</w:fonts>` },
    {
      path: "docProps/core.xml",
      data: `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${htmlText(title)}</dc:title><dc:creator>Huiyin</dc:creator><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${at}</dcterms:modified></cp:coreProperties>`,
    },
  ];
}
