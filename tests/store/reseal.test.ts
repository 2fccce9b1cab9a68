/** The change of a key: beside a running service, killed and repeated, and nothing sealed is left behind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { retire, rotate, statusOf } from "../../src/cli/commands/secrets.ts";
import { readSecrets, secretSource } from "../../src/config/secretFile.ts";
import type { Suite } from "../../src/rules/suites.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openStore } from "../../src/store/open.ts";
import { openCase } from "../../src/store/openCase.ts";
import { listCases } from "../../src/store/readCases.ts";
import { writeReceipts } from "../../src/store/receipts.ts";
import { registerCases } from "../../src/store/relate.ts";
import { sealedPlaces } from "../../src/store/sealedColumns.ts";
import { similarCases } from "../../src/store/similar.ts";
import { signingSecret, signingSecrets } from "../../src/store/signingSecrets.ts";
import type { EventContext, Store } from "../../src/store/store.ts";
import { vaultFrom, type Vault } from "../../src/store/vault.ts";
import { verify } from "../../src/store/verify.ts";
import { addWebhook, announceRatingMessage, webhookTarget } from "../../src/store/webhooks.ts";
import { complaint, contextOf, mondayMorning, rulebook, settle } from "../setup/house.ts";
import { columnsOf } from "../setup/everyText.ts";
import { faults } from "../setup/faults.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("changing the key", ({ freshUrl }) => {
  let store: Store;
  let folder: string;
  let file: string;
  /** The vault of a service that runs all the while; its clock stands still unless it is moved. */
  let vault: Vault;
  let millis: number;
  let url: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "huiyin-rotation-"));
    file = join(folder, "huiyin.key");
    millis = 0;
    vault = vaultFrom(secretSource(file, "international", () => millis));
    store = await openStore((url = await freshUrl()));
    await settle(store);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const partsOf = (suite: Suite = "international") => ({ store, environment: { secretFile: file, suite } as never });
  const lookAgain = async () => void (millis += 5_000);
  const rotateNow = (suite?: Suite) => rotate(partsOf(suite), lookAgain);
  const context = (): EventContext => ({ ...contextOf(systemActor), rulebook: { ...rulebook, vault } });

  async function fill(): Promise<void> {
    await store.write(async (tx) => {
      for (const id of ["A", "B"]) await openCase(tx, complaint(id, { complainant: { name: "李女士", phone: "13900000127", idNumber: "320481198001010011", anonymous: false, confidential: false } }), context());
      const receipt = { source: "110" as const, externalId: null, profile: "110", receivedAt: mondayMorning, outcome: "quarantined" as const, caseId: null, contentHash: null, problems: [], sender: "cli" };
      await writeReceipts(tx, Array.from({ length: 250 }, (_, number) => ({ ...receipt, raw: `原文 ${number}` })), vault);
      await tx.updateTable("feed_records").set({ corrected_sealed: vault.seal("更正") }).where("id", "=", 1).execute();
      await signingSecret(tx, "feed:110", { vault, at: mondayMorning });
      await signingSecret(tx, "feed:110", { vault, at: mondayMorning, rotate: true });
      await addWebhook(tx, { name: "短信网关", url: "https://sms.example", eventTypes: ["cn.huiyin.case.sms.rating"], sources: [] }, { vault, actor: systemActor, at: mondayMorning });
      const row = await tx.selectFrom("cases").selectAll().where("id", "=", 1).executeTakeFirstOrThrow();
      await announceRatingMessage(tx, row, vault.seal("{\"to\":\"13900000127\"}"), mondayMorning);
    });
  }
  const values = async () => Object.fromEntries((await statusOf(partsOf())).map(({ number, state, values: count }) => [`${number} ${state}`, count]));

  it("covers every sealed and every indexed column that the schema has", async () => {
    const named = (await columnsOf(store)).filter(({ column }) => /_sealed$/.test(column) || /^(phone|id_number)_index$/.test(column)).map(({ table, column }) => `${table}.${column}`);
    const declared = sealedPlaces.filter(({ property }) => property === undefined).flatMap(({ table, column, indexes = {} }) => [column, ...Object.keys(indexes)].map((name) => `${table}.${name}`));
    expect(declared.sort()).toEqual(named.sort());
    await fill();
    // Whatever else bears a key's mark must be declared, too: a sealed value inside of something.
    const places = new Set([...declared, ...sealedPlaces.map(({ table, column }) => `${table}.${column}`)]);
    for (const { table, column } of await columnsOf(store)) {
      const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)} where cast(${sql.ref(column)} as text) like '%k01a:%'`.execute(store.read);
      if (Number(rows[0]?.count) > 0) expect(places).toContain(`${table}.${column}`);
    }
  });

  it("seals everything anew; then nothing needs the old key, and it can be retired", async () => {
    await fill();
    const before = await values();
    expect(before).toEqual({ "1 current": 2 + 2 + 2 + 250 + 1 + 1 + 2 + 1 });
    await expect(retire(partsOf(), 1)).rejects.toMatchObject({ code: "secret-in-use" });
    const { key, isNew, resealed } = await rotateNow("national");
    expect({ number: key.number, suite: key.suite, isNew, resealed }).toEqual({ number: 2, suite: "national", isNew: true, resealed: 257 });
    expect(await values()).toEqual({ "1 old": 0, "2 current": before["1 current"] });
    await retire(partsOf(), 1);
    await expect(retire(partsOf(), 1)).rejects.toMatchObject({ code: "secret-unknown" });
    await expect(retire(partsOf(), 2)).rejects.toMatchObject({ code: "secret-in-use" });
    await lookAgain();
    expect(readSecrets(file)).toMatchObject([{ number: 2, suite: "national" }]);
    const rows = await store.read.selectFrom("feed_records").selectAll().orderBy("id").execute();
    expect(rows.map((row) => vault.unseal(row.raw_sealed ?? ""))).toEqual(Array.from({ length: 250 }, (_, number) => `原文 ${number}`));
    expect(vault.unseal(rows[0]?.corrected_sealed ?? "")).toBe("更正");
    expect(await signingSecrets(store.read, "feed:110", vault)).toHaveLength(2);
    expect((await webhookTarget(store.read, 1, vault))?.secret).toMatch(/^whsec_/);
    const { body } = await store.read.selectFrom("deliveries").select("body").executeTakeFirstOrThrow();
    expect(vault.unseal((JSON.parse(body) as { sealed: string }).sealed)).toContain("13900000127");
    expect(await verify(store)).toMatchObject({ differences: [], falseCheckpoints: [] });
    expect((await store.read.selectFrom("audit_entries").select("action").orderBy("id").execute()).map(({ action }) => action)).toEqual(["secret-prepared", "secret-activated", "secret-retired"]);
  });

  it("killed at any write, is finished by repeating it, with no further key", async () => {
    await fill();
    const watched = faults();
    await store.close();
    store = await openStore(url, { wrapDialect: watched.wrapDialect });
    watched.failAt(120);
    await expect(rotateNow()).rejects.toMatchObject({ code: "TEST_FAULT" });
    watched.failAt(null);
    expect(await rotateNow()).toMatchObject({ isNew: false, key: { number: 2 } });
    expect(await values()).toMatchObject({ "1 old": 0 });
    // Between the new key and its use.
    watched.failAt(2);
    await expect(rotateNow()).rejects.toMatchObject({ code: "TEST_FAULT" });
    watched.failAt(null);
    expect(await rotateNow()).toMatchObject({ key: { number: 3 } });
    expect(readSecrets(file).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await values()).toMatchObject({ "1 old": 0, "2 old": 0 });
  });

  it("lets a service read and write all the while, and find a person by whatever index his rows have", async () => {
    await fill();
    const seen: number[] = [];
    const look = async () => {
      const found = await listCases(store.read, { q: "13900000127", limit: 10, scopePaths: ["/"], at: mondayMorning, vault });
      seen.push(found.items.length);
    };
    let step = 0;
    await rotate(partsOf(), async () => {
      // The service looks at the file some time within the wait: here in its middle, having worked before and after.
      const id = `W${(step += 1)}`;
      const phone = "13900000127";
      await store.write((tx) => registerCases(tx, [complaint(`${id}a`, { complainant: { name: "李女士", phone, idNumber: null, anonymous: false, confidential: false } })], context()));
      await look();
      await lookAgain();
      await store.write((tx) => registerCases(tx, [complaint(`${id}b`, { complainant: { name: "李女士", phone, idNumber: null, anonymous: false, confidential: false } })], context()));
      await look();
    });
    await look();
    expect(seen).toEqual([3, 4, 5, 6, 6]);
    expect(await values()).toMatchObject({ "1 old": 0 });
  });

  it("knows one person by two keys for likely duplicates and second complaints", async () => {
    await fill();
    const old = await store.read.selectFrom("cases").selectAll().where("id", "=", 1).executeTakeFirstOrThrow();
    await store.write((tx) => tx.updateTable("cases").set({ disposition_approved_at: mondayMorning, service_item: "补领驾驶证" }).where("id", "=", 1).execute());
    await rotateNow();
    // As it is before its turn has come.
    await store.write((tx) => tx.updateTable("cases").set({ complainant_sealed: old.complainant_sealed, phone_index: old.phone_index, id_number_index: old.id_number_index }).where("id", "=", 1).execute());
    const [fresh] = await store.write((tx) => registerCases(tx, [complaint("C", { reportedAt: "2026-11-17T01:00:00.000Z", serviceItem: "补领驾驶证", content: "另一件事", title: null })], context()));
    expect(fresh?.phone_index).toMatch(/^k02a:/);
    expect(await store.read.selectFrom("case_links").select(["from_case_id", "to_case_id"]).where("relation", "=", "repeat-of").execute()).toEqual([{ from_case_id: fresh?.id, to_case_id: 1 }]);
    const alike = await similarCases(store.read, fresh as never, { vault, scopePaths: ["/"], scoreMin: 0 });
    expect(new Set(alike.map(({ person, caseId }) => (caseId === 1 ? person : null)).filter(Boolean))).toEqual(new Set([vault.index("320481198001010011")]));
  });
});
