/** What open cases wait for, as rows: kept in step with every event in its own transaction, so that a worklist asks one small table. */
import { nextStepKinds, nextSteps, type NextStep } from "../machines/nextSteps.ts";
import { thaw, type CaseLife } from "../machines/step.ts";
import type { Instant, TimerKind } from "../rules/words.ts";
import { insertRows, prepared } from "./prepared.ts";
import type { CaseRow, NextStepRow } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

/** Sorts after every instant: what has no limit, or one that stands still, comes last. */
export const noDue: Instant = "9999-12-31T23:59:59.999Z";

type KeptCase = Pick<CaseRow, "id" | "unit_id" | "handler_id">;

/** Called once for every event, after the limits of the case have moved. */
export async function followNextSteps(tx: Transaction, after: KeptCase, life: Pick<CaseLife, "value">): Promise<void> {
  const kept = await stepsOfCase(tx, after.id);
  const steps = nextSteps(life);
  const timers = steps.length === 0 ? [] : await liveTimersOfCase(tx, after.id);
  const wanted = rowsOf(after, steps, timers);
  const fresh = wanted.filter((row) => !kept.some((each) => textOf(each) === textOf(row)));
  // Often a step only comes to the others.
  if (kept.length + fresh.length === wanted.length) return insertRows(tx, "next_steps", fresh);
  await forgetSteps(tx, after.id);
  await insertRows(tx, "next_steps", wanted);
}

/** The steps with which a life begins. */
export const nextStepsOf = (row: KeptCase, life: Pick<CaseLife, "value">, timers: readonly LiveTimer[]): NextStepRow[] => rowsOf(row, nextSteps(life), timers);

const stepsOfCase = prepared((db, caseId: number) => db.selectFrom("next_steps").selectAll().where("case_id", "=", caseId));
const forgetSteps = prepared((db, caseId: number) => db.deleteFrom("next_steps").where("case_id", "=", caseId));
const liveTimersOfCase = prepared((db, caseId: number) => db.selectFrom("timers").select(["case_id", "kind", "due_at"]).where("case_id", "=", caseId).where("status", "=", "live"));

/** After a limit has moved without an event of its own. */
export async function followLimit(tx: Transaction, caseId: number): Promise<void> {
  const kept = await stepsOfCase(tx, caseId);
  const timers = await liveTimersOfCase(tx, caseId);
  for (const row of kept) {
    const [wanted] = rowsOf({ id: caseId, unit_id: row.unit_id, handler_id: row.handler_id }, [row.step as NextStep], timers);
    if (wanted !== undefined) await tx.updateTable("next_steps").set({ due_kind: wanted.due_kind, due_at: wanted.due_at }).where("case_id", "=", caseId).where("step", "=", row.step).execute();
  }
}

interface LiveTimer {
  case_id: number;
  kind: TimerKind;
  due_at: Instant;
}

export const liveTimers = (tx: Reader | Transaction, caseIds: readonly number[]): Promise<LiveTimer[]> =>
  tx.selectFrom("timers").select(["case_id", "kind", "due_at"]).where("case_id", "in", caseIds).where("status", "=", "live").execute();

/** The rows that a case must have. */
export function rowsOf(row: KeptCase, steps: readonly NextStep[], timers: readonly LiveTimer[]): NextStepRow[] {
  return steps.map((step) => {
    const limits: readonly TimerKind[] = nextStepKinds[step].limits;
    const [first] = timers.filter(({ kind }) => limits.includes(kind)).sort((a, b) => (a.due_at < b.due_at ? -1 : 1));
    return { case_id: row.id, step, unit_id: row.unit_id, handler_id: row.handler_id, due_kind: first?.kind ?? null, due_at: first?.due_at ?? noDue };
  });
}

export const isSame = (kept: readonly NextStepRow[], wanted: readonly NextStepRow[]): boolean => kept.map(textOf).sort().join("\n") === wanted.map(textOf).sort().join("\n");
const textOf = ({ case_id, step, unit_id, handler_id, due_kind, due_at }: NextStepRow): string => [case_id, step, unit_id, handler_id, due_kind, due_at].join("|");

const casesAtOnce = 500;

/** For the migration that brings the table: the steps of the cases that are there already. */
export async function fillNextSteps(tx: Transaction): Promise<void> {
  for (let after = 0; ; ) {
    const cases = await tx.selectFrom("cases").select(["id", "unit_id", "handler_id", "snapshot", "machine_version"]).where("id", ">", after).where("state", "not in", ["closed", "returned", "merged"]).orderBy("id").limit(casesAtOnce).execute();
    if (cases.length === 0) return;
    const timers = await liveTimers(tx, cases.map(({ id }) => id));
    for (const row of cases) {
      const rows = rowsOf(row, nextSteps(thaw(row.snapshot, row.machine_version)), timers.filter(({ case_id }) => case_id === row.id));
      if (rows.length > 0) await tx.insertInto("next_steps").values(rows).execute();
    }
    after = cases.at(-1)?.id ?? after;
  }
}
