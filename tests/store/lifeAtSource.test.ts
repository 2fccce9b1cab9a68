/** What a source tells after the first record, on both databases: changes, withdrawals, urgings, deadlines, old versions, resubmissions. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { decodeRecords } from "../../src/ingest/decode.ts";
import { takeRecords } from "../../src/ingest/intake.ts";
import { parseProfile } from "../../src/ingest/profile.ts";
import { correctRecord, replayQuarantined } from "../../src/ingest/replay.ts";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { cliActor } from "../../src/store/actors.ts";
import { openStore } from "../../src/store/open.ts";
import { listQuarantine } from "../../src/store/quarantine.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const profile = parseProfile(readFileSync("config/feeds/12345.yaml", "utf8"), "config/feeds/12345.yaml");
const order = (changes: Record<string, string> = {}) => ({ 工单编号: "G1", 来电时间: "2026-11-16 08:30:00", 诉求人: "李女士", 联系电话: "13900000127", 诉求类型: "投诉", 诉求内容: "取号后等待近两小时。", 办理时限: "2026-11-30 17:00:00", ...changes });

eachStore("the life at the source", ({ freshUrl }) => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  beforeEach(async () => {
    store = await openStore(await freshUrl());
    house = await settle(store);
  });
  afterEach(async () => {
    expect((await reconcile(store)).differences).toEqual([]);
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });
  const push = async (record: object, at = mondayMorning) =>
    (await takeRecords(store, { profile, records: decodeRecords(Buffer.from(JSON.stringify(record)), { format: "json" }), sender: "test", actor: cliActor, rulebook, now: () => at })).results[0]?.outcome;
  const act = (actor: keyof typeof house.people, type: string, payload: object = {}, at = mondayMorning) => store.write((tx) => applyEvent(tx, 1, { type, payload }, contextOf(house.people[actor], at)));
  const row = () => store.read.selectFrom("cases").selectAll().executeTakeFirstOrThrow();
  const events = async () => (await store.read.selectFrom("case_events").select(["type", "payload"]).orderBy("seq").execute()).map(({ type, payload }): Record<string, unknown> => ({ type, ...(JSON.parse(payload) as { payload: Record<string, unknown> }).payload }));
  const dispositionDue = async () => (await store.read.selectFrom("timers").select("due_at").where("kind", "=", "disposition").where("status", "=", "live").executeTakeFirstOrThrow()).due_at;

  it("a change stands in history with old and new values, but never with the complainant's or the complaint's text", async () => {
    await push(order());
    expect(await push(order({ 诉求内容: "补充：共去了三次。", 联系电话: "13900000999", 诉求分类: "窗口服务", 紧急程度: "紧急" }))).toBe("updated");
    const update = (await events()).at(-1);
    expect(update).toMatchObject({ type: "sourceUpdated", changed: expect.arrayContaining(["content", "complainant_sealed", "category", "priority"]) as unknown });
    expect(update?.["changes"]).toEqual([
      { field: "priority", from: "normal", to: "urgent" },
      { field: "category", from: null, to: "窗口服务" },
    ]);
    expect(JSON.stringify(update)).not.toMatch(/1390000|三次/);
    expect(await row()).toMatchObject({ content: "补充：共去了三次。", category: "窗口服务", priority: "urgent" });
  });

  it("a withdrawal ends the handling; review and answer remain to be done", async () => {
    await push(order());
    await act("window", "accept");
    expect(await push(order({ 工单状态: "已撤单" }))).toBe("updated");
    expect((await events()).slice(-2)).toMatchObject([{ type: "sourceUpdated", action: "withdraw" }, { type: "withdraw", reason: "来源撤回（已撤单）" }]);
    expect((await row()).state).toBe("closing");
    expect(await push(order({ 工单状态: "已撤单" }))).toBe("unchanged");
  });

  it("a withdrawal that arrives before the complaint itself makes a case that is withdrawn", async () => {
    expect(await push(order({ 工单状态: "已撤单" }))).toBe("created");
    expect(await row()).toMatchObject({ state: "closing" });
    expect((await events()).map((event) => event["type"])).toEqual(["register", "withdraw"]);
  });

  it("a withdrawal of a case that is over is only noted", async () => {
    await push(order());
    await act("window", "returnToSource", { reason: "不属于公安职责" });
    expect(await push(order({ 工单状态: "已撤单" }))).toBe("updated");
    expect((await row()).state).toBe("returned");
  });

  it("an urging is counted and noted, and does not overwrite what the complaint says", async () => {
    await push(order());
    expect(await push(order({ 工单状态: "催办", 诉求内容: "来电人催办，要求尽快答复。" }))).toBe("updated");
    expect(await row()).toMatchObject({ content: "取号后等待近两小时。", urge_count: 1, urged_at: mondayMorning, source_status: "催办" });
    expect((await events()).at(-1)).toMatchObject({ action: "urge", note: "来电人催办，要求尽快答复。" });
  });

  it("the source's own deadline moves the limit where it is stricter, and lets go of it where it is not", async () => {
    await push(order());
    await act("window", "accept");
    const byPolicy = await dispositionDue();
    await push(order({ 办理时限: "2026-11-18 12:00:00" }));
    expect(await dispositionDue()).toBe("2026-11-18T04:00:00.000Z");
    expect((await row()).disposition_due_at).toBe("2026-11-18T04:00:00.000Z");
    await push(order({ 办理时限: "2026-12-18 12:00:00" }));
    expect(await dispositionDue()).toBe(byPolicy);
  });

  it("a limit that was extended is only ever made stricter by the source", async () => {
    await push(order());
    await act("window", "accept");
    await act("window", "assign", { unitId: house.unitId });
    await act("handler", "sign");
    await act("handler", "requestExtension", { reason: "需核实", days: 3 });
    await act("supervisor", "grantExtension", { days: 3 });
    const extended = await dispositionDue();
    await push(order({ 办理时限: "2026-12-30 17:00:00" }));
    expect(await dispositionDue()).toBe(extended);
    await push(order({ 办理时限: "2026-11-20 12:00:00" }));
    expect(await dispositionDue()).toBe("2026-11-20T04:00:00.000Z");
  });

  it("an older version that arrives late is kept in history and changes nothing else", async () => {
    await push(order({ 更新时间: "2026-11-16 09:00:00", 诉求内容: "新的内容" }));
    expect(await push(order({ 更新时间: "2026-11-16 08:40:00", 诉求内容: "旧的内容" }))).toBe("updated");
    expect((await row()).content).toBe("新的内容");
    expect((await events()).at(-1)).toMatchObject({ type: "sourceUpdated", late: true });
    expect(await push(order({ 更新时间: "2026-11-16 09:10:00", 诉求内容: "更新的内容" }))).toBe("updated");
    expect((await row()).content).toBe("更新的内容");
  });

  it("a returned case that its source sends again with a change is looked at anew, with a new limit", async () => {
    await push(order());
    await act("window", "returnToSource", { reason: "不属于公安职责" });
    const later = "2026-11-18T01:00:00.000Z";
    expect(await push(order({ 诉求内容: "经核实确属公安窗口。" }), later)).toBe("updated");
    expect(await row()).toMatchObject({ state: "registered", content: "经核实确属公安窗口。" });
    const timer = await store.read.selectFrom("timers").selectAll().where("kind", "=", "accept").where("status", "=", "live").executeTakeFirstOrThrow();
    expect(timer.from_at).toBe(later);
    await act("window", "accept", {}, later);
    expect((await row()).state).toBe("accepted");
  });

  it("a question that its source turns into a complaint needs what a complaint needs; never the other way round", async () => {
    await push(order({ 诉求类型: "咨询" }));
    const needs = async () => (JSON.parse((await row()).snapshot) as { context: { needs: unknown } }).context.needs;
    expect(await needs()).toEqual({ review: false, callback: true, answer: true });
    await push(order({ 诉求类型: "投诉" }));
    expect(await needs()).toEqual({ review: true, callback: true, answer: true });
    expect((await row()).kind).toBe("complaint");
    await push(order({ 诉求类型: "咨询", 诉求内容: "又改成咨询" }));
    expect(await needs()).toEqual({ review: true, callback: true, answer: true });
  });

  it("a quarantined record that was overtaken by a newer one does not undo it when it is replayed", async () => {
    await push({ ...order(), 来电时间: "2026-02-31 08:30:00" });
    await push(order({ 诉求内容: "新的内容" }));
    const [quarantined] = await listQuarantine(store.read, { limit: 1 });
    const profiles = new Map([[profile.name, profile]]);
    await correctRecord(store, quarantined?.id ?? 0, { fields: { 来电时间: "2026-11-16 08:30:00" } }, profiles, contextOf(cliActor));
    expect(await replayQuarantined(store, quarantined?.id ?? 0, profiles, contextOf(cliActor))).toMatchObject({ outcome: "updated" });
    expect((await row()).content).toBe("新的内容");
  });
});
