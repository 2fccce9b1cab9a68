/** Names, phones and id numbers that were fed in are nowhere in clear: not in what the service says, not in its log, not in its database. */
import { beforeAll, describe, expect, it } from "vitest";
import { astray, plain, telling, words } from "./leaks/fedIn.ts";
import { found, formsOf, valuesOf } from "./leaks/search.ts";
import { wholeRun, type WholeRun } from "./leaks/wholeRun.ts";
import { eachStore } from "./setup/stores.ts";

const plainPeople = Object.values(plain);
const tellingPeople = Object.values(telling);
/** As they were given, and as they stand in the words of those who tell of themselves. */
const everyForm = (run: WholeRun): string[] => [...[...plainPeople, ...run.simulated].flatMap(valuesOf), ...[...tellingPeople, astray].flatMap(formsOf)];

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
      expect(found(run.said, everyForm(run))).toEqual([]);
    });

  if (isAsked)
    it("is in no refusal, whatever the request held", () => {
      expect(run.refused.length).toBeGreaterThan(15);
      expect(found(run.refused, everyForm(run))).toEqual([]);
    });

  it("is in no line of the log, at its most talkative", () => {
    expect(found([{ where: "log", text: run.log }], everyForm(run))).toEqual([]);
  });

  it("is in the database in sealed columns alone, whatever people wrote into their complaint", () => {
    const columns = run.stored.map(({ column, text }) => ({ where: column, text }));
    expect([...new Set(found(columns, everyForm(run)))]).toEqual([]);
    // The words themselves are there, and what was hidden in them is not lost.
    expect(run.stored.filter(({ column, text }) => column === "cases.content" && text.includes("在车管窗口等了三个小时没人理"))).toHaveLength(2);
    expect(run.whole).toEqual(expect.arrayContaining(tellingPeople.map(words)));
  });

  if (kind === "sqlite")
    it("is not in the file's bytes", () => {
      const raw = run.raw ?? Buffer.alloc(0);
      expect(everyForm(run).filter((value) => raw.includes(value) || raw.includes(Buffer.from(value, "utf16le")))).toEqual([]);
      expect(raw.includes("LEAK110-1")).toBe(true);
    });
});

describe("the search itself", () => {
  it("finds what is written openly, escaped, or as an address", () => {
    for (const text of [astray.name, JSON.stringify({ a: astray.phone }), encodeURIComponent(astray.name), "\\u6b27\\u9633\\u9e26\\u9752"]) expect(found([{ where: "here", text }], valuesOf(astray))).toHaveLength(1);
  });
});
