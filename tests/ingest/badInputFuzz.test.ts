/** Good files spoilt in every way that wires, disks and programs spoil them: no decoder ever throws, loses the input or takes memory without end. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { decodeRaw, formats, type DecodedRecord, type Format } from "../../src/ingest/decode.ts";
import { judge } from "../../src/ingest/intake.ts";
import { problemCodes } from "../../src/ingest/problems.ts";
import { badInputs } from "./badInputs.ts";
import { withPart } from "./decode/zips.ts";
import { spoils, spoilt, type Change } from "./spoils.ts";
import { decoded, shippedProfile } from "./decoding.ts";

const profiles = [shippedProfile("110"), shippedProfile("12345")] as const;
const seedBytesMax = 20_000;
/** About five thousand bodies in all; HUIYIN_FUZZ_RUNS=10000 makes a hundred thousand and more, each time others. */
const runsAsked = process.env["HUIYIN_FUZZ_RUNS"];
const runs = { numRuns: Number(runsAsked ?? 400), ...(runsAsked === undefined ? { seed: 20261124 } : {}) };
const timeout = 60_000 + runs.numRuns * 60;
const memoryBytesMax = 300 * 1024 * 1024;

/** What the other tests read, as long as it is short: the good files and the bad ones, spoilt once more. */
let seeds: Buffer[];
beforeAll(async () => {
  seeds = (await Promise.all(badInputs.map(async ({ bytes }) => bytes()))).filter(({ length }) => length < seedBytesMax);
});

const change: fc.Arbitrary<Change> = fc.record({ name: fc.constantFrom(...Object.keys(spoils)), at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), other: fc.nat() });

/** Every record has a place, a text that every store can hold, and either a value or reasons in Chinese. */
function expectSound(records: DecodedRecord[]): void {
  for (const [index, found] of records.entries()) {
    expect(found.index).toBe(index);
    expect(found.raw).not.toMatch(/[\0\ud800-\udfff]/u);
    for (const profile of profiles) {
      const { record, problems } = judge(found, profile);
      expect(record === undefined).toBe((problems ?? []).length > 0);
      for (const { code, detail } of problems ?? []) {
        expect(problemCodes).toContain(code);
        expect(detail).toMatch(/[\u4e00-\u9fff].*。$/);
      }
    }
    const again = decodeRaw(found.raw);
    if (found.value) expect(again.value, "what was read is read again by a replay").toEqual(found.value);
  }
}

test.each(formats)("%s: spoilt inputs of all formats are read as records or as reasons, and nothing is thrown", { timeout }, async (format: Format) => {
  const before = process.memoryUsage().rss;
  let [records, most] = [0, before];
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }), async (seed, changes) => {
      const found = await decoded(spoilt(seeds[seed % seeds.length] ?? Buffer.alloc(0), changes, seeds), format);
      expectSound(found);
      records += found.length;
      most = Math.max(most, process.memoryUsage().rss);
    }),
    runs,
  );
  expect(records).toBeGreaterThan(runs.numRuns / 2);
  expect(most - before).toBeLessThan(memoryBytesMax);
});

test.each(formats)("%s: files of its own format, spoilt, likewise", { timeout }, async (format: Format) => {
  const own = (await Promise.all(badInputs.filter((input) => input.format === format).map(async ({ bytes }) => bytes()))).filter(({ length }) => length < seedBytesMax);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...own), fc.array(change, { minLength: 1, maxLength: 3 }), async (seed, changes) => expectSound(await decoded(spoilt(seed, changes, own), format))),
    runs,
  );
});

test("random bytes are records or reasons in every format", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.constantFrom(...formats), async (bytes, format) => expectSound(await decoded(bytes, format))),
    runs,
  );
});

test("a part of a workbook that is spoilt inside of a sound container is refused or read, like any other", { timeout }, async () => {
  const good = (await badInputs.find(({ format, name }) => format === "xlsx" && name === "a date cell")?.bytes()) ?? Buffer.alloc(0);
  const names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"];
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.array(change, { minLength: 1, maxLength: 2 }), async (name, changes) => {
      const found = await decoded(withPart(good, name, (text) => spoilt(Buffer.from(text), changes, [Buffer.from(text)])), "xlsx");
      expectSound(found);
      read += found.filter(({ value }) => value !== undefined).length;
    }),
    runs,
  );
  expect(read).toBeGreaterThan(0);
});

/** Ten records, the content of one of which is spoilt, in the formats that are cut into records by their bytes. */
const files: Partial<Record<Format, (contents: Buffer[]) => Buffer[]>> = {
  json: (contents) => [Buffer.from("["), ...contents.flatMap((content, n) => [Buffer.from(`${n === 0 ? "" : ","}{"id":"${n}","content":"`), content, Buffer.from('"}')]), Buffer.from("]")],
  ndjson: (contents) => contents.flatMap((content, n) => [Buffer.from(`{"id":"${n}","content":"`), content, Buffer.from('"}\n')]),
  csv: (contents) => [Buffer.from("id,content\n"), ...contents.flatMap((content, n) => [Buffer.from(`${n},`), content, Buffer.from("\n")])],
  xml: (contents) => [Buffer.from("<L>"), ...contents.flatMap((content, n) => [Buffer.from(`<R><id>${n}</id><content>`), content, Buffer.from("</content></R>")]), Buffer.from("</L>")],
};

test.each(Object.keys(files) as Format[])("%s: bytes of no encoding in one record leave its neighbours as they are", { timeout }, async (format) => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((some) => Buffer.from(some.map((byte) => byte | 0x80)));
  await fc.assert(
    fc.asyncProperty(fc.nat(9), bytes, async (spoiltIndex, content) => {
      const contents = Array.from({ length: 10 }, (_, n) => (n === spoiltIndex ? content : Buffer.from("排队两小时")));
      const found = await decoded(Buffer.concat(files[format]?.(contents) ?? []), format);
      const neighbours = found.filter((_, index) => index !== spoiltIndex).map(({ value }) => value);
      expect(neighbours).toEqual(contents.flatMap((_, n) => (n === spoiltIndex ? [] : [{ id: String(n), content: "排队两小时" }])));
      expect(found[spoiltIndex]?.value?.["content"] ?? content.toString()).toBe(content.toString());
    }),
    runs,
  );
});
