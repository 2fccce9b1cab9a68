/** Each kind of bad input through the real intake into a real store: its defined outcome, good neighbours taken, the account balanced. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedsPage, withBadInputTable } from "../../docs/writeBadInputTable.ts";
import { decodeRecords, decodeNdjson } from "../../src/ingest/decode.ts";
import { takeRecords } from "../../src/ingest/intake.ts";
import { cliActor } from "../../src/store/actors.ts";
import { openStore } from "../../src/store/open.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import type { Store } from "../../src/store/store.ts";
import { mondayMorning, rulebook } from "../setup/house.ts";
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

test.each(badInputs.map((input) => [`${input.format}: ${input.name}`, input] as const))("%s has its outcome", async (_name, { format, bytes, expected }) => {
  const input = await bytes();
  const records = format === "ndjson" ? decodeNdjson([input]) : decodeRecords(input, { format });
  const result = await takeRecords(store, { profile, records, sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });
  expect(result.results.map(({ outcome, errors }) => errors?.[0]?.code ?? outcome)).toEqual(expected);
  const { count } = await store.read.selectFrom("feed_records").select(({ fn }) => fn.countAll<number>().as("count")).where("outcome", "=", "quarantined").where("raw_sealed", "is", null).executeTakeFirstOrThrow();
  expect(Number(count), "what could not be taken is kept").toBe(0);
  expect((await reconcile(store)).differences).toEqual([]);
});

test("an undecodable file of megabytes is kept whole, byte for byte", async () => {
  const bytes = Buffer.alloc(5 * 1024 * 1024, 0xff);
  const result = await takeRecords(store, { profile, records: decodeRecords(bytes, { format: "csv" }), sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });
  expect(result.results.map(({ errors }) => errors?.[0]?.code)).toEqual(["undecodable"]);
  const { raw_sealed } = await store.read.selectFrom("feed_records").select("raw_sealed").orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
  const raw = rulebook.vault.unseal(raw_sealed ?? "");
  expect(Buffer.from(raw.slice(raw.indexOf(",") + 1), "base64").equals(bytes)).toBe(true);
});

test("docs/feeds.md tells the outcome of each; `npm run docs:bad-input` writes it", () => {
  const page = readFileSync(feedsPage, "utf8");
  expect(page).toBe(withBadInputTable(page));
});
