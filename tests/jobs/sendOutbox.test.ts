/** Answers and events on their way out, to a real receiver that is down, slow and broken before it works. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { parseProfile, type AnswerWay, type Profile } from "../../src/ingest/profile.ts";
import type { JobDeps } from "../../src/jobs/job.ts";
import { sendOutbox } from "../../src/jobs/sendOutbox.ts";
import { millisOf, toInstant } from "../../src/rules/shanghai.ts";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import { listOutbox, sendAgain } from "../../src/store/outbound.ts";
import { signingSecret } from "../../src/store/signingSecrets.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { addWebhook, changeWebhook, listWebhooks } from "../../src/store/webhooks.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { startReceiver, type Received } from "../setup/receiver.ts";
import { eachStore } from "../setup/stores.ts";

const shipped = parseProfile(readFileSync("config/feeds/12345.yaml", "utf8"), "config/feeds/12345.yaml");
const push = (url: string, more: Partial<Extract<AnswerWay, { way: "push" }>> = {}): AnswerWay => ({ way: "push", url, headers: {}, body: null, success: null, timeoutSeconds: 1, ...more });

eachStore("what leaves the house", ({ freshUrl }) => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  let now: string;
  beforeEach(async () => {
    store = await openStore(await freshUrl());
    house = await settle(store);
    now = mondayMorning;
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });

  const depsWith = (answers: AnswerWay): JobDeps => {
    const profile: Profile = { ...shipped, answers };
    return { store, rulebook, profiles: new Map([[profile.name, profile]]), inboxFolder: null, publicUrl: null, attachmentsFolder: "/nonexistent", backup: null, clock: () => now, random: () => 0.5 };
  };
  const later = (seconds: number) => {
    now = toInstant(millisOf(now) + seconds * 1000);
  };
  const open = async (externalId: string) => (await store.write((tx) => openCase(tx, complaint(externalId), contextOf(house.people.window))))?.caseId ?? 0;
  const act = (caseId: number, actor: keyof typeof house.people, type: string, payload: object = {}) => store.write((tx) => applyEvent(tx, caseId, { type, payload }, contextOf(house.people[actor], now)));
  /** To closing, with everything done but the answer. */
  const driveToAnswer = async (externalId: string) => {
    const id = await open(externalId);
    await act(id, "window", "accept");
    await act(id, "window", "assign", { unitId: house.unitId });
    await act(id, "handler", "sign");
    await act(id, "handler", "submitDisposition", { result: "已整改", reply: `已为您办结 ${externalId}` });
    await act(id, "supervisor", "approveDisposition");
    await act(id, "caller", "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true });
    await act(id, "reviewer", "submitReview", { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "加开窗口" });
    await act(id, "supervisor2", "approveReview");
    return id;
  };
  const stateOf = async (id: number) => (await store.read.selectFrom("cases").select("state").where("id", "=", id).executeTakeFirstOrThrow()).state;
  const verified = async ({ headers, body }: Received, secret: string) => {
    // The official library holds the signature's time against its own clock.
    vi.setSystemTime(Number(headers["webhook-timestamp"]) * 1000);
    return new Webhook(secret).verify(body, headers as Record<string, string>) as Record<string, unknown>;
  };
  const answerSecret = () => store.write((tx) => signingSecret(tx, "answers:12345", { vault: rulebook.vault, at: now }));

  it("an answer is pushed until the receiver takes it, however long it is down, slow or broken, and only then the case closes", async () => {
    const receiver = await startReceiver();
    const deps = depsWith(push(receiver.url));
    const ids = [await driveToAnswer("A"), await driveToAnswer("B"), await driveToAnswer("C")];
    await receiver.goDown();
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0, failed: 3 });
    expect((await listOutbox(store.read, { limit: 9 })).map((row) => row.last_error)).toEqual(Array(3).fill("对方拒绝连接（ECONNREFUSED）"));
    expect(await sendOutbox(deps, now), "before its time nothing is tried again").toMatchObject({ failed: 0 });

    await receiver.comeUp();
    receiver.behave({ hang: true });
    later(60);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0, failed: 3 });
    receiver.behave({ status: 500 });
    later(120);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0, failed: 3 });
    expect((await listOutbox(store.read, { limit: 9 })).map((row) => [row.attempts, row.last_status])).toEqual(Array(3).fill([3, 500]));
    for (const id of ids) expect(await stateOf(id)).toBe("closing");

    const before = receiver.received.length;
    receiver.behave({});
    later(300);
    expect(await sendOutbox(deps, now)).toEqual({ delivered: 3, failed: 0, parked: 0, written: 0 });
    for (const id of ids) expect(await stateOf(id)).toBe("closed");
    const taken = receiver.received.slice(before);
    expect(taken).toHaveLength(3);
    for (const each of taken) {
      const event = await verified(each, await answerSecret());
      expect(event).toMatchObject({ specversion: "1.0", source: "urn:huiyin", type: "cn.huiyin.answer", datacontenttype: "application/json" });
      expect(event["id"]).toBe(each.headers["webhook-id"]);
      expect(event["data"]).toMatchObject({ reply: expect.stringMatching(/^已为您办结 [ABC]$/) as string });
    }
    expect(new Set(taken.map(({ headers }) => headers["webhook-id"])), "one id for each answer").toEqual(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])));
    expect((await listOutbox(store.read, { limit: 9 }))[0]?.proof).toMatch(/^HTTP 200；编号 answer-\d+；sha256 [0-9a-f]{64}$/);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0 });
  });

  it("after a day of attempts an answer is parked where staff see it, and is sent again when they say so", async () => {
    const receiver = await startReceiver();
    receiver.behave({ status: 503 });
    const deps = depsWith(push(receiver.url));
    const id = await driveToAnswer("A");
    const started = millisOf(now);
    let attempts = 0;
    for (let outcome = { parked: 0 }; outcome.parked === 0 && attempts < 200; attempts += 1) {
      outcome = await sendOutbox(deps, now);
      const row = (await listOutbox(store.read, { limit: 1 }))[0];
      if (row?.next_at) now = row.next_at;
    }
    const [row] = await listOutbox(store.read, { state: "parked", limit: 9 });
    expect(row).toMatchObject({ attempts, last_status: 503, last_error: "对方返回 HTTP 503" });
    expect(millisOf(row?.last_at ?? "") - started).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(attempts).toBeGreaterThan(10);
    later(48 * 3600);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0, failed: 0, parked: 0 });
    receiver.behave({});
    await store.write((tx) => sendAgain(tx, "outbox", row?.id ?? 0));
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 1 });
    expect(await stateOf(id)).toBe("closed");
    await expect(store.write((tx) => sendAgain(tx, "outbox", row?.id ?? 0))).rejects.toMatchObject({ code: "delivery-settled" });
  });

  it("a platform's own form is filled from a template, and its receipt decides whether it has the answer", async () => {
    const receiver = await startReceiver();
    const body = { 工单编号: "{externalId}", 答复: { 内容: "【公安】{reply}", 轮次: "{round}" }, 固定: 1 };
    const deps = depsWith(push(receiver.url, { body, success: { field: "result.code", values: ["0"] }, headers: { authorization: "Bearer city" } }));
    const id = await driveToAnswer("A");
    receiver.behave({ body: JSON.stringify({ result: { code: 1, message: "系统忙" } }) });
    expect(await sendOutbox(deps, now)).toMatchObject({ failed: 1 });
    expect((await listOutbox(store.read, { limit: 1 }))[0]?.last_error).toBe("对方回执未表示成功（result.code 值为 1）");
    expect(await stateOf(id)).toBe("closing");
    receiver.behave({ body: JSON.stringify({ result: { code: 0 } }) });
    later(60);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 1 });
    expect(await stateOf(id)).toBe("closed");
    const last = receiver.received.at(-1);
    expect(JSON.parse(last?.body ?? "")).toEqual({ 工单编号: "A", 答复: { 内容: "【公安】已为您办结 A", 轮次: 1 }, 固定: 1 });
    expect(last?.headers).toMatchObject({ authorization: "Bearer city", "ce-specversion": "1.0", "ce-type": "cn.huiyin.answer" });
    if (last) await verified(last, await answerSecret());
  });

  it("Retry-After is obeyed, and a redirect is not followed", async () => {
    const receiver = await startReceiver();
    const elsewhere = await startReceiver();
    const deps = depsWith(push(receiver.url));
    await driveToAnswer("A");
    receiver.behave({ status: 307, headers: { location: elsewhere.url } });
    await sendOutbox(deps, now);
    expect(elsewhere.received).toEqual([]);
    receiver.behave({ status: 429, headers: { "retry-after": "7200" } });
    later(60);
    await sendOutbox(deps, now);
    const row = (await listOutbox(store.read, { limit: 1 }))[0];
    expect(millisOf(row?.next_at ?? "") - millisOf(now)).toBe(7_200_000);
  });

  it("an answer of a round that was not satisfying is never sent once the case is handled again", async () => {
    const receiver = await startReceiver();
    const deps = depsWith(push(receiver.url));
    const id = await open("A");
    await act(id, "window", "accept");
    await act(id, "window", "assign", { unitId: house.unitId });
    await act(id, "handler", "sign");
    await act(id, "handler", "submitDisposition", { result: "一", reply: "第一次答复" });
    await act(id, "supervisor", "approveDisposition");
    await act(id, "caller", "recordCallback", { channel: "phone", connected: true, rating: "dissatisfied", solved: false });
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0, failed: 0 });
    await act(id, "handler", "submitDisposition", { result: "二", reply: "第二次答复" });
    await act(id, "supervisor", "approveDisposition");
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 1 });
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { data: { reply: string } }).data.reply)).toEqual(["第二次答复"]);
  });

  it("an answer that is laid down as a file closes the case when it is taken or acknowledged, not when it is written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "huiyin-answers-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const deps = depsWith({ way: "file", folder: join(folder, "12345") });
    const [first, second] = [await driveToAnswer("A"), await driveToAnswer("B")];
    expect(await sendOutbox(deps, now)).toMatchObject({ written: 2, delivered: 0 });
    const files = readdirSync(join(folder, "12345")).sort();
    expect(files).toEqual(["answer-1.json", "answer-2.json"]);
    expect(JSON.parse(readFileSync(join(folder, "12345", "answer-1.json"), "utf8"))).toMatchObject({ data: { externalId: "A" } });
    later(70);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0 });
    expect(await stateOf(first)).toBe("closing");
    rmSync(join(folder, "12345", "answer-1.json"));
    writeFileSync(join(folder, "12345", "answer-2.json.ack"), "");
    later(70);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 2 });
    expect([await stateOf(first), await stateOf(second)]).toEqual(["closed", "closed"]);
    expect(existsSync(join(folder, "12345", "answer-2.json"))).toBe(true);
  });

  it("a folder that has gone away is no receipt", async () => {
    const folder = mkdtempSync(join(tmpdir(), "huiyin-answers-"));
    const deps = depsWith({ way: "file", folder });
    const id = await driveToAnswer("A");
    await sendOutbox(deps, now);
    rmSync(folder, { recursive: true, force: true });
    later(70);
    expect(await sendOutbox(deps, now)).toMatchObject({ delivered: 0, failed: 1 });
    expect(await stateOf(id)).toBe("closing");
  });

  it("subscribers get every event of a case in its order, a slow one holding up nobody else, and nothing of a complainant", async () => {
    const [good, broken] = [await startReceiver(), await startReceiver()];
    const deps = depsWith({ way: "pull" });
    const context = { vault: rulebook.vault, actor: house.people.admin, at: now };
    const { secret } = await store.write((tx) => addWebhook(tx, { name: "大屏", url: good.url, eventTypes: ["*"], sources: [] }, context));
    const other = await store.write((tx) => addWebhook(tx, { name: "短信", url: broken.url, eventTypes: ["cn.huiyin.case.closed", "cn.huiyin.case.accept"], sources: ["12345"] }, context));
    await store.write((tx) => addWebhook(tx, { name: "别处", url: good.url, eventTypes: ["*"], sources: ["110"] }, context));
    broken.behave({ status: 500 });
    const ids = [await driveToAnswer("A"), await driveToAnswer("B")];
    expect(await sendOutbox(deps, now)).toMatchObject({ failed: 2 });
    const seen = await Promise.all(good.received.map(async (each) => (await verified(each, secret)) as { type: string; data: { caseId: number; version: number } }));
    for (const id of ids) {
      const ofCase = seen.filter(({ data }) => data.caseId === id);
      expect(ofCase.map(({ data }) => data.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(ofCase[0]?.type).toBe("cn.huiyin.case.register");
    }
    expect(JSON.stringify(good.received)).not.toMatch(/李女士|13900000127|取号后等待/);

    for (const id of ids) await act(id, "window", "answerDelivered", { channel: "平台", proof: "1" });
    broken.behave({});
    later(60);
    await sendOutbox(deps, now);
    const types = broken.received.filter((_, index) => index >= 2).map(({ body }) => JSON.parse(body) as { type: string; data: { caseId: number } });
    for (const id of ids) expect(types.filter(({ data }) => data.caseId === id).map(({ type }) => type)).toEqual(["cn.huiyin.case.accept", "cn.huiyin.case.closed"]);
    expect((await listWebhooks(store.read)).map(({ waiting, parked }) => [waiting, parked])).toEqual([[0, 0], [0, 0], [0, 0]]);

    await store.write((tx) => changeWebhook(tx, other.id, { state: "removed" }));
    const told = broken.received.length;
    await act(await open("C"), "window", "accept");
    await sendOutbox(deps, now);
    expect(broken.received).toHaveLength(told);
  });

  it("two processes that send at the same moment send each thing once", async () => {
    const receiver = await startReceiver();
    const deps = depsWith(push(receiver.url));
    for (const name of ["A", "B", "C", "D"]) await driveToAnswer(name);
    const [one, two] = await Promise.all([sendOutbox(deps, now), sendOutbox(deps, now)]);
    expect(one.delivered + two.delivered).toBe(4);
    expect(receiver.received).toHaveLength(4);
  });
});
