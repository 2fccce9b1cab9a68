/** Corrective actions on both databases: where they come from, whose steps they are, how they are followed and counted. */
import { expect, it } from "vitest";
import { followCorrectiveActions } from "../../src/jobs/followCorrectiveActions.ts";
import { createCommonCause } from "../../src/store/commonCauses.ts";
import {
  cancelCorrectiveAction,
  changeCorrectiveAction,
  closeCorrectiveAction,
  createCauseAction,
  returnCorrectiveAction,
  submitCorrectiveAction,
} from "../../src/store/correctiveActions.ts";
import { correctiveFigures } from "../../src/store/correctiveFigures.ts";
import { escalateOverdueActions } from "../../src/store/followCorrectiveActions.ts";
import { readCorrectiveAction } from "../../src/store/readCorrectiveActions.ts";
import type { Actor } from "../../src/store/store.ts";
import { addWebhook } from "../../src/store/webhooks.ts";
import { mondayMorning, rulebook } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";
import { correctiveScene, dayAfter, lastMinute, notice, window } from "./correctiveScene.ts";

eachStore("corrective actions", ({ freshUrl }) => {
  const scene = correctiveScene(freshUrl);
  const { act, by, caseWith, dispose, fault, list, logOf, open, reviewOf, reviewed, rows, scoped, toClosing, write } = scene;

  it("an approved review makes its actions, with the owner it names found among the people of the unit", async () => {
    const caseId = await open("C1");
    await toClosing(caseId);
    await act(caseId, "submitReview", scene.house.people.reviewer, reviewOf(window, notice, { ...window, owner: "交警大队车管所" }));
    expect(await rows()).toEqual([]);
    const approved = await act(caseId, "approveReview", scene.house.people.supervisor2);
    const made = { case_id: caseId, common_cause_id: null, review_seq: approved.version, state: "open", unit_id: scene.house.unitId, created_by: scene.house.people.supervisor2.id };
    expect(await rows()).toMatchObject([
      { ...made, ...window, review_item: 0, owner_user_id: scene.house.people.handler.userId },
      { ...made, ...notice, review_item: 1, owner_user_id: null },
      { ...made, action: window.action, owner: "交警大队车管所", review_item: 2, owner_user_id: null },
    ]);
    expect(await logOf(1)).toEqual(["create"]);
  });

  it("a rejected review makes none, and one approved later makes its own", async () => {
    const caseId = await open("C1");
    await toClosing(caseId);
    await act(caseId, "submitReview", scene.house.people.reviewer, reviewOf(window));
    await act(caseId, "rejectReview", scene.house.people.supervisor2, { reason: "整改项太笼统" });
    expect(await rows()).toEqual([]);
    await reviewed(caseId, notice);
    expect(await rows()).toMatchObject([notice]);
  });

  it("a review without actions, or with the same one twice, makes none and one", async () => {
    await caseWith("C1");
    expect(await rows()).toEqual([]);
    await caseWith("C2", window, { ...window, action: ` ${window.action} ` });
    expect(await rows()).toHaveLength(1);
  });

  it("a day that does not exist is refused with its place in the review", async () => {
    const caseId = await open("C1");
    await toClosing(caseId);
    await expect(act(caseId, "submitReview", scene.house.people.reviewer, reviewOf(window, { ...notice, due: "2026-02-30" }))).rejects.toMatchObject({
      code: "invalid-payload",
      errors: [{ path: "/payload/correctiveActions/1/due" }],
    });
  });

  it("a reopened case keeps its actions, and the next round's review adds to them without doubling what is still under way", async () => {
    const { caseId, ids } = await caseWith("C1", window, notice);
    await write((tx) => submitCorrectiveAction(tx, ids[1] ?? 0, { evidence: "已张贴" }, by(scene.house.people.handler2)));
    await write((tx) => closeCorrectiveAction(tx, ids[1] ?? 0, {}, by(scene.house.people.reviewer)));
    await act(caseId, "recordCallback", scene.house.people.caller, { channel: "phone", connected: true, rating: "dissatisfied", solved: false });
    expect((await rows()).map(({ state }) => state)).toEqual(["open", "closed"]);
    await dispose(caseId);
    const second = await reviewed(caseId, window, notice, { ...notice, action: "培训窗口人员" });
    // The open one is not doubled; the one found done is asked for anew, since it evidently was not enough.
    expect((await rows()).map(({ action, state, review_seq }) => [action, state, review_seq === second.version])).toEqual([
      [window.action, "open", false],
      [notice.action, "closed", false],
      [notice.action, "open", true],
      ["培训窗口人员", "open", true],
    ]);
  });

  it("the review's approval and its actions are written together or not at all", async () => {
    const caseId = await open("C1");
    await toClosing(caseId);
    await act(caseId, "submitReview", scene.house.people.reviewer, reviewOf(window, notice));
    let failures = 0;
    for (let n = 1; ; n += 1) {
      fault.failAt(n);
      const failure = await act(caseId, "approveReview", scene.house.people.supervisor2).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) break;
      failures += 1;
      expect([await rows(), (await scene.store.read.selectFrom("case_events").select("seq").where("type", "=", "approveReview").execute()).length]).toEqual([[], 0]);
    }
    // Version, event, case, timers, and for each action its row and its log at the least.
    expect(failures).toBeGreaterThanOrEqual(7);
    expect(await rows()).toHaveLength(2);
  });

  it("is submitted by its owner or by a handler of its unit, and by nobody else", async () => {
    const { ids } = await caseWith("C1", { ...window, owner: "caller" }, notice);
    const [owned = 0, unnamed = 0] = ids;
    for (const actor of [scene.house.people.window, scene.house.people.reviewer, scene.house.people.supervisor]) {
      await expect(write((tx) => submitCorrectiveAction(tx, owned, { evidence: "已办" }, by(actor)))).rejects.toMatchObject({ code: "not-permitted" });
    }
    await write((tx) => submitCorrectiveAction(tx, owned, { evidence: "见照片" }, by(scene.house.people.caller)));
    await write((tx) => submitCorrectiveAction(tx, unnamed, { evidence: "已张贴" }, by(scene.house.people.handler2)));
    expect(await rows()).toMatchObject([
      { state: "submitted", evidence: "见照片", submitted_at: mondayMorning, submitted_by: scene.house.people.caller.id },
      { state: "submitted", submitted_by: scene.house.people.handler2.id },
    ]);
    await expect(write((tx) => submitCorrectiveAction(tx, owned, { evidence: "再交" }, by(scene.house.people.caller)))).rejects.toMatchObject({ code: "corrective-action-state", state: "submitted" });
    await expect(write((tx) => submitCorrectiveAction(tx, 9999, { evidence: "x" }, by(scene.house.people.handler)))).rejects.toMatchObject({ code: "corrective-action-not-found" });
  });

  it("is checked by a reviewer who neither handled the case nor owns or submitted the action", async () => {
    const { handler, handler2, reviewer, caller, supervisor } = scene.house.people;
    const also = (actor: Actor): Actor => ({ ...actor, roles: [...actor.roles, ...reviewer.roles, ...supervisor.roles] });
    const { id } = await caseWith("C1", { ...window, owner: "caller" });
    await expect(write((tx) => closeCorrectiveAction(tx, id, {}, by(reviewer)))).rejects.toMatchObject({ code: "corrective-action-state" });
    await write((tx) => submitCorrectiveAction(tx, id, { evidence: "已办" }, by(handler2)));
    for (const actor of [supervisor, also(handler), also(handler2), also(caller)]) {
      await expect(write((tx) => closeCorrectiveAction(tx, id, {}, by(actor))), actor.name).rejects.toMatchObject({ code: "not-permitted" });
      await expect(write((tx) => returnCorrectiveAction(tx, id, { opinion: "不实" }, by(actor))), actor.name).rejects.toMatchObject({ code: "not-permitted" });
    }
    await expect(write((tx) => cancelCorrectiveAction(tx, id, { reason: "不做了" }, by(also(handler))))).rejects.toMatchObject({ code: "not-permitted" });
    await write((tx) => returnCorrectiveAction(tx, id, { opinion: "照片看不清" }, by(reviewer)));
    expect(await rows()).toMatchObject([{ state: "open", submitted_at: null, submitted_by: null, opinion: "照片看不清", evidence: "已办" }]);
    await write((tx) => submitCorrectiveAction(tx, id, { evidence: "重拍的照片" }, by(handler2)));
    await write((tx) => closeCorrectiveAction(tx, id, { opinion: "已到现场核对" }, by(reviewer)));
    expect(await rows()).toMatchObject([{ state: "closed", closed_at: mondayMorning, closed_by: reviewer.id, opinion: "已到现场核对", evidence: "重拍的照片" }]);
    expect(await logOf(id)).toEqual(["create", "submit", "return", "submit", "close"]);
    await expect(write((tx) => cancelCorrectiveAction(tx, id, { reason: "晚了" }, by(supervisor)))).rejects.toMatchObject({ code: "corrective-action-state" });
  });

  it("of two reviewers who decide at once one wins, and the other is told the state", async () => {
    const { id } = await caseWith("C1", window);
    await write((tx) => submitCorrectiveAction(tx, id, { evidence: "已办" }, by(scene.house.people.handler)));
    const race = await Promise.allSettled([
      write((tx) => closeCorrectiveAction(tx, id, {}, by(scene.house.people.reviewer))),
      write((tx) => returnCorrectiveAction(tx, id, { opinion: "不实" }, by(scene.house.people.reviewer))),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(race.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "corrective-action-state" } });
    expect(await logOf(id)).toHaveLength(3);
  });

  it("a supervisor cancels it with a reason, or gives it a new owner or day, and the log keeps what it was", async () => {
    const { supervisor, supervisor2, reviewer, handler2 } = scene.house.people;
    const { ids } = await caseWith("C1", window, notice);
    const [first = 0, second = 0] = ids;
    await expect(write((tx) => changeCorrectiveAction(tx, first, { due: "2026-11-30", reason: "材料未到" }, by(reviewer)))).rejects.toMatchObject({ code: "not-permitted" });
    await write((tx) => changeCorrectiveAction(tx, first, { due: "2026-11-30", ownerUserId: handler2.userId, reason: "原责任人调岗" }, by(supervisor)));
    expect((await rows())[0]).toMatchObject({ due: "2026-11-30", owner: "handler2", owner_user_id: handler2.userId, unit_id: scene.house.unitId, state: "open" });
    const logged = await scene.store.read.selectFrom("corrective_action_log").selectAll().where("step", "=", "change").executeTakeFirstOrThrow();
    expect([logged.actor, logged.note, JSON.parse(logged.changes ?? "")]).toEqual([
      supervisor.id,
      "原责任人调岗",
      [
        { field: "owner", from: "handler", to: "handler2" },
        { field: "owner_user_id", from: scene.house.people.handler.userId, to: handler2.userId },
        { field: "due", from: "2026-11-20", to: "2026-11-30" },
      ],
    ]);
    for (const [change, path] of [
      [{ due: "2026-11-15" }, "/due"],
      [{ due: "2026-02-30" }, "/due"],
      [{ ownerUserId: 9999 }, "/ownerUserId"],
      [{ unitId: 9999 }, "/unitId"],
      [{ owner: " " }, "/owner"],
      [{}, "/"],
    ] as const) {
      await expect(write((tx) => changeCorrectiveAction(tx, first, { ...change, reason: "试" }, by(supervisor))), path).rejects.toMatchObject({ code: "invalid-payload", errors: [{ path }] });
    }
    await write((tx) => cancelCorrectiveAction(tx, second, { reason: "已由上级统一整改" }, by(supervisor2)));
    expect((await rows())[1]).toMatchObject({ state: "cancelled", opinion: "已由上级统一整改", closed_by: supervisor2.id });
  });

  it("an action is overdue when its day is over in Shanghai, is announced once, and again only after a new day has passed", async () => {
    const receiver = { name: "屏", url: "http://127.0.0.1:1/", eventTypes: ["cn.huiyin.case.corrective-action-overdue"], sources: [] };
    await write((tx) => addWebhook(tx, receiver, { vault: rulebook.vault, actor: scene.house.people.admin, at: mondayMorning }));
    const { caseId, ids } = await caseWith("C1", window, { ...window, action: "另一项" }, notice);
    const [late = 0, submitted = 0] = ids;
    await write((tx) => submitCorrectiveAction(tx, submitted, { evidence: "已办" }, by(scene.house.people.handler)));
    expect(await followCorrectiveActions({ store: scene.store }, lastMinute)).toEqual({ escalated: 0 });
    expect(await followCorrectiveActions({ store: scene.store }, dayAfter)).toEqual({ escalated: 1 });
    expect(await followCorrectiveActions({ store: scene.store }, "2026-11-21T00:10:00.000Z")).toEqual({ escalated: 0 });
    expect((await rows()).map(({ escalated_at }) => escalated_at)).toEqual([dayAfter, null, null]);
    const sent = await scene.store.read.selectFrom("deliveries").select(["event_type", "case_id", "body"]).execute();
    expect(sent).toMatchObject([{ event_type: "cn.huiyin.case.corrective-action-overdue", case_id: caseId }]);
    expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject({ caseId, externalId: "C1", correctiveActionId: late, due: "2026-11-20", at: dayAfter });
    // Nothing of it is in the case's history or its escalations.
    expect(await scene.store.read.selectFrom("case_events").select("type").where("type", "=", "comment").execute()).toEqual([]);

    await write((tx) => changeCorrectiveAction(tx, late, { due: "2026-11-23", reason: "准予延长" }, by(scene.house.people.supervisor, dayAfter)));
    expect(await followCorrectiveActions({ store: scene.store }, "2026-11-23T15:59:00.000Z")).toEqual({ escalated: 0 });
    // What was submitted in time and sent back after its day is late too.
    await write((tx) => returnCorrectiveAction(tx, submitted, { opinion: "不实" }, by(scene.house.people.reviewer, dayAfter)));
    expect(await followCorrectiveActions({ store: scene.store }, "2026-11-24T00:10:00.000Z")).toEqual({ escalated: 2 });
    expect(await logOf(late)).toEqual(["create", "escalate", "change", "escalate"]);
  });

  it("many overdue actions are marked once each, in batches, by two that do it at once", async () => {
    const many = Array.from({ length: 13 }, (_, n) => ({ ...window, action: `整改 ${n}` }));
    await caseWith("C1", ...many);
    const runs = await Promise.all([escalateOverdueActions(scene.store, dayAfter, { limit: 2 }), escalateOverdueActions(scene.store, dayAfter, { limit: 2 })]);
    const rest = await escalateOverdueActions(scene.store, dayAfter, { limit: 2 });
    expect(runs.reduce((sum, { escalated }) => sum + escalated, rest.escalated)).toBe(13);
    expect(await scene.store.read.selectFrom("corrective_action_log").select("id").where("step", "=", "escalate").execute()).toHaveLength(13);
  });

  it("the list shows overdue ones first, page by page, and only what the reader may see", async () => {
    const { supervisor, handler, caller } = scene.house.people;
    await caseWith("C1", { ...window, due: "2026-12-01" }, window, { ...window, due: "2026-11-18", action: "先到期" });
    await caseWith("C2", { ...notice, owner: "caller" });
    const done = await caseWith("C3", { ...window, due: "2026-11-17", action: "取消的" });
    await write((tx) => cancelCorrectiveAction(tx, done.id, { reason: "不需要" }, by(supervisor)));
    await followCorrectiveActions({ store: scene.store }, "2026-11-21T00:10:00.000Z");
    const seen: string[] = [];
    for (let after: object | null = {}; after !== null; ) {
      const page = await list(supervisor, { limit: 2, ...("rank" in after ? { after } : {}) }, "2026-11-21");
      seen.push(...page.items.map(({ due, state }) => `${due} ${state}`));
      after = page.next;
    }
    expect(seen).toEqual(["2026-11-18 open", "2026-11-20 open", "2026-11-27 open", "2026-12-01 open", "2026-11-17 cancelled"]);
    const count = async (actor: Actor, filter: object = {}) => (await list(actor, filter, "2026-11-21")).items.length;
    expect([await count(supervisor, { overdue: true }), await count(supervisor, { overdue: false }), await count(supervisor, { state: "cancelled" })]).toEqual([2, 3, 1]);
    expect([await count(supervisor, { unitId: scene.house.rootId }), await count(supervisor, { unitId: scene.house.unitId }), await count(supervisor, { unitId: 9999 })]).toEqual([5, 5, 0]);
    expect([await count(supervisor, { ownerId: caller.userId }), await count(handler), await count(handler, { caseId: 2 })]).toEqual([1, 5, 1]);

    // Someone of another unit sees none but his own.
    const other = await write((tx) => tx.insertInto("units").values({ code: "x", name: "派出所", parent_id: scene.house.rootId, path: `/${scene.house.rootId}/99/`, aliases: "[]" }).returning("id").executeTakeFirstOrThrow());
    await write((tx) => tx.updateTable("units").set({ path: `/${scene.house.rootId}/${other.id}/` }).where("id", "=", other.id).execute());
    const away = (actor: Actor): Actor => ({ ...actor, roles: [{ role: "handler", unitPath: `/${scene.house.rootId}/${other.id}/` }] });
    expect([await count(away(handler)), await count(away(caller)), await count({ ...handler, userId: undefined, roles: [] })]).toEqual([4, 1, 0]);
    const read = (id: number, actor: Actor) => readCorrectiveAction(scene.store.read, id, { scopePaths: actor.roles.map(({ unitPath }) => unitPath), userId: actor.userId ?? null });
    expect([await read(4, away(handler)), (await read(4, away(caller)))?.id, (await read(4, handler))?.id]).toEqual([null, 4, 4]);
  });

  it("the figures count what fell due and was done in time, and what is open and late today, by unit", async () => {
    const { handler, reviewer, supervisor } = scene.house.people;
    const { ids } = await caseWith("C1", window, { ...window, action: "迟交" }, { ...window, action: "未交" }, { ...window, action: "取消" }, { ...window, action: "待核验" }, notice);
    const [onTime = 0, late = 0, , cancelled = 0, checking = 0] = ids;
    const submit = (id: number, at: string) => write((tx) => submitCorrectiveAction(tx, id, { evidence: "已办" }, by(handler, at)));
    await submit(onTime, lastMinute);
    await submit(late, dayAfter);
    await submit(checking, lastMinute);
    for (const id of [onTime, late]) await write((tx) => closeCorrectiveAction(tx, id, {}, by(reviewer, "2026-11-25T01:00:00.000Z")));
    await write((tx) => cancelCorrectiveAction(tx, cancelled, { reason: "不需要" }, by(supervisor)));
    const cause = await write((tx) => createCommonCause(tx, { title: "t", description: "d" }, scoped(supervisor)));
    await write((tx) => createCauseAction(tx, { causeId: cause.id, ...window, owner: "全局" }, by(supervisor)));
    const week = { from: "2026-11-16", to: "2026-11-22", today: "2026-11-23" };
    expect(await correctiveFigures(scene.store.read, week)).toEqual({
      due: 5,
      doneOnTime: 1,
      doneLate: 1,
      overdue: 2,
      open: 4,
      byUnit: [
        { unitId: scene.house.unitId, unitName: "交警大队车管所", due: 4, doneOnTime: 1, doneLate: 1, overdue: 1, open: 3 },
        { unitId: null, unitName: "未分派", due: 1, doneOnTime: 0, doneLate: 0, overdue: 1, open: 1 },
      ],
    });
    expect(await correctiveFigures(scene.store.read, { from: "2026-11-21", to: "2026-11-27", today: "2026-11-20" })).toMatchObject({ due: 1, overdue: 0, open: 4 });
    expect(await correctiveFigures(scene.store.read, { from: "2026-11-20", to: "2026-11-20", today: "2026-11-20" })).toMatchObject({ due: 5 });
  });

});
