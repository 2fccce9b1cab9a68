/** Signing in: how hard guessing is made, what a session is worth, and what a page has to prove. */
import { describe, expect, test } from "vitest";
import { millisOf, toInstant } from "../../src/rules/shanghai.ts";
import { StoreUnavailable } from "../../src/store/errors.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench, password, type Bench } from "./app.ts";

const later = (b: Bench, minutes: number) => (b.clock.now = toInstant(millisOf(b.clock.now) + minutes * 60_000));
const login = (b: Bench, username: string, given: string, remoteAddress = "10.0.0.1", headers: Record<string, string> = {}) =>
  b.app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username, password: given }, remoteAddress, headers });
const me = (b: Bench, cookie: string, headers: Record<string, string> = {}) => b.app.inject({ url: "/api/v1/auth/me", headers: { cookie, ...headers } });
const cookieIn = (answer: { headers: Record<string, unknown> }) => String(answer.headers["set-cookie"]).split(";")[0] ?? "";

describe("guessing passwords", () => {
  test("ends after ten from one address, for a name that exists as for one that does not, and not for the person's own desk", async () => {
    const b = await bench(await freshSqliteUrl());
    for (const username of ["wang", "nobody-at-all"]) {
      for (let attempt = 1; attempt <= 10; attempt += 1) expect((await login(b, username, "wrong password")).json()).toMatchObject({ status: 401, code: "wrong-credentials", detail: "用户名或密码不正确。" });
      const locked = await login(b, username, password);
      expect([locked.statusCode, locked.json().code, Number(locked.headers["retry-after"])]).toEqual([429, "too-many-attempts", 900]);
    }
    expect((await login(b, "du", password)).statusCode).toBe(200);
    expect((await login(b, "wang", password, "10.0.0.2")).statusCode).toBe(200);
    later(b, 15);
    expect((await login(b, "wang", password)).statusCode).toBe(200);
  });

  test("counts attempts that come at the same moment", async () => {
    const b = await bench(await freshSqliteUrl());
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(b, "wang", "wrong password")));
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(20);
  });

  test("is written into the log and the audit trail, without what was typed", async () => {
    const b = await bench(await freshSqliteUrl());
    await login(b, "wang", "my-secret-guess");
    await login(b, "password-in-wrong-field", "my-secret-guess");
    const trail = await b.store.read.selectFrom("audit_entries").select(["action", "actor", "subject", "detail"]).execute();
    expect(trail).toEqual([
      { action: "sign-in-failed", actor: expect.stringMatching(/^user:/) as string, subject: "wang", detail: "10.0.0.1" },
      { action: "sign-in-failed", actor: "unknown", subject: null, detail: "10.0.0.1" },
    ]);
    expect(b.log.filter((line) => line.includes("sign-in failed"))).toHaveLength(2);
    expect(b.log.join("")).not.toMatch(/my-secret-guess|password-in-wrong-field/);
  });

  test("takes as long for a name that nobody has as for one that exists", async () => {
    const b = await bench(await freshSqliteUrl());
    const least = { wang: Infinity, "nobody-at-all": Infinity };
    // The shortest of several, taken in turns: whatever else the machine does makes an answer longer only.
    for (let round = 0; round < 8; round += 1) {
      for (const username of ["wang", "nobody-at-all"] as const) {
        const begun = performance.now();
        await login(b, username, "wrong password");
        least[username] = Math.min(least[username], performance.now() - begun);
      }
    }
    // Without a hash to compare with, an answer would take a twentieth of the time.
    expect(least["nobody-at-all"] / least.wang).toBeGreaterThan(0.3);
  });
});

