/** The same matter twice, on both databases: second complaints by rule, suggestions with reasons, and group complaints. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { escalateGroups } from "../../src/store/groupComplaints.ts";
import { openStore } from "../../src/store/open.ts";
import { registerCases } from "../../src/store/relate.ts";
import { similarCases } from "../../src/store/similar.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const person = (phone: string | null, idNumber: string | null = null) => ({ name: phone === null ? null : "李女士", phone, idNumber, anonymous: phone === null, confidential: false });
const dayAfter = (days: number) => new Date(Date.parse(mondayMorning) + days * 86_400_000).toISOString();

eachStore("the same matter", ({ freshUrl }) => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  beforeEach(async () => {
    store = await openStore(await freshUrl());
    house = await settle(store);
  });
  afterEach(async () => {
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });
  let count = 0;
  const open = (changes: Parameters<typeof complaint>[1], at = mondayMorning) =>
    store.write(async (tx) => {
      const context = contextOf(house.people.window, at);
      const [made] = await registerCases(tx, [complaint(`C${++count}`, { reportedAt: at, ...changes })], context);
      return made?.id ?? 0;
    });
  const dispose = async (id: number, at = mondayMorning) => {
    const steps = [["window", "accept", {}], ["window", "assign", { unitId: house.unitId }], ["handler", "sign", {}], ["handler", "submitDisposition", { result: "已整改", reply: "已办结" }], ["supervisor", "approveDisposition", {}]] as const;
    for (const [actor, type, payload] of steps) await store.write((tx) => applyEvent(tx, id, { type, payload }, contextOf(house.people[actor], at)));
  };
  const links = () => store.read.selectFrom("case_links").select(["from_case_id", "to_case_id", "relation"]).execute();
  const rowOf = (id: number) => store.read.selectFrom("cases").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

  it("a second complaint of the same person to the same unit after a disposition is linked by rule, and starts escalated", async () => {
    const first = await open({ sourceUnit: "交警大队车管所" });
    await dispose(first);
    const second = await open({ sourceUnit: "320481240000", content: "又让我白跑一趟，没有人负责。" }, dayAfter(30));
    expect(await links()).toEqual([{ from_case_id: second, to_case_id: first, relation: "repeat-of" }]);
    expect((await rowOf(second)).escalation).toBe("level1");
  });

  it("the same service item is enough, by phone or by id number, and so is the same text", async () => {
    const first = await open({ serviceItem: "机动车转移登记", complainant: person("13900000001", "320481199001010017") });
    await dispose(first);
    await open({ serviceItem: "机动车转移登记", content: "另一段文字", complainant: person(null, "320481199001010017") }, dayAfter(10));
    await open({ complainant: person("139-0000-0001") }, dayAfter(20));
    expect((await links()).map((link) => link.to_case_id)).toEqual([first, first]);
  });

  it.each([
    ["another person", {}, person("13900000999"), 30],
    ["nobody known", {}, person(null), 30],
    ["somebody with the same words in place of a phone", {}, person("无"), 30],
    ["another matter", { sourceUnit: "出入境管理大队", content: "另一件事情" }, undefined, 30],
    ["the bureau as a whole, which says nothing of the matter", { sourceUnit: "溧阳市公安局", content: "另一件事情" }, undefined, 30],
    ["more than ninety days later", {}, undefined, 91],
    ["a question", { kind: "consultation" }, undefined, 30],
  ] as const)("%s is no second complaint", async (_name, changes, complainant, days) => {
    await dispose(await open({ sourceUnit: "溧阳市公安局", ...(complainant?.phone === "无" ? { complainant } : {}) }));
    await open({ ...changes, ...(complainant ? { complainant } : {}) }, dayAfter(days));
    expect(await links()).toEqual([]);
  });

  it("a complaint before the first was disposed is a likely duplicate to be looked at, no second complaint", async () => {
    const text = "取号后在大厅等待近两个小时，期间两个窗口暂停服务，无人解释。";
    const first = await open({ content: text });
    const again = await open({ content: text }, dayAfter(1));
    expect(await links()).toEqual([]);
    const [found] = await similarCases(store.read, await rowOf(again), { vault: rulebook.vault, scopePaths: ["/"] });
    expect(found).toMatchObject({ caseId: first, exact: expect.any(String) as string });
    expect(found?.reasons.map(({ label }) => label).join()).not.toMatch(/139|李/);
  });

  it("likely duplicates are found by their words where nobody is known, and not beyond the reader's units", async () => {
    const text = "政务服务中心二楼公安综合窗口三号窗办理二手车转移登记，前后排队两次，以系统故障为由让改天再来。";
    const first = await open({ complainant: person(null), content: text });
    for (let n = 0; n < 30; n += 1) await open({ complainant: person(null), title: `反映事项${n}`, content: `第${n}件：户籍大厅停车不便，路灯不亮${n}。` });
    const again = await open({ complainant: person(null), content: `来电人反映：${text}要求处理` });
    const found = await similarCases(store.read, await rowOf(again), { vault: rulebook.vault, scopePaths: ["/"] });
    expect(found[0]?.caseId).toBe(first);
    expect(found[0]?.score).toBeGreaterThan(0.6);
    expect(await similarCases(store.read, await rowOf(again), { vault: rulebook.vault, scopePaths: [`/${house.rootId}/${house.unitId}/`] })).toEqual([]);
  });

  it("one petition of many people is a group complaint at once", async () => {
    const id = await open({ peopleCount: 7 });
    expect((await rowOf(id)).escalation).toBe("level3");
  });

  it("five people with one matter within seven days are a group complaint, four or five days too many are not", async () => {
    const text = "昆仑派出所户籍窗口孩子落户材料让跑了三趟，每次要的材料都不一样。";
    const ids: number[] = [];
    for (let n = 0; n < 4; n += 1) ids.push(await open({ content: text, complainant: person(`1390000010${n}`) }, dayAfter(n)));
    expect(await escalateGroups(store, rulebook, dayAfter(4), { limit: 500 })).toEqual({ examined: 4, escalated: 0 });
    await open({ content: text, complainant: person("13900000103") }, dayAfter(4));
    expect(await escalateGroups(store, rulebook, dayAfter(4), { limit: 500 }), "the same person twice").toMatchObject({ escalated: 0 });
    ids.push(await open({ content: text, complainant: person("13900000104") }, dayAfter(5)));
    expect((await escalateGroups(store, rulebook, dayAfter(5), { limit: 500 })).escalated).toBe(6);
    for (const id of ids) expect((await rowOf(id)).escalation).toBe("level3");
    expect(await escalateGroups(store, rulebook, dayAfter(5), { limit: 500 })).toEqual({ examined: 0, escalated: 0 });
    expect((await store.read.selectFrom("escalations").select("reason").execute()).every(({ reason }) => /群体投诉/.test(reason))).toBe(true);
  });
});
