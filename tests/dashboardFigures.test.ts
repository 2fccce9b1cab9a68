/** The dashboard's figures on both databases, against what was done by hand. */
import { expect, it } from "vitest";
import { bench } from "./server/app.ts";
import { eachStore } from "./setup/stores.ts";

eachStore("the dashboard", ({ freshUrl }) => {
  it("counts each stage of the loop by the cases that need it, and opens them", async () => {
    const b = await bench(await freshUrl());
    const complaint = await b.open({ externalId: "A" });
    const question = await b.open({ externalId: "B", kind: "consultation" });
    const returned = await b.open({ externalId: "C" });
    await b.open({ externalId: "OLD", reportedAt: "2026-10-01T01:00:00.000Z" });
    const cookies = new Map<string, string>();
    for (const name of ["wang", "han", "cui", "fu", "du", "chen"]) cookies.set(name, await b.cookieOf(name));
    const get = async (as: string, url: string) => (await b.app.inject({ url: `/api/v1${url}`, headers: { cookie: cookies.get(as) ?? "" } })).json();
    const send = async (as: string, id: number, type: string, payload: object = {}) => {
      const { version } = await b.store.read.selectFrom("cases").select("version").where("id", "=", id).executeTakeFirstOrThrow();
      const answer = await b.app.inject({ method: "POST", url: `/api/v1/cases/${id}/events`, headers: { cookie: cookies.get(as) ?? "" }, payload: { type, expectedVersion: version, payload } });
      expect([type, answer.statusCode]).toEqual([type, 200]);
    };
    await send("wang", returned, "returnToSource", { reason: "不属本局职责" });
    await send("wang", question, "accept");
    await send("wang", complaint, "accept");
    await send("wang", complaint, "assign", { unitId: b.units.licence.id });
    await send("han", complaint, "sign");
    await send("han", complaint, "recordContact", { channel: "phone" });
    await send("han", complaint, "submitDisposition", { result: "已加开窗口", reply: "已加开窗口。" });
    await send("du", complaint, "approveDisposition");
    await send("cui", complaint, "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true });
    await send("wang", complaint, "answerDelivered", { channel: "平台", proof: "回执1" });

    const funnel = await get("du", "/metrics/funnel?from=2026-11-16&to=2026-11-16");
    expect(Object.fromEntries(funnel.stages.map(({ stage, needed, done }: { stage: string; needed: number; done: number }) => [stage, [done, needed]]))).toEqual({
      received: [3, 3],
      accepted: [2, 2],
      contacted: [1, 2],
      signed: [1, 2],
      disposed: [1, 2],
      reviewed: [0, 1],
      calledBack: [1, 2],
      answered: [1, 2],
      closed: [0, 2],
    });
    expect(funnel).toMatchObject({ returned: 1, merged: 0, withdrawn: 0 });
    const idsOf = async (stage: string, part: string) => (await get("du", `/metrics/funnel/cases?from=2026-11-16&to=2026-11-16&stage=${stage}&part=${part}`)).items.map(({ id }: { id: number }) => id);
    expect([await idsOf("reviewed", "missing"), await idsOf("contacted", "done"), await idsOf("received", "needed")]).toEqual([[complaint], [complaint], [returned, question, complaint]]);
    // Another unit's handler sees what is his unit's: nothing.
    expect((await get("chen", "/metrics/funnel?from=2026-11-16&to=2026-11-16")).stages[0]).toMatchObject({ needed: 0, done: 0 });

    const series = await get("du", "/metrics/series?weeks=3&until=2026-W47");
    expect(series.items.map(({ week, complaints }: { week: string; complaints: number }) => [week, complaints])).toEqual([["2026-W45", 0], ["2026-W46", 0], ["2026-W47", 3]]);
    expect(series.last).toEqual({ week: "2026-W47", change: "—", changeYear: "—" });
    expect(series.items[2].metrics.find(({ name }: { name: string }) => name === "satisfaction")).toMatchObject({ numerator: 1, denominator: 1, text: "100.0%" });

    const screen = await get("du", "/metrics/screen");
    expect(screen).toMatchObject({ receivedToday: 3, closedToday: 0, receivedWeek: 3, inProgress: 3, overdue: 0, closings: [] });
    expect(JSON.stringify(screen)).not.toContain("排队");
  });

  it("refuses days and weeks that do not exist", async () => {
    const b = await bench(await freshUrl());
    const cookie = await b.cookieOf("du");
    for (const [url, path] of [
      ["/metrics/funnel?from=2026-02-30&to=2026-03-01", "/from"],
      ["/metrics/funnel?from=2026-03-02&to=2026-03-01", "/to"],
      ["/metrics/funnel?from=2020-01-01&to=2026-03-01", "/to"],
      ["/metrics/series?until=2026-W60", "/until"],
    ]) {
      const answer = await b.app.inject({ url: `/api/v1${url}`, headers: { cookie } });
      expect([url, answer.statusCode, answer.json().errors?.[0]?.path]).toEqual([url, 422, path]);
    }
  });
});
