/** Intake on both databases: outcomes that add up, repeats that change nothing however they come, and the way out of quarantine. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { decodeRecords } from "../../src/ingest/decode.ts";
import { takeRecords } from "../../src/ingest/intake.ts";
import { parseProfile } from "../../src/ingest/profile.ts";
import { replayQuarantined } from "../../src/ingest/replay.ts";
import { cliActor } from "../../src/store/actors.ts";
import { openStore } from "../../src/store/open.ts";
import { correctQuarantined, listQuarantine } from "../../src/store/quarantine.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { contextOf, mondayMorning, rulebook } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const profile = parseProfile(readFileSync("config/feeds/110.yaml", "utf8"), "config/feeds/110.yaml");
const record = (n: number, text = "排队两小时") => ({ JJDBH: `R${n}`, BJSJ: "20261116094512", BJNR: text, JQLBDM: "810300", BJRXM: "赵某", LXDH: `1390000${1000 + n}` });

eachStore("intake", ({ freshUrl }) => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore(await freshUrl());
  });
  afterEach(async () => {
    expect((await reconcile(store)).differences).toEqual([]);
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });
  const take = (records: readonly object[]) =>
    takeRecords(store, { profile, records: decodeRecords(Buffer.from(JSON.stringify(records)), { format: "json" }), sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });

  it("a new record makes a case, a repeat nothing, a change an event in its history", async () => {
    expect(await take([record(1)])).toMatchObject({ created: 1, results: [{ index: 0, externalId: "R1", outcome: "created" }] });
    expect(await take([record(1)])).toMatchObject({ unchanged: 1 });
    expect(await take([record(1, "补充:共去了三次")])).toMatchObject({ updated: 1 });
    const row = await store.read.selectFrom("cases").select(["content", "version"]).executeTakeFirstOrThrow();
    expect(row).toEqual({ content: "补充:共去了三次", version: 2 });
    const event = await store.read.selectFrom("case_events").select("payload").where("type", "=", "sourceUpdated").executeTakeFirstOrThrow();
    expect(JSON.parse(event.payload)).toMatchObject({ payload: { changed: ["content"] } });
  });

  it("an old version that is sent again after a newer one changes nothing", async () => {
    await take([record(1), record(1, "新的内容")]);
    expect(await take([record(1)])).toMatchObject({ unchanged: 1 });
    expect((await store.read.selectFrom("cases").select("content").executeTakeFirstOrThrow()).content).toBe("新的内容");
  });

  it("a feed sent three times, shuffled and split at will and at once, makes the same cases as once", { timeout: 60_000 }, async () => {
    const all = Array.from({ length: 60 }, (_, n) => record(n));
    const shuffled = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 3, seed: 7 });
    const batches = shuffled.flatMap((order, run) => Array.from({ length: 5 + run }, (_, part) => order.filter((_, index) => index % (5 + run) === part)));
    const results = await Promise.all(batches.map(take));
    expect(results.reduce((sum, result) => sum + result.created, 0)).toBe(60);
    expect(results.reduce((sum, result) => sum + result.unchanged, 0)).toBe(120);
    expect((await store.read.selectFrom("cases").select("external_id").execute()).map((row) => row.external_id).sort()).toEqual(all.map((each) => each.JJDBH).sort());
  });

  it("a quarantined record keeps its bytes and reasons, and becomes a case once it is put right", async () => {
    expect(await take([{ ...record(1), BJSJ: "20260231000000" }, record(2)])).toMatchObject({ created: 1, quarantined: 1 });
    const [row] = await listQuarantine(store.read, { limit: 10 });
    const id = row?.id ?? 0;
    const profiles = new Map([[profile.name, profile]]);
    expect(await replayQuarantined(store, id, profiles, contextOf(cliActor))).toMatchObject({ outcome: "quarantined", errors: [{ code: "bad-instant" }] });
    await store.write((tx) => correctQuarantined(tx, id, { raw: JSON.stringify(record(1)) }, rulebook.vault, contextOf(cliActor)));
    expect(await replayQuarantined(store, id, profiles, contextOf(cliActor))).toMatchObject({ outcome: "created", externalId: "R1" });
    await expect(replayQuarantined(store, id, profiles, contextOf(cliActor))).rejects.toMatchObject({ code: "already-replayed" });
    expect(await listQuarantine(store.read, { limit: 10 })).toEqual([]);
  });

  it("neither receipts nor cases hold a complainant's name or phone as plain text", async () => {
    await take([record(1)]);
    const rows = [await store.read.selectFrom("feed_records").selectAll().execute(), await store.read.selectFrom("cases").selectAll().execute(), await store.read.selectFrom("case_events").selectAll().execute()];
    expect(JSON.stringify(rows)).not.toMatch(/赵某|13900001001/);
  });
});