describe("a session", () => {
  test("ends after half an hour in which nothing was done, and what a page asks on its own keeps none awake", async () => {
    const b = await bench(await freshSqliteUrl());
    const [busy, left] = [await b.cookieOf("wang"), await b.cookieOf("du")];
    for (let round = 0; round < 4; round += 1) {
      later(b, 14);
      expect((await me(b, busy)).statusCode).toBe(200);
      expect((await me(b, left, { "x-background": "1" })).statusCode).toBe(round < 2 ? 200 : 401);
    }
  });

  test("ends after twelve hours however busy it is", async () => {
    const b = await bench(await freshSqliteUrl());
    const cookie = await b.cookieOf("wang");
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      later(b, 20);
      expect((await me(b, cookie)).statusCode).toBe(200);
    }
    later(b, 20);
    expect((await me(b, cookie)).statusCode).toBe(401);
  });

  test("is a new one at each sign-in, and the one that the browser had before is over", async () => {
    const b = await bench(await freshSqliteUrl());
    const first = await b.cookieOf("wang");
    const second = cookieIn(await login(b, "wang", password, "10.0.0.1", { cookie: first }));
    expect(second).not.toBe(first);
    expect([(await me(b, first)).statusCode, (await me(b, second)).statusCode]).toEqual([401, 200]);
    // A token that somebody planted is not taken over.
    const planted = cookieIn(await login(b, "wang", password, "10.0.0.1", { cookie: "huiyin_session=planted" }));
    expect(planted).not.toContain("planted");
  });

  test("is seen and ended by its person from another place, and by an administrator", async () => {
    const b = await bench(await freshSqliteUrl());
    const [here, there] = [cookieIn(await login(b, "wang", password, "10.0.0.1")), cookieIn(await login(b, "wang", password, "10.0.0.9"))];
    const listed = await b.app.inject({ url: "/api/v1/auth/sessions", headers: { cookie: here } });
    expect(listed.json().items.map(({ address, current }: { address: string; current: boolean }) => [address, current]).sort()).toEqual([["10.0.0.1", true], ["10.0.0.9", false]]);
    expect((await b.app.inject({ method: "DELETE", url: "/api/v1/auth/sessions", headers: { cookie: here } })).json()).toEqual({ ended: 1 });
    expect([(await me(b, here)).statusCode, (await me(b, there)).statusCode]).toEqual([200, 401]);
    const users = (await b.app.inject({ url: "/api/v1/users", headers: { cookie: await b.cookieOf("guan") } })).json().items as { id: number; username: string }[];
    const id = users.find(({ username }) => username === "wang")?.id ?? 0;
    expect((await b.app.inject({ method: "DELETE", url: `/api/v1/users/${id}/sessions`, headers: { cookie: await b.cookieOf("guan") } })).json()).toEqual({ ended: 1 });
    expect((await me(b, here)).statusCode).toBe(401);
  });

  test("travels over HTTPS only where the request came so, and only a trusted proxy can say that it did", async () => {
    const url = await freshSqliteUrl();
    const b = await bench(url, { trustProxy: ["10.0.0.1"] });
    const over = (proto: string, remoteAddress: string) => login(b, "wang", password, remoteAddress, { "x-forwarded-proto": proto, "x-forwarded-for": "192.0.2.7" });
    const [plain, secure, claimed] = [await over("http", "10.0.0.1"), await over("https", "10.0.0.1"), await over("https", "10.0.0.2")];
    expect(String(plain.headers["set-cookie"])).toMatch(/^huiyin_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(String(secure.headers["set-cookie"])).toMatch(/^__Host-huiyin_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect([secure.headers["strict-transport-security"], plain.headers["strict-transport-security"]]).toEqual(["max-age=31536000; includeSubDomains", undefined]);
    expect(String(claimed.headers["set-cookie"])).toMatch(/^huiyin_session=/);
    // The secure one is read where it was set, and a plain one does not stand in for it.
    const meOver = (cookie: string) => b.app.inject({ url: "/api/v1/auth/me", headers: { cookie, "x-forwarded-proto": "https" }, remoteAddress: "10.0.0.1" });
    expect([(await meOver(cookieIn(secure))).statusCode, (await meOver(cookieIn(plain))).statusCode]).toEqual([200, 401]);
    const addresses = await b.store.read.selectFrom("sessions").select("address").orderBy("created_at").execute();
    expect(addresses.map(({ address }) => address).sort()).toEqual(["10.0.0.2", "192.0.2.7", "192.0.2.7"]);
  });
});

test("a store that cannot be written for the moment may still be read, by people and with keys", async () => {
  const b = await bench(await freshSqliteUrl());
  const [cookie, key] = [await b.cookieOf("wang"), await b.keyOf(["12345"], ["answers"])];
  later(b, 5);
  b.store.write = () => Promise.reject(new StoreUnavailable(new Error("disk full")));
  expect((await me(b, cookie)).statusCode).toBe(200);
  expect((await b.app.inject({ url: "/api/v1/feeds/12345/answers", headers: { authorization: `Bearer ${key}` } })).statusCode).toBe(200);
});

describe("a page", () => {
  test("sends its session's token with every change, or is refused; a program outside of a browser need not", async () => {
    const b = await bench(await freshSqliteUrl());
    const [cookie, other] = [await b.cookieOf("wang"), await b.cookieOf("wang")];
    const tokenOf = async (of: string) => (await me(b, of)).json().csrfToken as string;
    const [token, foreign] = [await tokenOf(cookie), await tokenOf(other)];
    expect(token).not.toBe(foreign);
    expect(cookie).not.toContain(token);
    const post = async (headers: Record<string, string>) => {
      const answer = await b.app.inject({ method: "POST", url: "/api/v1/cases", headers: { cookie, host: "huiyin.local", ...headers }, payload: { content: "x" } });
      return [answer.statusCode, answer.json().code];
    };
    const browsers: Record<string, string>[] = [{ origin: "http://huiyin.local" }, { "sec-fetch-site": "same-origin" }, { "sec-fetch-site": "none" }, { referer: "http://huiyin.local/cases" }];
    for (const headers of browsers) {
      expect(await post(headers)).toEqual([403, "csrf-token-invalid"]);
      expect(await post({ ...headers, "x-csrf-token": foreign })).toEqual([403, "csrf-token-invalid"]);
      expect(await post({ ...headers, "x-csrf-token": "" })).toEqual([403, "csrf-token-invalid"]);
      expect(await post({ ...headers, "x-csrf-token": token })).toEqual([201, undefined]);
    }
    // A wrong token is wrong from wherever it comes.
    expect(await post({ "x-csrf-token": foreign })).toEqual([403, "csrf-token-invalid"]);
    expect(await post({})).toEqual([201, undefined]);
    // A right token does not help a page of another site.
    expect(await post({ origin: "https://evil.example", "x-csrf-token": token })).toEqual([403, "cross-site-request"]);
  });
});

test("every kind of answer carries the headers that keep a browser narrow", async () => {
  const b = await bench(await freshSqliteUrl());
  const cookie = await b.cookieOf("wang");
  for (const [url, headers] of [["/api/v1/auth/me", { cookie }], ["/api/v1/none", {}], ["/healthz", {}], ["/", { accept: "text/html" }], ["/api/v1/cases", {}]] as const) {
    const answer = await b.app.inject({ url, headers });
    const policy = String(answer.headers["content-security-policy"]);
    expect([url, policy.includes("default-src 'none'"), policy.includes("frame-ancestors 'none'"), policy.includes("unsafe"), /script-src[^;]*(\*|https?:|data:)/.test(policy)]).toEqual([url, true, true, false, false]);
    expect(answer.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()") as string,
      "cache-control": "no-store",
    });
    expect(answer.headers["x-powered-by"] ?? answer.headers["server"]).toBeUndefined();
  }
  const { body } = await b.app.inject({ url: "/", headers: { accept: "text/html" } });
  expect(body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|javascript:/i);
});
