/** The assignment slip as one HTML page that prints on one sheet of A4. */
import { columnStyle, htmlPage } from "./documentStyle.ts";
import { htmlText } from "./safeText.ts";
import type { Slip } from "./slip.ts";
import { slipGridMillimetres, slipPage, slipText, type SlipBox } from "./slipForm.ts";

const { topMillimetres, sideMillimetres } = slipPage;
const style = `
@page{size:A4 portrait;margin:${topMillimetres}mm ${sideMillimetres}mm 8mm}
body{width:170mm;margin:0 auto;padding:${topMillimetres}mm 0 8mm;font-size:${slipText.points}pt;line-height:${slipText.lineMillimetres}mm}
h1{line-height:11mm}
.head{display:flex;justify-content:space-between;gap:8mm;line-height:6mm;margin-top:2mm}
table{width:169.5mm;margin:0 auto}
${columnStyle(slipGridMillimetres)}
th,td{padding:0 ${slipText.paddingMillimetres}mm;text-align:left;vertical-align:middle}
th{text-align:center;padding:0;white-space:pre-line}
td p{text-align:left}
.text,.demands{vertical-align:top;padding-top:${slipText.paddingMillimetres}mm;padding-bottom:${slipText.paddingMillimetres}mm}
.demands{font-size:${slipText.demandPoints}pt;line-height:${slipText.demandLineMillimetres}mm}
.sign{vertical-align:bottom;padding-bottom:${slipText.paddingMillimetres}mm;white-space:nowrap}.sign p:last-child{text-align:right}
.foot{font-size:9pt;line-height:4.5mm;margin-top:1.5mm}
@media print{body{padding:0}}
@media(max-width:180mm){body{margin:0;padding:6mm 4mm}}`;

export function slipHtml(slip: Slip): string {
  const heights = slip.rows.map((row, index) => `tr:nth-child(${index + 1}){height:${row.heightMillimetres.toFixed(2)}mm}`).join("");
  return htmlPage(
    `${slip.title} ${slip.number}`,
    `${style}\n${heights}`,
    `<main>
<h1>${htmlText(slip.title)}</h1>
<div class="head"><p>交办单位：${htmlText(slip.hall)}</p><p>工单号：${htmlText(slip.number)}</p></div>
<table><colgroup>${slipGridMillimetres.map(() => "<col>").join("")}</colgroup><tbody>
${slip.rows.map((row) => `<tr>${row.boxes.map(boxHtml).join("")}</tr>`).join("\n")}
</tbody></table>
<div class="foot remark"><p>${htmlText(slip.note)}</p><p>${htmlText(slip.printed)}</p></div>
</main>`,
  );
}

function boxHtml({ label, paragraphs, room, style }: SlipBox): string {
  const text = paragraphs.map((paragraph) => `<p>${htmlText(paragraph)}</p>`).join("");
  return `<th scope="row">${htmlText(label)}</th><td class="${style}" colspan="${room.span}">${text}</td>`;
}
