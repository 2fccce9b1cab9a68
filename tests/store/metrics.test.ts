/** A week's figures from real cases on both databases. */
import { expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { fireTimersDue } from "../../src/store/fireTimers.ts";
import { openCase } from "../../src/store/openCase.ts";
import { readNoticeFigures } from "../../src/store/readNotice.ts";
import { openStore } from "../../src/store/open.ts";
import type { Actor } from "../../src/store/store.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("readNoticeFigures", ({ freshUrl }) => {
  it("counts a week's cases, callbacks, limits and escalations, and no other week's", async () => {
    const store = await openStore(await freshUrl());
    const { people, unitId } = await settle(store);
    const open = async (id: string, changes = {}) => (await store.write((tx) => openCase(tx, complaint(id, changes), contextOf(systemActor))))?.caseId ?? 0;
    const act = (caseId: number, type: string, actor: Actor, payload: unknown = {}, at = mondayMorning) => store.write((tx) => applyEvent(tx, caseId, { type, payload }, contextOf(actor, at)));
    // Sunday 24:00 belongs to the week, Monday 00:00 to the next one.
    await open("sunday", { reportedAt: "2026-11-15T15:59:59.999Z" });
    await open("left", { category: "户籍管理" });
    const done = await open("done", { category: "户籍管理", source: "110" });
    for (const [type, actor, payload] of [
      ["accept", people.window, {}],
      ["assign", people.window, { unitId }],
      ["sign", people.handler, {}],
      ["recordContact", people.handler, { channel: "phone" }],
      ["submitDisposition", people.handler, { result: "已办", reply: "已办" }],
      ["approveDisposition", people.supervisor, {}],
      ["recordCallback", people.caller, { channel: "phone", connected: true, rating: "dissatisfied", solved: false }],
      ["submitDisposition", people.handler, { result: "再办", reply: "再办" }],
      ["approveDisposition", people.supervisor, {}],
      ["recordCallback", people.caller, { channel: "phone", connected: true, rating: "satisfied", solved: true }],
    ] as const) {
      await act(done, type, actor, payload);
    }
    await fireTimersDue(store, rulebook, "2026-11-18T01:00:00.000Z");
    const figures = await readNoticeFigures(store.read, "2026-W47", "2026-11-23T00:30:00.000Z", rulebook);
    expect(figures).toMatchObject({
      total: 2,
      counts: {
        source: [{ key: "110", count: 1 }, { key: "12345", count: 1 }],
        kind: [{ key: "complaint", count: 2 }],
        unit: [{ key: String(unitId), count: 1 }, { key: "none", count: 1 }],
        category: [{ key: "户籍管理", count: 2 }],
      },
      metrics: {
        firstCallbackSatisfaction: { numerator: 0, denominator: 1 },
        satisfaction: { numerator: 1, denominator: 1 },
        solvedRate: { numerator: 1, denominator: 1 },
        // The case that was never accepted has no contact limit; both rounds of the other are one case.
        responseRate: { numerator: 1, denominator: 1 },
        onTimeRate: { numerator: 1, denominator: 1 },
        callbackCompletion: { numerator: 1, denominator: 1 },
      },
      standing: [{ key: String(unitId), assigned: 1, onTime: 1, overdue: 0, open: 0 }, { key: "none", assigned: 1, onTime: 0, overdue: 0, open: 1 }],
      // Level 1: the unsatisfied callback, and the two cases that were never accepted. The first was not resolved within a working day.
      escalations: [{ level: 1, count: 3 }, { level: 2, count: 1 }],
      coverage: { before: 0, here: 2, waiting: 1, all: 3, complete: true },
    });
    expect((await readNoticeFigures(store.read, "2026-W48", "2026-11-30T00:30:00.000Z", rulebook)).total).toBe(0);
    // Wednesday evening: what is due later in the week is nobody's failure yet.
    const midweek = await readNoticeFigures(store.read, "2026-W47", "2026-11-16T02:00:00.000Z", rulebook);
    expect(midweek.metrics.responseRate).toEqual({ numerator: 0, denominator: 0 });
    await store.close();
  });
});
