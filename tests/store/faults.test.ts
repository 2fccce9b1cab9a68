/** Fails each write statement of each write path in turn, and finds the store unchanged each time. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { readFileSync } from "node:fs";
import { decodeRecords } from "../../src/ingest/decode.ts";
import { takeRecords } from "../../src/ingest/intake.ts";
import { parseProfile } from "../../src/ingest/profile.ts";
import { replayQuarantined } from "../../src/ingest/replay.ts";
import { cliActor, systemActor } from "../../src/store/actors.ts";
import { beginFile, endFile } from "../../src/store/droppedFiles.ts";
import { addKey, revokeKey } from "../../src/store/keys.ts";
import { addUser, disableUser } from "../../src/store/people.ts";
import { correctQuarantined, dismissQuarantined, listQuarantine } from "../../src/store/quarantine.ts";
import { upsertUnit } from "../../src/store/units.ts";
import { fireTimersDue } from "../../src/store/fireTimers.ts";
import { openCase } from "../../src/store/openCase.ts";
import { claimParcel, dueDeliveries, recordDelivered, recordFailure, sendAgain } from "../../src/store/outbound.ts";
import { openStore } from "../../src/store/open.ts";
import type { Actor, Store } from "../../src/store/store.ts";
import { rememberSigned, signingSecret } from "../../src/store/signingSecrets.ts";
import { addWebhook, changeWebhook } from "../../src/store/webhooks.ts";
import { updateFromSource } from "../../src/store/updateFromSource.ts";
import { verify } from "../../src/store/verify.ts";
import { dump } from "../setup/dump.ts";
import { faults, type Faults } from "../setup/faults.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const profile = parseProfile(readFileSync("config/feeds/110.yaml", "utf8"), "config/feeds/110.yaml");

eachStore("a failing statement", ({ freshUrl }) => {
  let store: Store;
  let fault: Faults;
  let failed = 0;
  let house: Awaited<ReturnType<typeof settle>>;

  beforeEach(async () => {
    fault = faults();
    store = await openStore(await freshUrl(), { wrapDialect: fault.wrapDialect });
    house = await settle(store);
  });
  afterEach(async ({ task }) => {
    Object.assign(task.meta, { figure: `${failed} statements failed in turn` });
    failed = 0;
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });

  /** Runs the path with its 1st, 2nd … write statement failing until it gets through; each failure must leave no trace. */
  async function withEveryFault(name: string, path: () => Promise<unknown>): Promise<void> {
    const before = await dump(store);
    for (let n = 1; ; n += 1) {
      fault.failAt(n);
      const failure = await path().then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) {
        expect(n, `${name} wrote nothing`).toBeGreaterThan(1);
        expect(fault.counted()).toBe(n - 1);
        break;
      }
      failed += 1;
      expect(failure, name).toMatchObject({ code: "TEST_FAULT" });
      expect(await dump(store), `${name}, statement ${n}`).toEqual(before);
    }
    fault.failAt(null);
  }

  const openWith = (externalId: string, changes = {}) => store.write((tx) => openCase(tx, complaint(externalId, changes), contextOf(systemActor)));
  const act = (caseId: number, type: string, actor: Actor, payload: unknown = {}, at = mondayMorning) =>
    store.write((tx) => applyEvent(tx, caseId, { type, payload }, contextOf(actor, at)));

  it("leaves nothing behind on any write path of a case's life", { timeout: 120_000 }, async () => {
    const { window, handler, supervisor, caller, reviewer, supervisor2 } = house.people;
    await withEveryFault("openCase", () => openWith("F1"));
    await withEveryFault("openCase of a walk-in", () => openWith("F2", { source: "window" }));
    const id = (await store.read.selectFrom("cases").select("id").where("external_id", "=", "F1").executeTakeFirstOrThrow()).id;
    const other = (await store.read.selectFrom("cases").select("id").where("external_id", "=", "F2").executeTakeFirstOrThrow()).id;
    const steps: [string, Actor, unknown][] = [
      ["accept", window, {}],
      ["assign", window, { unitId: house.unitId }],
      ["decline", handler, { reason: "非本单位职责" }],
      ["assign", window, { unitId: house.unitId }],
      ["sign", handler, {}],
      ["recordContact", handler, { channel: "phone" }],
      ["suspend", handler, { reason: "等待材料" }],
      ["resume", handler, {}],
      ["requestExtension", handler, { reason: "需核实", days: 2 }],
      ["grantExtension", supervisor, { days: 2 }],
      ["linkRepeat", window, { caseId: other }],
      ["acknowledgeEscalation", window, {}],
      ["resolveEscalation", window, { resolution: "已协调" }],
      ["submitDisposition", handler, { result: "已办", reply: "已办" }],
      ["approveDisposition", supervisor, {}],
      ["recordCallback", caller, { channel: "phone", connected: true, rating: "dissatisfied" }],
      ["submitDisposition", handler, { result: "已办", reply: "已办" }],
      ["approveDisposition", supervisor, {}],
    ];
    for (const [type, actor, payload] of steps) await withEveryFault(type, () => act(id, type, actor, payload));
    await withEveryFault("merge", () => act(other, "merge", window, { primaryId: id }));
    await act(id, "recordCallback", caller, { channel: "phone", connected: true, rating: "satisfied" });
    await act(id, "submitReview", reviewer, { verdict: "not", rootCause: "other", responsibility: "none", lesson: "无" });
    await act(id, "approveReview", supervisor2);
    await withEveryFault("answerDelivered, which also wakes the merged case", () => act(id, "answerDelivered", window, { channel: "平台", proof: "1" }));
    await withEveryFault("reopen", () => act(id, "reopen", supervisor, { reason: "有新情况" }));
  });

  it("leaves nothing behind when the source changes a record or a limit passes", async () => {
    const opened = await openWith("F3");
    const changed = complaint("F3", { content: "补充：共去了三次。", contentHash: "changed" });
    await withEveryFault("updateFromSource", () => store.write((tx) => updateFromSource(tx, opened?.caseId ?? 0, changed, contextOf(systemActor))));
    // Each fired limit is a transaction of its own, so the path is cut into single steps: near and passed, of acceptance and then of level 1.
    for (const late of ["2026-11-18T02:00:00.000Z", "2026-11-20T01:00:00.000Z"]) {
      for (let step = 0; step < 2; step += 1) await withEveryFault("fireTimersDue", () => fireTimersDue(store, rulebook, late, { limit: 1 }));
    }
    expect((await store.read.selectFrom("cases").select("escalation").executeTakeFirstOrThrow()).escalation).toBe("level2");
  });

  it("leaves nothing behind on the write paths of intake, quarantine, people, keys and units", { timeout: 120_000 }, async () => {
    const raw = (n: number, changes = {}) => ({ JJDBH: `I${n}`, BJSJ: "20261116094512", BJNR: "排队两小时", JQLBDM: "810300", ...changes });
    const take = (...records: object[]) =>
      takeRecords(store, { profile, records: decodeRecords(Buffer.from(JSON.stringify(records)), { format: "json" }), sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });
    await withEveryFault("takeRecords of new, bad and repeated records", () => take(raw(1), raw(2), raw(3, { BJSJ: "20260231000000" }), raw(1)));
    await withEveryFault("takeRecords of a changed record", () => take(raw(1, { BJNR: "补充" })));
    const [bad] = await listQuarantine(store.read, { limit: 1 });
    const id = bad?.id ?? 0;
    await withEveryFault("correctQuarantined", () => store.write((tx) => correctQuarantined(tx, id, { raw: JSON.stringify(raw(3)), profile: profile.name }, rulebook.vault, contextOf(cliActor))));
    await withEveryFault("replayQuarantined", () => replayQuarantined(store, id, new Map([[profile.name, profile]]), contextOf(cliActor)));
    await take(raw(4, { BJSJ: "20260231000000" }));
    const [worse] = await listQuarantine(store.read, { limit: 1 });
    await withEveryFault("dismissQuarantined", () => store.write((tx) => dismissQuarantined(tx, worse?.id ?? 0, "测试数据", contextOf(cliActor))));
    const user = { username: "xin", displayName: "新人", passwordHash: "-", roles: [{ role: "window" as const, unitId: house.rootId }], at: mondayMorning };
    await withEveryFault("addUser", () => store.write((tx) => addUser(tx, user)));
    await withEveryFault("disableUser", () => store.write((tx) => disableUser(tx, "xin")));
    await withEveryFault("upsertUnit", () => store.write((tx) => upsertUnit(tx, { code: "1", name: "新单位", parentCode: "320481000000" })));
    await withEveryFault("addKey", () => store.write((tx) => addKey(tx, { name: "钥", sources: ["110"], scopes: ["feeds:write"], at: mondayMorning })));
    const admin = { vault: rulebook.vault, actor: house.people.admin, at: mondayMorning };
    await withEveryFault("signingSecret", () => store.write((tx) => signingSecret(tx, "feed:110", admin)));
    await withEveryFault("rotated signingSecret", () => store.write((tx) => signingSecret(tx, "feed:110", { ...admin, rotate: true })));
    await withEveryFault("rememberSigned", () => store.write((tx) => rememberSigned(tx, { profile: "110", messageId: "m", signedAt: 1, seenAt: mondayMorning })));
    await withEveryFault("addWebhook", () => store.write((tx) => addWebhook(tx, { name: "屏", url: "http://127.0.0.1:1/", eventTypes: ["*"], sources: [] }, admin)));
    await withEveryFault("takeRecords with a subscriber", () => take(raw(5)));
    const [parcel] = await dueDeliveries(store.read, mondayMorning, 1);
    if (parcel === undefined) throw new Error("nothing waits");
    await withEveryFault("claimParcel", () => store.write((tx) => claimParcel(tx, parcel, { now: mondayMorning, until: mondayMorning })));
    await withEveryFault("recordFailure", () => store.write((tx) => recordFailure(tx, parcel, { status: 500, error: "x", nextAt: null, now: mondayMorning })));
    await withEveryFault("sendAgain", () => store.write((tx) => sendAgain(tx, "deliveries", parcel.id)));
    await withEveryFault("recordDelivered", () => store.write((tx) => recordDelivered(tx, parcel.id, 200, mondayMorning)));
    await withEveryFault("changeWebhook", () => store.write((tx) => changeWebhook(tx, 1, { state: "removed" })));
    await withEveryFault("beginFile", () => store.write((tx) => beginFile(tx, { profile: "110", name: "a", sha256: "0", bytes: 1, at: mondayMorning })));
    await withEveryFault("endFile", () => store.write((tx) => endFile(tx, 1, "done", mondayMorning)));
    await withEveryFault("revokeKey", () => store.write((tx) => revokeKey(tx, 1, mondayMorning)));
  });
});
