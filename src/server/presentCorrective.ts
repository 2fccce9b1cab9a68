/** Corrective actions and common causes as the API shows them. */
import { caseStateLabels, type CaseStateName } from "../machines/states.ts";
import { correctiveStateLabels, correctiveStepLabels, isDoneOnTime, isOverdue, type CorrectiveState, type LoggedStep } from "../rules/correctiveActions.ts";
import { toOffsetText } from "../rules/shanghai.ts";
import { rootCauseLabels, sourceLabels, type Day, type Instant } from "../rules/words.ts";
import type { casesOfCause, causesOfCase, CauseCounts, CommonCauseListed } from "../store/readCommonCauses.ts";
import type { CorrectiveActionListed, correctiveLog } from "../store/readCorrectiveActions.ts";
import type { CauseOfCase, CommonCause, CorrectiveAction } from "./contract/correctiveActions.ts";

type Rows<Read extends (...given: never[]) => Promise<readonly unknown[]>> = Awaited<ReturnType<Read>>[number];

export function presentAction(row: CorrectiveActionListed, today: Day): CorrectiveAction {
  const state = row.state as CorrectiveState;
  return {
    id: row.id,
    caseId: row.case_id,
    caseNo: row.case_no,
    caseState: row.case_state,
    commonCauseId: row.common_cause_id,
    commonCauseTitle: row.cause_title,
    action: row.action,
    owner: row.owner,
    ownerUserId: row.owner_user_id,
    unitId: row.unit_id,
    unitName: row.unit_name,
    due: row.due,
    state,
    stateLabel: correctiveStateLabels[state],
    overdue: isOverdue(row, today),
    doneOnTime: isDoneOnTime(row),
    evidence: row.evidence,
    submittedAt: offsetOrNull(row.submitted_at),
    submittedBy: row.submitted_by,
    closedAt: offsetOrNull(row.closed_at),
    closedBy: row.closed_by,
    opinion: row.opinion,
    escalatedAt: offsetOrNull(row.escalated_at),
    createdAt: toOffsetText(row.created_at),
  };
}

export function presentLogged(row: Rows<typeof correctiveLog>) {
  const changes = row.changes === null ? [] : (JSON.parse(row.changes) as { field: string; from: unknown; to: unknown }[]);
  return {
    step: row.step,
    label: correctiveStepLabels[row.step as LoggedStep],
    at: toOffsetText(row.at),
    actor: { id: row.actor, name: row.actor_name },
    note: row.note,
    changes: changes.map(({ field, from, to }) => ({ field: field === "owner_user_id" ? "ownerUserId" : field === "unit_id" ? "unitId" : field, from, to })),
  };
}

export function presentCause(row: CommonCauseListed, counts: CauseCounts): CommonCause {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    rootCause: row.root_cause,
    rootCauseLabel: row.root_cause === null ? null : rootCauseLabels[row.root_cause],
    unitId: row.unit_id,
    unitName: row.unit_name,
    state: row.state === "closed" ? "closed" : "open",
    createdAt: toOffsetText(row.created_at),
    createdBy: row.created_by,
    createdByName: row.maker_name ?? row.created_by,
    updatedAt: offsetOrNull(row.updated_at),
    closedAt: offsetOrNull(row.closed_at),
    closedBy: row.closed_by,
    conclusion: row.conclusion,
    counts,
  };
}

export function presentCauseOfCase(row: Rows<typeof causesOfCase>): CauseOfCase {
  return { id: row.id, title: row.title, state: row.state, rootCause: row.root_cause, conclusion: row.conclusion, addedAt: toOffsetText(row.added_at) };
}

export function presentCaseOfCause(row: Rows<typeof casesOfCause>) {
  return {
    id: row.id,
    caseNo: row.case_no,
    source: row.source,
    sourceLabel: sourceLabels[row.source],
    state: row.state,
    stateLabel: caseStateLabels[row.state as CaseStateName],
    title: row.title,
    unitName: row.unit_name,
    reportedAt: toOffsetText(row.reported_at),
    addedAt: toOffsetText(row.added_at),
  };
}

const offsetOrNull = (instant: Instant | null): string | null => (instant === null ? null : toOffsetText(instant));
