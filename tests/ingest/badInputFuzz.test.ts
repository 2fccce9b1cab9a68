/** Good files spoilt in every way that wires, disks and programs spoil them: no decoder ever throws, and nothing of the input goes silently. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { formats, type Format } from "../../src/ingest/decode.ts";
import { judge } from "../../src/ingest/intake.ts";
import { badInputs } from "./badInputs.ts";
import { decoded, shippedProfile } from "./decoding.ts";

const profile = shippedProfile("110");
const seeds = new Map<Format, Buffer[]>();
beforeAll(async () => {
  for (const { format, bytes } of badInputs) {
    const made = await bytes();
    if (made.length < 20_000) seeds.set(format, [...(seeds.get(format) ?? []), made]);
  }
});

type Spoil = (bytes: Buffer, at: number, byte: number) => Buffer;
const spoils: Record<string, Spoil> = {
  cut: (bytes, at) => bytes.subarray(0, at),
  beheaded: (bytes, at) => bytes.subarray(at),
  flipped: (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]),
  inserted: (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte, byte]), bytes.subarray(at)]),
  doubled: (bytes, at) => Buffer.concat([bytes, bytes.subarray(at)]),
  zeroed: (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(Math.min(64, bytes.length - at))]),
  utf16: (bytes) => Buffer.from(`\ufeff${bytes.toString("utf8")}`, "utf16le"),
  latin: (bytes) => Buffer.from(bytes.toString("latin1"), "utf8"),
};

test.each(formats)("%s: two thousand spoilt inputs are read as records or as reasons, and nothing is thrown", { timeout: 60_000 }, async (format) => {
  let records = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...formats.flatMap((each) => seeds.get(each) ?? [])),
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(spoils)), fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
      async (seed, changes) => {
        const input = changes.reduce((bytes, [name, at, byte]) => spoils[name]?.(bytes, bytes.length === 0 ? 0 : at % bytes.length, byte) ?? bytes, seed);
        for (const found of await decoded(input, format)) {
          const judged = judge(found, profile);
          expect(judged.record === undefined).toBe(judged.problems !== undefined);
          expect(judged.problems === undefined || judged.problems.length > 0).toBe(true);
          expect(judged.raw.includes("\0")).toBe(false);
          records += 1;
        }
      },
    ),
    { numRuns: 2000, seed: 20261124 },
  );
  expect(records).toBeGreaterThan(500);
});
