/** Delivery is at-least-once and in no order: batches sent three times, shuffled, cut otherwise and at the same time make the same cases as once. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Chance } from "../src/cli/simulation/random.ts";
import { decodeRecords } from "../src/ingest/decode.ts";
import { takeRecords } from "../src/ingest/intake.ts";
import { parseProfile } from "../src/ingest/profile.ts";
import { cliActor } from "../src/store/actors.ts";
import { openStore } from "../src/store/open.ts";
import { reconcile } from "../src/store/reconcile.ts";
import type { Store } from "../src/store/store.ts";
import { verify } from "../src/store/verify.ts";
import { mondayMorning, rulebook } from "./setup/house.ts";
import { eachStore } from "./setup/stores.ts";

const profile = parseProfile(readFileSync("config/feeds/110.yaml", "utf8"), "config/feeds/110.yaml");
/** HUIYIN_RESENT_RECORDS=500 for many. */
const recordsWanted = Number(process.env["HUIYIN_RESENT_RECORDS"] ?? 30);
const versionsOfEach = 3;
const senders = 8;

type Fed = Record<string, string>;

/** Versions of a record tell by the source's own time which is the newer one; some are withdrawn, some urged. */
function versions(): Fed[] {
  return Array.from({ length: recordsWanted }, (_, n) => n).flatMap((n) =>
    Array.from({ length: 1 + (n % versionsOfEach) }, (_, version) => ({
      JJDBH: `R${n}`,
      BJSJ: "20261116094512",
      GXSJ: `2026111609${50 + version}00`,
      BJRXM: `李${n}`,
      LXDH: `139${String(n).padStart(8, "0")}`,
      BJNR: `排队两小时，无人解释。第${version + 1}次来电，编号${n}`,
      JQLBDM: n % 2 === 0 ? "810300" : "810301",
      SFDZ: `政务服务中心${version}号窗口`,
    })),
  );
}

function shuffled<Item>(items: readonly Item[], chance: Chance): Item[] {
  return items.map((item) => ({ item, place: chance.next() })).sort((a, b) => a.place - b.place).map(({ item }) => item);
}

function cut<Item>(items: readonly Item[], chance: Chance): Item[][] {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; ) {
    const length = chance.whole(1, 17);
    batches.push(items.slice(at, at + length));
    at += length;
  }
  return batches;
}

const take = (store: Store, batch: readonly Fed[], format: "json" | "ndjson") => {
  const body = format === "json" ? JSON.stringify(batch) : batch.map((record) => JSON.stringify(record)).join("\n");
  return takeRecords(store, { profile, records: decodeRecords(Buffer.from(body), { format }), sender: "test", actor: cliActor, rulebook, now: () => mondayMorning });
};

/** What a source and a reader see of a case; sealed values opened, since sealing twice never gives the same text. */
async function casesIn(store: Store) {
  const rows = await store.read.selectFrom("cases").selectAll().orderBy("external_id").execute();
  return rows.map(({ external_id, title, content, address, kind, state, reported_at, source_updated_at, complainant_sealed, phone_index, people_count, extra }) => ({
    external_id, title, content, address, kind, state, reported_at, source_updated_at, phone_index, people_count, extra,
    complainant: rulebook.vault.unseal(complainant_sealed ?? ""),
  }));
}

eachStore("resent feeds", ({ freshUrl }) => {
  it("make the same cases as once, whatever the order, the cuts and the company", { timeout: 180_000 }, async () => {
    const all = versions();
    const once = await openStore(await freshUrl());
    await take(once, all, "json");
    const expected = await casesIn(once);
    expect(expected).toHaveLength(recordsWanted);

    const chance = new Chance(20261125);
    const often = await openStore(await freshUrl());
    const sent = [1, 2, 3].flatMap(() => cut(shuffled(all, chance), chance));
    const waiting = shuffled(sent, chance);
    const counts = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0 };
    const sender = async (index: number) => {
      for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
        const result = await take(often, batch, index % 2 === 0 ? "json" : "ndjson");
        for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += result[name];
      }
    };
    await Promise.all(Array.from({ length: senders }, (_, index) => sender(index)));

    expect(await casesIn(often)).toEqual(expected);
    expect(counts).toEqual({ received: 3 * all.length, created: recordsWanted, updated: all.length - recordsWanted, unchanged: 2 * all.length, quarantined: 0 });
    for (const store of [once, often]) {
      expect((await verify(store)).differences).toEqual([]);
      expect((await reconcile(store)).differences).toEqual([]);
      await store.close();
    }
  });
});
