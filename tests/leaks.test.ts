/** Names, phones and id numbers that were fed in are nowhere in clear: not in what the service says, not in its log, not in its database. */
import { beforeAll, describe, expect, it } from "vitest";
import { astray, plain, telling } from "./leaks/fedIn.ts";
import { found, numbersOf, valuesOf } from "./leaks/search.ts";
import { wholeRun, type WholeRun } from "./leaks/wholeRun.ts";
import { eachStore } from "./setup/stores.ts";

const plainPeople = Object.values(plain);
const tellingPeople = Object.values(telling);
/** Where a complaint's own words are kept, with whatever names and numbers their author put into them; and the index in which they are looked up. */
const ownWordsColumns = /^(cases\.(title|content|address|source_reply)|case_search\.document)$/;

eachStore("personal data", ({ kind, freshUrl }) => {
  let run: WholeRun;
  const isAsked = kind === "sqlite";
  beforeAll(async () => {
    run = await wholeRun(await freshUrl(), { weeks: 3, scale: 0.3, seed: 11, isAsked });
  }, 300_000);

  it("that was fed in is really there, sealed", () => {
    expect(run.simulated.length).toBeGreaterThan(15);
    expect(run.stored.length).toBeGreaterThan(1000);
    if (!isAsked) return;
    expect(run.said.length).toBeGreaterThan(150);
    expect(run.log.split("\n").length).toBeGreaterThan(150);
    // What is looked for can be found: the masked forms of the same people are there.
    expect(run.said.some(({ text }) => text.includes(`${plain.police.phone.slice(0, 3)}****${plain.police.phone.slice(-4)}`))).toBe(true);
    expect(run.said.some(({ text }) => text.includes("欧***"))).toBe(true);
  });

  if (isAsked)
    it("is in no list, page, document, export, notice, evaluation, digest or metric", () => {
      const simulated = run.simulated.flatMap(valuesOf);
      expect(found(run.said, [...plainPeople.flatMap(valuesOf), ...simulated])).toEqual([]);
    });

  if (isAsked)
    it("is not told from a complaint's own words either: numbers nowhere, names on no paper", () => {
      expect(found(run.said, [...tellingPeople, astray].flatMap(numbersOf))).toEqual([]);
      const paper = run.said.filter(({ where }) => /ledger|slip|notices|evaluations|digests|typical|metrics$|\/metrics\b/.test(where) && !/metrics\/cases|funnel\/cases/.test(where));
      expect(paper.length).toBeGreaterThan(20);
      expect(found(paper, tellingPeople.map(({ name }) => name))).toEqual([]);
    });

  if (isAsked)
    it("is in no refusal, whatever the request held", () => {
      expect(run.refused.length).toBeGreaterThan(15);
      expect(found(run.refused, valuesOf(astray))).toEqual([]);
    });

  it("is in no line of the log, at its most talkative", () => {
    const everybody = [...plainPeople, ...tellingPeople, astray, ...run.simulated];
    expect(found([{ where: "log", text: run.log }], everybody.flatMap(valuesOf))).toEqual([]);
  });

  it("is in the database in sealed columns alone, but for what people wrote into their complaint", () => {
    const columns = run.stored.map(({ column, text }) => ({ where: column, text }));
    expect(found(columns, [...plainPeople, ...run.simulated].flatMap(valuesOf))).toEqual([]);
    const elsewhere = columns.filter(({ where }) => !ownWordsColumns.test(where));
    expect([...new Set(found(elsewhere, [...tellingPeople, astray].flatMap(valuesOf)))]).toEqual([]);
  });

  if (kind === "sqlite")
    it("is not in the file's bytes", () => {
      const raw = run.raw ?? Buffer.alloc(0);
      const values = [...plainPeople, ...run.simulated].flatMap(valuesOf);
      expect(values.filter((value) => raw.includes(value) || raw.includes(Buffer.from(value, "utf16le")))).toEqual([]);
      expect(raw.includes("LEAK110-1")).toBe(true);
    });
});

describe("the search itself", () => {
  it("finds what is written openly, escaped, or as an address", () => {
    for (const text of [astray.name, JSON.stringify({ a: astray.phone }), encodeURIComponent(astray.name), "\\u6b27\\u9633\\u9e26\\u9752"]) expect(found([{ where: "here", text }], valuesOf(astray))).toHaveLength(1);
  });
});
