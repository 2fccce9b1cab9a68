/** Personal data of what has been over for years is gone from everywhere, and nothing that is counted or proved has changed. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { erasePersonalData } from "../src/jobs/erasePersonalData.ts";
import { erasedBefore, erasedText, withoutTexts, yearsKept } from "../src/rules/erasure.ts";
import { systemActor } from "../src/store/actors.ts";
import { applyEvent } from "../src/store/applyEvent.ts";
import { addAttachment } from "../src/store/attachments.ts";
import { listAudit } from "../src/store/audit.ts";
import { saveBlob } from "../src/store/blobs.ts";
import { makeCheckpoint } from "../src/store/checkpoints.ts";
import { casesToErase } from "../src/store/erasure.ts";
import { openCase } from "../src/store/openCase.ts";
import { openStore } from "../src/store/open.ts";
import { matchingCases } from "../src/store/searchIndex.ts";
import { reconcile } from "../src/store/reconcile.ts";
import type { Actor, Store } from "../src/store/store.ts";
import { writeReceipts } from "../src/store/receipts.ts";
import { updateFromSource } from "../src/store/updateFromSource.ts";
import { verify } from "../src/store/verify.ts";
import { storedTexts } from "./leaks/stored.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "./setup/house.ts";
import { leaveSpoilt } from "./setup/replay.ts";
import { startWholeService } from "./setup/service.ts";
import { eachStore, freshSqliteUrl } from "./setup/stores.ts";

const later = "2031-11-17T19:50:00.000Z";
const words = { name: "欧阳靛蓝", phone: "13771234567", text: "诉说往事一二三", note: "群众情绪激动四五六", reply: "答复如下七八九", urging: "再催一次十十一", comment: "感谢十二十三", resolution: "协调完毕十四", file: "照片十五.png" };

eachStore("erasure", ({ freshUrl }) => {
  let url: string;
  let store: Store;
  let folder: string;
  let people: Record<string, Actor>;
  let [over, open] = [0, 0];
  let sha256: string;

  const act = (caseId: number, actor: Actor | undefined, type: string, payload: unknown = {}) => store.write((tx) => applyEvent(tx, caseId, { type, payload }, contextOf(actor ?? systemActor)));
  const erase = (now = later) => erasePersonalData({ store, rulebook, attachmentsFolder: folder }, now);
  const record = (id: string, changes = {}) => complaint(id, { content: words.text, title: words.text, address: words.text, extra: { 备注: words.text }, complainant: { name: words.name, phone: words.phone, idNumber: null, anonymous: false, confidential: false }, ...changes });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "huiyin-erasure-"));
    url = await freshUrl();
    store = await openStore(url);
    const house = await settle(store);
    people = house.people;
    const openOne = async (id: string) => (await store.write((tx) => openCase(tx, record(id), contextOf(systemActor))))?.caseId ?? 0;
    [over, open] = [await openOne("OVER"), await openOne("OPEN")];
    const receipt = (externalId: string, caseId: number) => ({ source: "12345", externalId, profile: "12345", receivedAt: mondayMorning, outcome: "created", caseId, contentHash: externalId, raw: words.text, problems: null, sender: "key:1" }) as const;
    await store.write((tx) => writeReceipts(tx, [receipt("OVER", over), receipt("OPEN", open)], rulebook.vault));
    await store.write((tx) => updateFromSource(tx, over, record("OVER", { content: words.urging, contentHash: "urged", sourceAction: "urge" }), contextOf(systemActor)));
    await act(over, people["window"], "accept", { note: words.note });
    await act(over, people["window"], "escalate", { level: 1, reason: words.note });
    sha256 = await saveBlob(folder, Buffer.from("a picture"));
    await store.write((tx) => addAttachment(tx, over, { about: "case", name: words.file, mediaType: "image/png", size: 9, sha256 }, contextOf(people["window"] ?? systemActor)));
    await act(over, people["window"], "assign", { unitId: house.unitId });
    await act(over, people["handler"], "sign");
    await act(over, people["window"], "acknowledgeEscalation");
    await act(over, people["window"], "resolveEscalation", { resolution: words.resolution });
    await act(over, people["handler"], "submitDisposition", { result: words.reply, reply: words.reply });
    await act(over, people["supervisor"], "approveDisposition");
    await act(over, people["caller"], "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true, comment: words.comment });
    await act(over, people["reviewer"], "submitReview", { verdict: "not", rootCause: "other", responsibility: "none", lesson: "高峰加开窗口" });
    await act(over, people["supervisor2"], "approveReview");
    await act(over, people["window"], "answerDelivered", { channel: "平台", proof: words.note });
    await store.write((tx) => makeCheckpoint(tx, mondayMorning));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const everything = Object.values(words);
  /** Where something of the one case's people and texts is still kept in clear; the other case has the same. */
  async function kept(): Promise<string[]> {
    const texts = await storedTexts(url);
    return [...new Set(texts.flatMap(({ column, text }) => everything.filter((word) => text.includes(word)).map((word) => `${column}: ${word}`)))].sort();
  }
  const counted = async () => {
    const { erased_at: _, ...row } = await store.read.selectFrom("cases").select(["state", "week", "closed_at", "accepted_at", "disposition_approved_at", "unit_id", "handler_id", "kind", "round", "people_count", "erased_at"]).where("id", "=", over).executeTakeFirstOrThrow();
    return { row, callbacks: await store.read.selectFrom("callbacks").select(["case_id", "seq", "at", "connected", "rating", "satisfied", "solved"]).execute(), timers: await store.read.selectFrom("timers").selectAll().where("case_id", "=", over).orderBy("id").execute() };
  };

  it("waits until the policy's years are over, and then takes only what is over", async () => {
    expect(await casesToErase(store.read, { at: "2031-11-16T00:59:59.999Z", rulebook }, 10)).toEqual([]);
    expect(await erase("2031-11-16T00:59:59.999Z")).toEqual({ erased: 0, records: 0, files: 0 });
    expect((await casesToErase(store.read, { at: later, rulebook }, 10)).map(({ id }) => id)).toEqual([over]);
  });

  it("leaves nothing of the complainant and of what was written, and everything that is counted", async () => {
    // What stands in the other case as well would be found there.
    await store.write((tx) => tx.updateTable("cases").set({ content: "-", title: "-", address: null, extra: "{}" }).where("id", "=", open).execute());
    await store.write((tx) => tx.updateTable("cases").set({ complainant_sealed: null, phone_index: null }).where("id", "=", open).execute());
    const before = await counted();
    expect((await kept()).length).toBeGreaterThan(8);
    expect(await erase()).toEqual({ erased: 1, records: 0, files: 1 });
    expect((await kept()).filter((each) => !/case_search/.test(each))).toEqual([]);
    expect(await counted()).toEqual(before);
    const row = await store.read.selectFrom("cases").selectAll().where("id", "=", over).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ complainant_sealed: null, phone_index: null, content: erasedText, title: null, erased_at: later });
    const raw = await store.read.selectFrom("feed_records").select(["external_id", "raw_sealed"]).orderBy("id").execute();
    expect(raw.map(({ external_id, raw_sealed }) => [external_id, raw_sealed === null])).toEqual([["OVER", true], ["OPEN", false]]);
    expect(existsSync(join(folder, sha256.slice(0, 2), sha256))).toBe(false);
    const found = matchingCases(store.read, words.text, []);
    expect(found === null ? [] : (await store.read.selectFrom("cases").select("id").where("id", "in", found as never).execute()).map(({ id }) => id)).toEqual([open]);
    expect((await store.read.selectFrom("cases").select("complainant_sealed").where("id", "=", open).executeTakeFirst())?.complainant_sealed).toBeNull();
  });

  it("leaves histories, checkpoints and accounts proved, tells of itself in history and audit, and does nothing twice", async () => {
    await erase();
    const { differences, falseCheckpoints } = await verify(store);
    expect({ differences, falseCheckpoints }).toEqual({ differences: [], falseCheckpoints: [] });
    expect((await reconcile(store)).differences).toEqual([]);
    const last = await store.read.selectFrom("case_events").selectAll().where("case_id", "=", over).orderBy("seq", "desc").executeTakeFirstOrThrow();
    expect([last.type, last.at, last.actor]).toEqual(["erased", later, "system"]);
    expect((await listAudit(store.read, { trails: ["administration"], limit: 10 }))[0]).toMatchObject({ action: "personal-data-erased", detail: "1 件工单、0 条销项记录" });
    expect(await erase("2031-11-18T19:50:00.000Z")).toMatchObject({ erased: 0, records: 0 });
  });

  it("vouches for what is left of an event: a change made under its cover is named", async () => {
    leaveSpoilt(url);
    await erase();
    const event = await store.read.selectFrom("case_events").select(["seq", "payload"]).where("case_id", "=", over).where("type", "=", "accept").executeTakeFirstOrThrow();
    await store.write((tx) => tx.updateTable("case_events").set({ payload: event.payload.replace(erasedText, "改写") }).where("case_id", "=", over).where("seq", "=", event.seq).execute());
    expect((await verify(store)).differences).toMatchObject([{ caseId: over, seq: event.seq, code: "event-altered" }]);
  });

  it("takes again what a source sends of the same case afterwards", async () => {
    await erase();
    await store.write((tx) => updateFromSource(tx, over, record("OVER", { content: words.text, contentHash: "again" }), contextOf(systemActor, "2031-12-01T01:00:00.000Z")));
    expect(await erase("2031-12-02T19:50:00.000Z")).toMatchObject({ erased: 1 });
    expect((await verify(store)).differences).toEqual([]);
  });
});

