/** A likely duplicate as the API shows it, with what staff would do about it. */
import { dayMillis, millisOf, toOffsetText } from "../rules/shanghai.ts";
import { sourceLabels, type Source } from "../rules/words.ts";
import type { CaseRow } from "../store/schema.ts";
import type { SimilarCase } from "../store/similar.ts";
import type { Similar } from "./contract/cases.ts";
import { hiddenOrNull, stateLabelOf } from "./presentCase.ts";

const suggestionLabels: Record<Similar["suggestion"], string> = { merge: "建议并案", repeat: "建议关联为二次投诉", look: "请核对" };
const over: readonly string[] = ["closed", "returned", "merged", "closing"];

type Compared = Pick<CaseRow, "state" | "reported_at" | "phone_index" | "id_number_index">;

export function presentSimilar(item: SimilarCase, row: Compared, repeatDays: number): Similar {
  const suggestion = suggestionOf(item, row, repeatDays);
  const { caseId, caseNo, version, source, state, title, headline, score, exact, reasons } = item;
  return {
    caseId,
    caseNo,
    version,
    source,
    sourceLabel: sourceLabels[source as Source],
    state,
    stateLabel: stateLabelOf(state),
    title: hiddenOrNull(title),
    headline,
    reportedAt: toOffsetText(item.reportedAt),
    score,
    exact,
    reasons: [...reasons],
    suggestion,
    suggestionLabel: suggestionLabels[suggestion],
  };
}

function suggestionOf(item: SimilarCase, row: Compared, repeatDays: number): Similar["suggestion"] {
  const disposedAt = item.dispositionApprovedAt;
  const samePerson = item.person !== null && (item.person === row.id_number_index || item.person === row.phone_index);
  const since = disposedAt === null ? null : millisOf(row.reported_at) - millisOf(disposedAt);
  if (samePerson && since !== null && since >= 0 && since <= repeatDays * dayMillis) return "repeat";
  return over.includes(item.state) || over.includes(row.state) ? "look" : "merge";
}
