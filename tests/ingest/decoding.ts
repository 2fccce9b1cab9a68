/** Reads whole inputs for the tests of decoding. */
import { readFileSync } from "node:fs";
import { decodeRecords, type DecodedRecord, type DecodeOptions, type Format } from "../../src/ingest/decode.ts";
import { parseProfile, type Profile } from "../../src/ingest/profile.ts";

export async function decoded(input: string | Uint8Array, format: Format, limits: Partial<DecodeOptions> = {}): Promise<DecodedRecord[]> {
  const bytes = typeof input === "string" ? Buffer.from(input) : input;
  return collected(decodeRecords(bytes, { format, ...limits }));
}

export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What each record came to, in short: its value, or the codes of its problems. */
export function summaryOf(records: DecodedRecord[]): unknown[] {
  return records.map((record) => record.problems?.map(({ code }) => code) ?? record.value);
}

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/feeds/${name}`, import.meta.url));
}

export function shippedProfile(name: string): Profile {
  const file = new URL(`../../config/feeds/${name}.yaml`, import.meta.url);
  return parseProfile(readFileSync(file, "utf8"), `${name}.yaml`);
}