it("a look at personal data that was removed is refused with 已按规定删除", async () => {
  const service = await startWholeService(await freshSqliteUrl());
  try {
    const { store } = service.house;
    const opened = await store.write((tx) => openCase(tx, complaint("GONE"), contextOf(systemActor)));
    await store.write((tx) => tx.updateTable("cases").set({ erased_at: later, complainant_sealed: null }).execute());
    const answer = await service.post("dudao", `/cases/${opened?.caseId}/reveal`, { field: "phone", reason: "核对来电" });
    expect([answer.status, answer.body["code"]]).toEqual([410, "personal-data-erased"]);
    expect(answer.body["detail"]).toMatch(/已按规定删除/);
  } finally {
    await service.stop();
  }
});

it("counts years by the calendar, five where the policy says none, and takes out texts alone", () => {
  expect(erasedBefore("2031-11-17T19:50:00.000Z", 5)).toBe("2026-11-17T19:50:00.000Z");
  expect([yearsKept({}), yearsKept({ retention: { personalDataYears: 3 } })]).toEqual([5, 3]);
  expect(withoutTexts({ payload: { note: "甲", days: 3, kind: "sign", list: [{ reason: "乙", seq: 1 }], sealed: "丙" } })).toEqual({ payload: { note: erasedText, days: 3, kind: "sign", list: [{ reason: erasedText, seq: 1 }] } });
});
