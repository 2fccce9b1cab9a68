/** The style of a notice's page: a sheet with the measures of GB/T 9704 on paper, the same in one column on a phone. */

/** Margins of an official document, 22 lines of 28 characters. */
export const noticePage = { top: 37, bottom: 35, left: 28, right: 26, lineMillimetres: 10.2, points: 16 };
/** Text area of a landscape sheet for wide tables. */
export const wideMillimetres = 247;

const { top, bottom, left, right } = noticePage;
const pageNumber = `font:14pt "Times New Roman",serif;content:"— " counter(page) " —"`;

export const noticeStyle = (draftMark: string | null): string => `
@page{size:A4 portrait;margin:${top}mm ${right}mm ${bottom}mm ${left}mm${markBox(draftMark)}}
@page :right{@bottom-right{${pageNumber};padding:0 1em 12mm 0}}
@page :left{@bottom-left{${pageNumber};padding:0 0 12mm 1em}}
@page wide{size:A4 landscape;margin:22mm 25mm 22mm${markBox(draftMark)}}
body{background:#e9e9e6}
main{width:210mm;margin:8mm auto;padding:22mm ${right}mm 20mm ${left}mm;background:#fff;font-size:16pt;line-height:29pt;position:relative}
main p{text-indent:2em;text-align:justify}
h1{line-height:35pt;letter-spacing:0}
h2{font:400 16pt/29pt "黑体","SimHei","Heiti SC","Noto Sans CJK SC","Source Han Sans SC",sans-serif;margin:0;text-indent:2em;break-after:avoid}
.issuer{font-family:"title","方正小标宋简体","Noto Serif CJK SC",serif;color:#c00;text-align:center;line-height:1.2;text-indent:0;margin-bottom:5mm;white-space:nowrap}
.issuer.short{font-size:44pt}.issuer.medium{font-size:32pt}.issuer.long{font-size:22pt;white-space:normal}
main p.subtitle,main p.number,main p.to,main p.caption,main p.note,main p.signed,main .names p{text-indent:0}
main p.subtitle,main p.number,main p.caption{text-align:center}
main p.subtitle{line-height:29pt}
.red-line{border:0;border-top:.9mm solid #c00;margin:1.5mm 0 10mm}
.draft{position:absolute;top:6mm;right:${right}mm;border:.5mm solid #c00;color:#c00;padding:0 3mm;font:400 12pt/8mm "黑体","SimHei","Noto Sans CJK SC",sans-serif;letter-spacing:.1em}
.to{margin-top:9mm}
figure{margin:3mm 0 4mm;break-inside:avoid}
.block.whole{break-inside:avoid}
.pair figure{display:flex;flex-direction:column;justify-content:space-between}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:6mm;break-inside:avoid}
svg{display:block;width:100%;height:auto}
main p.caption{font:400 12pt/18pt "楷体","KaiTi","Noto Serif CJK SC",serif;margin-top:1mm}
.names{margin:8mm 0 0 2em}.names p{padding-left:5em}.names p:first-child{padding-left:3em;margin-left:0;position:relative}.names p:first-child span{position:absolute;left:0}
.names a{color:inherit;text-decoration:none}
.closing{break-inside:avoid}
.end{margin:12mm 4em 0 auto;width:fit-content;max-width:100%;text-align:center}
.attachment{margin-top:16mm;border-top:.3mm dashed #999;padding-top:8mm}
.attachment>.label{font-family:"黑体","SimHei","Noto Sans CJK SC",sans-serif;text-indent:0}
.attachment h2,.proof h2{font:400 18pt/30pt "title","方正小标宋简体","Noto Serif CJK SC",serif;text-align:center;text-indent:0;margin:2mm 0 3mm}
h3{font:400 13pt/20pt "楷体_GB2312","楷体","KaiTi","Noto Serif CJK SC",serif;margin:4mm 0 1.5mm;break-after:avoid}
.scroll{overflow-x:auto}
.scroll table{width:100%;font-size:10.5pt;line-height:14.5pt}
.attachment.wide .scroll table{font-size:10pt;line-height:14pt}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{border-width:.2mm;padding:.6mm 1mm;vertical-align:middle;text-align:left;white-space:pre-line}
th,.c{text-align:center}
.n{text-align:center;white-space:nowrap;font-variant-numeric:tabular-nums}
td a{color:inherit}
.below{font-family:"黑体","SimHei","Noto Sans CJK SC",sans-serif;font-weight:700;box-shadow:inset 0 0 0 .4mm #8b1a1a}
.sum td{font-family:"黑体","SimHei","Noto Sans CJK SC",sans-serif}
main p.note{font:400 10pt/16pt "楷体","KaiTi","Noto Serif CJK SC",serif;margin-top:1.5mm}
.proof{margin-top:14mm;border-top:.6mm solid #000;padding-top:4mm;break-inside:avoid}
.proof dl{margin:0;font-size:10.5pt;line-height:17pt;display:grid;grid-template-columns:7em 1fr;gap:0 1em;overflow-wrap:anywhere}
.proof dt{font-family:"黑体","SimHei","Noto Sans CJK SC",sans-serif}.proof dd{margin:0}
@media screen and (min-width:1100px){.attachment.wide .block{margin-left:-18mm;margin-right:-16mm}}
@media print{body{background:#fff}main{width:auto;margin:0;padding:0}.draft{display:none}.attachment{break-before:page;margin:0;border:0;padding:0}.attachment.wide{page:wide}.scroll{overflow:visible}.proof{margin-top:8mm}}
@media screen and (max-width:215mm){
body{background:#fff}
main{width:auto;margin:0;padding:14mm 5vw;font-size:17px;line-height:1.8}
h1{font-size:23px;line-height:1.4}h2{font-size:18px;line-height:1.8}
main p.subtitle{line-height:1.6}
.issuer.short,.issuer.medium{font-size:30px}.issuer.long{font-size:22px}
.draft{top:3mm;right:5vw}
.pair{grid-template-columns:1fr;gap:0}
.scroll svg{min-width:560px}.pair .scroll svg{min-width:0}
#statistics .scroll table{min-width:460px;font-size:12.5px}#demands .scroll table{min-width:620px}.attachment.wide .scroll table{min-width:1000px}
.end{margin-right:1em}
.proof dl{grid-template-columns:1fr}.proof dd{margin-bottom:2mm}
}`;

/** On every sheet of a draft, in its upper margin. */
function markBox(mark: string | null): string {
  return mark === null ? "" : `;@top-right{content:"${mark}";color:#c00;font:12pt "黑体","SimHei","Noto Sans CJK SC",sans-serif;padding-top:10mm}`;
}
