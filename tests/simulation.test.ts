/**
 * Half a year of the hall through the real doors: every rule of the ladder shows itself, duties stay in different hands, nothing stands still,
 * and every figure of every notice equals what plain code recomputes from raw events.
 */
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHouse, type House } from "../src/cli/house.ts";
import { addSimulatedPeople } from "../src/cli/simulation/people.ts";
import { simulate, type SimulationCounts } from "../src/cli/simulation/simulate.ts";
import type { CaseInput } from "../src/machines/caseContext.ts";
import type { CallSlot, CaseEvent } from "../src/machines/events.ts";
import { begin, step, type CaseLife, type Step } from "../src/machines/step.ts";
import { permissions, type EventPermission } from "../src/rules/permissions.ts";
import type { Week } from "../src/rules/words.ts";
import { reconcile } from "../src/store/reconcile.ts";
import { verify } from "../src/store/verify.ts";
import { checkNotice } from "./notices/compared.ts";
import { nothingTold } from "./notices/recompute.ts";
import { freshSqliteUrl, freshPostgresUrl } from "./setup/stores.ts";

const until = "2026-11-23T01:00:00.000Z";

interface Watching {
  onDay?: (house: House) => Promise<void>;
  onNotice?: (house: House, week: Week) => Promise<void>;
}

