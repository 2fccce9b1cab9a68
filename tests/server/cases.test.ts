/** Cases over HTTP: advanced by people with roles to closed, and every refusal on the way. */
import { describe, expect, test } from "vitest";
import { eachStore, freshSqliteUrl } from "../setup/stores.ts";
import { bench, type Bench } from "./app.ts";

async function people(b: Bench) {
  const names = ["wang", "han", "chen", "cui", "fu", "du", "guan"] as const;
  const cookies: Record<string, string> = {};
  for (const name of names) cookies[name] = await b.cookieOf(name);
  const send = (method: "GET" | "POST", url: string, who: string, payload?: object) =>
    b.app.inject({ method, url: `/api/v1${url}`, headers: { cookie: cookies[who] ?? "" }, ...(payload ? { payload } : {}) });
  return {
    get: (url: string, who: string) => send("GET", url, who),
    post: (url: string, who: string, payload: object) => send("POST", url, who, payload),
    /** With the case's present version, as a page does that has just loaded it. */
    act: async (id: number, who: string, type: string, payload: object = {}) => {
      const { version } = (await send("GET", `/cases/${id}`, "wang")).json();
      return send("POST", `/cases/${id}/events`, who, { type, expectedVersion: version, payload });
    },
  };
}

const review = { verdict: "substantiated", rootCause: "attitude", responsibility: "person", lesson: "窗口应先解释再办理。" };

