/** Who gets in: every route against nobody and against the wrong role, sessions, keys, foreign pages. */
import { describe, expect, test } from "vitest";
import { roles, type Role } from "../../src/rules/words.ts";
import { routePermissions } from "../../src/server/routePermissions.ts";
import { keyScopes, revokeKey } from "../../src/store/keys.ts";
import { disableUser } from "../../src/store/people.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench, password } from "./app.ts";

const usernames: Record<Role, string> = { window: "wang", handler: "han", caller: "cui", reviewer: "fu", supervisor: "du", admin: "guan" };
const closed = Object.entries(routePermissions).flatMap(([route, permission]) => (permission === "public" ? [] : [{ route, permission }]));

function requestOf(route: string) {
  const [method = "", path = ""] = route.split(" ");
  const url = path.replace(":source", "12345").replace(":week", "2026-W47").replace(/(users|keys)\/:id/, "$1/999999").replace(/:\w+/g, "1");
  const bodied = method === "POST" || method === "PATCH";
  return { method: method as "GET", url, headers: {} as Record<string, string>, ...(bodied ? { payload: {} } : {}) };
}

describe("the table of routes", () => {
  test("lets nobody in without credentials, with wrong ones, or with a key that has no scope", async () => {
    const b = await bench(await freshSqliteUrl());
    const bare = await b.keyOf(["12345"], []);
    for (const { route } of closed) {
      const request = requestOf(route);
      const headers = [{}, { cookie: "huiyin_session=x" }, { authorization: "Bearer hy_1_x" }, { authorization: "Basic eDp5" }];
      for (const each of headers) {
        const answer = await b.app.inject({ ...request, headers: each });
        expect([route, answer.statusCode, answer.json().code]).toEqual([route, 401, "not-authenticated"]);
      }
      const answer = await b.app.inject({ ...request, headers: { authorization: `Bearer ${bare}` } });
      expect([route, answer.statusCode]).toEqual([route, 403]);
    }
  });

  test("lets in exactly the roles and the scopes that it names", async () => {
    const b = await bench(await freshSqliteUrl());
    const cookies = new Map<Role, string>();
    for (const role of roles) cookies.set(role, await b.cookieOf(usernames[role]));
    const keys = new Map<string, string>();
    for (const scope of keyScopes) keys.set(scope, await b.keyOf(["12345"], [scope]));
    // Answered by its head: the stream of changes has no end to wait for.
    const statusOf = async (route: string, headers: Record<string, string>): Promise<number> => {
      const answer = await b.app.inject({ ...requestOf(route), headers, payloadAsStream: true });
      answer.stream().destroy();
      return answer.statusCode;
    };
    for (const { route, permission } of closed.filter((each) => !each.route.endsWith("/logout"))) {
      for (const role of roles) {
        const statusCode = await statusOf(route, { cookie: cookies.get(role) ?? "" });
        expect([route, role, statusCode === 403]).toEqual([route, role, !permission.roles.includes(role)]);
      }
      for (const scope of keyScopes) {
        const statusCode = await statusOf(route, { authorization: `Bearer ${keys.get(scope)}` });
        expect([route, scope, statusCode === 403]).toEqual([route, scope, !permission.scopes.includes(scope)]);
      }
    }
  });

  test("has an entry for each route, and a route for each entry", async () => {
    const b = await bench(await freshSqliteUrl());
    for (const route of Object.keys(routePermissions)) {
      const [method = "", url = ""] = route.split(" ");
      expect([route, b.app.hasRoute({ method: method, url })]).toEqual([route, true]);
    }
    // The check itself: a route that the table does not know cannot be added.
    await expect(bench(await freshSqliteUrl()).then(({ app }) => app.get("/api/v1/secret", () => ""))).rejects.toThrow();
  });
});

