/** The study digest (每周学习): a week's approved typical cases, told so that nobody can be recognised. */
import { withoutPersonalData } from "../../rules/masking.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { kindLabels, rootCauseLabels, sourceLabels, verdictLabels, type Instant, type Kind, type RootCause, type Source, type Verdict, type Week } from "../../rules/words.ts";
import type { ListedCase } from "../../store/readNotice.ts";
import { htmlPage } from "../documentStyle.ts";
import { weekDays, weekName } from "../notice/labels.ts";
import { complainantOf, type Unseal } from "../notice/lines.ts";
import { cut, htmlText, oneLine, plainText } from "../safeText.ts";

export interface Digest {
  week: Week;
  title: string;
  builtAt: string;
  cases: DigestCase[];
}

export interface DigestCase {
  caseId: number;
  caseNo: string;
  unitName: string;
  sourceLabel: string;
  kindLabel: string;
  category: string;
  matter: string;
  title: string;
  result: string;
  verdictLabel: string;
  rootCauseLabel: string;
  articles: string[];
  lesson: string;
  /** What was to be done so that it does not happen again. */
  measures: string[];
}

const matterCharactersMax = 300;

export function digest({ week, cases, now }: { week: Week; cases: readonly ListedCase[]; now: Instant }, unseal: Unseal): Digest {
  return {
    week,
    title: `每周学习：窗口服务典型案例（${weekName(week)}，${weekDays(week)}）`,
    builtAt: toOffsetText(now),
    cases: cases.map((row) => digestCase(row, unseal)),
  };
}

/** One case of the digest or of the library. */
export function digestCase(row: ListedCase, unseal: Unseal): DigestCase {
  const review = JSON.parse(row.review ?? "{}") as { verdict?: Verdict; rootCause?: RootCause; lesson?: string; articles?: string[]; correctiveActions?: { action: string }[] };
  const complainant = complainantOf(row, unseal);
  const told = (text: string, charactersMax: number) => cut(withoutPersonalData(plainText(text), complainant), charactersMax, "…");
  return {
    caseId: row.id,
    caseNo: row.caseNo,
    unitName: row.unitName ?? "未分派",
    sourceLabel: sourceLabels[row.source as Source] ?? row.source,
    kindLabel: kindLabels[row.kind as Kind] ?? row.kind,
    category: oneLine(plainText(row.category ?? "未分类")),
    title: complainant.confidential ? "（诉求人要求保密）" : told(row.title ?? row.category ?? "无标题", 100),
    matter: complainant.confidential ? "（诉求人要求保密）" : told(row.content, matterCharactersMax),
    result: told((JSON.parse(row.disposition ?? "{}") as { result?: string }).result ?? "", matterCharactersMax),
    verdictLabel: review.verdict === undefined ? "—" : verdictLabels[review.verdict],
    rootCauseLabel: review.rootCause === undefined ? "—" : rootCauseLabels[review.rootCause],
    articles: (review.articles ?? []).map((article) => oneLine(plainText(article))),
    lesson: told(review.lesson ?? "", 2000),
    measures: (review.correctiveActions ?? []).map(({ action }) => told(action, 1000)),
  };
}

const style = `
main{max-width:190mm;margin:0 auto;padding:14mm 8mm}
main>p.meta{text-align:center;font-size:11pt;margin:2mm 0 6mm}
article{break-inside:avoid;margin-bottom:8mm}
h2{font:400 15pt/1.6 "黑体","SimHei","Noto Sans CJK SC",sans-serif;margin:0 0 1.5mm}
dl{display:grid;grid-template-columns:7em 1fr;gap:1.5mm 3mm;font-size:13pt;line-height:1.65;margin:0}
dt{font-family:"楷体_GB2312","KaiTi","Noto Serif CJK SC",serif}dd{margin:0}
@page{size:A4;margin:25mm 22mm}@media print{main{padding:0}}
@media(max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:1mm}}`;

export function digestHtml({ title, cases, builtAt }: Digest): string {
  const articles = cases.map(
    (each, index) => `<article><h2>案例${index + 1}　${htmlText(each.unitName)}　${htmlText(each.category)}</h2>
<dl><dt>来源、类别</dt><dd>${htmlText(each.sourceLabel)}、${htmlText(each.kindLabel)}（${htmlText(each.caseNo)}）</dd><dt>诉求内容</dt><dd>${htmlText(each.matter)}</dd><dt>办理结果</dt><dd>${htmlText(each.result)}</dd><dt>复盘结论</dt><dd>${htmlText(each.verdictLabel)}，主要原因：${htmlText(each.rootCauseLabel)}</dd>${each.articles.length === 0 ? "" : `<dt>涉及条款</dt><dd>${htmlText(each.articles.join("、"))}</dd>`}<dt>教训与启示</dt><dd>${htmlText(each.lesson)}</dd></dl></article>`,
  );
  return htmlPage(title, style, `<main><h1>${htmlText(title)}</h1><p class="meta">已隐去诉求人信息，仅供内部学习。制表 ${builtAt.slice(0, 16).replace("T", " ")}</p>${articles.join("\n") || "<p>本周没有批准的典型案例。</p>"}</main>`);
}
