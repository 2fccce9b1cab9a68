/** The samples of every source, byte for byte, through all four ways in: the same cases come of each, and each way repeats nothing of another. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { importFiles } from "../src/cli/commands/import.ts";
import { jobDepsOf, now } from "../src/cli/house.ts";
import { takeDroppedFiles } from "../src/jobs/takeDroppedFiles.ts";
import { reconcile } from "../src/store/reconcile.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { testWithShared } from "./setup/shared.ts";
import { freshSqliteUrl } from "./setup/stores.ts";

const files = [
  ["110", "110.json", "application/json"],
  ["110", "110.xml", "application/xml"],
  ["12345", "12345.json", "application/json"],
  ["12345", "12345.csv", "text/csv"],
  ["petition", "petition.json", "application/json"],
  ["petition", "petition.xml", "application/xml"],
] as const;

type Way = (service: Service, inbox: string, shared: (path: string) => string) => Promise<void>;
const ways: Record<string, Way> = {
  HTTP: async (service, _inbox, shared) => {
    for (const [source, name, type] of files) {
      const answer = await service.post("key", `/feeds/${source}/records`, readFileSync(shared(`samples/feeds/${name}`)), type);
      expect(answer, name).toMatchObject({ status: 200, body: { quarantined: 0 } });
    }
  },
  "huiyin import": async (service, _inbox, shared) => {
    for (const [source, name] of files) expect(await importFiles(service.house, [shared(`samples/feeds/${name}`)], { source, json: true }), name).toBe(0);
  },
  upload: async (service, _inbox, shared) => {
    for (const [source, name] of files) {
      const form = new FormData();
      form.append("file", new Blob([readFileSync(shared(`samples/feeds/${name}`))]), name);
      const checked = await service.send("chuangkou", "POST", `/feeds/${source}/files/check`, form);
      expect(checked, name).toMatchObject({ status: 200, body: { totals: { quarantined: 0 } } });
      expect(await service.send("chuangkou", "POST", `/feeds/${source}/files`, form), name).toMatchObject({ status: 200, body: { quarantined: 0 } });
    }
  },
  "drop folder": async (service, inbox, shared) => {
    for (const [source, name] of files) {
      const target = join(inbox, source, name);
      mkdirSync(join(inbox, source), { recursive: true });
      copyFileSync(shared(`samples/feeds/${name}`), target);
      utimesSync(target, 1, 1);
    }
    expect(await takeDroppedFiles(jobDepsOf(service.house, now), now())).toEqual({ done: 6, failed: 0, known: 0 });
  },
};

describe("the samples", () => {
  const inboxes: string[] = [];
  afterAll(() => inboxes.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  testWithShared("make the same cases by HTTP, by import, by upload and from a drop folder; by a second way everything is unchanged", async (shared) => {
    const found: Record<string, unknown> = {};
    for (const [name, way] of Object.entries(ways)) {
      const inbox = mkdtempSync(join(tmpdir(), "huiyin-inbox-"));
      inboxes.push(inbox);
      const service = await startWholeService(await freshSqliteUrl(), { HUIYIN_INBOX: inbox });
      const { store, rulebook } = service.house;
      try {
        await way(service, inbox, shared);
        const cases = await store.read.selectFrom("cases").selectAll().orderBy("source").orderBy("external_id").execute();
        expect(cases).toHaveLength(12);
        found[name] = cases.map((row) => ({
          ...Object.fromEntries(Object.entries(row).filter(([column]) => !/^(id|case_no|opened_at|chain_head|snapshot|complainant_sealed|first_contact_owner_id|phone_index|id_number_index)$/.test(column))),
          complainant: row.complainant_sealed === null ? null : (JSON.parse(rulebook.vault.unseal(row.complainant_sealed)) as unknown),
        }));
        await ways["HTTP"]?.(service, inbox, shared);
        const outcomes = await store.read.selectFrom("feed_records").select(({ fn }) => ["outcome", fn.countAll<number>().as("count")]).groupBy("outcome").orderBy("outcome").execute();
        expect(outcomes, name).toEqual([{ outcome: "created", count: 12 }, { outcome: "unchanged", count: 12 }]);
        expect((await reconcile(store)).differences).toEqual([]);
      } finally {
        await service.stop();
      }
    }
    for (const cases of Object.values(found)) expect(cases).toEqual(found["HTTP"]);
  });
});
