/** The escalation ladder on both databases: every rule of domain.md that a limit pulls, whose it is, and that none pulls twice. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { fireTimersDue } from "../../src/store/fireTimers.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import { firstContactFigures } from "../../src/store/firstContact.ts";
import { listEscalations } from "../../src/store/readEscalations.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("the ladder", ({ freshUrl }) => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  beforeEach(async () => {
    store = await openStore(await freshUrl());
    house = await settle(store);
  });
  afterEach(async () => {
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });
  const open = async (changes: Parameters<typeof complaint>[1] = {}) => (await store.write((tx) => openCase(tx, complaint("L1", changes), contextOf(house.people.window))))?.caseId ?? 0;
  const act = (id: number, actor: keyof typeof house.people, type: string, payload: object = {}, at = mondayMorning) => store.write((tx) => applyEvent(tx, id, { type, payload }, contextOf(house.people[actor], at)));
  const fire = (at: string) => fireTimersDue(store, rulebook, at);
  const escalations = () => store.read.selectFrom("escalations").select(["level", "reason", "trigger_key", "state", "owner_role", "owner_unit_id"]).orderBy("id").execute();
  const levels = async () => (await escalations()).map(({ level, trigger_key }) => [level, trigger_key]);

  it("a limit that is overdue for more than three working days goes to level 2, even where level 1 is still being worked on", async () => {
    const id = await open();
    await act(id, "window", "accept");
    await act(id, "window", "assign", { unitId: house.unitId });
    // Signing falls due on Monday at 14:30, and is long overdue three working days later.
    await fire("2026-11-16T08:00:00.000Z");
    expect(await levels()).toEqual([[1, "overdue:sign:1"]]);
    await act(id, "window", "acknowledgeEscalation", {}, "2026-11-16T08:30:00.000Z");
    await act(id, "window", "resolveEscalation", { resolution: "已督促" }, "2026-11-16T08:40:00.000Z");
    await fire("2026-11-19T08:59:00.000Z");
    expect((await levels()).filter(([level]) => level === 2)).toEqual([]);
    await fire("2026-11-19T09:00:00.000Z");
    expect((await levels()).at(-1)).toEqual([2, "long-overdue:sign:1"]);
    expect(await fire("2026-11-19T09:01:00.000Z")).toEqual({ fired: 0 });
  });

  it("after days of downtime the steps of a case's limits are told in the order in which they fell due", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const id = await open({ externalId: `order-${n}` });
      await act(id, "window", "accept");
      await act(id, "window", "assign", { unitId: house.unitId });
      ids.push(id);
    }
    const { fired } = await fire("2027-01-30T01:00:00.000Z");
    expect(fired).toBeGreaterThan(ids.length * 6);
    const told = await store.read.selectFrom("case_events").select(["case_id", "payload"]).where("type", "like", "deadline%").orderBy("case_id").orderBy("seq").execute();
    expect(told).toHaveLength(fired);
    for (const id of ids) {
      const dues = told.filter(({ case_id }) => case_id === id).map(({ payload }) => (JSON.parse(payload) as { due: string }).due);
      expect(dues).toEqual(dues.toSorted());
    }
  });

  it("a petition within ten days of its legal limit goes to level 3, before it is overdue", async () => {
    const id = await open({ source: "petition", profile: "petition" });
    await act(id, "window", "accept");
    await act(id, "window", "assign", { unitId: house.unitId });
    await act(id, "handler", "sign");
    await act(id, "handler", "recordContact", { channel: "phone" });
    const timer = await store.read.selectFrom("timers").selectAll().where("kind", "=", "disposition").executeTakeFirstOrThrow();
    // Sixty days from 16 November: 15 January 24:00, and ten days before it.
    expect([timer.due_at, timer.legal_at]).toEqual(["2027-01-15T16:00:00.000Z", "2027-01-05T16:00:00.000Z"]);
    await fire("2027-01-05T15:59:00.000Z");
    expect((await levels()).filter(([level]) => level === 3)).toEqual([]);
    await fire("2027-01-05T16:00:00.000Z");
    expect((await levels()).at(-1)).toEqual([3, "legal-limit:1"]);
    await act(id, "handler", "requestExtension", { reason: "复杂", days: 30 }, "2027-01-06T01:00:00.000Z");
    await act(id, "supervisor", "grantExtension", { days: 30 }, "2027-01-06T01:00:00.000Z");
    const extended = await store.read.selectFrom("timers").selectAll().where("kind", "=", "disposition").executeTakeFirstOrThrow();
    expect(extended.due_at > "2027-02-14").toBe(true);
  });

  it("what fell due while nobody looked is done in its order, stamped with both instants", async () => {
    const id = await open();
    await fire("2026-12-30T01:00:00.000Z");
    const events = await store.read.selectFrom("case_events").select(["type", "payload"]).where("case_id", "=", id).orderBy("seq").execute();
    const fired = events.slice(1).map(({ type, payload }) => ({ type, ...(JSON.parse(payload) as { payload: { kind: string; due: string; done: string } }).payload }));
    expect(fired.slice(0, 3).map(({ type, kind }) => [type, kind])).toEqual([
      ["deadlineNear", "accept"],
      ["deadlinePassed", "accept"],
      ["deadlineLongPassed", "accept"],
    ]);
    expect(fired.every(({ done }) => done === "2026-12-30T01:00:00.000Z")).toBe(true);
    expect([...fired].sort((a, b) => (a.due < b.due ? -1 : 1)).map(({ due }) => due)).toEqual(fired.map(({ due }) => due));
  });

  it("belongs to the window, to the unit's leader, to the bureau's leader, and is listed by level and time left", async () => {
    const id = await open();
    await act(id, "window", "accept");
    await act(id, "window", "assign", { unitId: house.unitId });
    await act(id, "window", "escalate", { reason: "群众多次来访" });
    await act(id, "window", "escalate", { reason: "跨部门" });
    await act(id, "window", "escalate", { reason: "舆情" });
    expect((await escalations()).map(({ level, owner_role, owner_unit_id }) => [level, owner_role, owner_unit_id])).toEqual([
      [1, "window", house.rootId],
      [2, "supervisor", house.unitId],
      [3, "supervisor", house.rootId],
    ]);
    const { items } = await listEscalations(store.read, { state: "open", scopePaths: ["/"], limit: 10 });
    expect(items.map(({ level }) => level)).toEqual([3]);
    await act(id, "supervisor", "acknowledgeEscalation");
    const mine = async (name: keyof typeof house.people) => (await listEscalations(store.read, { state: "unresolved", ownedBy: house.people[name].roles, scopePaths: ["/"], limit: 10 })).items;
    expect((await mine("supervisor")).map(({ level, owner_name, owner_unit_name }) => [level, owner_name, owner_unit_name])).toEqual([[3, "supervisor", "溧阳市公安局"]]);
    expect(await mine("window")).toEqual([]);
  });

  it("first-contact ownership is passed on only when the next has agreed, and by nobody but its owner or a supervisor", async () => {
    const id = await open();
    const userId = (name: keyof typeof house.people) => house.people[name].userId ?? 0;
    const owner = async () => (await store.read.selectFrom("cases").select(["first_contact_owner_id", "owner_offered_to_id"]).executeTakeFirstOrThrow());
    expect((await owner()).first_contact_owner_id).toBe(userId("window"));
    await act(id, "window", "accept");
    await act(id, "window", "assign", { unitId: house.unitId });
    await expect(act(id, "handler", "offerOwnership", { userId: userId("handler2"), reason: "调岗" })).rejects.toMatchObject({ code: "not-permitted" });
    await act(id, "window", "offerOwnership", { userId: userId("handler"), reason: "由承办人直接对接" });
    expect(await owner()).toEqual({ first_contact_owner_id: userId("window"), owner_offered_to_id: userId("handler") });
    await expect(act(id, "handler2", "acceptOwnership")).rejects.toMatchObject({ code: "not-permitted" });
    await act(id, "handler", "refuseOwnership", { reason: "今日休假" });
    expect((await owner()).first_contact_owner_id).toBe(userId("window"));
    await act(id, "supervisor", "offerOwnership", { userId: userId("handler2"), reason: "指定对接" });
    await act(id, "handler2", "acceptOwnership");
    expect(await owner()).toEqual({ first_contact_owner_id: userId("handler2"), owner_offered_to_id: null });
    await act(id, "handler", "sign");
    expect((await owner()).first_contact_owner_id).toBe(userId("handler2"));
    expect(await firstContactFigures(store.read, "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z")).toEqual({ closed: 0, keptByFirst: 0, passedOn: 1, refused: 1 });
  });
});
