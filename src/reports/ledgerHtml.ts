/** The ledger as one HTML page that prints on landscape A4, its header row repeated on every sheet. */
import { columnStyle, htmlPage } from "./documentStyle.ts";
import { emptyLedgerText, ledgerColumns, ledgerNote, type Ledger } from "./ledger.ts";
import { htmlText } from "./safeText.ts";

const style = `
@page{size:A4 landscape;margin:10mm 8mm 13mm;@bottom-center{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font-size:8pt}}
body{width:281mm;margin:0 auto;padding:10mm 0;font-size:7.5pt;line-height:3.5mm}
h1{font-size:20pt}
.head{display:flex;justify-content:space-between;gap:8mm;font-size:9.5pt;line-height:6mm;margin-top:2mm}
.sum{font-size:9.5pt;line-height:5mm;margin-bottom:2mm}
table{width:280.5mm;margin:0 auto}
thead{display:table-header-group}
tr{break-inside:avoid}
${columnStyle(ledgerColumns.map(({ widthMillimetres }) => widthMillimetres))}
th,td{border-width:.2mm;padding:.7mm .6mm;vertical-align:middle;text-align:left;white-space:pre-line}
th{text-align:center;font-size:7.5pt}
${ledgerColumns.flatMap(({ isCentred }, index) => (isCentred ? [`td:nth-child(${index + 1})`] : [])).join(",")}{text-align:center}
td.empty{text-align:center;font-size:10.5pt;padding:6mm}
.foot{font-size:8pt;margin-top:2mm}
@media print{body{padding:0}}`;

export function ledgerHtml(ledger: Ledger): string {
  const row = (cells: Ledger["rows"][number]) => `<tr>${cells.map(({ text }) => `<td>${htmlText(text)}</td>`).join("")}</tr>`;
  const rows = ledger.rows.length > 0 ? ledger.rows.map(row).join("\n") : `<tr><td class="empty" colspan="${ledgerColumns.length}">${emptyLedgerText}</td></tr>`;
  return htmlPage(
    `${ledger.title}（${ledger.period}）`,
    style,
    `<main>
<h1>${htmlText(ledger.title)}</h1>
<div class="head"><p>单位：${htmlText(ledger.hall)}</p><p>登记期间：${htmlText(ledger.period)}</p><p>${htmlText(ledger.printed)}</p></div>
<p class="sum">${htmlText(ledger.summary)}</p>
<table><colgroup>${ledgerColumns.map(() => "<col>").join("")}</colgroup>
<thead><tr>${ledgerColumns.map(({ heading }) => `<th scope="col">${heading}</th>`).join("")}</tr></thead>
<tbody>
${rows}
</tbody></table>
<p class="foot remark">${ledgerNote}</p>
</main>`,
  );
}