describe("a session", () => {
  test("begins with the right password in an HttpOnly, SameSite cookie, and ends with logging out", async () => {
    const b = await bench(await freshSqliteUrl());
    const login = (username: string, given: string) =>
      b.app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username, password: given } });
    for (const answer of [await login("wang", "wrong password"), await login("nobody", password)]) {
      expect([answer.statusCode, answer.json().code, answer.headers["set-cookie"]]).toEqual([401, "wrong-credentials", undefined]);
    }
    const answer = await login("WANG", password);
    expect(answer.json()).toMatchObject({
      user: { displayName: "wang" },
      roles: [{ role: "window" }],
      expiresAt: "2026-11-16T21:45:12+08:00",
    });
    const set = String(answer.headers["set-cookie"]);
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(set).toContain(part);
    const cookie = set.split(";")[0] ?? "";
    const [stored] = await b.store.read.selectFrom("sessions").select("token_hash").execute();
    expect(set).not.toContain(stored?.token_hash);
    const me = () => b.app.inject({ url: "/api/v1/auth/me", headers: { cookie } });
    expect((await me()).statusCode).toBe(200);
    expect((await b.app.inject({ method: "POST", url: "/api/v1/auth/logout", headers: { cookie } })).statusCode).toBe(204);
    expect((await me()).statusCode).toBe(401);
  });

  test("ends after twelve hours, and at once when the user is disabled", async () => {
    const b = await bench(await freshSqliteUrl());
    const [first, second] = [await b.cookieOf("wang"), await b.cookieOf("du")];
    const me = async (cookie: string) => (await b.app.inject({ url: "/api/v1/auth/me", headers: { cookie } })).statusCode;
    await b.store.write((tx) => disableUser(tx, "wang"));
    expect([await me(first), await me(second)]).toEqual([401, 200]);
    b.clock.now = "2026-11-16T13:45:12.000Z";
    expect(await me(second)).toBe(401);
    expect((await b.app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username: "wang", password } })).statusCode).toBe(
      401,
    );
  });

  test("is not tried for too often", async () => {
    const b = await bench(await freshSqliteUrl(), { limits: { loginAttemptsPerMinuteMax: 2 } });
    const login = (username: string) =>
      b.app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username, password: "wrong password" } });
    expect([(await login("wang")).statusCode, (await login("wang")).statusCode]).toEqual([401, 401]);
    const refused = await login("wang");
    expect([refused.statusCode, refused.json().code, refused.headers["content-type"]]).toEqual([
      429,
      "too-many-attempts",
      "application/problem+json; charset=utf-8",
    ]);
    expect((await login("du")).statusCode).toBe(401);
  });

  test("is of no use to a page of another site", async () => {
    const b = await bench(await freshSqliteUrl());
    const cookie = await b.cookieOf("wang");
    const post = (headers: Record<string, string>) =>
      b.app.inject({
        method: "POST",
        url: "/api/v1/cases",
        headers: { cookie, host: "huiyin.local", ...headers },
        payload: { content: "x" },
      });
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }, { origin: "null" }]) {
      const answer = await post(headers);
      expect([answer.statusCode, answer.json().code]).toEqual([403, "cross-site-request"]);
    }
    const own = { origin: "https://huiyin.local", "sec-fetch-site": "same-origin" };
    const { csrfToken } = (await b.app.inject({ url: "/api/v1/auth/me", headers: { cookie } })).json<{ csrfToken: string }>();
    expect([(await post(own)).statusCode, (await post({ ...own, "x-csrf-token": csrfToken })).statusCode]).toEqual([403, 201]);
  });
});

describe("a key", () => {
  test("is bound to its sources, and useless once revoked", async () => {
    const b = await bench(await freshSqliteUrl());
    const key = await b.keyOf(["12345"], ["answers"]);
    const pull = async (source: string) => {
      const answer = await b.app.inject({ url: `/api/v1/feeds/${source}/answers`, headers: { authorization: `Bearer ${key}` } });
      return [answer.statusCode, answer.json().code];
    };
    expect(await pull("12345")).toEqual([200, undefined]);
    expect(await pull("110")).toEqual([403, "source-not-permitted"]);
    expect(await pull("mars")).toEqual([403, "source-not-permitted"]);
    const stored = JSON.stringify(await b.store.read.selectFrom("api_keys").selectAll().execute());
    expect(stored).not.toContain(key.split("_").slice(2).join("_"));
    await b.store.write((tx) => revokeKey(tx, Number(key.split("_")[1]), b.clock.now));
    expect(await pull("12345")).toEqual([401, "not-authenticated"]);
  });
});
