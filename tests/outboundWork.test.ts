/** Subscriptions and the outbox over real HTTP, for those who watch over what leaves the house. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobDepsOf, now } from "../src/cli/house.ts";
import { sendOutbox } from "../src/jobs/sendOutbox.ts";
import { startReceiver } from "./setup/receiver.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

eachStore("what leaves the house, over HTTP", ({ freshUrl }) => {
  let service: Service;
  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
  });
  afterAll(() => service.stop());
  const push = (id: string) => service.post("key", "/feeds/12345/records", { 工单编号: id, 来电时间: "2026-11-16 10:22:09", 诉求人: "李女士", 联系电话: "13900000127", 诉求类型: "投诉", 诉求内容: "取号后等待近两小时。" });

  it("a subscription is made with a secret that is shown once, paused, gone on with and removed; nothing that happened meanwhile is lost", async () => {
    const receiver = await startReceiver();
    const made = await service.send("guanli", "POST", "/webhooks", { name: "大屏", url: receiver.url, eventTypes: ["cn.huiyin.case.register"] });
    expect(made).toMatchObject({ status: 201, body: { state: "active", secret: expect.stringMatching(/^whsec_/) as string } });
    const id = made.body["id"] as number;
    expect(JSON.stringify((await service.send("guanli", "GET", "/webhooks")).body)).not.toContain(made.body["secret"]);
    await service.send("guanli", "PATCH", `/webhooks/${id}`, { state: "paused" });
    await push("O1");
    const deps = jobDepsOf(service.house, now);
    await sendOutbox(deps, now());
    expect(receiver.received).toHaveLength(0);
    expect((await service.send("guanli", "PATCH", `/webhooks/${id}`, { state: "active" })).body).toMatchObject({ waiting: 1 });
    receiver.behave({ status: 500 });
    await sendOutbox(deps, now());
    const waiting = await service.send("guanli", "GET", `/webhooks/${id}/deliveries`);
    expect(waiting.body["items"]).toMatchObject([{ eventType: "cn.huiyin.case.register", state: "waiting", attempts: 1, lastStatus: 500 }]);
    receiver.behave({});
    const [item] = waiting.body["items"] as { id: number }[];
    expect((await service.send("guanli", "POST", `/webhooks/deliveries/${item?.id}/resend`)).status).toBe(204);
    await sendOutbox(deps, now());
    expect(receiver.received).toHaveLength(2);
    expect((await service.send("guanli", "POST", `/webhooks/deliveries/${item?.id}/resend`)).body).toMatchObject({ code: "delivery-settled" });
    expect((await service.send("guanli", "DELETE", `/webhooks/${id}`)).status).toBe(204);
    expect((await service.send("guanli", "DELETE", `/webhooks/${id}`)).status).toBe(404);
  });

  it.each([
    ["an address of another kind", { name: "x", url: "ftp://example.org/" }],
    ["credentials in the address", { name: "x", url: "https://user:pass@example.org/" }],
    ["no address at all", { name: "x", url: "https://" }],
    ["an event that does not exist", { name: "x", url: "https://example.org/", eventTypes: ["nothing"] }],
    ["no name", { name: " ", url: "https://example.org/" }],
  ])("a subscription with %s is refused", async (_name, body) => {
    expect(await service.send("guanli", "POST", "/webhooks", body)).toMatchObject({ status: 422, body: { code: "invalid-payload" } });
  });

  it("only an administrator sees subscriptions", async () => {
    for (const as of ["chuangkou", "dudao", "key"]) expect((await service.send(as, "GET", "/webhooks")).status, as).toBe(403);
  });

  it("an answer waits in the outbox until its source has fetched it, and shows its proof then", async () => {
    const taken = await push("O2");
    const { caseId } = (taken.body["results"] as { caseId: number }[])[0] ?? { caseId: 0 };
    await service.post("chuangkou", `/cases/${caseId}/events`, { type: "returnToSource", expectedVersion: 1, payload: { reason: "不属于公安职责" } });
    const outbox = (query: string) => service.send("chuangkou", "GET", `/outbox${query}`);
    const [item] = (await outbox("?state=waiting")).body["items"] as { id: number; topic: string; externalId: string }[];
    expect(item).toMatchObject({ topic: "return", externalId: "O2", attempts: 0 });
    await service.post("key", "/feeds/12345/answers/acknowledge", { items: [{ id: item?.id, proof: "平台回执 9" }] });
    expect((await outbox("?state=delivered&source=12345")).body["items"]).toMatchObject([{ id: item?.id, proof: "平台回执 9" }]);
    expect((await outbox("?state=parked")).body["items"]).toEqual([]);
    expect((await service.send("chuangkou", "POST", `/outbox/${item?.id}/resend`)).status).toBe(409);
    expect((await service.send("chuangkou", "POST", "/outbox/99999/resend")).status).toBe(404);
    expect((await service.send("chengban", "GET", "/outbox")).status).toBe(403);
  });
});
