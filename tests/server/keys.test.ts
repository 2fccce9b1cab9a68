/** Keys of integrations: they end on their day, are changed without a gap, and wrong ones are noted. */
import { describe, expect, test } from "vitest";
import { millisOf, toInstant } from "../../src/rules/shanghai.ts";
import { addKey } from "../../src/store/keys.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench, type Bench } from "./app.ts";

const later = (b: Bench, hours: number) => (b.clock.now = toInstant(millisOf(b.clock.now) + hours * 3_600_000));
const pull = async (b: Bench, key: string, remoteAddress = "10.0.0.1") => {
  const answer = await b.app.inject({ url: "/api/v1/feeds/12345/answers", headers: { authorization: `Bearer ${key}` }, remoteAddress });
  return [answer.statusCode, answer.json().code];
};

describe("a key", () => {
  test("is refused with a code of its own from its last instant on, and nobody without its secret learns that", async () => {
    const b = await bench(await freshSqliteUrl());
    const admin = { cookie: await b.cookieOf("guan") };
    const add = (payload: object) => b.app.inject({ method: "POST", url: "/api/v1/keys", headers: admin, payload: { name: "热线", sources: ["12345"], scopes: ["answers"], ...payload } });
    expect((await add({ expiresAt: "2026-11-16T09:45:12+08:00" })).json()).toMatchObject({ status: 422, errors: [{ path: "/expiresAt" }] });
    expect((await add({ expiresAt: "2026-13-45T09:45:12+08:00" })).json()).toMatchObject({ status: 422, errors: [{ path: "/expiresAt" }] });
    const made = (await add({ expiresAt: "2026-11-17T09:45:12+08:00" })).json<{ key: string }>();
    expect(made).toMatchObject({ expiresAt: "2026-11-17T09:45:12+08:00", expired: false, usedAt: null });
    later(b, 23.99);
    expect(await pull(b, made.key)).toEqual([200, undefined]);
    later(b, 0.01);
    expect(await pull(b, made.key)).toEqual([401, "key-expired"]);
    expect(await pull(b, `${made.key.slice(0, -1)}${made.key.endsWith("A") ? "B" : "A"}`)).toEqual([401, "not-authenticated"]);
    const listed = (await b.app.inject({ url: "/api/v1/keys", headers: { cookie: await b.cookieOf("guan") } })).json().items;
    expect(listed).toMatchObject([{ name: "热线", expired: true, usedAt: "2026-11-17T09:44:36+08:00" }]);
  });

  test("is changed without a gap: the new one works at once, the old one until the overlap ends", async () => {
    const b = await bench(await freshSqliteUrl());
    const cookie = async () => ({ cookie: await b.cookieOf("guan") });
    const { id, key: old } = await b.store.write((tx) => addKey(tx, { name: "热线", sources: ["12345"], scopes: ["answers"], at: b.clock.now, expiresAt: "2027-02-14T01:45:12.000Z" }));
    later(b, 24);
    const rotate = async (payload: object, which = id) => b.app.inject({ method: "POST", url: `/api/v1/keys/${which}/rotate`, headers: await cookie(), payload });
    const rotated = (await rotate({ overlapHours: 48 })).json<{ id: number; key: string }>();
    expect(rotated).toMatchObject({ name: "热线", sources: ["12345"], scopes: ["answers"], replacesId: id, oldEndsAt: "2026-11-19T09:45:12+08:00", expiresAt: "2027-02-15T09:45:12+08:00" });
    expect([await pull(b, old), await pull(b, rotated.key)]).toEqual([[200, undefined], [200, undefined]]);
    later(b, 48);
    expect([await pull(b, old), await pull(b, rotated.key)]).toEqual([[401, "key-expired"], [200, undefined]]);
    expect((await rotate({})).statusCode).toBe(404);
    expect((await rotate({}, 9999)).statusCode).toBe(404);
    expect((await rotate({ overlapHours: -1 }, rotated.id)).statusCode).toBe(422);
    const trail = await b.store.read.selectFrom("audit_entries").select(["action", "subject"]).where("action", "=", "key-rotated").execute();
    expect(trail).toEqual([{ action: "key-rotated", subject: "热线" }]);
  });

  test("that ends before the overlap would ends no later for being changed", async () => {
    const b = await bench(await freshSqliteUrl());
    const { id } = await b.store.write((tx) => addKey(tx, { name: "热线", sources: ["12345"], scopes: ["answers"], at: b.clock.now, expiresAt: "2026-11-16T02:45:12.000Z" }));
    const answer = await b.app.inject({ method: "POST", url: `/api/v1/keys/${id}/rotate`, headers: { cookie: await b.cookieOf("guan") }, payload: { expiresAt: null } });
    expect(answer.json()).toMatchObject({ oldEndsAt: "2026-11-16T10:45:12+08:00", expiresAt: null });
  });
});

describe("wrong keys", () => {
  test("are answered so often a minute and address, noted twice in the audit trail, and never in the way of a right one", async () => {
    const b = await bench(await freshSqliteUrl(), { limits: { wrongKeysPerMinuteMax: 5 } });
    const right = await b.keyOf(["12345"], ["answers"]);
    const wrong = `hy_7_${"s".repeat(43)}`;
    const answers: unknown[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) answers.push((await pull(b, wrong))[0]);
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect([await pull(b, right), await pull(b, wrong, "10.0.0.2")]).toEqual([[200, undefined], [401, "not-authenticated"]]);
    const refused = await b.app.inject({ url: "/api/v1/feeds/12345/answers", headers: { authorization: `Bearer ${wrong}` }, remoteAddress: "10.0.0.1" });
    expect([refused.json().code, refused.headers["retry-after"]]).toEqual(["too-many-attempts", "60"]);
    later(b, 1 / 60);
    expect((await pull(b, wrong))[0]).toBe(401);
    const trail = await b.store.read.selectFrom("audit_entries").select(["action", "detail"]).where("action", "=", "key-refused").orderBy("id").execute();
    expect(trail.map(({ detail }) => detail)).toEqual(["10.0.0.1，密钥不正确或已吊销", "10.0.0.1，密钥不正确或已吊销，一分钟内过多，暂停答复", "10.0.0.2，密钥不正确或已吊销", "10.0.0.1，密钥不正确或已吊销"]);
    expect(b.log.filter((line) => line.includes("key refused"))).toHaveLength(10);
    expect(b.log.join("") + JSON.stringify(trail)).not.toContain("s".repeat(43));
  });
});
