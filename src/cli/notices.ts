/** Weekly notices for the command line and the API: composed of the store's figures, printed by the reports. */
import { composeNotice } from "../reports/notice/compose.ts";
import type { CountLine, NoticeContent, NoticeProof } from "../reports/notice/content.ts";
import { noticeDifference } from "../reports/notice/difference.ts";
import type { Instant, Week } from "../rules/words.ts";
import type { Notices } from "../server/ports.ts";
import { complainantOf } from "../store/complainant.ts";
import { readNoticeInput, type NoticeComposer } from "../store/notices.ts";
import { readNotice } from "../store/readNotices.ts";
import type { House } from "./house.ts";
import { table } from "./output.ts";

export function noticePort(house: Pick<House, "rulebook">): Notices {
  return {
    compose: composerOf(house),
    document: (json, proof, format) => noticeDocument(house, { content: JSON.parse(json) as NoticeContent, proof }, format),
    difference: (before, after) => noticeDifference(JSON.parse(before) as NoticeContent, JSON.parse(after) as NoticeContent),
  };
}

export const composerOf =
  ({ rulebook }: Pick<House, "rulebook">): NoticeComposer =>
  (input) => {
    const content = composeNotice(input, { policy: rulebook.policy, unseal: (sealed) => complainantOf({ complainant_sealed: sealed }, rulebook.vault) });
    const { total, metrics } = input.figures;
    return { json: JSON.stringify(content), summary: { total, satisfaction: metrics.satisfaction }, unitIds: content.units.map(({ unitId }) => unitId) };
  };

/** The notice of a week as it was published, with its proofs, or as it would be published now. */
export async function noticeOf(house: Pick<House, "store" | "rulebook">, week: Week, now: Instant): Promise<{ content: NoticeContent; proof: NoticeProof | null }> {
  const kept = await readNotice(house.store.read, week, null);
  if (kept !== null) return { content: JSON.parse(kept.content) as NoticeContent, proof: { contentHash: kept.content_hash, checkpoint: { events: kept.checkpoint_events, hash: kept.checkpoint_hash } } };
  return { content: JSON.parse(composerOf(house)(await readNoticeInput(house.store.read, week, now, house.rulebook)).json) as NoticeContent, proof: null };
}

export async function noticeDocument({ rulebook }: Pick<House, "rulebook">, { content, proof }: { content: NoticeContent; proof: NoticeProof | null }, format: "html" | "docx" | "xlsx"): Promise<string | Buffer> {
  const options = { redHead: rulebook.policy.noticeRedHead && content.status === "published" };
  // What a service never prints it need not load.
  if (format === "html") return (await import("../reports/notice/noticeHtml.ts")).noticeHtml(content, proof, options);
  if (format === "docx") return (await import("../reports/notice/noticeDocx.ts")).noticeDocx(content, proof, options);
  return (await import("../reports/notice/noticeXlsx.ts")).noticeXlsx(content, proof);
}

export function noticePlain(notice: NoticeContent): string {
  const lines = (heading: string, rows: readonly CountLine[]) =>
    rows.length === 0 ? [] : ["", table([[heading, "件数", "占比", "环比", "同比"], ...rows.map((row) => [row.label, row.count, row.share, row.change, row.changeYear])])];
  return [
    notice.title,
    ...notice.sections.flatMap(({ heading, sentences }) => ["", heading, ...sentences.map((sentence) => `  ${sentence}`)]),
    ...lines("来源", [...notice.bySource, notice.total]),
    ...lines("类别", notice.byKind),
    ...lines("承办单位", notice.byUnit),
    ...lines("问题分类", notice.topCategories),
    "",
    table([["指标", "值", "分子/分母", "环比（百分点）"], ...notice.metrics.map((metric) => [metric.label, metric.text, `${metric.numerator}/${metric.denominator}`, metric.points])]),
  ].join("\n");
}
