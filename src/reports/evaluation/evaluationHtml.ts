/** The evaluation as a page for reading and printing. */
import { metricLabels, metricNames } from "../../rules/metrics.ts";
import { htmlPage } from "../documentStyle.ts";
import { htmlText } from "../safeText.ts";
import type { Evaluation, ScoredLine } from "./evaluation.ts";

const style = `
main{max-width:297mm;margin:0 auto;padding:12mm 10mm}
h1{margin-bottom:3mm}
h2{font:400 14pt/1.6 "黑体","SimHei","Noto Sans CJK SC",sans-serif;margin:7mm 0 2mm;break-after:avoid}
main>p{font-size:13pt;line-height:1.7;text-indent:2em}
main>p.meta{text-indent:0;text-align:center;font-size:11pt}
.scroll{overflow-x:auto}
table{width:100%;font-size:10.5pt}
th,td{padding:1.2mm 1.5mm}
td.n{text-align:right;white-space:nowrap}
thead{display:table-header-group}tr{break-inside:avoid}
@page{size:A4 landscape;margin:14mm 12mm}
@media print{main{padding:0;max-width:none}.scroll{overflow:visible}}`;

export function evaluationHtml(made: Evaluation): string {
  const { title, total, excellent } = made;
  const told = (names: readonly string[]) => (names.length === 0 ? "无" : names.join("、"));
  const body = `<main>
<h1>${htmlText(title)}</h1>
<p class="meta">${htmlText(made.issuer)}　${made.period.from} 至 ${made.period.to}${made.complete ? "" : "（尚未结束，数据截至制表时）"}　制表 ${made.builtAt.slice(0, 16).replace("T", " ")}</p>
<h2>一、总体情况</h2>
<p>共受理${total.complaints}件，环比${total.change}，同比${total.changeYear}；综合得分${total.points?.toFixed(1) ?? "—"}。${total.metrics.map(({ label, text }) => `${label}${text}`).join("，")}。</p>
<h2>二、单位测评</h2>
${table("单位", made.units)}
<h2>三、窗口测评</h2>
${table("窗口", made.windows)}
<h2>四、个人测评</h2>
${table("承办人", made.people)}
<h2>五、评优名单（${made.scoreCard.excellent}分以上，且不少于${made.scoreCard.casesMin}件）</h2>
<p>单位：${htmlText(told(excellent.units))}。窗口：${htmlText(told(excellent.windows))}。个人：${htmlText(told(excellent.people))}。</p>
<h2>六、服务事项</h2>
<div class="scroll"><table><thead><tr><th scope="col">服务事项</th><th scope="col">件数</th><th scope="col">占比</th></tr></thead><tbody>${made.items.map(({ label, complaints, share }) => `<tr><td>${htmlText(label)}</td><td class="n">${complaints}</td><td class="n">${share}</td></tr>`).join("") || '<tr><td colspan="3">无</td></tr>'}</tbody></table></div>
<h2>七、计分办法</h2>
<p>${metricNames.flatMap((name) => (made.scoreCard.points[name] === undefined ? [] : [`${metricLabels[name]}${made.scoreCard.points[name]}分`])).join("、")}；没有数据的项不计，其余按比例折成百分制。</p>
</main>`;
  return htmlPage(title, style, body);
}

function table(heading: string, lines: readonly ScoredLine[]): string {
  const rows = lines.map(
    (line) =>
      `<tr><td class="n">${line.rank ?? "—"}</td><td>${htmlText(line.label)}</td><td class="n">${line.points?.toFixed(1) ?? "—"}</td><td class="n">${line.complaints}</td>${line.metrics.map(({ text, numerator, denominator }) => `<td class="n">${text}${denominator === 0 ? "" : `<br>${numerator}/${denominator}`}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th scope="col">名次</th><th scope="col">${heading}</th><th scope="col">得分</th><th scope="col">件数</th>${metricNames.map((name) => `<th scope="col">${metricLabels[name]}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n") || `<tr><td colspan="${metricNames.length + 4}">无</td></tr>`}</tbody></table></div>`;
}