async function simulated(url: string, sizes: { weeks: number; scale: number; seed: number }, { onDay, onNotice }: Watching = {}): Promise<{ house: House; counts: SimulationCounts; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-simulation-"));
  const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off" });
  const actors = await addSimulatedPeople(house.store, { passwordHash: "-", at: until });
  const counts = await simulate(house, { ...sizes, until, actors, onDay: onDay && (() => onDay(house)), onNotice: onNotice && ((week) => onNotice(house, week)) });
  return {
    house,
    counts,
    async close() {
      await house.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Open cases on which nothing runs and nobody has anything to do. */
async function forgotten({ store }: House): Promise<number[]> {
  const rows = await store.read
    .selectFrom("cases")
    .select("id")
    .where("state", "not in", ["closed", "returned", "merged"])
    .where((eb) => eb.not(eb.exists(eb.selectFrom("timers").select("timers.id").whereRef("timers.case_id", "=", "cases.id").where("timers.status", "in", ["live", "paused"]))))
    .where((eb) => eb.not(eb.exists(eb.selectFrom("outbox").select("outbox.id").whereRef("outbox.case_id", "=", "cases.id").where("outbox.state", "=", "pending"))))
    .execute();
  return rows.map(({ id }) => id);
}

describe("a simulated half year", () => {
  let run: Awaited<ReturnType<typeof simulated>>;
  const forgottenOnSomeDay: number[] = [];
  const [weeks, told] = [[] as Week[], nothingTold()];
  beforeAll(async () => {
    run = await simulated(await freshSqliteUrl(), { weeks: 26, scale: 0.8, seed: 7 }, {
      onDay: async (house) => void forgottenOnSomeDay.push(...(await forgotten(house))),
      // Every figure of the notice is compared in here.
      onNotice: async ({ store }, week) => {
        await checkNotice(store.read, week, told);
        weeks.push(week);
      },
    });
  });
  afterAll(() => run.close());

  const rules: [level: number, key: RegExp, name: string][] = [
    [1, /^overdue:accept:/, "an overdue acceptance"],
    [1, /^overdue:sign:/, "an overdue signature"],
    [1, /^overdue:contact:/, "an overdue first contact"],
    [1, /^overdue:disposition:/, "an overdue disposition"],
    [1, /^overdue:review:/, "an overdue review"],
    [1, /^overdue:callback:/, "an overdue callback"],
    [1, /^declined-twice$/, "declined twice"],
    [1, /^unsatisfied:1$/, "an unsatisfied callback"],
    [1, /^second-complaint$/, "a second complaint"],
    [1, /^second-extension$/, "a second extension request"],
    [1, /^walk-in$/, "a walk-in registered as 办不成事"],
    [2, /^unresolved:1:/, "level 1 not resolved in time"],
    [2, /^unsatisfied:2$/, "unsatisfied twice"],
    [2, /^long-overdue:/, "overdue by more than three working days"],
    [3, /^unresolved:2:/, "level 2 not resolved in time"],
    [3, /^legal-limit:/, "a petition near its legal limit"],
    [3, /^group-complaint$/, "a group complaint"],
  ];
  test.each(rules)("level %i is reached by %s (%s)", async (level, key) => {
    const rows = await run.house.store.read.selectFrom("escalations").select(["trigger_key", "reason", "owner_role", "raised_at"]).where("level", "=", level).execute();
    const pulled = rows.filter(({ trigger_key }) => key.test(trigger_key));
    expect(pulled.length).toBeGreaterThan(0);
    for (const { reason, owner_role } of pulled) expect([reason.length > 0, owner_role]).toEqual([true, level === 1 ? "window" : "supervisor"]);
  });

  it("leaves no open case on any day without a limit that runs or an answer that waits", () => {
    expect(forgottenOnSomeDay).toEqual([]);
  });

  it("has at every state of every history a limit that runs, or the source's proof to wait for", async () => {
    const events = await run.house.store.read.selectFrom("case_events").select(["case_id", "seq", "type", "payload", "actor"]).orderBy("case_id").orderBy("seq").execute();
    let life: CaseLife | null = null;
    let running = new Set<string>();
    let checked = 0;
    for (const { case_id, seq, type, payload: text, actor } of events) {
      const { payload, slot } = JSON.parse(text) as { payload: CaseInput; slot: CallSlot };
      const taken: Step | null = seq === 1 ? begin(payload) : life && step(life, { type, payload, actor, slot } as unknown as CaseEvent);
      if (taken === null) throw new Error(`${case_id} refuses its event ${seq} ${type}`);
      life = taken.life;
      if (seq === 1) running = new Set();
      for (const effect of taken.effects) {
        if (effect.type === "startTimer") running.add(effect.params.kind);
        if (effect.type === "stopTimer") running.delete(effect.params.kind);
      }
      if (life.snapshot.status === "done" || ["closed", "returned", "merged"].includes(life.state)) continue;
      const awaitsProof = life.state === "closing" && (life.value as { flow: { closing: { answer: string } } }).flow.closing.answer === "pending";
      expect([case_id, seq, type, running.size > 0 || awaitsProof]).toEqual([case_id, seq, type, true]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(5000);
  });

  it("keeps who handled a case from calling back, reviewing and approving it", async () => {
    const events = await run.house.store.read.selectFrom("case_events").select(["case_id", "type", "actor"]).orderBy("case_id").orderBy("seq").execute();
    const handledBy = new Map<number, Set<string>>();
    let checked = 0;
    for (const { case_id, type, actor } of events) {
      const handlers = handledBy.get(case_id) ?? new Set<string>();
      handledBy.set(case_id, handlers);
      if (["sign", "recordContact", "recordProgress", "suspend", "resume", "requestExtension", "submitDisposition"].includes(type)) handlers.add(actor);
      if (!(permissions[type as keyof typeof permissions] as EventPermission).notHandler) continue;
      expect([case_id, type, handlers.has(actor)]).toEqual([case_id, type, false]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(1000);
  });

  it("spreads calls fairly over the callers, plans none for who handled the case, and counts ratings by link", async () => {
    const tasks = await run.house.store.read
      .selectFrom("callback_tasks")
      .innerJoin("cases", "cases.id", "callback_tasks.case_id")
      .select(["callback_tasks.caller_id", "callback_tasks.outcome", "cases.snapshot"])
      .where("callback_tasks.caller_id", "is not", null)
      .execute();
    for (const { caller_id, snapshot } of tasks) expect((JSON.parse(snapshot) as { context: { handledBy: string[] } }).context.handledBy).not.toContain(`user:${caller_id}`);
    const shares = new Map<number, number>();
    for (const { caller_id } of tasks) shares.set(caller_id ?? 0, (shares.get(caller_id ?? 0) ?? 0) + 1);
    const counts = [...shares.values()];
    expect(counts.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...counts) / Math.max(...counts)).toBeGreaterThan(0.8);
    expect(new Set(tasks.map(({ outcome }) => outcome))).toEqual(new Set([null, "satisfied", "unsatisfied", "unreachable"]));
    const rated = await run.house.store.read.selectFrom("callbacks").select("case_id").where("actor", "=", "complainant").where("connected", "=", 1).execute();
    expect(rated.length).toBeGreaterThan(0);
  });

  it("closes most cases, holds true when replayed, and balances", async () => {
    const { store } = run.house;
    const states = await store.read.selectFrom("cases").select(({ fn }) => ["state", fn.countAll<number>().as("count")]).groupBy("state").execute();
    const closed = Number(states.find(({ state }) => state === "closed")?.count ?? 0);
    expect(closed / run.counts.cases).toBeGreaterThan(0.8);
    expect((await verify(store)).differences).toEqual([]);
    expect((await reconcile(store)).differences).toEqual([]);
  });

  it("tells every case in one weekly notice, once by the notices' own counts, by the cases' mark and by this test's own book", async () => {
    const { store } = run.house;
    expect([weeks.length >= 26, new Set(weeks).size]).toEqual([true, weeks.length]);
    const marked = await store.read.selectFrom("cases").select("id").where("notice_week", "is not", null).execute();
    const counts = await store.read.selectFrom("notices").select(({ fn }) => fn.sum<number>("cases_told").as("told")).executeTakeFirstOrThrow();
    expect([marked.length, Number(counts.told)]).toEqual([told.caseWeek.size, told.caseWeek.size]);
    expect(told.caseWeek.size).toBeGreaterThan(500);
  });

  it("is labelled as simulated in the data itself", async () => {
    const rows = await run.house.store.read.selectFrom("cases").select(["content", "extra"]).execute();
    for (const { content, extra } of rows) expect([content.includes("【模拟】"), JSON.parse(extra)]).toEqual([true, expect.objectContaining({ 数据性质: "模拟" })]);
  });

  it("has rounds that did not satisfy, reopenings, withdrawals, urgings, returns and days on which the service was down", async () => {
    const types = new Set((await run.house.store.read.selectFrom("case_events").select("type").distinct().execute()).map(({ type }) => type));
    for (const type of ["reopen", "withdraw", "returnToSource", "suspend", "resume", "grantExtension", "rejectDisposition", "approveUnreachable", "sourceUpdated", "deadlineLongPassed"]) expect([type, types.has(type)]).toEqual([type, true]);
    const most = await run.house.store.read.selectFrom("cases").select((eb) => [eb.fn.max("round").as("round"), eb.fn.sum("urge_count").as("urgings")]).executeTakeFirstOrThrow();
    expect(Number(most.round)).toBeGreaterThanOrEqual(3);
    expect(Number(most.urgings)).toBeGreaterThan(0);
  });
});

test("the same seed makes the same histories on either database, another seed others", { timeout: 120_000 }, async () => {
  const heads = async (url: string, seed: number) => {
    const run = await simulated(url, { weeks: 2, scale: 0.7, seed });
    const rows = await run.house.store.read.selectFrom("cases").select(["external_id", "chain_head"]).orderBy("id").execute();
    await run.close();
    return rows;
  };
  const first = await heads(await freshSqliteUrl(), 3);
  expect(first.length).toBeGreaterThan(20);
  expect(await heads(await freshPostgresUrl(), 3)).toEqual(first);
  expect(await heads(await freshSqliteUrl(), 4)).not.toEqual(first);
});
