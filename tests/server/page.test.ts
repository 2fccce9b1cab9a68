/** The built page as the server sends it: to browsers, with a policy that names this answer's number, and never in the place of the interface. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apiTypes } from "../../docs/apiTypes.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench } from "./app.ts";

const browser = { accept: "text/html,application/xhtml+xml" };

test("any address that a browser opens is the page, with a number of its own in the policy and in the page", async () => {
  const { app } = await bench(await freshSqliteUrl());
  const answers = await Promise.all(["/", "/cases/12", "/no/such/page"].map((url) => app.inject({ url, headers: browser })));
  const numbers = answers.map((answer) => {
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([answer.statusCode, expect.stringContaining("text/html")]);
    const number = /nonce="([^"]+)"/.exec(answer.body)?.[1] ?? "";
    expect(answer.headers["content-security-policy"]).toContain(`'nonce-${number}'`);
    return number;
  });
  expect(new Set(numbers).size).toBe(3);
  expect(answers[0]?.headers["cache-control"]).toBe("no-store");
});

test("a program that asks for what is not there gets a problem, and so does a browser below the interface", async () => {
  const { app } = await bench(await freshSqliteUrl());
  for (const [url, headers] of [["/no/such/page", { accept: "application/json" }], ["/api/v1/nothing", browser]] as const) {
    const answer = await app.inject({ url, headers });
    expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, "not-found"]);
  }
});

test("assets are compressed, kept for ever, and nothing beside them is given out", async () => {
  const { app } = await bench(await freshSqliteUrl());
  const script = /src="(\/assets\/[^"]+\.js)"/.exec((await app.inject({ url: "/", headers: browser })).body)?.[1] ?? "";
  const answer = await app.inject({ url: script, headers: { "accept-encoding": "br" } });
  expect([answer.statusCode, answer.headers["content-encoding"], answer.headers["cache-control"]]).toEqual([200, "br", expect.stringMatching(/max-age=31536000.*immutable/)]);
  for (const url of ["/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2f..%2fpackage.json", "/assets/", "/assets/.hidden"]) {
    const { statusCode, body } = await app.inject({ url, headers: { accept: "*/*" } });
    expect([url, statusCode >= 400, body.includes("huiyin\":")]).toEqual([url, true, false]);
  }
});

test("the page's types are those of the interface as it is", async () => {
  expect(readFileSync("src/web/api/schema.d.ts", "utf8")).toBe(await apiTypes());
});

test("who can be given work is found by role and unit, and a matter that is being typed by the cases that are like it", async () => {
  const b = await bench(await freshSqliteUrl());
  const cookie = await b.cookieOf("wang");
  const get = async (url: string) => (await b.app.inject({ url: `/api/v1${url}`, headers: { cookie } })).json<{ items: { displayName: string }[] }>();
  expect((await get("/people?role=handler")).items.map(({ displayName }) => displayName)).toEqual(["chen", "han"]);
  expect((await get(`/people?role=handler&unit=${b.units.licence.id}`)).items.map(({ displayName }) => displayName)).toEqual(["han"]);
  expect((await get(`/people?role=supervisor&unit=${b.units.licence.id}&above=true`)).items.map(({ displayName }) => displayName)).toEqual(["du"]);
  expect((await get(`/people?role=supervisor&unit=${b.units.licence.id}`)).items).toEqual([]);
  expect((await get("/people?unit=999999")).items).toEqual([]);
  const caseId = await b.open({ content: "出入境窗口排队两小时，没有人解释为什么不叫号。" });
  const similar = await b.app.inject({ method: "POST", url: "/api/v1/cases/similar", headers: { cookie }, payload: { content: "在出入境窗口排队两小时，没人解释为什么不叫号", phone: "13912340231" } });
  expect([similar.statusCode, similar.json().items[0]]).toEqual([200, expect.objectContaining({ caseId, reasons: expect.arrayContaining([expect.objectContaining({ label: expect.any(String) as string })]) as unknown })]);
  expect(similar.body).not.toContain("13912340231");
  expect((await b.app.inject({ url: "/api/v1/lifecycle", headers: { cookie } })).json().states.map(({ name }: { name: string }) => name)).toContain("closing");
});
