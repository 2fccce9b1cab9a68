/** Corrective actions and common causes over real HTTP: from a review to the check, and from many cases to one cause. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobDepsOf, now } from "../src/cli/house.ts";
import { jobNamed } from "../src/jobs/schedule.ts";
import { sendOutbox } from "../src/jobs/sendOutbox.ts";
import { addDays, dayOf, instantAt } from "../src/rules/shanghai.ts";
import { verify } from "../src/store/verify.ts";
import { startReceiver } from "./setup/receiver.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

type Body = Record<string, unknown>;
const complaint = { 来电时间: "2026-11-16 10:22:09", 诉求人: "李女士", 联系电话: "13900000127", 诉求类型: "投诉", 诉求标题: "等待时间过长", 诉求内容: "取号后等待近两小时，无人解释。" };

eachStore("corrective work, over HTTP", ({ freshUrl }) => {
  let service: Service;
  const today = dayOf(now());
  const nextWeek = addDays(today, 7);
  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
  });
  afterAll(async () => {
    expect((await verify(service.house.store)).differences).toEqual([]);
    await service.stop();
  });

  const itemsOf = (answer: { body: Body }) => answer.body["items"] as Body[];
  const take = async (id: string) => {
    const taken = await service.post("key", "/feeds/12345/records", { 工单编号: id, ...complaint });
    return (taken.body["results"] as { caseId: number }[])[0]?.caseId ?? 0;
  };
  const reviewed = async (id: string, correctiveActions: object[]) => {
    const caseId = await take(id);
    let version = 1;
    for (const [as, type, payload] of [
      ["chuangkou", "accept", {}],
      ["chuangkou", "assign", { unitId: service.handlerUnitId }],
      ["chengban", "sign", {}],
      ["chengban", "submitDisposition", { result: "已加开窗口", reply: "已加开窗口并致歉" }],
      ["dudao", "approveDisposition", {}],
      ["fupan", "submitReview", { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "高峰加开窗口", correctiveActions }],
      ["dudao2", "approveReview", {}],
    ] as const) {
      const answer = await service.post(as, `/cases/${caseId}/events`, { type, expectedVersion: version, payload });
      expect(answer.status, `${type}: ${JSON.stringify(answer.body)}`).toBe(200);
      version = answer.body["version"] as number;
    }
    return caseId;
  };

  it("what a review asks for is on the case's page and in the list, is submitted by the unit, sent back, and found done by the reviewer", async () => {
    const caseId = await reviewed("K1", [{ action: "高峰时段加开窗口", owner: "chengban", due: nextWeek }]);
    const [action] = (await service.get("chengban", `/cases/${caseId}`)).body["correctiveActions"] as Body[];
    expect(action).toMatchObject({ caseId, action: "高峰时段加开窗口", owner: "chengban", due: nextWeek, state: "open", stateLabel: "整改中", overdue: false, doneOnTime: null, unitId: service.handlerUnitId });
    const path = `/corrective-actions/${action?.["id"] as number}`;
    expect(itemsOf(await service.get("chengban", `/corrective-actions?state=open&owner=${action?.["ownerUserId"] as number}&case=${caseId}`))).toEqual([action]);

    expect(await service.post("chuangkou", `${path}/submit`, { evidence: "我来交" })).toMatchObject({ status: 403, body: { code: "not-permitted" } });
    expect(await service.post("chengban", `${path}/submit`, {})).toMatchObject({ status: 422, body: { code: "invalid-payload", errors: [{ path: "/evidence" }] } });
    expect(await service.post("fupan", `${path}/close`, {})).toMatchObject({ status: 409, body: { code: "corrective-action-state", state: "open" } });
    expect(await service.post("chengban", `${path}/submit`, { evidence: "照片 3 张，编号 A1" })).toMatchObject({ status: 200, body: { state: "submitted", evidence: "照片 3 张，编号 A1" } });
    expect(await service.post("dudao", `${path}/close`, {})).toMatchObject({ status: 403 });
    expect(await service.post("dudao", `${path}/change`, { due: nextWeek, reason: "延长" })).toMatchObject({ status: 409, body: { code: "corrective-action-state" } });
    expect(await service.post("fupan", `${path}/return`, { opinion: "照片看不清" })).toMatchObject({ status: 200, body: { state: "open", opinion: "照片看不清", submittedAt: null } });
    expect(await service.post("dudao", `${path}/change`, { due: addDays(nextWeek, 3), reason: "补拍照片" })).toMatchObject({ status: 200, body: { due: addDays(nextWeek, 3) } });
    await service.post("chengban", `${path}/submit`, { evidence: "重拍的照片" });
    const closed = await service.post("fupan", `${path}/close`, { opinion: "已到现场核对" });
    expect(closed).toMatchObject({ status: 200, body: { state: "closed", stateLabel: "已完成", doneOnTime: true, opinion: "已到现场核对" } });
    expect((closed.body["log"] as Body[]).map(({ label, actor }) => [label, (actor as Body)["name"]])).toEqual([
      ["列入整改", "dudao2"],
      ["提交整改结果", "chengban"],
      ["退回整改", "fupan"],
      ["调整整改项", "dudao"],
      ["提交整改结果", "chengban"],
      ["核验通过", "fupan"],
    ]);
    expect((await service.get("chengban", path)).body).toEqual(closed.body);
  });

  it("an overdue one comes first in the list after the morning's job, and a subscriber is told once", async () => {
    const receiver = await startReceiver();
    await service.send("guanli", "POST", "/webhooks", { name: "大屏", url: receiver.url, eventTypes: ["cn.huiyin.case.corrective-action-overdue"] });
    const caseId = await reviewed("K2", [
      { action: "今日到期", owner: "车管所", due: today },
      { action: "早已到期", owner: "车管所", due: "2026-11-17" },
    ]);
    const deps = jobDepsOf(service.house, now);
    const job = jobNamed("followCorrectiveActions");
    expect(await job?.run(deps, now())).toEqual({ escalated: 1 });
    expect(await job?.run(deps, now())).toEqual({ escalated: 0 });
    await sendOutbox(deps, now());
    expect(receiver.received.map(({ body }) => JSON.parse(body) as Body)).toMatchObject([
      { type: "cn.huiyin.case.corrective-action-overdue", data: { caseId, externalId: "K2", due: "2026-11-17", event: "corrective-action-overdue" } },
    ]);
    expect(receiver.received[0]?.body).not.toMatch(/早已到期|车管所|李女士/);
    const first = await service.get("chuangkou", "/corrective-actions?limit=1");
    expect(itemsOf(first)).toMatchObject([{ action: "早已到期", overdue: true, escalatedAt: expect.stringContaining("+08:00") as string }]);
    const rest = await service.get("chuangkou", `/corrective-actions?cursor=${first.body["nextCursor"] as string}`);
    expect(itemsOf(rest)).toMatchObject([{ action: "今日到期" }, { state: "closed" }]);
    expect(itemsOf(await service.get("chuangkou", "/corrective-actions?overdue=true"))).toHaveLength(1);
    // It is followed as an action; the case itself is not escalated by it.
    expect(itemsOf(await service.get("chuangkou", "/escalations"))).toEqual([]);
  });

  it("cases are grouped under a common cause, which is concluded when its actions are done", async () => {
    const cases = [await take("K3"), await take("K4")];
    const made = await service.post("chuangkou", "/common-causes", { title: "取号后久候", description: "高峰期窗口不足", rootCause: "process", caseIds: cases });
    expect(made).toMatchObject({ status: 201, body: { state: "open", rootCauseLabel: "流程制度", counts: { cases: 2, open: 0 } } });
    expect((made.body["cases"] as Body[]).map(({ id }) => id)).toEqual([...cases].reverse());
    const causeId = made.body["id"] as number;
    const path = `/common-causes/${causeId}`;
    expect((await service.get("chuangkou", `/cases/${cases[0]}`)).body["commonCauses"]).toMatchObject([{ id: causeId, title: "取号后久候", state: "open" }]);
    expect((await service.send("dudao", "PATCH", path, { title: "高峰期取号后久候", unitId: service.handlerUnitId })).body).toMatchObject({ title: "高峰期取号后久候", unitName: expect.any(String) as string });
    expect((await service.send("chuangkou", "DELETE", `${path}/cases/${cases[1]}`)).status).toBe(204);
    expect(await service.send("chuangkou", "DELETE", `${path}/cases/${cases[1]}`)).toMatchObject({ status: 404, body: { code: "common-cause-case-not-found" } });
    expect(await service.post("fupan", `${path}/cases`, { caseIds: [cases[1], 99_999] })).toMatchObject({ status: 422, body: { code: "invalid-payload", errors: [{ path: "/caseIds/1" }] } });

    const action = await service.post("dudao", "/corrective-actions", { commonCauseId: causeId, action: "增设自助取号机", owner: "chengban", due: nextWeek });
    expect(action).toMatchObject({ status: 201, body: { commonCauseId: causeId, commonCauseTitle: "高峰期取号后久候", caseId: null, unitId: service.handlerUnitId, state: "open" } });
    const actionPath = `/corrective-actions/${action.body["id"] as number}`;
    expect(itemsOf(await service.get("chengban", `/corrective-actions?cause=${causeId}`))).toHaveLength(1);
    expect(await service.post("dudao", `${path}/close`, { conclusion: "已解决" })).toMatchObject({ status: 409, body: { code: "common-cause-actions-open" } });
    await service.post("chengban", `${actionPath}/submit`, { evidence: "已装机" });
    await service.post("fupan", `${actionPath}/close`, {});
    expect(await service.post("dudao", `${path}/close`, { conclusion: "等候时间已降至二十分钟" })).toMatchObject({ status: 200, body: { state: "closed", counts: { cases: 1, closed: 1 }, conclusion: "等候时间已降至二十分钟" } });
    expect(await service.post("chuangkou", `${path}/cases`, { caseIds: [cases[1]] })).toMatchObject({ status: 409, body: { code: "common-cause-closed" } });
    expect(itemsOf(await service.get("chengban", "/common-causes?state=closed"))).toMatchObject([{ id: causeId, counts: { cases: 1 } }]);
    expect(itemsOf(await service.get("chuangkou", "/common-causes?state=open"))).toEqual([]);
  });

  it("an overdue action of a common cause is told as a CloudEvent without a subject, since it is about no single case", async () => {
    const receiver = await startReceiver();
    await service.send("guanli", "POST", "/webhooks", { name: "第二块屏", url: receiver.url, eventTypes: ["cn.huiyin.case.corrective-action-overdue"] });
    const cause = await service.post("dudao", "/common-causes", { title: "材料告知不清", description: "多次往返" });
    const action = await service.post("dudao", "/corrective-actions", { commonCauseId: cause.body["id"], action: "重写告知单", owner: "业务科", due: today });
    const deps = jobDepsOf(service.house, now);
    await jobNamed("followCorrectiveActions")?.run(deps, instantAt(addDays(today, 1), 490));
    await sendOutbox(deps, now());
    const events = receiver.received.map(({ body }) => JSON.parse(body) as { subject?: string; data: Body });
    const [event] = events.filter(({ data }) => data["correctiveActionId"] === action.body["id"]);
    expect(event?.data).toMatchObject({ caseId: null, commonCauseId: cause.body["id"], due: today });
    expect(event).not.toHaveProperty("subject");
  });

  it.each([
    ["GET", "/corrective-actions/99999", undefined, 404, "corrective-action-not-found"],
    ["POST", "/corrective-actions/99999/cancel", { reason: "x" }, 404, "corrective-action-not-found"],
    ["POST", "/corrective-actions", { commonCauseId: 99_999, action: "x", owner: "y", due: "2027-01-01" }, 404, "common-cause-not-found"],
    ["GET", "/common-causes/99999", undefined, 404, "common-cause-not-found"],
    ["PATCH", "/common-causes/1", {}, 422, "invalid-payload"],
    ["POST", "/common-causes", { title: " ", description: "x" }, 422, "invalid-payload"],
    ["POST", "/common-causes", { title: "x", description: "x", unitId: 99_999 }, 422, "invalid-payload"],
    ["GET", "/corrective-actions?state=done", undefined, 422, "invalid-payload"],
    ["GET", "/corrective-actions?cursor=abc", undefined, 422, "invalid-payload"],
    ["GET", `/corrective-actions?cursor=${Buffer.from('{"rank":0,"id":1,"due":"Z"}').toString("base64url")}`, undefined, 200, undefined],
  ])("%s %s with %j is answered %i %s", async (method, path, body, status, code) => {
    const answer = await service.send("dudao", method, path, body);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });

  it("people of another unit see neither the actions nor the causes, and keys none at all", async () => {
    const { store } = service.house;
    const { id: elsewhere } = await store.read.selectFrom("units").select("id").where("id", "<>", service.handlerUnitId).where("parent_id", "is not", null).orderBy("id").executeTakeFirstOrThrow();
    const { id: unitOfAction } = await store.read.selectFrom("units").select("id").where("id", "=", service.handlerUnitId).executeTakeFirstOrThrow();
    const handler = await store.read.selectFrom("users").select(["id", "password_hash"]).where("username", "=", "chengban").executeTakeFirstOrThrow();
    await store.write(async (tx) => {
      const user = await tx.insertInto("users").values({ username: "waidan", display_name: "waidan", password_hash: handler.password_hash, disabled: 0, created_at: now() }).returning("id").executeTakeFirstOrThrow();
      await tx.insertInto("user_roles").values({ user_id: user.id, role: "handler", unit_id: elsewhere }).execute();
    });
    expect(itemsOf(await service.get("waidan", "/corrective-actions"))).toEqual([]);
    expect(itemsOf(await service.get("waidan", `/corrective-actions?unit=${unitOfAction}`))).toEqual([]);
    expect(itemsOf(await service.get("waidan", "/common-causes"))).toEqual([]);
    expect(await service.get("waidan", "/corrective-actions/1")).toMatchObject({ status: 404, body: { code: "corrective-action-not-found" } });
    expect(await service.post("waidan", "/corrective-actions/1/submit", { evidence: "x" })).toMatchObject({ status: 404 });
    expect((await service.get("key", "/corrective-actions")).status).toBe(403);
    expect((await service.get("guanli", "/common-causes")).status).toBe(403);
  });
});
