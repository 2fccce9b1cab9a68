/** Named cases, corrective actions and typical cases of a notice: enough to find a case by, nothing to recognise its complainant by. */
import type { CorrectiveState } from "../../rules/correctiveActions.ts";
import { correctiveStateLabels } from "../../rules/correctiveActions.ts";
import { withoutPersonalData } from "../../rules/masking.ts";
import { dayNumberOf, dayOf } from "../../rules/shanghai.ts";
import { kindLabels, ratingLabels, rootCauseLabels, sourceLabels, verdictLabels, type Kind, type Rating, type RootCause, type Source, type Verdict } from "../../rules/words.ts";
import type { ListedCase, NoticeFigures } from "../../store/readNotice.ts";
import { ownWords } from "../masking.ts";
import { cut, oneLine, plainText } from "../safeText.ts";
import type { ActionLine, CaseLine, NoticeContent, TypicalCaseLine } from "./content.ts";
import { weekName } from "./labels.ts";

/** The complainant of a sealed text, to mask what is written of him in the complaint. */
export type Unseal = (sealed: string) => { name: string | null; phone: string | null };

const matterCharactersMax = 36;
const lessonCharactersMax = 600;

export function caseLines(figures: NoticeFigures, unseal: Unseal): NoticeContent["lists"] {
  const { lists, now } = figures;
  const lines = (rows: readonly ListedCase[], remark: (row: ListedCase) => string) => rows.map((row) => caseLine(row, remark(row), unseal));
  return {
    overdue: lines(lists.overdue, (row) => overdueRemark(row, now)),
    unsatisfied: lines(lists.unsatisfied, ({ rating }) => (rating === null ? "—" : ratingLabels[rating as Rating])),
    secondComplaints: lines(lists.secondComplaints, ({ repeatOf }) => `前件 ${repeatOf ?? "—"}`),
    late: lines(lists.late, ({ week }) => `属${weekName(week)}，补报`),
  };
}

function overdueRemark({ dispositionDueAt, dispositionApprovedAt }: ListedCase, now: string): string {
  if (dispositionDueAt === null) return "—";
  const days = dayNumberOf(dayOf(dispositionApprovedAt ?? now)) - dayNumberOf(dayOf(dispositionDueAt));
  const late = days === 0 ? "当日超时" : `超期${days}天`;
  return dispositionApprovedAt === null ? `${late}，未办结` : `${late}办结`;
}

function caseLine(row: ListedCase, remark: string, unseal: Unseal): CaseLine {
  return {
    caseId: row.id,
    caseNo: row.caseNo,
    sourceLabel: sourceLabels[row.source as Source] ?? row.source,
    kindLabel: kindLabels[row.kind as Kind] ?? row.kind,
    unitName: row.unitName ?? "未分派",
    category: oneLine(plainText(row.category ?? "未分类")),
    reportedOn: dayOf(row.reportedAt),
    matter: matterOf(row, unseal),
    remark,
  };
}

function matterOf(row: ListedCase, unseal: Unseal): string {
  const complainant = complainantOf(row, unseal);
  // One who asked for confidence could be recognised by his matter alone.
  if (complainant.confidential) return "（诉求人要求保密）";
  return ownWords(oneLine(plainText(row.title ?? row.content)), complainant, matterCharactersMax, "…");
}

export const complainantOf = (row: ListedCase, unseal: Unseal) => ({
  ...(row.complainantSealed === null ? { name: null, phone: null } : unseal(row.complainantSealed)),
  anonymous: row.anonymous,
  confidential: row.confidential,
});

export function actionLines({ actions, now }: NoticeFigures): NoticeContent["actions"] {
  const today = dayNumberOf(dayOf(now));
  const line = (row: NoticeFigures["actions"][number]): ActionLine => ({
    action: cut(plainText(row.action), lessonCharactersMax, "…"),
    unitName: row.unitName ?? "—",
    owner: oneLine(plainText(row.owner)),
    due: row.due,
    caseNo: row.caseNo,
    stateLabel: correctiveStateLabels[row.state as CorrectiveState] ?? row.state,
    daysOverdue: Math.max(0, today - dayNumberOf(row.due)),
  });
  const all = actions.map(line);
  return { due: all.filter(({ daysOverdue }) => daysOverdue === 0), overdue: all.filter(({ daysOverdue }) => daysOverdue > 0) };
}

export function typicalLines({ typicalCases }: NoticeFigures, unseal: Unseal): TypicalCaseLine[] {
  return typicalCases.map((row) => {
    const review = JSON.parse(row.review ?? "{}") as { verdict?: Verdict; rootCause?: RootCause; lesson?: string };
    return {
      caseId: row.id,
      caseNo: row.caseNo,
      unitName: row.unitName ?? "未分派",
      category: oneLine(plainText(row.category ?? "未分类")),
      verdictLabel: review.verdict === undefined ? "—" : verdictLabels[review.verdict],
      rootCauseLabel: review.rootCause === undefined ? "—" : rootCauseLabels[review.rootCause],
      lesson: cut(withoutPersonalData(plainText(review.lesson ?? ""), complainantOf(row, unseal)), lessonCharactersMax, "…"),
    };
  });
}
