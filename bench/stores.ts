/**
 * Stores of 10,000 to 1,000,000 cases that have lived: ten weeks simulated through the product's own doors are laid side by side until a
 * thousand cases come in each week, and week behind week until there are as many as wanted. Older weeks hold cases that have ended, as they
 * do in life. Histories are chained anew, so that `verify` and `reconcile` hold. Made once and kept for all benches of a run.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrations } from "../migrations/index.ts";
import { composerOf } from "../src/cli/notices.ts";
import { addSimulatedPeople } from "../src/cli/simulation/people.ts";
import { simulate } from "../src/cli/simulation/simulate.ts";
import { dayOf, instantAt, previousWeek, weekOf, weekRange } from "../src/rules/shanghai.ts";
import { readSecrets } from "../src/config/secretFile.ts";
import type { Instant, Week } from "../src/rules/words.ts";
import { systemActor } from "../src/store/actors.ts";
import { makeCheckpoint } from "../src/store/checkpoints.ts";
import { digestOf } from "../src/store/digest.ts";
import { weeksBefore } from "../src/store/noticeCases.ts";
import { publishNotice } from "../src/store/notices.ts";
import { vaultFrom } from "../src/store/vault.ts";
import { clearLives, fillLives } from "./lives.ts";
import { variablesOf, withHouse, type Variables } from "./service.ts";

export interface BenchStore {
  variables: Variables;
  /** Up to when its hall has been at work. */
  until: Instant;
}

const folderOfAll = join(tmpdir(), "huiyin-bench-stores");
/** The weeks of the simulation, and how many cases each has in the stores. */
const weeksSimulated = 10;
const casesPerWeek = 1_000;
/** Later than this, limits that fell due since would be in the way. */
const keptHoursMax = 12;

/** @param cases a multiple of 10,000. The store is shared: what a bench writes into it stays. */
export async function storeOf(cases: number): Promise<BenchStore> {
  const folder = join(folderOfAll, `${Object.keys(migrations).at(-1)}-${cases}`);
  const told = join(folder, "made.json");
  if (existsSync(told)) {
    const { until } = JSON.parse(readFileSync(told, "utf8")) as { until: Instant };
    if (Date.now() - Date.parse(until) < keptHoursMax * 3_600_000) return { variables: variablesOf(folder), until };
  }
  const template = await templateStore();
  const begun = performance.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ["huiyin.db", "secret.key"]) copyFileSync(join(template.folder, file), join(folder, file));
  const variables = variablesOf(folder);
  const casesPerWindow = weeksSimulated * casesPerWeek;
  const keys = readSecrets(join(folder, "secret.key"));
  fillLives(join(folder, "huiyin.db"), join(template.folder, "huiyin.db"), vaultFrom(() => keys), { windows: cases / casesPerWindow, casesPerWindow, weeksPerWindow: weeksSimulated });
  await tellNotices(variables, template.until);
  writeFileSync(told, JSON.stringify({ until: template.until }));
  console.error(`a store of ${cases.toLocaleString("en-US")} cases was made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return { variables, until: template.until };
}

export function removeStores(): void {
  rmSync(folderOfAll, { recursive: true, force: true });
}

/** Ten weeks of a hall to which about ninety cases come a week. */
async function templateStore(): Promise<{ folder: string; until: Instant }> {
  const folder = join(folderOfAll, `${Object.keys(migrations).at(-1)}-simulated`);
  const told = join(folder, "made.json");
  if (!existsSync(told)) {
    const [begun, making, until] = [performance.now(), `${folder}-making`, new Date().toISOString()];
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    await withHouse(variablesOf(making), async (house) => {
      const actors = await addSimulatedPeople(house.store, { passwordHash: "-", at: until });
      await simulate(house, { seed: 1, weeks: weeksSimulated, scale: 2.5, until, actors });
    });
    clearLives(join(making, "huiyin.db"));
    writeFileSync(join(making, "made.json"), JSON.stringify({ until }));
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
    console.error(`ten weeks were simulated in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }
  return { folder, until: (JSON.parse(readFileSync(told, "utf8")) as { until: Instant }).until };
}

/** The weeks of the simulation but the last are published by the product; of those before stand what later notices read of them. */
async function tellNotices(variables: Variables, until: Instant): Promise<void> {
  await withHouse(variables, async (house) => {
    const { store, rulebook } = house;
    const checkpoint = await store.write((tx) => makeCheckpoint(tx, until));
    const last = previousWeek(weekOf(until));
    const simulated = Array.from({ length: weeksSimulated }, (_, index) => weeksBefore(last, weeksSimulated - 1 - index));
    const older = await store.read.selectFrom("cases").select(({ fn }) => ["week", fn.countAll<number>().as("count")]).where("week", "<", simulated[0] ?? "").groupBy("week").execute();
    await store.write(async (tx) => {
      for (const { week, count } of older) await tx.insertInto("notices").values(briefNotice(week, Number(count), checkpoint.id)).execute();
      await tx.updateTable("cases").set((eb) => ({ notice_week: eb.ref("week") })).where("week", "<", simulated[0] ?? "").execute();
    });
    for (const week of simulated.slice(0, -1)) {
      const at = instantAt(dayOf(weekRange(week).to), 9 * 60);
      await store.write((tx) => publishNotice(tx, week, composerOf(house), { at, actor: systemActor, rulebook }));
    }
  });
}

function briefNotice(week: Week, count: number, checkpointId: number) {
  const content = JSON.stringify({ week, revision: 1, demands: [], total: { count }, bySource: [], byKind: [], byUnit: [], byWindow: [], byItem: [], byCategory: [], byLane: [], metrics: [], units: [] });
  return { week, revision: 1, content, content_hash: digestOf("sha256", content), cases_told: count, summary: JSON.stringify({ total: count, satisfaction: { numerator: count, denominator: count } }), reason: null, published_at: weekRange(week).to, published_by: systemActor.id, published_by_name: systemActor.name, checkpoint_id: checkpointId };
}
