/** Callbacks over real HTTP on both databases: planned for callers, tried by the rules, rated by a link, and never the handler's own. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { jobDepsOf } from "../src/cli/house.ts";
import { sendOutbox } from "../src/jobs/sendOutbox.ts";
import { planCallbackWork } from "../src/jobs/planCallbackWork.ts";
import { applyEvent } from "../src/store/applyEvent.ts";
import { assignCallback, planCallbacks } from "../src/store/callbackTasks.ts";
import { openCase } from "../src/store/openCase.ts";
import { addUser, disableUser, actorOfUser } from "../src/store/people.ts";
import { createRatingLink, newRatingToken } from "../src/store/ratingLinks.ts";
import type { Actor } from "../src/store/store.ts";
import { verify } from "../src/store/verify.ts";
import { complaint, mondayMorning } from "./setup/house.ts";
import { startReceiver } from "./setup/receiver.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

type Body = Record<string, unknown>;
const publicUrl = "https://huiyin.example/hy";
const day = (local: string) => new Date(`${local}:00+08:00`).toISOString();

eachStore("callbacks", ({ freshUrl }) => {
  let service: Service;
  const people: Record<string, Actor> = {};
  let serial = 0;

  beforeAll(async () => {
    service = await startWholeService(await freshUrl(), { HUIYIN_PUBLIC_URL: `${publicUrl}/` });
    await addCaller("huifang2");
    for (const { id, username } of await service.house.store.read.selectFrom("users").select(["id", "username"]).execute()) {
      const actor = await actorOfUser(service.house.store.read, id);
      if (actor !== null) people[username] = actor;
    }
  });
  afterAll(async () => {
    expect((await verify(service.house.store)).differences).toEqual([]);
    await service.stop();
  });
  // Each test begins with nothing to call, so that plans do not depend on the tests before.
  beforeEach(async () => {
    await service.house.store.write((tx) => tx.updateTable("callback_tasks").set({ planned_at: null, caller_id: null }).where("state", "=", "open").execute());
  });

  async function addCaller(username: string, unitId?: number): Promise<number> {
    const root = await service.house.store.read.selectFrom("units").select("id").where("parent_id", "is", null).executeTakeFirstOrThrow();
    return (await service.house.store.write((tx) => addUser(tx, { username, displayName: username, passwordHash: "-", roles: [{ role: "caller", unitId: unitId ?? root.id }], at: mondayMorning }))).id;
  }
  const contextOf = (as: string, at: string) => {
    const actor = people[as];
    if (actor === undefined) throw new Error(as);
    return { at, actor, rulebook: service.house.rulebook };
  };
  const act = (id: number, as: string, at: string, type: string, payload: object = {}) => service.house.store.write((tx) => applyEvent(tx, id, { type, payload }, contextOf(as, at)));
  /** A complaint whose disposition is approved at this instant, of a person of their own unless told. */
  async function disposed(at: string, changes: Parameters<typeof complaint>[1] = {}): Promise<number> {
    serial += 1;
    const phone = `139${String(serial).padStart(8, "0")}`;
    const given = { complainant: { name: "李女士", phone, idNumber: null, anonymous: false, confidential: false }, ...changes };
    const id = (await service.house.store.write((tx) => openCase(tx, complaint(`CB${serial}`, given), contextOf("chuangkou", mondayMorning))))?.caseId ?? 0;
    await act(id, "chuangkou", mondayMorning, "accept");
    await act(id, "chuangkou", mondayMorning, "assign", { unitId: service.handlerUnitId });
    await act(id, "chengban", mondayMorning, "sign");
    await act(id, "chengban", mondayMorning, "submitDisposition", { result: "已加开窗口", reply: "已加开窗口并致歉" });
    await act(id, "dudao", at, "approveDisposition");
    return id;
  }
  const taskOf = (caseId: number) => service.house.store.read.selectFrom("callback_tasks").selectAll().where("case_id", "=", caseId).orderBy("id", "desc").executeTakeFirstOrThrow();
  const unconnected = { channel: "phone", connected: false };
  const satisfied = { channel: "phone", connected: true, rating: "satisfied", solved: true };

  it("an approved disposition makes a task with its limit and a quarter of an hour, spread fairly over the callers", async () => {
    const ids: number[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await disposed(day("2026-11-17T10:05")));
    const tasks = await Promise.all(ids.map(taskOf));
    expect(tasks.map(({ planned_at }) => planned_at)).toEqual(["10:15", "10:15", "10:30", "10:30", "10:45", "10:45"].map((time) => day(`2026-11-17T${time}`)));
    expect(new Set(tasks.map(({ caller_id }) => caller_id))).toEqual(new Set([people["huifang"]?.userId, people["huifang2"]?.userId]));
    expect(tasks.every(({ due_at }) => due_at === day("2026-11-19T17:00"))).toBe(true);

    const listed = await service.get("huifang", "/callbacks?mine=true");
    const mine = (listed.body["items"] as Body[]).filter((item) => ids.includes(item["caseId"] as number));
    expect(mine).toHaveLength(3);
    expect(mine[0]).toMatchObject({ state: "open", awaits: "call", attempts: 0, attemptsMax: 3, complainant: { name: "李**" }, reply: "已加开窗口并致歉", caller: { displayName: "huifang" }, sameComplainant: [], link: null });
    expect(mine.map(({ plannedAt }) => plannedAt)).toEqual(["10:15", "10:30", "10:45"].map((time) => `2026-11-17T${time}:00+08:00`));
    const firstPage = await service.get("dudao", "/callbacks?limit=1");
    const secondPage = await service.get("dudao", `/callbacks?limit=1&cursor=${firstPage.body["nextCursor"] as string}`);
    expect((secondPage.body["items"] as Body[])[0]?.["id"]).not.toBe((firstPage.body["items"] as Body[])[0]?.["id"]);
  });

  it("who handled the case is never planned for it, though he be a caller with nothing to do", async () => {
    const unit = await service.house.store.read.selectFrom("users").select("id").where("username", "=", "chengban").executeTakeFirstOrThrow();
    await service.house.store.write((tx) => tx.insertInto("user_roles").values({ user_id: unit.id, role: "caller", unit_id: service.handlerUnitId }).execute());
    for (let n = 0; n < 3; n += 1) expect((await taskOf(await disposed(day("2026-11-17T10:05")))).caller_id).not.toBe(unit.id);
    const id = (await taskOf(await disposed(day("2026-11-17T10:05")))).id;
    expect(await service.post("dudao", `/callbacks/${id}/assign`, { callerId: unit.id })).toMatchObject({ status: 422, body: { code: "caller-not-eligible" } });
    await service.house.store.write((tx) => tx.deleteFrom("user_roles").where("user_id", "=", unit.id).where("role", "=", "caller").execute());
  });

  it("one person with several complaints is called once, by one caller", async () => {
    const complainant = { name: "王先生", phone: "13711112222", idNumber: null, anonymous: false, confidential: false };
    const first = await disposed(day("2026-11-17T10:05"), { complainant });
    await disposed(day("2026-11-17T10:06"));
    const second = await disposed(day("2026-11-17T10:07"), { complainant });
    const [a, b] = await Promise.all([first, second].map(taskOf));
    expect([b?.caller_id, b?.planned_at]).toEqual([a?.caller_id, a?.planned_at]);
    const shown = await service.get("dudao", `/callbacks?case=${second}`);
    expect((shown.body["items"] as Body[])[0]?.["sameComplainant"]).toEqual([expect.objectContaining({ caseId: first })]);
  });

  it("calls in vain are planned anew in other half-days until a supervisor must agree, and the task ends with that", async () => {
    const id = await disposed(day("2026-11-17T09:05"));
    const caller = (await taskOf(id)).caller_id;
    await act(id, "huifang", day("2026-11-17T09:20"), "recordCallback", unconnected);
    expect(await taskOf(id)).toMatchObject({ attempts: 1, caller_id: caller, awaits: "call" });
    expect((await taskOf(id)).planned_at?.slice(0, 13)).toBe(day("2026-11-17T14:00").slice(0, 13));
    await act(id, "huifang", day("2026-11-17T14:10"), "recordCallback", unconnected);
    expect((await taskOf(id)).planned_at?.slice(0, 10)).toBe("2026-11-18");
    await act(id, "huifang", day("2026-11-18T09:10"), "recordCallback", unconnected);
    expect(await taskOf(id)).toMatchObject({ attempts: 3, awaits: "approval", planned_at: null, state: "open" });
    const waiting = await service.get("dudao", "/callbacks?awaits=approval");
    expect((waiting.body["items"] as Body[]).map(({ caseId }) => caseId)).toContain(id);
    await act(id, "dudao2", day("2026-11-18T10:00"), "approveUnreachable");
    expect(await taskOf(id)).toMatchObject({ state: "ended", outcome: "unreachable" });
  });

  it("nobody can be called of whom nothing is known: the task awaits the approval from the start", async () => {
    const id = await disposed(day("2026-11-17T09:05"), { complainant: { name: null, phone: null, idNumber: null, anonymous: true, confidential: false } });
    expect(await taskOf(id)).toMatchObject({ awaits: "approval", planned_at: null });
    expect(await service.post("dudao", `/callbacks/${(await taskOf(id)).id}/assign`, { callerId: people["huifang"]?.userId })).toMatchObject({ status: 409, body: { code: "callback-awaits-approval" } });
  });

  it("an unsatisfied complainant ends the task, and after the rework there is a second one", async () => {
    const id = await disposed(day("2026-11-17T09:05"));
    await act(id, "huifang", day("2026-11-17T09:20"), "recordCallback", { ...satisfied, rating: "dissatisfied", solved: false });
    expect(await taskOf(id)).toMatchObject({ state: "ended", outcome: "unsatisfied", round: 1 });
    await act(id, "chengban", day("2026-11-17T10:00"), "submitDisposition", { result: "再次核实", reply: "专人上门" });
    await act(id, "dudao", day("2026-11-17T11:00"), "approveDisposition");
    expect(await taskOf(id)).toMatchObject({ state: "open", round: 2, attempts: 0 });
    await act(id, "huifang", day("2026-11-17T14:20"), "recordCallback", satisfied);
    expect(await taskOf(id)).toMatchObject({ state: "ended", outcome: "satisfied", round: 2 });
  });

  it("a call outside of calling hours is recorded as it was, and marked", async () => {
    const id = await disposed(day("2026-11-17T09:05"));
    await act(id, "huifang", day("2026-11-17T20:30"), "recordCallback", unconnected);
    await act(id, "huifang", day("2026-11-18T10:00"), "recordCallback", satisfied);
    const rows = await service.house.store.read.selectFrom("callbacks").select(["connected", "outside_hours"]).where("case_id", "=", id).orderBy("seq").execute();
    expect(rows).toEqual([{ connected: 0, outside_hours: 1 }, { connected: 1, outside_hours: 0 }]);
  });

  it("what was missed, or belongs to somebody who has left, is planned anew, the most urgent first", async () => {
    const { store, rulebook } = service.house;
    const leaver = await addCaller("leaver");
    const first = await disposed(day("2026-11-17T09:05"));
    const second = await disposed(day("2026-11-16T11:05"));
    await service.house.store.write((tx) => tx.updateTable("callback_tasks").set({ caller_id: leaver, planned_at: day("2026-11-25T09:00") }).where("case_id", "=", first).execute());
    await store.write((tx) => disableUser(tx, "leaver"));
    const { planned, missed } = await planCallbacks(store, rulebook, day("2026-11-18T14:02"));
    expect(planned).toBeGreaterThanOrEqual(2);
    expect(missed).toBe(1);
    const [a, b] = [await taskOf(first), await taskOf(second)];
    expect(a.caller_id).not.toBe(leaver);
    expect(b).toMatchObject({ missed: 1 });
    expect((b.planned_at ?? "") <= (a.planned_at ?? "")).toBe(true);
    expect(await planCallbacks(store, rulebook, day("2026-11-18T14:03"))).toEqual({ planned: 0, missed: 0 });
  });

  it("a supervisor gives a call to somebody at a time; a caller takes one for himself; closed hours are refused", async () => {
    const task = await taskOf(await disposed(day("2026-11-17T09:05")));
    const path = `/callbacks/${task.id}/assign`;
    const { store } = service.house;
    await store.write((tx) => assignCallback(tx, task.id, { callerId: people["huifang2"]?.userId ?? 0, plannedAt: day("2026-11-18T15:07") }, contextOf("dudao", day("2026-11-17T10:00"))));
    expect(await taskOf(task.case_id)).toMatchObject({ caller_id: people["huifang2"]?.userId, planned_at: day("2026-11-18T15:00"), assigned_by: people["dudao"]?.id });
    await expect(store.write((tx) => assignCallback(tx, task.id, { callerId: people["huifang"]?.userId ?? 0, plannedAt: day("2026-11-18T12:30") }, contextOf("dudao", day("2026-11-17T10:00"))))).rejects.toMatchObject({ code: "call-slot-closed" });
    expect((await taskOf(task.case_id)).caller_id).toBe(people["huifang2"]?.userId);
    expect(await service.post("huifang", path, { callerId: people["huifang2"]?.userId })).toMatchObject({ status: 403 });
    expect(await service.post("huifang", path, { callerId: people["huifang"]?.userId })).toMatchObject({ status: 200, body: { caller: { displayName: "huifang" } } });
    expect(await service.post("dudao", path, { callerId: people["fupan"]?.userId })).toMatchObject({ status: 422, body: { code: "caller-not-eligible" } });
    expect(await service.post("dudao", path, { callerId: people["huifang"]?.userId, plannedAt: "2026-13-45T99:00:00Z" })).toMatchObject({ status: 422, body: { errors: [{ path: "/plannedAt" }] } });
    expect(await service.post("dudao", "/callbacks/999999/assign", { callerId: people["huifang"]?.userId })).toMatchObject({ status: 404 });
    expect(await service.post("chengban", path, { callerId: 1 })).toMatchObject({ status: 403 });
  });

  it("a complainant rates once by a link that was sent to his telephone, which counts as a connected callback", async () => {
    const receiver = await startReceiver();
    const everything = await startReceiver();
    expect(await service.post("guanli", "/webhooks", { name: "短信网关", url: receiver.url, eventTypes: ["cn.huiyin.case.sms.rating"] })).toMatchObject({ status: 201 });
    expect(await service.post("guanli", "/webhooks", { name: "其他系统", url: everything.url })).toMatchObject({ status: 201 });
    const at = new Date().toISOString();
    const id = await disposed(at);
    const task = await taskOf(id);
    const made = await service.post("huifang", `/callbacks/${task.id}/link`, {});
    expect(made).toMatchObject({ status: 200, body: { sent: 1, url: expect.stringMatching(/^https:\/\/huiyin\.example\/hy\/rate\/[\w-]{22}\.[\w-]{22}$/) as string } });
    const token = (made.body["url"] as string).split("/").at(-1) ?? "";

    // The number is sealed in the database, and goes to the gateway alone.
    const bodies = (await service.house.store.read.selectFrom("deliveries").select("body").execute()).map(({ body }) => body).join();
    expect(bodies).not.toMatch(/139\d{8}|rate\//);
    await sendOutbox(jobDepsOf(service.house, () => at), at);
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { data: Body }).data)).toEqual([expect.objectContaining({ caseId: id, to: expect.stringMatching(/^139\d{8}$/) as string, url: made.body["url"], text: expect.stringContaining(made.body["url"] as string) as string })]);
    expect(everything.received.map(({ body }) => body).join()).not.toContain("sms.rating");

    const page = `${service.base.replace("/api/v1", "")}/rate/${token}`;
    const seen = await fetch(page);
    expect([seen.status, seen.headers.get("referrer-policy"), seen.headers.get("content-security-policy")]).toEqual([200, "same-origin", expect.stringContaining("form-action 'self'")]);
    const html = await seen.text();
    expect(html).toContain("非常满意");
    expect(html).not.toMatch(/李女士|139\d{4}|取号/);
    const rate = (form: Record<string, string>, to = page) => fetch(to, { method: "POST", body: new URLSearchParams(form), headers: { origin: new URL(page).origin } });
    expect(await (await rate({ rating: "satisfied", comment: "<b>谢谢</b>" })).text()).toMatch(/请选择问题是否解决[\s\S]*&lt;b&gt;谢谢/);
    expect(await (await rate({ rating: "superb", solved: "yes" })).text()).toContain("请选择满意程度");
    expect((await rate({ rating: "satisfied", solved: "yes" }, `${page.slice(0, -4)}AAAA`)).status).toBe(404);
    expect((await fetch(page, { method: "POST", body: new URLSearchParams({ rating: "satisfied", solved: "yes" }), headers: { origin: "https://elsewhere.example" } })).status).toBe(403);

    const both = await Promise.all([rate({ rating: "very-satisfied", solved: "yes", comment: "态度很好" }), rate({ rating: "very-dissatisfied", solved: "no" })]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
    expect((await rate({ rating: "very-satisfied", solved: "yes" })).status).toBe(410);
    expect(await (await fetch(page)).text()).toContain("您已经评价过了");
    expect(await service.house.store.read.selectFrom("callbacks").select(["actor", "channel", "connected"]).where("case_id", "=", id).execute()).toEqual([{ actor: "complainant", channel: "sms", connected: 1 }]);
    expect((await taskOf(id)).state).toBe("ended");
    expect(await service.post("huifang", `/callbacks/${task.id}/link`, {})).toMatchObject({ status: 409, body: { code: "callback-ended" } });
  });

  it("a link ends with its days, with the next one, and with the callback itself", async () => {
    const { store, rulebook } = service.house;
    const id = await disposed(new Date().toISOString());
    const task = await taskOf(id);
    const link = async (at: string) => {
      const token = newRatingToken(rulebook.vault);
      await store.write((tx) => createRatingLink(tx, task.id, { token, publicUrl }, contextOf("huifang", at)));
      return async () => (await fetch(`${service.base.replace("/api/v1", "")}/rate/${token}`)).text();
    };
    const expired = await link("2020-01-01T00:00:00.000Z");
    expect(await expired()).toContain("已经过期");
    const replaced = await link(new Date().toISOString());
    const valid = await link(new Date().toISOString());
    expect(await replaced()).toContain("已经失效");
    expect(await valid()).toContain("提交评价");
    await act(id, "huifang", new Date().toISOString(), "recordCallback", satisfied);
    expect(await valid()).toContain("已经失效");
  });

  it("whom a call did not reach gets a link by itself, once, where there is a gateway", async () => {
    const { store } = service.house;
    const at = new Date().toISOString();
    const id = await disposed(at);
    const deps = jobDepsOf(service.house, () => at);
    await planCallbackWork(deps, at);
    const links = () => store.read.selectFrom("rating_links").select(["created_by", "sent"]).where("case_id", "=", id).execute();
    expect(await links()).toEqual([]);
    await act(id, "huifang", at, "recordCallback", unconnected);
    expect(await planCallbackWork({ ...deps, publicUrl: null }, at)).toMatchObject({ invited: 0 });
    expect((await planCallbackWork(deps, at))["invited"]).toBeGreaterThanOrEqual(1);
    expect(await planCallbackWork(deps, at)).toMatchObject({ invited: 0 });
    expect(await links()).toEqual([{ created_by: "system", sent: 1 }]);
  });
});
