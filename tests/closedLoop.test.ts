/** The closed loop from the outside, over real HTTP on both databases: a complaint comes in, six people and its source close it, no shortcut works. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { reconcile } from "../src/store/reconcile.ts";
import { verify } from "../src/store/verify.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { testWithShared } from "./setup/shared.ts";
import { eachStore } from "./setup/stores.ts";

const complaint = { 工单编号: "TOUR-1", 来电时间: "2026-11-16 10:22:09", 诉求人: "李女士", 联系电话: "13900000127", 诉求类型: "投诉", 诉求标题: "等待时间过长", 诉求内容: "取号后等待近两小时。" };

eachStore("the closed loop", ({ freshUrl }) => {
  let service: Service;
  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
  });
  afterAll(async () => {
    const { store } = service.house;
    expect((await verify(store)).differences).toEqual([]);
    expect((await reconcile(store)).differences).toEqual([]);
    await service.stop();
  });

  it("drives one case to closed as six people, and refuses each shortcut on the way", async () => {
    const taken = await service.post("key", "/feeds/12345/records", complaint);
    expect(taken).toMatchObject({ status: 200, body: { received: 1, created: 1 } });
    const { caseId } = (taken.body["results"] as { caseId: number }[])[0] ?? { caseId: 0 };
    let version = 1;
    const send = (as: string, type: string, payload: object = {}) => service.post(as, `/cases/${caseId}/events`, { type, expectedVersion: version, payload });
    const advance = async (as: string, type: string, payload: object = {}) => {
      const answer = await send(as, type, payload);
      expect(answer.status, `${type}: ${JSON.stringify(answer.body)}`).toBe(200);
      version = answer.body["version"] as number;
      return answer.body;
    };
    const review = { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "高峰加开窗口" };
    const shortcuts: [string, string, object][] = [
      ["dudao", "approveDisposition", {}],
      ["fupan", "submitReview", review],
      ["dudao", "approveReview", {}],
      ["huifang", "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true }],
      ["dudao", "approveUnreachable", {}],
      ["chuangkou", "answerDelivered", { channel: "平台", proof: "1" }],
      ["dudao", "reopen", { reason: "试" }],
    ];
    const refuseShortcuts = async (): Promise<void> => {
      for (const [as, type, payload] of shortcuts) {
        const refused = await send(as, type, payload);
        expect(refused, type).toMatchObject({ status: 409, body: { code: "event-not-allowed" } });
        expect((refused.body["allowedEvents"] as unknown[]).length + 1, type).toBeGreaterThan(0);
      }
    };

    await refuseShortcuts();
    await advance("chuangkou", "accept");
    await refuseShortcuts();
    await advance("chuangkou", "assign", { unitId: service.handlerUnitId });
    await advance("chengban", "sign");
    await refuseShortcuts();
    await advance("chengban", "recordContact", { channel: "phone" });
    await advance("chengban", "submitDisposition", { result: "已加开窗口", reply: "已加开窗口并致歉" });
    expect(await send("chengban", "approveDisposition")).toMatchObject({ status: 403, body: { code: "not-permitted" } });
    expect(await advance("dudao", "approveDisposition")).toMatchObject({ state: "closing", stateLabel: "待闭环" });
    await advance("huifang", "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true });
    await advance("fupan", "submitReview", review);
    await advance("dudao2", "approveReview");

    const answers = await service.get("key", "/feeds/12345/answers?since=0");
    const item = (answers.body["items"] as { id: number; externalId: string }[])[0];
    expect(item?.externalId).toBe("TOUR-1");
    expect((await service.post("key", "/feeds/12345/answers/acknowledge", { items: [{ id: item?.id, proof: "平台回执 1" }] })).status).toBe(200);
    const closed = await service.get("chuangkou", `/cases/${caseId}`);
    expect(closed.body).toMatchObject({ state: "closed", stateLabel: "已闭环", regions: { flow: "closed", escalation: "none", clock: "stopped" } });
    expect(JSON.stringify(closed.body)).not.toMatch(/13900000127|李女士/);
    expect((await service.get("dudao", "/notices/2026-W47")).body).toMatchObject({ week: "2026-W47" });
  });

  it("takes the good records and quarantines their bad neighbours with the reasons", async () => {
    const record = (JJDBH: string | undefined, BJSJ: string, BJNR: string) => ({ JJDBH, BJSJ, BJNR, JQLBDM: "810300" });
    const records = [record("N1", "20261116094512", "好"), record(undefined, "20261116094512", "无编号"), record("N3", "20260231094512", "无此日"), record("N4", "20261116094512", "大".repeat(700_000)), record("N5", "20261116094512", "也好")];
    const answer = await service.post("key", "/feeds/110/records", records);
    expect(answer).toMatchObject({ status: 200, body: { received: 5, created: 2, quarantined: 3 } });
    const results = answer.body["results"] as { outcome: string; errors?: { code: string }[] }[];
    expect(results.map((result) => result.errors?.[0]?.code ?? result.outcome)).toEqual(["created", "missing-field", "bad-instant", "too-large", "created"]);
    const ndjson = await service.post("key", "/feeds/110/records", records.map((each) => JSON.stringify(each)).join("\n"), "application/x-ndjson");
    expect(ndjson).toMatchObject({ status: 200, body: { received: 5, unchanged: 2, quarantined: 3 } });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const accounts = await service.get("key", `/feeds/accounting?from=${today}&to=${today}`);
    expect(accounts.body).toMatchObject({ balanced: true });
  });

  testWithShared("takes the samples of every source in every format over HTTP, and repeats them as unchanged", async (shared) => {
    const files = [
      ["110", "110.json", "application/json", 3],
      ["110", "110.xml", "application/xml", 1],
      ["12345", "12345.json", "application/json", 3],
      ["12345", "12345.csv", "text/csv", 2],
      ["petition", "petition.json", "application/json", 2],
      ["petition", "petition.xml", "application/xml", 1],
    ] as const;
    for (const outcome of ["created", "unchanged"]) {
      for (const [source, file, contentType, count] of files) {
        const answer = await service.post("key", `/feeds/${source}/records`, readFileSync(shared(`samples/feeds/${file}`)), contentType);
        expect(answer, file).toMatchObject({ status: 200, body: { received: count, [outcome]: count } });
      }
    }
    const anonymous = await service.house.store.read.selectFrom("cases").select(["anonymous", "complainant_sealed"]).where("external_id", "=", "320481202611160000388").executeTakeFirstOrThrow();
    expect(anonymous).toEqual({ anonymous: 1, complainant_sealed: null });
  });
});
