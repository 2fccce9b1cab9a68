/** The weekly notice as one HTML page without scripts, for screen, phone and A4 paper. */
import type { NoticeLine, WeeklyNotice } from "./weeklyNotice.ts";

const style = `
body{font-family:"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;color:#222;background:#f3f3f1;margin:0;line-height:1.7}
main{max-width:52rem;margin:1.5rem auto;background:#fff;padding:2.5rem 3rem;box-shadow:0 1px 4px #0002}
h1{color:#b3121b;text-align:center;font-size:1.55rem;line-height:1.5;border-bottom:3px solid #b3121b;padding-bottom:1rem;margin:0 0 .4rem}
h2{font-size:1.1rem;margin:1.6rem 0 .3rem}p{text-indent:2em;margin:.3rem 0}
.meta{text-align:center;color:#666;font-size:.85rem;text-indent:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;margin:1.2rem 0}
.card{border:1px solid #ddd;padding:.6rem .8rem}.card b{display:block;font-size:1.4rem;color:#b3121b}.card span{font-size:.8rem;color:#555}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.4rem 0}th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:right}
th:first-child,td:first-child{text-align:left}th{background:#f7f1ef;font-weight:600}caption{text-align:left;font-weight:600;padding:.5rem 0 .2rem}
@media(max-width:600px){main{margin:0;padding:1.2rem 1rem}h1{font-size:1.2rem}table{font-size:.8rem}}
@media print{body{background:#fff}main{box-shadow:none;margin:0;padding:0;max-width:none}table{page-break-inside:avoid}}
@page{size:A4;margin:37mm 26mm 35mm 28mm}`;

export function noticeHtml(notice: WeeklyNotice): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(notice.title)}</title><style>${style}</style></head>
<body><main>
<h1>${text(notice.title)}</h1>
<p class="meta">草稿 · 生成于 ${text(notice.builtAt.slice(0, 16).replace("T", " "))}</p>
<div class="cards">${notice.metrics.map((metric) => `<div class="card"><b>${text(metric.text)}</b><span>${text(metric.label)} ${metric.numerator}/${metric.denominator}</span></div>`).join("")}</div>
${notice.sections.map((section) => `<h2>${text(section.heading)}</h2>${section.sentences.map((sentence) => `<p>${text(sentence)}</p>`).join("")}`).join("\n")}
<h2>附件：统计表</h2>
${lines("按来源", notice.bySource, notice.total)}
${lines("按类别", notice.byKind, notice.total)}
${lines("按承办单位", notice.byUnit, notice.total)}
${lines("前五类问题", notice.topCategories)}
${lines("按当前状态", notice.byState, notice.total)}
</main></body></html>
`;
}

function lines(caption: string, rows: readonly NoticeLine[], total?: NoticeLine): string {
  if (rows.length === 0) return "";
  const row = (line: NoticeLine) => `<tr><td>${text(line.label)}</td><td>${line.count}</td><td>${line.share}</td><td>${line.change}</td><td>${line.changeYear}</td></tr>`;
  return `<table><caption>${caption}</caption><thead><tr><th>项目</th><th>件数</th><th>占比</th><th>环比</th><th>同比</th></tr></thead><tbody>${[...rows, ...(total ? [total] : [])].map(row).join("")}</tbody></table>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Names and categories come from outside: nothing in them may run in the page. */
const text = (value: string): string => value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
