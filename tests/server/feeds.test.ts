/** Feeds at the door: what is refused before a record is looked at. */
import { expect, test } from "vitest";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench } from "./app.ts";

test.each([
  ["a type that no feed has", "text/plain", "x", 415, "unsupported-media-type"],
  ["a body larger than the limit", "application/json", `[${"1,".repeat(2000)}1]`, 413, "too-large"],
  ["XML larger than the limit", "application/xml", "x".repeat(2000), 413, "too-large"],
])("%s is refused", async (_name, type, payload, status, code) => {
  const b = await bench(await freshSqliteUrl(), { limits: { feedBodyBytesMax: 1000 } });
  const authorization = `Bearer ${await b.keyOf(["12345"], ["feeds:write"])}`;
  const answer = await b.app.inject({
    method: "POST",
    url: "/api/v1/feeds/12345/records",
    headers: { authorization, "content-type": type },
    payload,
  });
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});

test("a key without the scope, and one of another source, push nothing", async () => {
  const b = await bench(await freshSqliteUrl());
  for (const key of [await b.keyOf(["12345"], ["feeds:read"]), await b.keyOf(["110"], ["feeds:write"])]) {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    expect((await b.app.inject({ method: "POST", url: "/api/v1/feeds/12345/records", headers, payload: "{}" })).statusCode).toBe(403);
  }
});

test("accounting is asked for days that exist, in their order", async () => {
  const b = await bench(await freshSqliteUrl());
  const headers = { authorization: `Bearer ${await b.keyOf(["12345"], ["feeds:read"])}` };
  for (const query of [
    "",
    "?from=2026-11-16",
    "?from=2026-02-30&to=2026-03-01",
    "?from=2026-11-16&to=2026-11-15",
    "?from=1900-01-01&to=2026-11-15",
  ]) {
    const answer = await b.app.inject({ url: `/api/v1/feeds/accounting${query}`, headers });
    expect([query, answer.statusCode, answer.json().code]).toEqual([query, 422, "invalid-payload"]);
  }
});
