/** A week's notice out of the store's figures, in the forms that the command line and the API give out. */
import { noticeHtml } from "../reports/noticeHtml.ts";
import { weeklyNotice, type NoticeLine, type WeeklyNotice } from "../reports/weeklyNotice.ts";
import { previousWeek, sameWeekLastYear } from "../rules/shanghai.ts";
import type { Instant, Week } from "../rules/words.ts";
import { weekFigures } from "../store/figures.ts";
import type { Store } from "../store/store.ts";
import { table } from "./output.ts";

export async function noticeOf({ read }: Store, week: Week, now: Instant): Promise<WeeklyNotice> {
  const lastYear = sameWeekLastYear(week);
  const [figures, previous, yearBefore] = await Promise.all([
    weekFigures(read, week),
    weekFigures(read, previousWeek(week)),
    lastYear === null ? null : weekFigures(read, lastYear),
  ]);
  return weeklyNotice({ figures, previous, yearBefore, now });
}

export const noticePage = noticeHtml;

export function noticePlain(notice: WeeklyNotice): string {
  const lines = (heading: string, rows: readonly NoticeLine[]) =>
    rows.length === 0 ? [] : ["", table([[heading, "件数", "占比", "环比", "同比"], ...rows.map((row) => [row.label, row.count, row.share, row.change, row.changeYear])])];
  return [
    notice.title,
    ...notice.sections.flatMap(({ heading, sentences }) => ["", heading, ...sentences.map((sentence) => `  ${sentence}`)]),
    ...lines("来源", [...notice.bySource, notice.total]),
    ...lines("类别", notice.byKind),
    ...lines("承办单位", notice.byUnit),
    ...lines("问题分类", notice.topCategories),
    "",
    table([["指标", "值", "分子/分母"], ...notice.metrics.map((metric) => [metric.label, metric.text, `${metric.numerator}/${metric.denominator}`])]),
  ].join("\n");
}
