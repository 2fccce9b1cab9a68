/** Search on both databases: two-character words, phrases, numbers, phones, and that the index follows every change. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { cliActor } from "../../src/store/actors.ts";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { openCase } from "../../src/store/openCase.ts";
import { migrateTo, migrationStatus, openStore } from "../../src/store/open.ts";
import { listCases } from "../../src/store/readCases.ts";
import type { Store } from "../../src/store/store.ts";
import { updateFromSource } from "../../src/store/updateFromSource.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("search", ({ freshUrl }) => {
  let url: string;
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  beforeEach(async () => {
    url = await freshUrl();
    store = await openStore(url);
    house = await settle(store);
  });
  afterEach(() => store.close());
  const add = async (externalId: string, changes: Parameters<typeof complaint>[1] = {}) => (await store.write((tx) => openCase(tx, complaint(externalId, { title: null, ...changes }), contextOf(house.people.window))))?.caseId;
  const find = async (q: string) => (await listCases(store.read, { q, scopePaths: ["/"], limit: 50, at: mondayMorning, vault: rulebook.vault })).items.map(({ external_id }) => external_id).sort();

  it("finds words of two characters and longer phrases, in title and content", async () => {
    await add("A", { title: "反映车管所窗口", content: "办理驾驶证期满换证，等待近两小时。" });
    await add("B", { content: "出入境窗口工作人员提前停止取号。" });
    expect(await find("窗口")).toEqual(["A", "B"]);
    expect(await find("驾驶证期满")).toEqual(["A"]);
    expect(await find("期满驾驶")).toEqual([]);
    expect(await find("窗口 取号")).toEqual(["B"]);
    expect(await find("号")).toEqual(["B"]);
    expect(await find("所窗")).toEqual(["A"]);
    expect(await find("口办")).toEqual([]);
  });

  it("pages through what a common word finds, the newest first, each case once, also where a filter leaves few of them", async () => {
    for (let n = 0; n < 12; n += 1) await add(`P${String(n).padStart(2, "0")}`, { content: `第${n}次到窗口排队。`, kind: n % 4 === 0 ? "praise" : "complaint" });
    const pages = async (filter: Pick<Parameters<typeof listCases>[1], "kind">) => {
      const seen: string[][] = [];
      for (let beforeId: number | undefined; ; ) {
        const { items, nextBeforeId } = await listCases(store.read, { ...filter, q: "窗口", beforeId, scopePaths: ["/"], limit: 5, at: mondayMorning, vault: rulebook.vault });
        seen.push(items.map(({ external_id }) => external_id));
        if (nextBeforeId === null) return seen;
        beforeId = nextBeforeId;
      }
    };
    expect(await pages({})).toEqual([["P11", "P10", "P09", "P08", "P07"], ["P06", "P05", "P04", "P03", "P02"], ["P01", "P00"]]);
    expect(await pages({ kind: "praise" })).toEqual([["P08", "P04", "P00"]]);
  });

  it("finds case numbers, the source's ids, letters whatever their case or width, and what stands before them", async () => {
    const id = await add("LY2026111600127", { content: "在Ａ2区ETC窗口办理。" });
    const { case_no } = await store.read.selectFrom("cases").select("case_no").where("id", "=", id ?? 0).executeTakeFirstOrThrow();
    for (const q of [case_no ?? "", (case_no ?? "").slice(0, 6), "LY2026111600127", "ly20261116", "a2区", "etc", "区etc窗口"]) expect(await find(q), q).toEqual(["LY2026111600127"]);
  });

  it("finds a complainant by the whole phone or id number, and by no part of it", async () => {
    await add("A", { complainant: { name: "赵某", phone: "139-0000-0231", idNumber: "32048119900101001X", anonymous: false, confidential: false } });
    for (const q of ["13900000231", "139 0000 0231", "32048119900101001x"]) expect(await find(q), q).toEqual(["A"]);
    for (const q of ["1390000", "赵某", "13900000232"]) expect(await find(q), q).toEqual([]);
  });

  it("follows the answer and what the source changes", async () => {
    const id = (await add("A", { content: "旧的内容在此" })) ?? 0;
    await store.write((tx) => updateFromSource(tx, id, complaint("A", { content: "换成别的文字", contentHash: "2" }), contextOf(cliActor)));
    expect(await find("旧的内容")).toEqual([]);
    expect(await find("别的文字")).toEqual(["A"]);
    for (const [actor, type, payload] of [["window", "accept", {}], ["window", "assign", { unitId: house.unitId }], ["handler", "sign", {}], ["handler", "submitDisposition", { result: "加开两个窗口", reply: "已致歉" }]] as const) {
      await store.write((tx) => applyEvent(tx, id, { type, payload }, contextOf(house.people[actor])));
    }
    expect(await find("致歉")).toEqual(["A"]);
    expect(await find("加开两个")).toEqual(["A"]);
  });

  it("finds the last words of a very long text, and words across what the index cuts", async () => {
    const long = Array.from({ length: 30_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join("");
    await add("A", { content: `${long}压轴文字` });
    expect(await find("压轴文字")).toEqual(["A"]);
    for (let at = 3_900; at < 4_100; at += 13) expect(await find(long.slice(at, at + 6)), String(at)).toEqual(["A"]);
  });

  it("takes signs in a query literally, whatever they mean to the database", async () => {
    await add("A", { content: '优惠50%_的"窗口" AND (排队) *星* \\反斜' });
    for (const q of ['"', "'", "%_", "AND", "窗口*", "(排队)", "NEAR(窗口)", "a:b", "窗口\" OR \"", "\\", "-", "&|!<->"]) await expect(find(q), q).resolves.toBeInstanceOf(Array);
    expect(await find("排队")).toEqual(["A"]);
    expect(await find("%_")).toEqual(["A"]);
  });

  it("finds the cases that were there before there was an index", async () => {
    await add("A", { content: "出入境窗口排队" });
    await store.close();
    await migrateTo(url, 6);
    expect((await migrationStatus(url)).filter(({ appliedAt }) => appliedAt !== null)).toHaveLength(6);
    store = await openStore(url);
    expect(await find("排队")).toEqual(["A"]);
  });
});
