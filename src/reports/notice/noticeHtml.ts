/** The weekly notice as one HTML page for the screen and for A4 paper, in the form of an official document. */
import { htmlPage } from "../documentStyle.ts";
import { htmlText } from "../safeText.ts";
import type { Attachment } from "./attachments.ts";
import { funnelChart, satisfactionChart, sourceChart, trendChart } from "./charts.ts";
import type { NoticeContent, NoticeProof } from "./content.ts";
import { noticeStyle } from "./noticeStyle.ts";
import { attachmentNumber, emptyText, noticePaper, wholeRowsMax, type Figure, type FigureName, type NoticePaper, type PaperOptions } from "./paper.ts";
import type { NoticeTable, TableCell, TableColumn } from "./tables.ts";

export interface NoticeHtmlOptions extends PaperOptions {
  /** Where a case number leads; without it numbers are plain text. */
  caseLink?: (caseId: number) => string;
}

type CaseLink = NoticeHtmlOptions["caseLink"];

export function noticeHtml(content: NoticeContent, proof?: NoticeProof | null, options: NoticeHtmlOptions = {}): string {
  const paper = noticePaper(content, proof ?? null);
  const charts: Record<FigureName, () => string> = {
    trend: () => trendChart(content.charts.trend),
    sources: () => sourceChart(content.charts.sources),
    funnel: () => funnelChart(content.charts.funnel),
    satisfaction: () => satisfactionChart(content.charts.satisfactionByUnit, content.thresholds.satisfaction ?? null),
  };
  return htmlPage(
    `${paper.title}${paper.subtitle ?? ""} ${paper.number}`,
    noticeStyle(paper.draftMark),
    `<main>
${headHtml(paper, options.redHead ?? false)}
<p class="to">${htmlText(paper.opening.to)}</p>
<p>${htmlText(paper.opening.text)}</p>
${paper.sections.map((section) => sectionHtml(section, charts)).join("\n")}
${endHtml(paper)}
${paper.attachments.map((attachment) => attachmentHtml(paper, attachment, options.caseLink)).join("\n")}
${proofHtml(paper)}
</main>`,
  );
}

function headHtml({ issuer, title, subtitle, number, draftMark }: NoticePaper, redHead: boolean): string {
  const size = issuer.length <= 10 ? "short" : issuer.length <= 14 ? "medium" : "long";
  const numberLine = `<p class="number">${htmlText(number)}</p>`;
  return [
    draftMark === null ? "" : `<p class="draft" role="note">${htmlText(draftMark)}</p>`,
    redHead ? `<p class="issuer ${size}">${htmlText(issuer)}</p>\n${numberLine}\n<hr class="red-line">` : "",
    `<h1>${htmlText(title)}</h1>`,
    subtitle === null ? "" : `<p class="subtitle remark">${htmlText(subtitle)}</p>`,
    redHead ? "" : numberLine,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function sectionHtml({ heading, paragraphs, figures }: NoticePaper["sections"][number], charts: Record<FigureName, () => string>): string {
  const texts = paragraphs.map((paragraph) => `<p>${htmlText(paragraph)}</p>`);
  const shown = figures.map((figure) => ({ figure, html: figureHtml(figure, charts[figure.name]()) }));
  const isSmall = ({ figure }: { figure: Figure }) => figure.name === "sources" || figure.name === "funnel";
  const large = shown.filter((each) => !isSmall(each)).map(({ html }) => html);
  const small = shown.filter(isSmall).map(({ html }) => html);
  return [`<h2>${htmlText(heading)}</h2>`, ...texts, ...large, ...(small.length === 0 ? [] : [`<div class="pair">${small.join("")}</div>`])].join("\n");
}

const figureHtml = ({ caption }: Figure, svg: string): string => `<figure><div class="scroll">${svg}</div><figcaption><p class="caption">${htmlText(caption)}</p></figcaption></figure>`;

function endHtml(paper: NoticePaper): string {
  const names = paper.attachments.map((attachment, index) => {
    const number = paper.attachments.length === 1 ? "" : `${index + 1}.`;
    return `<p>${index === 0 ? "<span>附件：</span>" : ""}<a href="#${attachment.key}">${number}${htmlText(attachment.title)}</a></p>`;
  });
  return `<div class="closing"><div class="names">${names.join("")}</div>
<div class="end"><p class="signed">${htmlText(paper.signed.issuer)}</p><p class="signed">${htmlText(paper.signed.date)}</p></div></div>`;
}

function attachmentHtml(paper: NoticePaper, attachment: Attachment, caseLink: CaseLink): string {
  return `<section class="attachment${attachment.isWide ? " wide" : ""}" id="${attachment.key}">
<p class="label">${attachmentNumber(paper, attachment)}</p>
<h2>${htmlText(attachment.title)}</h2>
${attachment.tables.map((table) => tableHtml(table, caseLink)).join("\n")}
</section>`;
}

function tableHtml({ heading, columns, rows, hasTotal, note, name }: NoticeTable, caseLink: CaseLink): string {
  const whole = columns.reduce((sum, { widthMillimetres }) => sum + widthMillimetres, 0);
  const lines = rows.map((cells, index) => `<tr${hasTotal && index === rows.length - 1 ? ' class="sum"' : ""}>${cells.map((cell, at) => cellHtml(cell, columns[at], caseLink)).join("")}</tr>`);
  return `<div class="block${rows.length <= wholeRowsMax ? " whole" : ""}">${heading === null ? "" : `<h3>${htmlText(heading)}</h3>\n`}<div class="scroll" tabindex="0" role="region" aria-label="${htmlText(heading ?? name)}"><table><colgroup>${columns.map(({ widthMillimetres }) => `<col width="${((100 * widthMillimetres) / whole).toFixed(2)}%">`).join("")}</colgroup>
<thead><tr>${columns.map((each) => `<th scope="col">${htmlText(each.heading)}</th>`).join("")}</tr></thead>
<tbody>
${lines.length > 0 ? lines.join("\n") : `<tr><td class="c" colspan="${columns.length}">${emptyText}</td></tr>`}
</tbody></table></div>${note === null ? "" : `<p class="note">${htmlText(note)}</p>`}</div>`;
}

function cellHtml({ text, caseId, isBelow }: TableCell, column: TableColumn | undefined, caseLink: CaseLink): string {
  const words = htmlText(text);
  const content = caseId === undefined || caseLink === undefined ? words : `<a href="${htmlText(caseLink(caseId))}">${words}</a>`;
  const names = [column?.kind !== undefined && column.kind !== "text" ? "n" : column?.isCentred ? "c" : "", isBelow ? "below" : ""].filter((name) => name !== "");
  return `<td${names.length === 0 ? "" : ` class="${names.join(" ")}"`}>${content}</td>`;
}

function proofHtml({ proofs }: NoticePaper): string {
  return `<section class="proof" id="proof"><h2>数据核验</h2><dl>${proofs.map(({ label, text }) => `<dt>${htmlText(label)}</dt><dd>${htmlText(text)}</dd>`).join("\n")}</dl></section>`;
}
