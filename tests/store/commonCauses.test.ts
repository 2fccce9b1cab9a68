/** Common causes on both databases: their cases, their actions, who sees and changes them; and every write path of corrective work under faults. */
import { expect, it } from "vitest";
import { followCorrectiveActions } from "../../src/jobs/followCorrectiveActions.ts";
import { addCasesToCause, changeCommonCause, closeCommonCause, createCommonCause, removeCaseFromCause } from "../../src/store/commonCauses.ts";
import {
  cancelCorrectiveAction,
  changeCorrectiveAction,
  closeCorrectiveAction,
  createCauseAction,
  returnCorrectiveAction,
  submitCorrectiveAction,
} from "../../src/store/correctiveActions.ts";
import { escalateOverdueActions } from "../../src/store/followCorrectiveActions.ts";
import { countsOfCauses, listCommonCauses } from "../../src/store/readCommonCauses.ts";
import type { Actor, Transaction } from "../../src/store/store.ts";
import { addWebhook } from "../../src/store/webhooks.ts";
import { mondayMorning, rulebook } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";
import { correctiveScene, dayAfter, notice, window } from "./correctiveScene.ts";

eachStore("common causes", ({ freshUrl }) => {
  const scene = correctiveScene(freshUrl);
  const { by, caseWith, fault, open, rows, scoped, toClosing, write } = scene;

  it("a common cause groups cases, has its own actions, and is concluded when nothing is left to do", async () => {
    const { window: staff, supervisor, reviewer, handler, caller, handler2 } = scene.house.people;
    const [first, second, third] = [await open("C1"), await open("C2"), await open("C3")];
    const { id } = await write((tx) => createCommonCause(tx, { title: "取号后久候", description: "高峰期窗口不足", rootCause: "process", caseIds: [first] }, scoped(staff)));
    await write((tx) => addCasesToCause(tx, id, [first, second], scoped(reviewer)));
    await write((tx) => addCasesToCause(tx, id, [third], scoped(supervisor)));
    await write((tx) => removeCaseFromCause(tx, id, third, by(staff)));
    await expect(write((tx) => removeCaseFromCause(tx, id, third, by(staff)))).rejects.toMatchObject({ code: "common-cause-case-not-found" });
    await expect(write((tx) => addCasesToCause(tx, id, [third, 9999], scoped(staff)))).rejects.toMatchObject({ code: "invalid-payload", errors: [{ path: "/caseIds/1" }] });
    expect((await countsOfCauses(scene.store.read, [id], "2026-11-16")).get(id)).toMatchObject({ cases: 2, open: 0 });
    await write((tx) => addCasesToCause(tx, id, [third], scoped(staff)));

    for (const actor of [handler, caller]) {
      await expect(write((tx) => createCauseAction(tx, { causeId: id, ...window }, by(actor)))).rejects.toMatchObject({ code: "not-permitted" });
      await expect(write((tx) => closeCommonCause(tx, id, { conclusion: "无" }, by(actor)))).rejects.toMatchObject({ code: "not-permitted" });
    }
    const action = await write((tx) => createCauseAction(tx, { causeId: id, ...window, ownerUserId: handler2.userId, unitId: scene.house.unitId }, by(supervisor)));
    await expect(write((tx) => createCauseAction(tx, { causeId: id, action: "x", due: "2026-11-20" }, by(supervisor)))).rejects.toMatchObject({ errors: [{ path: "/owner" }] });
    await expect(write((tx) => createCauseAction(tx, { causeId: id, ...window, due: "2026-11-15" }, by(supervisor)))).rejects.toMatchObject({ errors: [{ path: "/due" }] });
    await followCorrectiveActions({ store: scene.store }, dayAfter);
    expect((await countsOfCauses(scene.store.read, [id], "2026-11-21")).get(id)).toEqual({ cases: 3, open: 1, submitted: 0, closed: 0, cancelled: 0, overdue: 1 });

    await expect(write((tx) => closeCommonCause(tx, id, { conclusion: "已解决" }, by(supervisor)))).rejects.toMatchObject({ code: "common-cause-actions-open" });
    await write((tx) => submitCorrectiveAction(tx, action.id, { evidence: "已加开三个窗口" }, by(handler2)));
    await expect(write((tx) => closeCommonCause(tx, id, { conclusion: "已解决" }, by(supervisor)))).rejects.toMatchObject({ code: "common-cause-actions-open" });
    await write((tx) => closeCorrectiveAction(tx, action.id, {}, by(reviewer)));
    await write((tx) => closeCommonCause(tx, id, { conclusion: "加开窗口后平均等候由两小时降至二十分钟" }, by(supervisor)));
    for (const refused of [
      (tx: Transaction) => closeCommonCause(tx, id, { conclusion: "再关" }, by(supervisor)),
      (tx: Transaction) => addCasesToCause(tx, id, [third], scoped(staff)),
      (tx: Transaction) => changeCommonCause(tx, id, { title: "改" }, by(staff)),
      (tx: Transaction) => createCauseAction(tx, { causeId: id, ...window }, by(staff)),
    ]) {
      await expect(scene.store.write<unknown>(refused)).rejects.toMatchObject({ code: "common-cause-closed" });
    }
  });

  it("an overdue action of a common cause is announced to those who follow every source", async () => {
    const subscribe = (name: string, sources: "12345"[]) =>
      write((tx) => addWebhook(tx, { name, url: "http://127.0.0.1:1/", eventTypes: ["*"], sources }, { vault: rulebook.vault, actor: scene.house.people.admin, at: mondayMorning }));
    const all = await subscribe("全部", []);
    await subscribe("热线", ["12345"]);
    const { id } = await write((tx) => createCommonCause(tx, { title: "久候", description: "高峰期" }, scoped(scene.house.people.window)));
    const action = await write((tx) => createCauseAction(tx, { causeId: id, ...window }, by(scene.house.people.supervisor)));
    expect(await followCorrectiveActions({ store: scene.store }, dayAfter)).toEqual({ escalated: 1 });
    const sent = await scene.store.read.selectFrom("deliveries").select(["webhook_id", "case_id", "body"]).execute();
    expect(sent).toMatchObject([{ webhook_id: all.id, case_id: null }]);
    expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject({ caseId: null, commonCauseId: id, correctiveActionId: action.id, due: "2026-11-20" });
  });

  it("a unit's people see the causes of their unit and of their cases, and change those of their unit only", async () => {
    const path = `/${scene.house.rootId}/${scene.house.unitId}/`;
    const local: Actor = { ...scene.house.people.handler2, roles: [{ role: "supervisor", unitPath: path }] };
    const create = (title: string, unitId: number | null, caseIds: number[], actor: Actor) => write((tx) => createCommonCause(tx, { title, description: "d", unitId, caseIds }, scoped(actor)));
    const caseId = await open("C1");
    await toClosing(caseId);
    const [, shared] = [await create("全局", null, [], scene.house.people.window), await create("全局有本单位工单", null, [caseId], scene.house.people.window)];
    await expect(create("越权", null, [], local)).rejects.toMatchObject({ code: "not-permitted" });
    await expect(create("无此单位", 9999, [], scene.house.people.window)).rejects.toMatchObject({ errors: [{ path: "/unitId" }] });
    const own = await create("本单位", scene.house.unitId, [caseId], local);
    const seen = async (scopePaths: string[]) => (await listCommonCauses(scene.store.read, { scopePaths, limit: 10 })).items.map(({ title }) => title);
    expect(await seen([path])).toEqual(["本单位", "全局有本单位工单"]);
    expect(await seen([`/${scene.house.rootId}/`])).toEqual(["本单位", "全局有本单位工单", "全局"]);
    await write((tx) => changeCommonCause(tx, own.id, { title: "本单位久候", rootCause: "delay" }, by(local)));
    await expect(write((tx) => changeCommonCause(tx, own.id, { unitId: null }, by(local)))).rejects.toMatchObject({ code: "not-permitted" });
    await expect(write((tx) => changeCommonCause(tx, shared.id, { title: "改" }, by(local)))).rejects.toMatchObject({ code: "not-permitted" });
    // The case leaves the unit's cause; the page of the shared one is gone with the case.
    await write((tx) => removeCaseFromCause(tx, shared.id, caseId, by(scene.house.people.window)));
    expect(await seen([path])).toEqual(["本单位久候"]);
  });

  it("each write path leaves nothing behind when one of its statements fails", async () => {
    const { handler, reviewer, supervisor, window: staff } = scene.house.people;
    const { caseId, ids } = await caseWith("C1", window, notice);
    const [first = 0, second = 0] = ids;
    const everything = async () => Promise.all((["corrective_actions", "corrective_action_log", "common_causes", "common_cause_cases", "deliveries"] as const).map((table) => scene.store.read.selectFrom(table as "cases").selectAll().orderBy("id").execute()));
    const withEveryFault = async (name: string, path: () => Promise<unknown>) => {
      const before = await everything();
      for (let n = 1; ; n += 1) {
        fault.failAt(n);
        const failure = await path().then(
          () => null,
          (error: unknown) => error,
        );
        if (failure === null) break;
        expect(failure, name).toMatchObject({ code: "TEST_FAULT" });
        expect(await everything(), `${name}, statement ${n}`).toEqual(before);
      }
      fault.failAt(null);
      expect(await everything(), name).not.toEqual(before);
    };
    await write((tx) => addWebhook(tx, { name: "屏", url: "http://127.0.0.1:1/", eventTypes: ["*"], sources: [] }, { vault: rulebook.vault, actor: scene.house.people.admin, at: mondayMorning }));
    await withEveryFault("escalateOverdueActions", () => escalateOverdueActions(scene.store, dayAfter));
    await withEveryFault("changeCorrectiveAction", () => write((tx) => changeCorrectiveAction(tx, first, { due: "2026-12-01", reason: "延长" }, by(supervisor))));
    await withEveryFault("submitCorrectiveAction", () => write((tx) => submitCorrectiveAction(tx, first, { evidence: "已办" }, by(handler))));
    await withEveryFault("returnCorrectiveAction", () => write((tx) => returnCorrectiveAction(tx, first, { opinion: "不实" }, by(reviewer))));
    await write((tx) => submitCorrectiveAction(tx, first, { evidence: "已办" }, by(handler)));
    await withEveryFault("closeCorrectiveAction", () => write((tx) => closeCorrectiveAction(tx, first, {}, by(reviewer))));
    await withEveryFault("cancelCorrectiveAction", () => write((tx) => cancelCorrectiveAction(tx, second, { reason: "不做" }, by(supervisor))));
    await withEveryFault("createCommonCause", () => write((tx) => createCommonCause(tx, { title: "t", description: "d", caseIds: [caseId] }, scoped(staff))));
    const [{ id } = { id: 0 }] = await scene.store.read.selectFrom("common_causes").select("id").execute();
    await withEveryFault("createCauseAction", () => write((tx) => createCauseAction(tx, { causeId: id, ...window }, by(staff))));
    await withEveryFault("changeCommonCause", () => write((tx) => changeCommonCause(tx, id, { title: "t2" }, by(staff))));
    await withEveryFault("removeCaseFromCause", () => write((tx) => removeCaseFromCause(tx, id, caseId, by(staff))));
    await withEveryFault("addCasesToCause", () => write((tx) => addCasesToCause(tx, id, [caseId], scoped(staff))));
    const left = (await rows()).find(({ state }) => state === "open")?.id ?? 0;
    await write((tx) => cancelCorrectiveAction(tx, left, { reason: "不做" }, by(supervisor)));
    await withEveryFault("closeCommonCause", () => write((tx) => closeCommonCause(tx, id, { conclusion: "c" }, by(staff))));
  });
});
