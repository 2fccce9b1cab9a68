/** The worklist on both databases: what waits for whom, the most pressing first, in step with every event. */
import { expect, it } from "vitest";
import { verify } from "../src/store/verify.ts";
import { bench } from "./server/app.ts";
import { leaveSpoilt } from "./setup/replay.ts";
import { eachStore } from "./setup/stores.ts";

eachStore("the worklist", ({ freshUrl }) => {
  it("shows each role what waits for it, nearest limit first, page by page", async () => {
    const b = await bench(await freshUrl());
    const ids = [await b.open({ externalId: "A" }), await b.open({ externalId: "B", source: "110", profile: "110" }), await b.open({ externalId: "C" })];
    const cookies = new Map<string, string>();
    for (const name of ["wang", "han", "chen", "cui", "fu", "du"]) cookies.set(name, await b.cookieOf(name));
    const get = async (as: string, url: string) => (await b.app.inject({ url: `/api/v1${url}`, headers: { cookie: cookies.get(as) ?? "" } })).json();
    const send = async (as: string, id: number, type: string, payload: object = {}) => {
      const { version } = await b.store.read.selectFrom("cases").select("version").where("id", "=", id).executeTakeFirstOrThrow();
      const answer = await b.app.inject({ method: "POST", url: `/api/v1/cases/${id}/events`, headers: { cookie: cookies.get(as) ?? "" }, payload: { type, expectedVersion: version, payload } });
      expect([type, answer.statusCode]).toEqual([type, 200]);
    };
    const steps = async (as: string, query = "") => (await get(as, `/worklist${query}`)).items.map((item: { case: { id: number }; step: string }) => [item.case.id, item.step]);

    // 110's four working hours end before 12345's working day.
    expect(await steps("wang")).toEqual([[ids[1], "accept"], [ids[0], "accept"], [ids[2], "accept"]]);
    const first = await get("wang", "/worklist?limit=2");
    expect(first.items[0]).toMatchObject({ stepLabel: "待受理", dueLabel: "受理", overdue: false, case: { id: ids[1] } });
    expect((await get("wang", `/worklist?limit=2&cursor=${first.nextCursor}`)).items.map((item: { case: { id: number } }) => item.case.id)).toEqual([ids[2]]);
    expect(await steps("han")).toEqual([]);

    const [a = 0] = ids;
    await send("wang", a, "accept");
    await send("wang", a, "assign", { unitId: b.units.licence.id });
    expect([await steps("han"), await steps("chen"), await steps("cui")]).toEqual([[[a, "sign"]], [], []]);
    await send("han", a, "sign");
    await send("han", a, "recordContact", { channel: "phone" });
    await send("han", a, "requestExtension", { reason: "需要会商", days: 2 });
    expect([await steps("han"), await steps("du", "?step=decideExtension")]).toEqual([[[a, "handle"]], [[a, "decideExtension"]]]);
    await send("han", a, "suspend", { reason: "等待当事人补材料" });
    expect((await get("han", "/worklist")).items[0]).toMatchObject({ step: "resume", due: null, minutesLeft: null });
    await send("han", a, "resume");
    await send("han", a, "submitDisposition", { result: "已加开窗口", reply: "已加开窗口，感谢监督。" });
    await send("du", a, "approveDisposition");
    expect([await steps("fu"), await steps("cui"), await steps("wang", "?step=answer"), await steps("han")]).toEqual([[[a, "review"]], [[a, "callback"]], [[a, "answer"]], []]);

    b.clock.now = "2026-11-18T01:00:00.000Z";
    // Yesterday's session has ended.
    cookies.set("wang", await b.cookieOf("wang"));
    const counts = await get("wang", "/worklist/counts");
    expect(counts.items.find(({ step }: { step: string }) => step === "accept")).toEqual({ step: "accept", label: "待受理", count: 2, overdue: 2 });
    expect(await steps("wang", "?due=overdue&source=110")).toEqual([[ids[1], "accept"]]);
    expect(await steps("wang", "?fresh=true")).toEqual([]);
    expect((await verify(b.store)).differences).toEqual([]);
  });

  it("tells in verify where the rows are not what the history says", async () => {
    const url = await freshUrl();
    leaveSpoilt(url);
    const b = await bench(url);
    const id = await b.open({});
    await b.store.write((tx) => tx.deleteFrom("next_steps").where("case_id", "=", id).execute());
    expect((await verify(b.store)).differences).toMatchObject([{ caseId: id, code: "next-steps-differ" }]);
  });

  it("keeps views by name for their owner alone, each name once, and not without end", async () => {
    const b = await bench(await freshUrl());
    const [wang, du] = [await b.cookieOf("wang"), await b.cookieOf("du")];
    const save = (cookie: string, name: string, query: string) => b.app.inject({ method: "POST", url: "/api/v1/views", headers: { cookie }, payload: { page: "worklist", name, query } });
    const list = async (cookie: string) => (await b.app.inject({ url: "/api/v1/views", headers: { cookie } })).json().items;
    expect((await save(wang, "急件", "due=overdue")).statusCode).toBe(201);
    expect((await save(wang, "急件", "due=today")).statusCode).toBe(201);
    expect((await list(wang)).map(({ name, query }: { name: string; query: string }) => [name, query])).toEqual([["急件", "due=today"]]);
    expect(await list(du)).toEqual([]);
    const [{ id }] = await list(wang);
    const forget = (cookie: string) => b.app.inject({ method: "DELETE", url: `/api/v1/views/${id}`, headers: { cookie } });
    expect([(await forget(du)).statusCode, (await forget(wang)).statusCode, (await forget(wang)).statusCode]).toEqual([404, 204, 404]);
    for (let index = 0; index < 50; index += 1) expect((await save(wang, `视图${index}`, "")).statusCode).toBe(201);
    expect((await save(wang, "再一个", "")).json()).toMatchObject({ status: 409, code: "views-too-many" });
  });
});
