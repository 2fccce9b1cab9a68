/** The one door on both databases: the whole life of a case, and every way in which an event is refused. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { fireTimersDue } from "../../src/store/fireTimers.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import type { Actor, Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("applyEvent", ({ freshUrl }) => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  let caseId: number;
  const act = (type: string, actor: Actor, payload: unknown = {}, expectedVersion?: number, id = caseId, at = mondayMorning) =>
    store.write((tx) => applyEvent(tx, id, { type, payload }, { ...contextOf(actor, at), expectedVersion }));
  const open = async (externalId: string, changes = {}) => {
    const opened = await store.write((tx) => openCase(tx, complaint(externalId, changes), contextOf(systemActor)));
    if (opened === null) throw new Error("not opened");
    return opened.caseId;
  };
  const toClosing = async (id = caseId) => {
    const { window, handler, supervisor } = house.people;
    await act("accept", window, {}, undefined, id);
    await act("assign", window, { unitId: house.unitId }, undefined, id);
    await act("sign", handler, {}, undefined, id);
    await act("recordContact", handler, { channel: "phone" }, undefined, id);
    await act("submitDisposition", handler, { result: "已加开窗口", reply: "已加开窗口并致歉" }, undefined, id);
    return act("approveDisposition", supervisor, {}, undefined, id);
  };
  const review = { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "高峰加开窗口" };

  beforeEach(async () => {
    store = await openStore(await freshUrl());
    house = await settle(store);
    caseId = await open("A1");
  });
  afterEach(async () => {
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });

  it("a complaint is driven to closed by different people, and every step is in its history", async () => {
    const { caller, reviewer, supervisor2, window } = house.people;
    expect((await toClosing()).state).toBe("closing");
    await act("recordCallback", caller, { channel: "phone", connected: true, rating: "satisfied", solved: true });
    await act("submitReview", reviewer, review);
    await act("approveReview", supervisor2);
    const closed = await act("answerDelivered", window, { channel: "平台", proof: "回执1" });
    expect(closed).toMatchObject({ state: "closed", clock: "stopped", escalation: "none", version: 11 });
    expect(closed.closed_at).toBe(mondayMorning);
    const live = await store.read.selectFrom("timers").selectAll().where("status", "in", ["live", "paused"]).execute();
    expect(live).toEqual([]);
    const outbox = await store.read.selectFrom("outbox").select(["state", "proof"]).execute();
    expect(outbox).toEqual([{ state: "delivered", proof: "回执1" }]);
  });

  it("a shortcut is refused with the events that are allowed, and nothing changes", async () => {
    const before = await store.read.selectFrom("cases").selectAll().executeTakeFirstOrThrow();
    await expect(act("approveReview", house.people.supervisor)).rejects.toMatchObject({
      code: "event-not-allowed",
      state: "registered",
      allowedEvents: expect.arrayContaining([expect.objectContaining({ type: "accept", label: "受理" })]) as unknown,
    });
    expect(await store.read.selectFrom("cases").selectAll().executeTakeFirstOrThrow()).toEqual(before);
  });

  it("who handled a case may not approve it, call back or review it", async () => {
    const { window, handler } = house.people;
    const both: Actor = { ...handler, roles: [...handler.roles, ...house.people.supervisor.roles, ...house.people.caller.roles, ...house.people.reviewer.roles] };
    await act("accept", window);
    await act("assign", window, { unitId: house.unitId });
    await act("sign", both);
    await act("submitDisposition", both, { result: "已办", reply: "已办" });
    await expect(act("approveDisposition", both)).rejects.toMatchObject({ code: "not-permitted" });
    await act("approveDisposition", house.people.supervisor);
    await expect(act("recordCallback", both, { channel: "phone", connected: false })).rejects.toMatchObject({ code: "not-permitted" });
    await expect(act("submitReview", both, review)).rejects.toMatchObject({ code: "not-permitted" });
  });

  it("of two who saw the same version one wins and the other is told", async () => {
    const race = await Promise.allSettled([act("accept", house.people.window, {}, 1), act("returnToSource", house.people.supervisor, { reason: "非本局职责" }, 1)]);
    expect(race.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(race.find((each) => each.status === "rejected")).toMatchObject({ reason: { code: "version-conflict", expected: 1, actual: 2 } });
  });

  it("a wrong payload is refused with the path of each fault", async () => {
    await act("accept", house.people.window);
    await expect(act("assign", house.people.window, { unitId: "甲", extra: 1 })).rejects.toMatchObject({
      code: "invalid-payload",
      errors: expect.arrayContaining([expect.objectContaining({ path: "/payload/unitId" })]) as unknown,
    });
    await expect(act("assign", house.people.window, { unitId: 99_999 })).rejects.toMatchObject({ code: "invalid-payload" });
    await toClosingFromAccepted();
    await expect(act("recordCallback", house.people.caller, { channel: "phone", connected: true })).rejects.toMatchObject({ errors: [{ path: "/payload/rating" }] });
  });
  const toClosingFromAccepted = async () => {
    await act("assign", house.people.window, { unitId: house.unitId });
    await act("sign", house.people.handler);
    await act("submitDisposition", house.people.handler, { result: "已办", reply: "已办" });
    await act("approveDisposition", house.people.supervisor);
  };

  it("an unsatisfied callback begins a new round, escalated", async () => {
    await toClosing();
    const again = await act("recordCallback", house.people.caller, { channel: "phone", connected: true, rating: "dissatisfied", solved: false });
    expect(again).toMatchObject({ state: "handling", round: 2, escalation: "level1" });
    expect(await store.read.selectFrom("callbacks").select(["round", "satisfied"]).execute()).toEqual([{ round: 1, satisfied: 0 }]);
    expect(await store.read.selectFrom("escalations").select(["level", "trigger_key", "state"]).execute()).toEqual([
      { level: 1, trigger_key: "unsatisfied:1", state: "open" },
    ]);
  });

  it("a limit that passes escalates once, then to the second level when nobody resolves it", async () => {
    const later = "2026-11-18T02:00:00.000Z";
    expect(await fireTimersDue(store, rulebook, later, { stopping: () => true }), "a service that is to stop leaves it to the next run").toEqual({ fired: 0 });
    expect((await fireTimersDue(store, rulebook, later)).fired).toBeGreaterThanOrEqual(2);
    const row = await store.read.selectFrom("cases").selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: "registered", clock: "overdue", escalation: "level1" });
    expect(await fireTimersDue(store, rulebook, later)).toEqual({ fired: 0 });
    await fireTimersDue(store, rulebook, "2026-11-20T01:00:00.000Z");
    expect(await store.read.selectFrom("escalations").select(["level", "state"]).orderBy("id").execute()).toEqual([
      { level: 1, state: "resolved" },
      { level: 2, state: "open" },
    ]);
  });

  it("suspension stops the limits and adds the suspended working time", async () => {
    const { window, handler } = house.people;
    await act("accept", window);
    await act("assign", window, { unitId: house.unitId });
    await act("sign", handler);
    const due = (await store.read.selectFrom("timers").select("due_at").where("kind", "=", "disposition").executeTakeFirstOrThrow()).due_at;
    expect(due).toBe("2026-11-23T09:00:00.000Z");
    await act("suspend", handler, { reason: "等待补充材料" });
    expect(await fireTimersDue(store, rulebook, "2026-12-30T01:00:00.000Z")).toEqual({ fired: 0 });
    await act("resume", handler, {}, undefined, caseId, "2026-11-18T01:00:00.000Z");
    const moved = await store.read.selectFrom("timers").select(["due_at", "status"]).where("kind", "=", "disposition").executeTakeFirstOrThrow();
    expect(moved).toEqual({ due_at: "2026-11-25T09:00:00.000Z", status: "live" });
  });

  it("a merged case follows its primary and still gets its own answer", async () => {
    const secondary = await open("A2", { source: "110" });
    await act("merge", house.people.window, { primaryId: caseId, sameComplainant: true }, undefined, secondary);
    await toClosing();
    await act("recordCallback", house.people.caller, { channel: "phone", connected: true, rating: "very-satisfied", solved: true });
    await act("submitReview", house.people.reviewer, review);
    await act("approveReview", house.people.supervisor);
    await act("answerDelivered", house.people.window, { channel: "平台", proof: "1" });
    expect(await store.read.selectFrom("cases").select("state").where("id", "=", secondary).executeTakeFirstOrThrow()).toEqual({ state: "closing" });
    const closed = await act("answerDelivered", house.people.window, { channel: "平台", proof: "2" }, undefined, secondary);
    expect(closed.state).toBe("closed");
    const answer = await store.read.selectFrom("outbox").select("body").where("case_id", "=", secondary).executeTakeFirstOrThrow();
    expect(JSON.parse(answer.body)).toMatchObject({ externalId: "A2", reply: "已加开窗口并致歉" });
  });

  it("an external id of a source opens one case only", async () => {
    expect(await store.write((tx) => openCase(tx, complaint("A1"), contextOf(systemActor)))).toBeNull();
  });

  it("a complainant's name and phone are nowhere in the database as plain text", async () => {
    const row = await store.read.selectFrom("cases").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toMatch(/13900000127|李女士/);
    expect(JSON.parse(rulebook.vault.unseal(row.complainant_sealed ?? ""))).toMatchObject({ phone: "13900000127" });
  });
});
