/** What every answer has in common: problems, request ids, headers, the log, and the description of it all. */
import { describe, expect, test } from "vitest";
import { routePermissions } from "../../src/server/routePermissions.ts";
import { maskIdNumber, maskName, maskPhone } from "../../src/rules/masking.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench } from "./app.ts";

describe("an error", () => {
  test.each([
    ["an unknown address", { url: "/api/v1/nothing" }, 404, "not-found"],
    ["a method that the address does not have", { method: "DELETE", url: "/api/v1/cases/1" }, 405, "method-not-allowed"],
    ["an address in a broken encoding", { url: "/api/v1/%ff" }, 400, "invalid-url"],
    [
      "malformed JSON",
      { method: "POST", url: "/api/v1/auth/login", payload: '{"username":', headers: { "content-type": "application/json" } },
      400,
      "invalid-json",
    ],
    ["no body", { method: "POST", url: "/api/v1/auth/login", headers: { "content-type": "application/json" } }, 400, "invalid-json"],
    [
      "a foreign type",
      { method: "POST", url: "/api/v1/auth/login", payload: "x", headers: { "content-type": "text/plain" } },
      415,
      "unsupported-media-type",
    ],
    [
      "a body of the wrong shape",
      { method: "POST", url: "/api/v1/auth/login", payload: { username: 1, extra: 2 } },
      422,
      "invalid-payload",
    ],
    ["a NUL in a text", { method: "POST", url: "/api/v1/auth/login", payload: { username: "a\0", password: "b" } }, 422, "invalid-payload"],
    [
      "half of a character",
      {
        method: "POST",
        url: "/api/v1/auth/login",
        payload: '{"username":"\\ud800","password":"b"}',
        headers: { "content-type": "application/json" },
      },
      422,
      "invalid-payload",
    ],
    [
      "a body too large",
      { method: "POST", url: "/api/v1/auth/login", payload: { username: "a", password: "x".repeat(3000) } },
      413,
      "too-large",
    ],
  ] as const)("for %s is a problem with a stable code and the request's id", async (_name, request, status, code) => {
    const b = await bench(await freshSqliteUrl(), { limits: { bodyBytesMax: 2000 } });
    const answer = await b.app.inject(request as object);
    const problem = answer.json();
    expect([answer.statusCode, problem.status, problem.code]).toEqual([status, status, code]);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(problem.detail).toMatch(/\p{Script=Han}/u);
    expect(problem.requestId).toBe(answer.headers["x-request-id"]);
    expect(Object.keys(problem)).toEqual(expect.arrayContaining(["type", "title"]));
    expect(answer.body).not.toMatch(/at .*\.ts|node_modules/);
  });

  test("names each faulty field once", async () => {
    const b = await bench(await freshSqliteUrl());
    const answer = await b.app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username: "", extra: 2 } });
    expect(answer.json().errors).toEqual([
      { path: "/password", message: "缺少这一项。" },
      { path: "/extra", message: "没有这一项，请删去。" },
      { path: "/username", message: "至少 1 个字符。" },
    ]);
  });

  test("of the database's absence is a 503 that says when to come back, and its log line has the request's id", async () => {
    const b = await bench(await freshSqliteUrl());
    await b.store.close();
    const answer = await b.app.inject("/readyz");
    expect([answer.statusCode, answer.json().code, answer.headers["retry-after"]]).toEqual([503, "store-unavailable", "5"]);
    expect(b.log.filter((line) => line.includes('"store-unavailable"')).join("")).toContain(answer.json().requestId);
  });
});

test("the log holds no query string, no cookie, no key and no body", async () => {
  const b = await bench(await freshSqliteUrl());
  const cookie = await b.cookieOf("wang");
  await b.app.inject({ url: "/api/v1/cases?q=SECRETWORD", headers: { cookie } });
  await b.app.inject({
    method: "POST",
    url: "/api/v1/cases",
    headers: { cookie, authorization: "Bearer SECRETWORD" },
    payload: { content: "SECRETWORD" },
  });
  await b.app.inject({
    method: "POST",
    url: "/api/v1/cases",
    headers: { cookie },
    payload: { content: "SECRETWORD", SECRETWORD: "SECRETWORD" },
  });
  const log = b.log.join("");
  expect(log).toContain("/api/v1/cases");
  expect(log).not.toContain("SECRETWORD");
  expect(log).not.toContain(cookie.split("=")[1]);
});

test("a page that is served may run nothing but our own files", async () => {
  const b = await bench(await freshSqliteUrl());
  const { headers } = await b.app.inject("/healthz");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["content-security-policy"]).not.toContain("unsafe-inline");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("OpenAPI 3.1 describes every route of the table", async () => {
  const b = await bench(await freshSqliteUrl());
  const document = (await b.app.inject("/api/v1/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  const described = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
  );
  expect(described.sort()).toEqual(
    Object.keys(routePermissions)
      .filter((route) => !route.endsWith("openapi.json") && !route.includes("/assets/"))
      .sort(),
  );
  expect((await b.app.inject("/openapi.json")).json()).toEqual(document);
  const body = document.paths["/api/v1/cases/{id}/events"].post.requestBody.content["application/json"].schema;
  expect(body.required).toEqual(["type", "expectedVersion"]);
});

test("the service says that it lives and that it is ready", async () => {
  const b = await bench(await freshSqliteUrl());
  expect((await b.app.inject("/healthz")).json()).toEqual({ status: "ok" });
  expect((await b.app.inject("/readyz")).json()).toEqual({ status: "ready" });
});

test("people see the units; only the administrator sees the users, never their hashes", async () => {
  const b = await bench(await freshSqliteUrl());
  const get = async (url: string, who: string) => b.app.inject({ url: `/api/v1${url}`, headers: { cookie: await b.cookieOf(who) } });
  expect((await get("/units", "han")).json().items.map((unit: { code: string }) => unit.code)).toEqual(
    expect.arrayContaining(["licence", "traffic"]),
  );
  const users = await get("/users", "guan");
  expect(users.json().items).toHaveLength(7);
  expect(users.body).not.toContain("argon2");
  expect((await get("/users", "du")).statusCode).toBe(403);
});

describe("a mask", () => {
  test.each([
    [maskName, "张三", "张*"],
    [maskName, "张三丰", "张**"],
    [maskName, "王", "王*"],
    [maskPhone, "13912340231", "139****0231"],
    [maskPhone, "87654321", "******21"],
    [maskPhone, "110", "***"],
    [maskIdNumber, "320481199001010017", "3204**********0017"],
    [maskIdNumber, "K03005324", "*******24"],
  ] as const)("leaves too little to use (%o %s)", (mask, plain, masked) => {
    expect(mask(plain)).toBe(masked);
  });
});
