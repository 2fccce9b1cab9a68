/** A store of every schema that there has been is brought up to date by today's program, is proved there, and goes back where the migrations allow. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { migrations } from "../../migrations/index.ts";
import { casesToErase } from "../../src/store/erasure.ts";
import { migrateTo, migrationStatus, openStore } from "../../src/store/open.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import { verify } from "../../src/store/verify.ts";
import { rulebook } from "../setup/house.ts";

const folder = "tests/fixtures/stores";
const schemas = readdirSync(folder).filter((name) => name.endsWith(".db.gz")).map((name) => name.replace(".db.gz", ""));

function copyOf(schema: string): string {
  const own = mkdtempSync(join(tmpdir(), "huiyin-older-"));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  const file = join(own, "huiyin.db");
  writeFileSync(file, gunzipSync(readFileSync(join(folder, `${schema}.db.gz`))));
  return `sqlite:${file}`;
}

const appliedTo = async (url: string) => (await migrationStatus(url)).filter(({ appliedAt }) => appliedAt !== null).at(-1)?.name;

test("there is a store for every schema but the newest and those that were changed together with the next", () => {
  const names = Object.keys(migrations);
  expect(schemas.filter((schema) => !names.includes(schema))).toEqual([]);
  const together = ["0001_people", "0002_calendar", "0003_cases", "0004_work", "0005_feeds", "0006_life_at_source", "0007_search", "0008_delivery", "0017_next_steps"];
  expect(names.slice(0, -1).filter((name) => !schemas.includes(name))).toEqual(together);
});

test.each(schemas)("a store of schema %s comes up to date with its histories proved, goes back, and comes again", async (schema) => {
  const url = copyOf(schema);
  expect(await appliedTo(url)).toBe(schema);
  const mustBeWhole = async () => {
    const store = await openStore(url);
    try {
      const { cases, events, differences, falseCheckpoints } = await verify(store);
      expect({ cases, events, differences, falseCheckpoints }).toEqual({ cases: 3, events: 1 + 5 + 11, differences: [], falseCheckpoints: [] });
      expect((await reconcile(store)).differences).toEqual([]);
      expect((await store.read.selectFrom("cases").select(["external_id", "state"]).orderBy("id").execute()).map((row) => [row.external_id, row.state])).toEqual([["REGISTERED", "registered"], ["HANDLING", "handling"], ["CLOSED", "closed"]]);
      expect(await casesToErase(store.read, { at: "2040-01-01T00:00:00.000Z", rulebook }, 10)).toHaveLength(1);
    } finally {
      await store.close();
    }
  };
  await mustBeWhole();
  expect(await appliedTo(url)).toBe(Object.keys(migrations).at(-1));
  await migrateTo(url, Number(schema.slice(0, 4)));
  expect(await appliedTo(url)).toBe(schema);
  await mustBeWhole();
});
