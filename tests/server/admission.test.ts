/** More requests at once than the service takes: refused with a time to come again, while monitors are answered and what was taken is done. */
import { expect, test } from "vitest";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench } from "./app.ts";

test("what is more than can be worked on at once is refused with a time to come again, and all that was taken is done", async () => {
  const b = await bench(await freshSqliteUrl(), { limits: { requestsAtOnceMax: 2 } });
  const cookie = await b.cookieOf("wang");
  const ids = [await b.open({ externalId: "GD-1" }), await b.open({ externalId: "GD-2" })];
  const list = () => b.app.inject({ url: "/api/v1/cases", headers: { cookie } });
  expect((await list()).statusCode).toBe(200);

  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const held = b.store.write(() => gate);
  const comment = (id: number) => b.app.inject({ method: "POST", url: `/api/v1/cases/${id}/events`, headers: { cookie }, payload: { type: "comment", expectedVersion: 1, payload: { note: "在等" } } });
  const waiting = ids.map(comment);
  await expect.poll(async () => (await list()).statusCode).toBe(503);
  const refused = await list();
  expect([refused.headers["retry-after"], refused.json()]).toEqual(["5", expect.objectContaining({ code: "overloaded", detail: expect.stringContaining("请按 Retry-After 稍后重试") })]);
  const told = b.log.filter((line) => line.includes("overloaded")).map((line) => JSON.parse(line) as { level: number });
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((line) => line.level !== 40 || "err" in line), "a refusal of our own is no error").toEqual([]);
  for (const url of ["/healthz", "/readyz", "/metrics"]) expect([url, (await b.app.inject({ url })).statusCode]).toEqual([url, 200]);

  release();
  await held;
  expect((await Promise.all(waiting)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  expect((await list()).statusCode).toBe(200);
});

test("who waits outside without being let in takes nobody's place", async () => {
  const b = await bench(await freshSqliteUrl(), { limits: { requestsAtOnceMax: 1 } });
  const strangers = await Promise.all(Array.from({ length: 20 }, () => b.app.inject({ url: "/api/v1/cases" })));
  expect(new Set(strangers.map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
  expect((await b.app.inject({ url: "/api/v1/cases", headers: { cookie: await b.cookieOf("wang") } })).statusCode).toBe(200);
});
