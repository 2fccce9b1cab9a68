/** The worklist: what open cases wait for, the most pressing first, never beyond the units that the reader may see. */
import type { NextStep } from "../machines/nextSteps.ts";
import type { Instant, Source, TimerKind } from "../rules/words.ts";
import { noDue } from "./nextSteps.ts";
import { caseUnitIds, casesByIds, type CaseWithNames } from "./readCases.ts";
import type { Reader } from "./store.ts";

export interface WorklistFilter {
  steps: readonly NextStep[];
  /** Steps of cases that this person handles, or that nobody handles yet. */
  handlerId?: number | undefined;
  /** This unit and those below it. */
  unitId?: number | undefined;
  source?: Source | undefined;
  escalated?: boolean | undefined;
  /** Only what is due before. */
  dueBefore?: Instant | undefined;
  /** Only cases opened since. */
  openedSince?: Instant | undefined;
  scopePaths: readonly string[];
}

export interface WorkItem {
  case: CaseWithNames;
  step: NextStep;
  /** Null where no limit runs. */
  due: Instant | null;
  dueKind: TimerKind | null;
}

export interface WorklistPosition {
  due: Instant;
  caseId: number;
  step: number;
}

export async function readWorklist(read: Reader, filter: WorklistFilter, page: { after?: WorklistPosition | undefined; limit: number }): Promise<{ items: WorkItem[]; next: WorklistPosition | null }> {
  if (filter.steps.length === 0) return { items: [], next: null };
  let query = (await waiting(read, filter)).select(["next_steps.case_id", "next_steps.step", "next_steps.due_at", "next_steps.due_kind"]);
  const { after } = page;
  if (after) {
    const step = filter.steps[after.step] ?? "";
    query = query.where((eb) =>
      eb.or([
        eb("next_steps.due_at", ">", after.due),
        eb.and([eb("next_steps.due_at", "=", after.due), eb("next_steps.case_id", ">", after.caseId)]),
        eb.and([eb("next_steps.due_at", "=", after.due), eb("next_steps.case_id", "=", after.caseId), eb("next_steps.step", ">", step)]),
      ]),
    );
  }
  const rows = await query
    .orderBy("next_steps.due_at")
    .orderBy("next_steps.case_id")
    .orderBy("next_steps.step")
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  const cases = new Map((await casesByIds(read, [...new Set(shown.map(({ case_id }) => case_id))])).map((row) => [row.id, row]));
  const items = shown.flatMap(({ case_id, step, due_at, due_kind }) => {
    const row = cases.get(case_id);
    return row === undefined ? [] : [{ case: row, step: step as NextStep, due: due_at === noDue ? null : due_at, dueKind: due_kind }];
  });
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return { items, next: last ? { due: last.due_at, caseId: last.case_id, step: filter.steps.indexOf(last.step as NextStep) } : null };
}

export interface StepCount {
  step: NextStep;
  count: number;
  overdue: number;
}

/** How many wait for each step, and how many of them are late. */
export async function countWork(read: Reader, filter: WorklistFilter, at: Instant): Promise<StepCount[]> {
  if (filter.steps.length === 0) return [];
  const rows = await (await waiting(read, filter))
    .select((eb) => ["next_steps.step", eb.fn.countAll<number>().as("count"), eb.fn.sum<number>(eb.case().when("next_steps.due_at", "<", at).then(1).else(0).end()).as("overdue")])
    .groupBy("next_steps.step")
    .execute();
  return filter.steps.map((step) => {
    const found = rows.find((row) => row.step === step);
    return { step, count: Number(found?.count ?? 0), overdue: Number(found?.overdue ?? 0) };
  });
}

async function waiting(read: Reader, filter: WorklistFilter) {
  let query = read.selectFrom("next_steps").innerJoin("cases", "cases.id", "next_steps.case_id").where("next_steps.step", "in", [...filter.steps]);
  const units = await caseUnitIds(read, filter.scopePaths);
  if (units !== "all") query = query.where("next_steps.unit_id", "in", units.length > 0 ? units : [0]);
  if (filter.unitId !== undefined) {
    const unit = await read.selectFrom("units").select("path").where("id", "=", filter.unitId).executeTakeFirst();
    const wanted = unit === undefined ? [] : await caseUnitIds(read, [unit.path]);
    if (wanted !== "all") query = query.where("next_steps.unit_id", "in", wanted.length > 0 ? wanted : [0]);
  }
  const { handlerId, source, escalated, dueBefore, openedSince } = filter;
  if (handlerId !== undefined) query = query.where((eb) => eb.or([eb("next_steps.handler_id", "=", handlerId), eb("next_steps.handler_id", "is", null)]));
  if (source !== undefined) query = query.where("cases.source", "=", source);
  if (escalated !== undefined) query = query.where("cases.escalation", escalated ? "<>" : "=", "none");
  if (dueBefore !== undefined) query = query.where("next_steps.due_at", "<", dueBefore);
  if (openedSince !== undefined) query = query.where("cases.opened_at", ">=", openedSince);
  return query;
}
