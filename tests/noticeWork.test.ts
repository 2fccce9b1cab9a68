/** The life of weekly notices over real HTTP on both databases: drafted once, frozen when published, corrected in the open, signed for. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobDepsOf } from "../src/cli/house.ts";
import { draftNotices } from "../src/jobs/draftNotices.ts";
import { followNotices } from "../src/jobs/followNotices.ts";
import { toInstant } from "../src/rules/shanghai.ts";
import { applyEvent } from "../src/store/applyEvent.ts";
import { openCase } from "../src/store/openCase.ts";
import { actorOfUser } from "../src/store/people.ts";
import type { Actor } from "../src/store/store.ts";
import { verify } from "../src/store/verify.ts";
import { complaint } from "./setup/house.ts";
import { startReceiver } from "./setup/receiver.ts";
import { leaveSpoilt } from "./setup/replay.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

type Body = Record<string, unknown>;
/** Weeks long past, so that the service's own clock may publish them. */
const at = (local: string) => toInstant(Date.parse(`${local}:00+08:00`));

eachStore("weekly notices", ({ freshUrl }) => {
  let service: Service;
  let url: string;
  const people: Record<string, Actor> = {};
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    service = await startWholeService((url = await freshUrl()));
    for (const { id, username } of await service.house.store.read.selectFrom("users").select(["id", "username"]).execute()) {
      const actor = await actorOfUser(service.house.store.read, id);
      if (actor !== null) people[username] = actor;
    }
    await arrive("A", "2026-09-07T10:00", { category: "推诿" });
    await arrive("B", "2026-09-08T10:00", { category: "推诿", title: "李女士的电话13900000127无人接听" });
    await arrive("C", "2026-09-15T10:00", { category: "效率" });
    await close("A", "2026-09-09T10:00", "satisfied");
    await close("B", "2026-09-09T11:00", "dissatisfied");
  });
  afterAll(() => service.stop());

  const context = (as: string, instant: string) => ({ at: instant, actor: people[as] as Actor, rulebook: service.house.rulebook });
  async function arrive(name: string, local: string, changes: Parameters<typeof complaint>[1] = {}): Promise<void> {
    ids[name] = (await service.house.store.write((tx) => openCase(tx, complaint(name, { reportedAt: at(local), ...changes }), context("chuangkou", at(local)))))?.caseId ?? 0;
  }
  const act = (name: string, as: string, instant: string, type: string, payload: object = {}) => service.house.store.write((tx) => applyEvent(tx, ids[name] ?? 0, { type, payload }, context(as, instant)));
  async function close(name: string, local: string, rating: string): Promise<void> {
    const instant = at(local);
    await act(name, "chuangkou", instant, "accept");
    await act(name, "chuangkou", instant, "assign", { unitId: service.handlerUnitId });
    await act(name, "chengban", instant, "sign");
    await act(name, "chengban", instant, "recordContact", { channel: "phone" });
    await act(name, "chengban", instant, "submitDisposition", { result: "已办", reply: "已办" });
    await act(name, "dudao", instant, "approveDisposition");
    await act(name, "huifang", instant, "recordCallback", { channel: "phone", connected: true, rating, solved: rating === "satisfied" });
  }
  const post = (as: string, path: string, body: object = {}) => service.post(as, `/notices/${path}`, body);
  const get = async (path: string, as = "dudao") => (await service.get(as, `/notices/${path}`)).body as Body & { total: { count: number }; sections: { key: string; sentences: string[]; edited: boolean }[]; draft: { version: number } };

  it("the job drafts the week before and every missed one, and none twice", async () => {
    const { store } = service.house;
    expect(await draftNotices({ store }, at("2026-09-21T08:30"))).toEqual({ drafted: 2 });
    expect(await draftNotices({ store }, at("2026-09-21T08:30"))).toEqual({ drafted: 0 });
    const { body } = await service.get("dudao", "/notices");
    expect(body["items"]).toEqual([
      expect.objectContaining({ week: "2026-W38", state: "drafted", issue: "〔2026〕第38期", total: null }),
      expect.objectContaining({ week: "2026-W37", state: "drafted", revision: 0 }),
    ]);
    const first = await service.get("dudao", "/notices?limit=1");
    const second = await service.get("dudao", `/notices?limit=1&cursor=${first.body["nextCursor"] as string}`);
    expect((second.body["items"] as Body[]).map(({ week }) => week)).toEqual(["2026-W37"]);
    expect(second.body["nextCursor"]).toBeNull();
  });

  it("a draft tells the figures of now in the register of such notices, and nothing of a complainant", async () => {
    const draft = await get("2026-W37");
    expect(draft).toMatchObject({
      title: "窗口服务投诉每周通报（2026年第37周，9月7日至9月13日）",
      issue: { year: 2026, number: 37 },
      status: "draft",
      total: { count: 2, change: "—" },
      topCategories: [{ label: "推诿", count: 2, share: "100.0%" }],
      allowed: ["edit", "publish"],
    });
    expect(draft.sections[0]?.sentences[0]).toBe("本周共受理窗口服务诉求2件，环比无可比数据，同比无可比数据。");
    expect(draft["metrics"]).toEqual(expect.arrayContaining([expect.objectContaining({ name: "satisfaction", numerator: 1, denominator: 2, text: "50.0%", threshold: 0.85, below: true })]));
    expect(draft["demands"]).toEqual([expect.objectContaining({ key: `below:${service.handlerUnitId}:satisfaction`, unitName: "交警大队车管所" })]);
    expect(draft["lists"]).toMatchObject({ unsatisfied: [{ matter: "李**的电话139****0127无人接听", remark: "不满意" }] });
    expect(JSON.stringify(draft)).not.toMatch(/李女士|13900000127/);
  });

  it("a supervisor edits its sentences; who saw an older draft is told so; others may not", async () => {
    const { draft } = await get("2026-W37");
    const sections = { demands: ["1.请车管所立即整改。"] };
    expect(await service.send("chengban", "PATCH", "/notices/2026-W37", { expectedVersion: draft.version, sections })).toMatchObject({ status: 403 });
    expect(await service.send("dudao", "PATCH", "/notices/2026-W37", { expectedVersion: draft.version, sections })).toMatchObject({ status: 200, body: { draft: { version: draft.version + 1 } } });
    expect(await service.send("dudao2", "PATCH", "/notices/2026-W37", { expectedVersion: draft.version, sections })).toMatchObject({ status: 409, body: { code: "notice-conflict" } });
    expect(await service.send("dudao", "PATCH", "/notices/2026-W37", { expectedVersion: 2, sections: { other: ["x"] } })).toMatchObject({ status: 422 });
    expect((await get("2026-W37")).sections.find(({ key }) => key === "demands")).toEqual({ key: "demands", heading: "六、工作要求", sentences: ["1.请车管所立即整改。"], edited: true });
  });

  it("publishing freezes it: what changes afterwards shows in the next notice and in a revision's difference, never in the published one", async () => {
    const receiver = await startReceiver();
    expect(await service.post("guanli", "/webhooks", { name: "门户", url: receiver.url, eventTypes: ["cn.huiyin.notice.published", "cn.huiyin.notice.unacknowledged"] })).toMatchObject({ status: 201 });
    expect(await post("chengban", "2026-W37/publish")).toMatchObject({ status: 403 });
    const published = await post("dudao", "2026-W37/publish");
    expect(published).toMatchObject({ status: 200, body: { status: "published", revision: 1, state: "published", total: { count: 2 }, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, checkpoint: { events: expect.any(Number) as number } } });
    expect(await post("dudao", "2026-W37/publish")).toMatchObject({ status: 409, body: { code: "notice-event-not-allowed" } });
    expect(await post("dudao", "2026-W10/difference")).toMatchObject({ status: 405 });
    const frozen = await get("2026-W37");

    // The past changes: a late record of the week, and the dissatisfied one is called back again.
    await arrive("late", "2026-09-10T09:00", { category: "推诿" });
    await act("B", "chengban", at("2026-09-16T09:00"), "submitDisposition", { result: "再办", reply: "再办" });
    await act("B", "dudao", at("2026-09-16T10:00"), "approveDisposition");
    await act("B", "huifang", at("2026-09-16T11:00"), "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true });
    expect(await get("2026-W37")).toEqual(frozen);
    expect(await get("2026-W38")).toMatchObject({
      total: { count: 2, change: "0.0%" },
      lateCount: 1,
      lists: { late: [{ caseNo: expect.stringContaining("HY") as string, remark: "属2026年第37周，补报" }] },
      previousDemands: { week: "2026-W37", outcomes: [{ outcome: "met", outcomeLabel: "已达标，本周满意率100.0%" }] },
      coverage: { before: 2, here: 2, waiting: 0, all: 4, complete: true },
    });

    expect(await post("dudao", "2026-W37/revise", { reason: " " })).toMatchObject({ status: 422 });
    const difference = await get("2026-W37/difference");
    expect(difference).toMatchObject({ from: 1, to: null });
    expect((difference["items"] as Body[]).map(({ path }) => path)).not.toContain("total");
    const revised = await post("dudao", "2026-W37/revise", { reason: "更正工作要求", sections: { demands: ["1.请车管所在三日内整改。"] } });
    expect(revised).toMatchObject({ status: 200, body: { revision: 2, revisionReason: "更正工作要求", total: { count: 2 }, coverage: { before: 0, here: 2, waiting: 2, all: 4, complete: true } } });
    const told = ((await get("2026-W37/difference?from=1&to=2"))["items"] as Body[]).find(({ path }) => path === "sections.demands");
    expect(told).toEqual({ path: "sections.demands", label: "六、工作要求", before: "1.请车管所立即整改。", after: "1.请车管所在三日内整改。" });
    const { revision, contentHash } = await get("2026-W37?revision=1");
    expect([revision, contentHash]).toEqual([1, frozen["contentHash"]]);
    expect((await service.get("dudao", "/notices/2026-W37?revision=3")).status).toBe(404);

    expect(await post("dudao", "2026-W38/publish")).toMatchObject({ status: 200, body: { coverage: { complete: true } } });
    const notices = await service.house.store.read.selectFrom("cases").select("notice_week").orderBy("id").execute();
    expect(notices.map(({ notice_week }) => notice_week)).toEqual(["2026-W37", "2026-W37", "2026-W38", "2026-W38"]);
    const announced = await service.house.store.read.selectFrom("deliveries").select(["event_type", "body"]).where("event_type", "=", "cn.huiyin.notice.published").execute();
    expect(announced.map(({ body }) => (JSON.parse(body) as Body)["week"])).toEqual(["2026-W37", "2026-W38"]);
  });

  it("a week that is not over cannot be published, and one that does not exist is not found", async () => {
    expect(await post("dudao", "2099-W10/publish")).toMatchObject({ status: 409, body: { code: "notice-week-not-over" } });
    expect(await post("dudao", "2026-W54/publish")).toMatchObject({ status: 404 });
    expect((await service.get("dudao", "/notices/2025-W53")).status).toBe(404);
  });

  it("each unit signs for itself, once; who does not sign in time is named once", async () => {
    const asked = (await get("2026-W37"))["acknowledgements"] as (Body & { unitId: number })[];
    expect(asked.length).toBeGreaterThan(3);
    expect(await post("chengban", "2026-W37/acknowledge", { unitId: asked.find(({ unitId }) => unitId !== service.handlerUnitId)?.unitId })).toMatchObject({ status: 403 });
    const signed = await post("chengban", "2026-W37/acknowledge", { note: "已整改" });
    expect((signed.body["acknowledgements"] as Body[]).find(({ unitId }) => unitId === service.handlerUnitId)).toMatchObject({ acknowledgedBy: "chengban", note: "已整改" });
    expect(await post("chengban", "2026-W37/acknowledge")).toMatchObject({ status: 409, body: { code: "notice-acknowledged" } });
    expect(await post("dudao", "2026-W37/acknowledge")).toMatchObject({ status: 422, body: { errors: [{ path: "/unitId" }] } });
    expect(await post("dudao", "2026-W01/acknowledge", { unitId: service.handlerUnitId })).toMatchObject({ status: 409, body: { code: "notice-event-not-allowed" } });

    const deps = jobDepsOf(service.house, () => at("2099-01-01T08:00"));
    const open = await service.house.store.read.selectFrom("notice_acknowledgements").select("unit_id").where("acknowledged_at", "is", null).execute();
    expect(await followNotices(deps, at("2099-01-01T08:00"))).toEqual({ escalated: open.length });
    expect(await followNotices(deps, at("2099-01-01T08:00"))).toEqual({ escalated: 0 });
    for (const { unitId, acknowledgedAt } of asked) if (acknowledgedAt === null && unitId !== service.handlerUnitId) await post("dudao", "2026-W37/acknowledge", { unitId });
    expect(await get("2026-W37")).toMatchObject({ state: "acknowledged", allowed: ["revise"] });
  });

  it("comes as page, DOCX and XLSX, the page without script and under a strict policy", async () => {
    for (const [path, type] of [
      ["notices/2026-W37.html", "text/html"],
      ["notices/2026-W37.docx", "wordprocessingml"],
      ["notices/2026-W37.xlsx", "spreadsheetml"],
      ["notices/2026-W37.html?revision=1", "text/html"],
      ["evaluations/2026-Q3.html", "text/html"],
      ["evaluations/2026.html?subject=enterprise", "text/html"],
      ["digests/2026-W38.html", "text/html"],
    ] as const) {
      const session = await fetch(`${service.base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "dudao", password: "tour-password-2026" }) });
      const answer = await fetch(`${service.base}/${path}`, { headers: { cookie: (session.headers.get("set-cookie") ?? "").split(";")[0] ?? "" } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringContaining(type)]);
      if (type === "text/html") {
        expect(bytes.toString()).not.toContain("<script");
        expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      } else expect(bytes.subarray(0, 2).toString()).toBe("PK");
    }
  });

  it("every figure opens its cases, as many as it counts", async () => {
    for (const query of ["week=2026-W37&by=unit", "from=2026-09-01&to=2026-09-30&by=category", "from=2026-09-01&to=2026-09-30"]) {
      const { body } = await service.get("dudao", `/metrics?${query}`);
      const rows = [body["total"] as Body, ...(body["rows"] as Body[])];
      for (const row of rows) {
        const complaints = row["complaints"] as { count: number; cases: string };
        for (const figure of [{ denominator: complaints.count, cases: complaints.cases, numerator: complaints.count, name: "complaints" }, ...(row["metrics"] as { name: string; numerator: number; denominator: number; cases: string }[])]) {
          const opened = async (part: string) => (await service.get("dudao", `${figure.cases.replace("/api/v1", "")}&part=${part}`)).body["items"] as Body[];
          expect([figure.name, (await opened("denominator")).length]).toEqual([figure.name, figure.denominator]);
          if (figure.name !== "complaints") expect([figure.name, (await opened("numerator")).length]).toEqual([figure.name, figure.numerator]);
        }
      }
    }
    expect((await service.get("dudao", "/metrics?week=2026-W37")).body["total"]).toMatchObject({ complaints: { count: 2 } });
    expect((await service.get("dudao", "/metrics")).status).toBe(422);
    expect((await service.get("dudao", "/metrics?from=2026-09-31&to=2026-10-01")).status).toBe(422);
    expect((await service.get("dudao", "/metrics/cases?figure=satisfaction&from=2026-09-01&to=2026-09-30&by=unit&key=x")).status).toBe(422);
  });

  it("a quarter is evaluated by unit, window and person with the score card, its enterprise lane apart, for those who lead", async () => {
    expect((await service.get("chengban", "/evaluations/2026-Q3")).status).toBe(403);
    const { body } = await service.get("dudao", "/evaluations/2026-Q3");
    expect(body).toMatchObject({
      title: "窗口服务测评（2026年第三季度）",
      complete: true,
      total: { complaints: 4, change: "—" },
      units: [{ key: String(service.handlerUnitId), complaints: 2, rank: null, excellent: false, metrics: expect.arrayContaining([expect.objectContaining({ name: "satisfaction", numerator: 2, denominator: 2 })]) as Body[] }],
      excellent: { units: [], windows: [], people: [] },
    });
    expect((await service.get("dudao", "/evaluations/2026-Q3?subject=enterprise")).body).toMatchObject({ title: "对企专窗服务情况报告（2026年第三季度）", total: { complaints: 0 }, units: [] });
    expect((await service.get("dudao", "/evaluations/2026")).body).toMatchObject({ title: "窗口服务测评（2026年度）", complete: false });
    expect((await service.get("dudao", "/evaluations/2026-Q5")).status).toBe(422);
  });

  it("the study digest tells the week's approved typical cases, and nothing of who complained", async () => {
    const instant = at("2026-09-17T10:00");
    const review = { verdict: "substantiated", rootCause: "delay", responsibility: "unit", lesson: "李女士的电话13900000127应当当日回复", articles: ["第三条"], typicalCase: true };
    await act("B", "fupan", instant, "submitReview", review);
    await act("B", "dudao2", instant, "approveReview");
    const { body } = await service.get("chengban", "/digests/2026-W38");
    expect(body).toMatchObject({ title: "每周学习：窗口服务典型案例（2026年第38周，9月14日至9月20日）", cases: [{ unitName: "交警大队车管所", rootCauseLabel: "办理拖延", lesson: "李**的电话139****0127应当当日回复", articles: ["第三条"], result: "再办" }] });
    expect(JSON.stringify(body)).not.toMatch(/李女士|13900000127/);
    expect((await service.get("chengban", "/digests/2026-W37")).body["cases"]).toEqual([]);
  });

  it("a history or a notice that was changed behind its back is named", async () => {
    const { store } = service.house;
    expect(await verify(store)).toMatchObject({ differences: [], falseCheckpoints: [], falseNotices: [] });
    leaveSpoilt(url);
    await store.write((tx) => tx.updateTable("notices").set({ content: "{}" }).where("week", "=", "2026-W38").execute());
    await store.write((tx) => tx.updateTable("checkpoints").set({ hash: "0".repeat(64) }).where("id", "=", 1).execute());
    const found = await verify(store);
    expect(found.falseNotices).toEqual([{ week: "2026-W38", revision: 1 }]);
    expect(found.falseCheckpoints.length).toBeGreaterThan(0);
  });
});
