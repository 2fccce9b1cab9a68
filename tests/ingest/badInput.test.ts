/** Each kind of bad input through the real intake into a real store: its defined outcome, good neighbours taken, the account balanced. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedsPage, withBadInputTable } from "../../docs/writeBadInputTable.ts";
import { bytesOfDataUri, wholeInputBytesMax } from "../../src/ingest/decode/record.ts";
import { decodeNdjson, decodeRecords, formats, type Format } from "../../src/ingest/decode.ts";
import { replayQuarantined } from "../../src/ingest/replay.ts";
import { correctQuarantined } from "../../src/store/quarantine.ts";
import { takeRecords } from "../../src/ingest/intake.ts";
import { cliActor } from "../../src/store/actors.ts";
import { openStore } from "../../src/store/open.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import type { Store } from "../../src/store/store.ts";
import { contextOf, mondayMorning, rulebook } from "../setup/house.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { badInputs } from "./badInputs.ts";
import { shippedProfile } from "./decoding.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(await freshSqliteUrl());
});
afterAll(async () => {
  await store.close();
});
const profile = shippedProfile("110");
const hotline = shippedProfile("12345");

test.each(badInputs.map((input) => [`${input.format}: ${input.name}`, input] as const))("%s has its outcome", async (_name, { format, bytes, expected, profile: name }) => {
  const input = await bytes();
  const records = format === "ndjson" ? decodeNdjson([input]) : decodeRecords(input, { format });
  const result = await takeRecords(store, { profile: name === "12345" ? hotline : profile, records, sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });
  expect(result.results.map(({ outcome, errors }) => errors?.[0]?.code ?? outcome)).toEqual(expected);
  const { count } = await store.read.selectFrom("feed_records").select(({ fn }) => fn.countAll<number>().as("count")).where("outcome", "=", "quarantined").where("raw_sealed", "is", null).executeTakeFirstOrThrow();
  expect(Number(count), "what could not be taken is kept").toBe(0);
  expect((await reconcile(store)).differences).toEqual([]);
});

const take = (input: Buffer, format: Format) =>
  takeRecords(store, { profile, records: decodeRecords(input, { format }), sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });

async function newestRaw(): Promise<{ id: number; raw: string; raw_bytes: number | null; raw_sha256: string | null }> {
  const { raw_sealed, ...row } = await store.read.selectFrom("feed_records").select(["id", "raw_sealed", "raw_bytes", "raw_sha256"]).orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
  return { ...row, raw: rulebook.vault.unseal(raw_sealed ?? "") };
}

test.each(formats)("the same %s file under another name, or sent again, changes nothing", async (format) => {
  const { bytes } = badInputs.find((input) => input.format === format && input.expected.includes("created") && input.expected.includes("unchanged")) ?? {};
  const input = Buffer.from((await bytes?.()) ?? []);
  expect(await take(input, format)).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
  expect(await take(input, format)).toMatchObject({ created: 0, updated: 0, unchanged: 3, quarantined: 0 });
});

test.each([
  ["csv", Buffer.alloc(5 * 1024 * 1024, 0xff), "undecodable"],
  ["xlsx", Buffer.alloc(5 * 1024 * 1024, 0xff), "unreadable"],
  ["json", Buffer.alloc(5 * 1024 * 1024, 0xff), "undecodable"],
  ["xml", Buffer.from(`<!DOCTYPE L><L>${"<R><A>1</A></R>".repeat(400_000)}</L>`), "unreadable"],
] as const)("%s of megabytes that cannot be decoded is kept whole, byte for byte", async (format, bytes, code) => {
  const result = await take(bytes, format);
  expect(result.results.map(({ errors }) => errors?.[0]?.code)).toEqual([code]);
  const { raw } = await newestRaw();
  expect((bytesOfDataUri(raw) ?? Buffer.from(raw)).equals(bytes)).toBe(true);
});

test("of an input beyond 16 MiB that cannot be decoded the beginning, the length and the hash are kept", async () => {
  const bytes = Buffer.alloc(wholeInputBytesMax + 1, 0xff);
  await take(bytes, "csv");
  const { raw, raw_bytes, raw_sha256 } = await newestRaw();
  expect({ raw_bytes, raw_sha256 }).toEqual({ raw_bytes: bytes.length, raw_sha256: createHash("sha256").update(bytes).digest("hex") });
  expect(bytesOfDataUri(raw)?.equals(bytes.subarray(0, 64 * 1024))).toBe(true);
});

test("a whole file in quarantine becomes a case by replay where it is one record, and otherwise says that it has to be sent again", async () => {
  const profiles = new Map([[profile.name, profile]]);
  const replay = async (input: Buffer, raw?: Buffer) => {
    await take(input, "csv");
    const { id } = await newestRaw();
    const corrected = raw && `data:application/octet-stream;base64,${raw.toString("base64")}`;
    if (corrected) await store.write((tx) => correctQuarantined(tx, id, { raw: corrected }, rulebook.vault, contextOf(cliActor)));
    return replayQuarantined(store, id, profiles, contextOf(cliActor));
  };
  const rows = (count: number) => `JJDBH,BJSJ,BJNR,JQLBDM\n${Array.from({ length: count }, (_, n) => `REPLAY-${count}-${n},20261116094512,排队,810300\n`).join("")}`;
  const broken = Buffer.from(rows(1), "utf16le");
  expect(await replay(broken)).toMatchObject({ outcome: "quarantined", errors: [{ code: "undecodable", detail: expect.stringContaining("重新推送") as string }] });
  expect(await replay(broken, Buffer.from(rows(2)))).toMatchObject({ outcome: "quarantined", errors: [{ code: "unreadable", detail: expect.stringContaining("不是恰好一条记录") as string }] });
  expect(await replay(broken, Buffer.from(rows(1)))).toMatchObject({ outcome: "created", externalId: "REPLAY-1-0" });
});

test("docs/feeds.md tells the outcome of each; `npm run docs:bad-input` writes it", () => {
  const page = readFileSync(feedsPage, "utf8");
  expect(page).toBe(withBadInputTable(page));
});
