/** Does what fell due: for each limit that is near or has passed, the step is taken and its event applied, in one transaction each. */
import { nextStep, type TimerStep } from "../rules/timerSteps.ts";
import type { TimerKind, Instant } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import { systemActor } from "./actors.ts";
import type { TimerRow } from "./schema.ts";
import type { Rulebook, Store } from "./store.ts";

/** Few enough that others who write meanwhile need not wait long for the lock. */
const batchMax = 100;

/**
 * Fires in the order of their instants whatever was due by `now`, each step of each limit once; safe to skip, repeat and overlap.
 * @param limit at most this many steps in one call.
 */
export async function fireTimersDue(store: Store, rulebook: Rulebook, now: Instant, { limit = 100_000 }: { limit?: number } = {}): Promise<{ fired: number }> {
  let fired = 0;
  while (fired < limit) {
    const due = await store.read
      .selectFrom("timers")
      .selectAll()
      .where("status", "=", "live")
      .where("next_at", "<=", now)
      .orderBy("next_at")
      .orderBy("id")
      .limit(Math.min(batchMax, limit - fired))
      .execute();
    if (due.length === 0) break;
    const taken = await Promise.all(due.map((timer) => fireOne(store, rulebook, timer, now)));
    fired += taken.filter(Boolean).length;
  }
  return { fired };
}

const eventTypes: Record<TimerStep, string> = { near: "deadlineNear", legal: "legalLimitNear", passed: "deadlinePassed", long: "deadlineLongPassed" };
const doneColumns = { near: "near_done_at", legal: "legal_done_at", passed: "passed_done_at", long: "long_done_at" } as const satisfies Record<TimerStep, keyof TimerRow>;

/** False when another process was quicker, or the limit ended meanwhile. */
function fireOne(store: Store, rulebook: Rulebook, timer: TimerRow, now: Instant): Promise<boolean> {
  return store.write(async (tx) => {
    const step = timer.next_step as TimerStep;
    const done = { [doneColumns[step]]: now };
    const next = nextStep({ ...timer, ...done });
    const claimed = await tx
      .updateTable("timers")
      .set({ ...done, next_step: next?.step ?? null, next_at: next?.at ?? null })
      .where("id", "=", timer.id)
      .where("status", "=", "live")
      .where("next_step", "=", timer.next_step)
      .where("next_at", "=", timer.next_at)
      .returning("id")
      .executeTakeFirst();
    if (claimed === undefined) return false;
    const payload = { kind: timer.kind satisfies TimerKind, round: timer.round, due: timer.next_at, done: now };
    await applyEvent(tx, timer.case_id, { type: eventTypes[step], payload }, { at: now, rulebook, actor: systemActor });
    return true;
  });
}