eachStore("a case over HTTP", ({ freshUrl }) => {
  test("is driven to closed by six people, its answer pulled and acknowledged by the source", async () => {
    const b = await bench(await freshUrl());
    const { get, act } = await people(b);
    const key = await b.keyOf(["12345"], ["answers"]);
    const id = await b.open({});
    const done = async (who: string, type: string, payload: object = {}) => {
      const answer = await act(id, who, type, payload);
      expect(answer.json(), `${type} by ${who}`).toMatchObject({ id });
      expect(answer.statusCode).toBe(200);
      return answer.json();
    };
    await done("wang", "accept");
    const assigned = await done("wang", "assign", { unitId: b.units.licence.id });
    expect(assigned.unit).toEqual({ id: b.units.licence.id, code: "licence", name: "出入境窗口" });
    await done("han", "sign");
    await done("han", "recordContact", { channel: "phone", connected: true });
    await done("han", "submitDisposition", { result: "已增开窗口。", reply: "已增开窗口,谢谢您的监督。", verdict: "substantiated" });
    const closing = await done("du", "approveDisposition");
    expect(closing.state).toBe("closing");
    expect(closing.regions.closing).toEqual({ review: "pending", callback: "pending", answer: "pending" });
    await done("fu", "submitReview", review);
    await done("du", "approveReview");
    await done("cui", "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true });

    const bearer = { authorization: `Bearer ${key}` };
    const waiting = (await b.app.inject({ url: "/api/v1/feeds/12345/answers", headers: bearer })).json();
    expect(waiting.items).toMatchObject([{ caseId: id, externalId: "GD-1", topic: "answer", round: 1 }]);
    const items = [
      { id: waiting.items[0].id, proof: "回执 8812" },
      { id: 999_999, proof: "x" },
    ];
    const acknowledge = () =>
      b.app.inject({ method: "POST", url: "/api/v1/feeds/12345/answers/acknowledge", headers: bearer, payload: { items } });
    expect((await acknowledge()).json().results.map((each: { outcome: string }) => each.outcome)).toEqual(["delivered", "not-found"]);
    expect((await acknowledge()).json().results.map((each: { outcome: string }) => each.outcome)).toEqual([
      "already-delivered",
      "not-found",
    ]);
    expect((await b.app.inject({ url: "/api/v1/feeds/12345/answers", headers: bearer })).json().items).toEqual([]);

    const closed = (await get(`/cases/${id}`, "du")).json();
    expect(closed).toMatchObject({ state: "closed", regions: { flow: "closed", closing: null } });
    expect(closed.closedAt).toBe("2026-11-16T09:45:12+08:00");
    const history = (await get(`/cases/${id}/events?limit=200`, "du")).json();
    expect(history.items.map((event: { type: string }) => event.type)).toEqual([
      "register",
      "accept",
      "assign",
      "sign",
      "recordContact",
      "submitDisposition",
      "approveDisposition",
      "submitReview",
      "approveReview",
      "recordCallback",
      "answerDelivered",
    ]);
    expect(history.items[2]).toMatchObject({
      label: "交办",
      payload: { unitId: b.units.licence.id },
      actor: { name: "wang" },
      stateAfterLabel: "待签收",
    });
    for (const [index, event] of history.items.entries()) if (index > 0) expect(event.previousHash).toBe(history.items[index - 1].hash);
  });

  test("refuses in the order version, state, permission, payload, and nothing changes", async () => {
    const b = await bench(await freshUrl());
    const { get, post, act } = await people(b);
    const id = await b.open({});
    const before = (await get(`/cases/${id}`, "du")).json();
    const stale = await post(`/cases/${id}/events`, "han", { type: "approveReview", expectedVersion: before.version + 7, payload: {} });
    // The case is at the root, so the handler of one unit does not even know of it.
    expect(stale.statusCode).toBe(404);
    const conflict = await post(`/cases/${id}/events`, "cui", {
      type: "approveReview",
      expectedVersion: before.version + 7,
      payload: { x: 1 },
    });
    expect([conflict.statusCode, conflict.json().code]).toEqual([409, "version-conflict"]);
    const early = await act(id, "wang", "approveReview", { x: 1 });
    expect([early.statusCode, early.json().code]).toEqual([409, "event-not-allowed"]);
    expect(early.headers["content-type"]).toContain("application/problem+json");
    expect(early.json().allowedEvents.map((event: { type: string }) => event.type)).toContain("accept");
    const foreign = await act(id, "cui", "accept", { x: 1 });
    expect([foreign.statusCode, foreign.json().code]).toEqual([403, "not-permitted"]);
    const wrong = await act(id, "wang", "returnToSource", { reason: "" });
    expect([wrong.statusCode, wrong.json().code]).toEqual([422, "invalid-payload"]);
    expect(wrong.json().errors.length).toBeGreaterThan(0);
    const unknown = await act(id, "wang", "fly");
    expect([404, 409, 422]).toContain(unknown.statusCode);
    const system = await act(id, "wang", "deadlinePassed", {});
    expect([403, 409, 422]).toContain(system.statusCode);
    expect((await get(`/cases/${id}`, "du")).json()).toEqual(before);
  });

  test("lists by filter and page, and finds Chinese text, the signs % and _ taken literally", async () => {
    const b = await bench(await freshUrl());
    const { get } = await people(b);
    const ids: number[] = [];
    for (let index = 1; index <= 5; index += 1)
      ids.push(await b.open({ externalId: `GD-${index}`, title: index === 3 ? "50%_优惠" : "窗口" }));
    const first = (await get("/cases?limit=2", "wang")).json();
    expect(first.items.map((item: { id: number }) => item.id)).toEqual([ids[4], ids[3]]);
    const second = (await get(`/cases?limit=200&cursor=${first.nextCursor}`, "wang")).json();
    expect(second.items.map((item: { id: number }) => item.id)).toEqual([ids[2], ids[1], ids[0]]);
    expect(second.nextCursor).toBeNull();
    const count = async (query: string) => (await get(`/cases?${query}`, "wang")).json().items.length;
    expect(await count(`q=${encodeURIComponent("%_")}`)).toBe(1);
    expect(await count(`q=${encodeURIComponent("排队")}`)).toBe(5);
    expect(await count("week=2026-W47&state=registered&kind=complaint&source=12345&escalation=none&overdue=false")).toBe(5);
    expect(await count("week=2026-W46")).toBe(0);
    expect(await count("overdue=true")).toBe(0);
    b.clock.now = "2026-12-16T01:45:12.000Z";
    const later = await people(b);
    expect((await later.get("/cases?overdue=true", "wang")).json().items).toHaveLength(5);
    for (const query of ["cursor=abc", "limit=0", "limit=201", "week=2026-W99", "source=x", "overdue=maybe", "q=%00"]) {
      expect((await later.get(`/cases?${query}`, "wang")).statusCode, query).toBe(422);
    }
  });
});

describe("a case", () => {
  test("shows its likely duplicates with scores, reasons and what to do, and where a search found its words", async () => {
    const b = await bench(await freshSqliteUrl());
    const { get } = await people(b);
    const content = "政务服务中心二楼三号窗办理二手车转移登记，前后排队两次，以系统故障为由让改天再来。";
    const first = await b.open({ externalId: "S-1", content });
    const second = await b.open({ externalId: "S-2", content: `${content}请尽快处理。` });
    await b.open({ externalId: "S-3", content: "路灯不亮。", complainant: { name: null, phone: null, idNumber: null, anonymous: true, confidential: false } });
    const { items } = (await get(`/cases/${second}/similar`, "wang")).json();
    expect(items).toMatchObject([{ caseId: first, suggestion: "merge", suggestionLabel: "建议并案", stateLabel: "待甄别" }]);
    expect(items[0].score).toBeGreaterThan(0.8);
    expect(items[0].reasons.length).toBeGreaterThan(1);
    expect(JSON.stringify(items)).not.toMatch(/13912340231|张三丰/);
    expect((await get("/cases/9999/similar", "wang")).statusCode).toBe(404);
    const [found] = (await get(`/cases?q=${encodeURIComponent("二手车转移")}`, "wang")).json().items;
    expect(found.found).toMatchObject([{ field: "content", text: expect.stringContaining("二手车转移登记") }]);
    const [from, to] = found.found[0].marks[0];
    expect(found.found[0].text.slice(from, to)).toBe("二手车转移");
  });

  test("is seen by the people of its unit and of those above, by others not at all", async () => {
    const b = await bench(await freshSqliteUrl());
    const { get, post, act } = await people(b);
    const id = await b.open({});
    await act(id, "wang", "accept");
    await act(id, "wang", "assign", { unitId: b.units.licence.id });
    const seen = async (who: string) => [(await get(`/cases/${id}`, who)).statusCode, (await get("/cases", who)).json().items.length];
    expect(await seen("han")).toEqual([200, 1]);
    expect(await seen("du")).toEqual([200, 1]);
    expect(await seen("chen")).toEqual([404, 0]);
    expect((await get(`/cases/${id}/events`, "chen")).statusCode).toBe(404);
    expect((await post(`/cases/${id}/reveal`, "chen", { field: "phone", reason: "想看看" })).statusCode).toBe(404);
    expect((await get(`/cases?unit=${b.units.traffic.id}`, "du")).json().items).toEqual([]);
    expect((await get(`/cases?unit=${b.units.root.id}`, "du")).json().items.length).toBe(1);
    expect((await get("/cases/999999", "du")).json()).toMatchObject({ status: 404, code: "not-found" });
  });

  test("shows personal data masked, and unmasked only with a reason that stays on record", async () => {
    const b = await bench(await freshSqliteUrl());
    const { get, post } = await people(b);
    const id = await b.open({});
    const answer = await get(`/cases/${id}`, "wang");
    expect(answer.json().complainant).toEqual({
      name: "张**",
      phone: "139****0231",
      idNumber: "3204**********0017",
      anonymous: false,
      confidential: false,
    });
    expect(answer.body).not.toContain("13912340231");
    expect((await post(`/cases/${id}/reveal`, "wang", { field: "phone" })).statusCode).toBe(422);
    expect(await b.store.read.selectFrom("reveals").selectAll().execute()).toEqual([]);
    expect((await post(`/cases/${id}/reveal`, "wang", { field: "phone", reason: "回拨" })).json()).toEqual({
      field: "phone",
      value: "13912340231",
    });
    expect(await b.store.read.selectFrom("reveals").select(["case_id", "field", "reason"]).execute()).toEqual([
      { case_id: id, field: "phone", reason: "回拨" },
    ]);
    expect(b.log.join("")).not.toContain("13912340231");
  });

  test("is registered for a walk-in at the window, and shows what may be done with it", async () => {
    const b = await bench(await freshSqliteUrl());
    const { get, post } = await people(b);
    const answer = await post("/cases", "wang", { content: "材料齐全却不受理。", complainant: { name: "李四", phone: "13800000000" } });
    expect(answer.statusCode).toBe(201);
    const registered = answer.json();
    expect(registered).toMatchObject({ source: "window", state: "registered", week: "2026-W47", complainant: { name: "李*" } });
    expect(registered.stateLabel).not.toBe(registered.state);
    expect(registered.deadlines.map(({ kind, due, minutesLeft }: Record<string, unknown>) => [kind, due, minutesLeft])).toEqual([
      ["accept", "2026-11-16T11:45:12+08:00", 120],
      // From 09:45:12: 134 minutes to noon, 210 in the afternoon and 390 on the day after.
      ["escalationLevel1", "2026-11-17T17:00:00+08:00", 734],
    ]);
    expect(registered.allowedEvents.find((event: { type: string }) => event.type === "returnToSource")).toMatchObject({
      label: "退回来源",
      schema: { type: "object" },
    });
    expect((await get(answer.headers.location?.slice(7) ?? "", "wang")).json()).toEqual(registered);
    expect((await post("/cases", "wang", { content: "x", reportedAt: "2026-02-30T10:00:00+08:00" })).json().errors).toEqual([
      { path: "/reportedAt", message: "没有这个时刻。" },
    ]);
    expect((await post("/cases", "wang", { content: " " })).statusCode).toBe(422);
    expect((await post("/cases", "du", { content: "x" })).statusCode).toBe(403);
  });

  test("that was returned tells its source so, until the source has it", async () => {
    const b = await bench(await freshSqliteUrl());
    const { act } = await people(b);
    const id = await b.open({});
    await act(id, "wang", "returnToSource", { reason: "不属于公安机关职责。" });
    const headers = { authorization: `Bearer ${await b.keyOf(["12345"], ["answers"])}` };
    const waiting = async () => (await b.app.inject({ url: "/api/v1/feeds/12345/answers", headers })).json().items;
    const [item] = await waiting();
    expect(item).toMatchObject({ caseId: id, topic: "return" });
    const payload = { items: [{ id: item.id, proof: "退单回执 17" }] };
    const answer = await b.app.inject({ method: "POST", url: "/api/v1/feeds/12345/answers/acknowledge", headers, payload });
    expect(answer.json()).toEqual({ results: [{ id: item.id, outcome: "delivered" }] });
    expect(await waiting()).toEqual([]);
  });

  test("that escalated is in the window's list until it is resolved", async () => {
    const b = await bench(await freshSqliteUrl());
    const { get, post } = await people(b);
    await post("/cases", "wang", { content: "材料齐全却不受理。" });
    const list = async (query = "") => (await get(`/escalations${query}`, "wang")).json().items;
    const [item] = await list("?level=1&state=open");
    expect(item).toMatchObject({ level: 1, state: "open", overdue: false });
    expect((await post(`/escalations/${item.id}/acknowledge`, "cui", {})).statusCode).toBe(403);
    expect((await post(`/escalations/${item.id}/acknowledge`, "wang", {})).json()).toMatchObject({ state: "acknowledged" });
    expect((await post(`/escalations/${item.id}/acknowledge`, "wang", {})).json().code).toBe("event-not-allowed");
    expect((await post(`/escalations/${item.id}/resolve`, "wang", { resolution: "已受理。", expectedVersion: 0 })).json().code).toBe(
      "version-conflict",
    );
    expect((await post(`/escalations/${item.id}/resolve`, "wang", { resolution: "已受理。" })).json()).toMatchObject({
      state: "resolved",
      resolution: "已受理。",
    });
    expect((await post(`/escalations/${item.id}/resolve`, "wang", { resolution: "已受理。" })).json().code).toBe("escalation-resolved");
    expect(await list("?state=open")).toEqual([]);
    expect(await list("?state=resolved")).toHaveLength(1);
  });
});
