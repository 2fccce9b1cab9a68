/**
 * Does what fell due: for each limit that is near or has passed, the step is taken and its event applied, in one transaction each. Processes that
 * sweep at the same time pass over each other's cases instead of waiting for them.
 */
import { nextStep, type TimerStep } from "../rules/timerSteps.ts";
import type { TimerKind, Instant } from "../rules/words.ts";
import { applyEvent, keptUnlessBusy } from "./applyEvent.ts";
import { systemActor } from "./actors.ts";
import { prepared } from "./prepared.ts";
import type { TimerRow } from "./schema.ts";
import type { Rulebook, Store } from "./store.ts";

/** Few enough that others who write meanwhile need not wait long for the lock. */
const batchMax = 200;
/** On PostgreSQL each work takes a connection, and people need some too; on SQLite all that wait together share one transaction. */
const sweepsOnPostgres = 4;

/**
 * Fires whatever was due by `now`, each step of each limit once and those of a case in the order of their instants; safe to skip, repeat and overlap.
 * @param limit at most this many steps in one call. @param stopping asked between batches: what is still due is left to the next call.
 */
export async function fireTimersDue(store: Store, rulebook: Rulebook, now: Instant, { limit = 100_000, stopping = () => false }: { limit?: number; stopping?: (() => boolean) | undefined } = {}): Promise<{ fired: number }> {
  let fired = 0;
  let wait = false;
  while (fired < limit && !stopping()) {
    const wanted = Math.min(batchMax, limit - fired);
    const due = await store.read
      .selectFrom("timers")
      .selectAll()
      .where("status", "=", "live")
      .where("next_at", "<=", now)
      .orderBy("next_at")
      .orderBy("id")
      .limit(wanted)
      .execute();
    if (due.length === 0) break;
    // Beyond the last of a full batch there may be others, which come first.
    const horizon = due.length < wanted ? now : (due.at(-1)?.next_at ?? now);
    const round: Round = { now, horizon, wait, left: limit - fired - due.length };
    const waiting = [...byCase(due).values()];
    const sweep = async () => {
      let taken = 0;
      for (let timers = waiting.shift(); timers !== undefined; timers = waiting.shift()) taken += await fireInOrder(store, rulebook, timers, round);
      return taken;
    };
    const sweeps = Math.min(waiting.length, store.kind === "postgres" ? sweepsOnPostgres : batchMax);
    const taken = (await Promise.all(Array.from({ length: sweeps }, sweep))).reduce((sum, each) => sum + each, 0);
    fired += taken;
    // Where others had every case, there is nothing better to do than to wait for them.
    wait = taken === 0;
  }
  return { fired };
}

function byCase(timers: readonly TimerRow[]): Map<number, TimerRow[]> {
  const groups = new Map<number, TimerRow[]>();
  for (const timer of timers) groups.set(timer.case_id, [...(groups.get(timer.case_id) ?? []), timer]);
  return groups;
}

interface Round {
  now: Instant;
  /** Steps after it wait for the next round. */
  horizon: Instant;
  /** For a case that somebody else is writing, instead of leaving it to the next round. */
  wait: boolean;
  /** So many steps more than those of the round may be taken. */
  left: number;
}

/** Cases need not wait for each other; of one case, what fell due first is told first, the further steps of its limits among them. */
async function fireInOrder(store: Store, rulebook: Rulebook, timers: readonly TimerRow[], round: Round): Promise<number> {
  const waiting = [...timers];
  let fired = 0;
  for (let timer = waiting.shift(); timer !== undefined; timer = waiting.shift()) {
    const after = await fireOne(store, rulebook, timer, round);
    // The further steps of this case come after this one, whoever takes it.
    if (after === "busy") break;
    if (after === null) continue;
    fired += 1;
    const at = after.next_at;
    if (at === null || at > round.horizon || round.left <= 0) continue;
    round.left -= 1;
    const later = waiting.findIndex(({ next_at }) => next_at !== null && next_at > at);
    waiting.splice(later === -1 ? waiting.length : later, 0, after);
  }
  return fired;
}

const eventTypes: Record<TimerStep, string> = { near: "deadlineNear", legal: "legalLimitNear", passed: "deadlinePassed", long: "deadlineLongPassed" };
const doneColumns = { near: "near_done_at", legal: "legal_done_at", passed: "passed_done_at", long: "long_done_at" } as const satisfies Record<TimerStep, keyof TimerRow>;

const claimOf = (step: TimerStep) =>
  prepared((db, done: Instant, nextStep: TimerStep | null, nextAt: Instant | null, id: number, stepNow: TimerStep, dueNow: Instant | null) =>
    db.updateTable("timers").set({ [doneColumns[step]]: done, next_step: nextStep, next_at: nextAt }).where("id", "=", id).where("status", "=", "live").where("next_step", "=", stepNow).where("next_at", "=", dueNow).returningAll(),
  );
const claims = { near: claimOf("near"), legal: claimOf("legal"), passed: claimOf("passed"), long: claimOf("long") } satisfies Record<TimerStep, unknown>;

/** The limit as it stands after this step; null when another process was quicker, or the limit ended meanwhile; "busy" when somebody else is writing the case. */
function fireOne(store: Store, rulebook: Rulebook, timer: TimerRow, { now, wait }: Round): Promise<TimerRow | null | "busy"> {
  return store.write(async (tx) => {
    if (!wait && !(await keptUnlessBusy(tx, timer.case_id))) return "busy";
    const step = timer.next_step as TimerStep;
    const next = nextStep({ ...timer, [doneColumns[step]]: now });
    const [claimed] = await claims[step](tx, now, next?.step ?? null, next?.at ?? null, timer.id, step, timer.next_at);
    if (claimed === undefined) return null;
    const payload = { kind: timer.kind satisfies TimerKind, round: timer.round, due: timer.next_at, done: now };
    await applyEvent(tx, timer.case_id, { type: eventTypes[step], payload }, { at: now, rulebook, actor: systemActor });
    return claimed;
  });
}
