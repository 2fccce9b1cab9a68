/** What a complainant writes of himself is kept whole and sealed; in the columns it is hidden, for as long and however often his source changes it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemActor } from "../../src/store/actors.ts";
import type { NewCaseRecord } from "../../src/store/caseRecord.ts";
import { complainantOf, wordsOf } from "../../src/store/complainant.ts";
import { hideStoredWords } from "../../src/store/hideWords.ts";
import { openStore } from "../../src/store/open.ts";
import { openCase } from "../../src/store/openCase.ts";
import { listCases } from "../../src/store/readCases.ts";
import { indexChangedCase } from "../../src/store/searchIndex.ts";
import type { Store } from "../../src/store/store.ts";
import { updateFromSource } from "../../src/store/updateFromSource.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const { vault } = rulebook;
const who = { name: "李建国", phone: "13900000127", idNumber: "320481198001010011", anonymous: false, confidential: false };
const words = {
  title: "李建国反映窗口慢",
  content: "我是李建国，身份证320481198001010011，请打139 0000 0127。",
  address: "燕山路1号，0519-87654321",
  sourceReply: "已联系李建国（13900000127）。",
};
const hidden = {
  title: "李**反映窗口慢",
  content: "我是李**，身份证****************11，请打139 **** 0127。",
  address: "燕山路1号，****-******21",
  source_reply: "已联系李**（139****0127）。",
};

eachStore("a complaint's own words", ({ freshUrl }) => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore(await freshUrl());
    await settle(store);
  });
  afterEach(() => store.close());

  const context = contextOf(systemActor);
  const open = async (changes: Partial<NewCaseRecord> = {}) => (await store.write((tx) => openCase(tx, complaint("W", { ...words, complainant: who, ...changes }), context)))?.caseId ?? 0;
  const tell = (caseId: number, changes: Partial<NewCaseRecord>) => store.write((tx) => updateFromSource(tx, caseId, complaint("W", { ...words, complainant: who, contentHash: "told again", ...changes }), context));
  const row = (caseId: number) => store.read.selectFrom("cases").selectAll().where("id", "=", caseId).executeTakeFirstOrThrow();
  const told = async (caseId: number) => {
    const { payload } = await store.read.selectFrom("case_events").select("payload").where("case_id", "=", caseId).where("type", "=", "sourceUpdated").orderBy("seq", "desc").executeTakeFirstOrThrow();
    return (JSON.parse(payload) as { payload: { changed: string[]; note?: string } }).payload;
  };
  const found = async (q: string) => (await listCases(store.read, { q, limit: 10, scopePaths: ["/"], at: mondayMorning, vault })).items.map(({ id }) => id);

  it("are hidden in their columns and whole in what is sealed", async () => {
    const kept = await row(await open());
    expect(kept).toMatchObject(hidden);
    expect(wordsOf(kept, vault)).toEqual({ title: words.title, content: words.content, address: words.address, source_reply: words.sourceReply });
    expect(complainantOf(kept, vault)).toEqual({ name: who.name, phone: who.phone, idNumber: who.idNumber });
  });

  it("of one who asked for confidence keep nothing of him", async () => {
    expect(await row(await open({ complainant: { ...who, confidential: true } }))).toMatchObject({ title: "诉求人反映窗口慢", content: "我是诉求人，身份证******************，请打*** **** ****。" });
  });

  it("and what nobody asked for stay what they are, whatever a complainant calls himself", async () => {
    const kept = await row(await open({ complainant: { ...who, name: '":"' }, extra: { 备注: '他说":"，13900000127', '13900000127': "x" } }));
    expect(JSON.parse(kept.extra)).toEqual({ 备注: '他说"**，139****0127', "139****0127": "x" });
  });

  it("of one of whom nothing is known are sealed where they tell a number, and nothing is where they do not", async () => {
    const nobody = { name: null, phone: null, idNumber: null, anonymous: true, confidential: false };
    const kept = await row(await open({ complainant: nobody, content: "请打13900000127。", title: null, address: null, sourceReply: null }));
    expect(kept.content).toBe("请打***********。");
    expect(wordsOf(kept, vault).content).toBe("请打13900000127。");
    expect(await row(await store.write((tx) => openCase(tx, complaint("N", { complainant: nobody }), context)).then((made) => made?.caseId ?? 0))).toMatchObject({ complainant_sealed: null });
  });

  it("are found by what is not personal in them, and by a telephone number only as their complainant's", async () => {
    const id = await open();
    expect(await found("反映窗口慢")).toEqual([id]);
    expect(await found("13900000127")).toEqual([id]);
    expect(await found("87654321")).toEqual([]);
    expect(await found("李建国")).toEqual([]);
  });

  it("have changed when a number in them has, though the columns are the same, and have not when they are sent again", async () => {
    const id = await open();
    await tell(id, {});
    expect((await told(id)).changed).toEqual([]);
    await tell(id, { content: words.content.replace("0000 0127", "1111 0127") });
    expect((await told(id)).changed).toEqual(["content"]);
    const kept = await row(id);
    expect(kept.content).toBe(hidden.content);
    expect(wordsOf(kept, vault).content).toContain("139 1111 0127");
    await tell(id, { complainant: { ...who, phone: "13900000128" }, content: wordsOf(kept, vault).content });
    expect((await told(id)).changed).toEqual(["complainant_sealed"]);
  });

  it("stand hidden in the history where an urging adds to them", async () => {
    const id = await open();
    await tell(id, { sourceAction: "urge", content: "李建国第二次来电，13900000127。" });
    expect(await told(id)).toMatchObject({ action: "urge", note: "李**第二次来电，139****0127。" });
    expect(wordsOf(await row(id), vault).content).toBe(words.content);
  });

  it("that were taken before they were hidden are hidden later, in the index too, once", async () => {
    const id = await open();
    const plain = await open({ externalId: "P", title: "窗口慢", content: "等了两小时。", address: null, sourceReply: null });
    const before = { title: words.title, content: words.content, address: words.address, source_reply: words.sourceReply, complainant_sealed: vault.seal(JSON.stringify({ name: who.name, phone: who.phone, idNumber: who.idNumber })) };
    await store.write(async (tx) => indexChangedCase(tx, await tx.updateTable("cases").set(before).where("id", "=", id).returningAll().executeTakeFirstOrThrow()));
    const untouched = await row(plain);
    expect(await found("李建国")).toEqual([id]);
    expect(await hideStoredWords(store, vault)).toBe(1);
    expect(await row(id)).toMatchObject(hidden);
    expect(wordsOf(await row(id), vault).content).toBe(words.content);
    expect(await found("李建国")).toEqual([]);
    expect(await row(plain)).toEqual(untouched);
    expect(await hideStoredWords(store, vault)).toBe(0);
    expect((await verify(store)).differences).toEqual([]);
  });
});
