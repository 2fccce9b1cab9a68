/** What a notice says on any paper around its sections: head, number, opening words, signature, figures' captions and proofs. */
import { percent } from "../../rules/metrics.ts";
import { dayText } from "../documentTimes.ts";
import { cut, oneLine, plainText } from "../safeText.ts";
import { attachmentsOf, type Attachment } from "./attachments.ts";
import type { NoticeContent, NoticeProof, SectionKey } from "./content.ts";
import { weekDays, weekName } from "./labels.ts";

export interface PaperOptions {
  /** The issuer's name in red above everything, as on paper with a printed head. */
  redHead?: boolean;
}

export interface NoticePaper {
  issuer: string;
  title: string;
  /** What the title has in brackets at its end stands in a line of its own. */
  subtitle: string | null;
  number: string;
  /** Null for what is published. */
  draftMark: string | null;
  opening: { to: string; text: string };
  sections: { key: SectionKey; heading: string; paragraphs: string[]; figures: Figure[] }[];
  attachments: Attachment[];
  signed: { issuer: string; date: string };
  proofs: { label: string; text: string }[];
  /** UTC, for the dates inside files. */
  at: string;
}

export type FigureName = "trend" | "sources" | "funnel" | "satisfaction";
export interface Figure {
  name: FigureName;
  caption: string;
}

export const draftMark = "草稿　未经发布，不得外传";
export const emptyText = "本期无";
/** A table of so many rows is not torn apart where a page has room for it. */
export const wholeRowsMax = 12;
export const noDataText = "—（本期无数据）";

const figuresOf: Partial<Record<SectionKey, FigureName[]>> = { overview: ["trend", "sources", "funnel"], units: ["satisfaction"] };
const captions: Record<FigureName, string> = { trend: "近十二周诉求量与满意率", sources: "诉求来源构成", funnel: "闭环进度（制表时）", satisfaction: "各单位满意率" };

export function noticePaper(content: NoticeContent, proof: NoticeProof | null): NoticePaper {
  const fullTitle = cut(oneLine(content.title), 120, "…");
  const [, title = fullTitle, subtitle = null] = /^(.+?)(（.*）)$/su.exec(fullTitle) ?? [];
  const { attachments, missing } = attachmentsOf(content);
  const issuer = cut(oneLine(content.issuer), 40, "…");
  const signedOn = (content.publishedAt ?? content.builtAt).slice(0, 10);
  const order = Object.values(figuresOf).flat();
  return {
    issuer,
    title,
    subtitle,
    number: `〔${content.issue.year}〕第${content.issue.number}期${content.revision > 1 ? `（修订${content.revision - 1}）` : ""}`,
    draftMark: content.status === "draft" ? draftMark : null,
    opening: { to: "各单位：", text: `现将${weekName(content.week)}（${weekDays(content.week)}）窗口服务投诉办理情况通报如下。` },
    sections: content.sections.map(({ key, heading, sentences }) => ({
      key,
      heading: oneLine(heading),
      paragraphs: sentences.flatMap((sentence) => plainText(sentence).split("\n")).map((line) => line.trim()).filter((line) => line !== ""),
      figures: (figuresOf[key] ?? []).map((name) => ({ name, caption: `图${order.indexOf(name) + 1}　${captions[name]}` })),
    })),
    attachments,
    signed: { issuer, date: dayText(signedOn) },
    proofs: proofsOf(content, proof, missing),
    at: new Date(content.publishedAt ?? content.builtAt).toISOString(),
  };
}

/** `附件：1.各单位办理情况表`, one line each; the first says what they are. */
export const attachmentNumber = (paper: NoticePaper, attachment: Attachment): string => `附件${paper.attachments.length === 1 ? "" : paper.attachments.indexOf(attachment) + 1}`;

function proofsOf(content: NoticeContent, proof: NoticeProof | null, missing: readonly string[]): NoticePaper["proofs"] {
  const { received, created, updated, unchanged, quarantined, balanced } = content.accounting;
  const { before, here, waiting, all, complete } = content.coverage;
  const published = content.publishedAt === null ? "未发布" : `${timeText(content.publishedAt)}${content.publishedBy === null ? "" : `，${cut(oneLine(content.publishedBy), 40, "…")}`}`;
  const minimum = content.metrics.filter(({ threshold }) => threshold !== null).map(({ label, threshold }) => `${label}${percent({ numerator: threshold ?? 0, denominator: 1 })}`).join("、");
  return [
    { label: "统计时段", text: `${timeText(content.period.from)}起，至${timeText(content.period.to)}前（北京时间，按来源登记的诉求时间）` },
    { label: "制表时间", text: timeText(content.builtAt) },
    { label: "发布", text: published },
    ...(content.revisionReason === null ? [] : [{ label: "修订原因", text: cut(oneLine(content.revisionReason), 500, "…") }]),
    { label: "最低要求", text: minimum === "" ? "—" : minimum },
    { label: "推送记录", text: `接收${received}＝新建${created}＋更新${updated}＋重复${unchanged}＋隔离待核${quarantined}（${balanced ? "收支平衡" : "收支不平衡，请核查"}）` },
    { label: "通报覆盖", text: `收件总数${all}＝其他各期已通报${before}＋本期${here}＋待通报${waiting}（${complete ? "每件只通报一次，合计相符" : "合计不符，请核查"}）` },
    ...(missing.length === 0 ? [] : [{ label: "未附之表", text: `${missing.join("、")}（本期无内容）` }]),
    { label: "内容摘要值", text: proof === null ? "—（发布后生成）" : hashText(oneLine(proof.contentHash)) },
    { label: "存证检查点", text: proof === null || proof.checkpoint === null ? "—" : `第${proof.checkpoint.events}个事件，${oneLine(proof.checkpoint.hash)}` },
  ];
}

/** With the name of its algorithm; a hash that says none is SHA-256. */
const hashText = (hash: string): string => (hash.startsWith("sm3:") ? `SM3 ${hash.slice(4)}` : `SHA-256 ${hash}`);

/** Content holds instants with the offset of Shanghai. */
const timeText = (instant: string): string => instant.slice(0, 16).replace("T", " ");
