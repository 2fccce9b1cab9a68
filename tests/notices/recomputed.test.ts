/** Every figure of every notice equals what plain code recomputes from raw events, over generated histories; over the simulated half year simulation.test.ts proves it. */
import { expect, test } from "vitest";
import { composerOf } from "../../src/cli/notices.ts";
import { addDays, dayOf, weekOf, weekRange } from "../../src/rules/shanghai.ts";
import { openStore } from "../../src/store/open.ts";
import { publishNotice } from "../../src/store/notices.ts";
import { addUser } from "../../src/store/people.ts";
import { reconcile } from "../../src/store/reconcile.ts";
import type { Actor, Store } from "../../src/store/store.ts";
import { upsertUnit } from "../../src/store/units.ts";
import { verify } from "../../src/store/verify.ts";
import { rulebook } from "../setup/house.ts";
import { freshPostgresUrl, freshSqliteUrl } from "../setup/stores.ts";
import { checkNotice } from "./compared.ts";
import { Histories, type Staff } from "./histories.ts";
import { nothingTold } from "./recompute.ts";

async function staffed(store: Store): Promise<Staff> {
  return store.write(async (tx) => {
    const root = await upsertUnit(tx, { code: "R", name: "市公安局", parentCode: null });
    const units = [];
    for (const [code, name] of [["A", "车管所"], ["B", "出入境"], ["C", "户政"]] as const) units.push(await upsertUnit(tx, { code, name, parentCode: "R" }));
    const person = async (username: string, role: "window" | "supervisor" | "caller" | "reviewer" | "handler", unit: { id: number; path: string }): Promise<Actor> => {
      const { id } = await addUser(tx, { username, displayName: username, passwordHash: "-", roles: [{ role, unitId: unit.id }], at: "2020-01-01T00:00:00.000Z" });
      return { id: `user:${id}`, name: username, userId: id, roles: [{ role, unitPath: unit.path }] };
    };
    const handlers = new Map<number, Actor>();
    for (const unit of units) handlers.set(unit.id, await person(`handler${unit.code}`, "handler", unit));
    return { window: await person("window", "window", root), supervisor: await person("supervisor", "supervisor", root), caller: await person("caller", "caller", root), reviewer: await person("reviewer", "reviewer", root), handlers };
  });
}

// Eight stores of histories that are three weeks long, one after the other, across both year ends with a W53, and one on PostgreSQL; `npm run trust` takes 25 histories each.
const weeksWanted = Number(process.env["HUIYIN_HISTORY_WEEKS"] ?? 54);
const stores = ["2020-W30", "2020-W44", "2021-W20", "2022-W50", "2023-W20", "2024-W48", "2025-W30", "2026-W02"].map((first, index) => ({ first, seed: index + 1, url: freshSqliteUrl, weeks: weeksWanted }));

test.each([...stores, { first: "2020-W50", seed: 9, url: freshPostgresUrl, weeks: 9 }])("histories from $first on (seed $seed)", { timeout: 120_000 }, async ({ first, seed, url, weeks }) => {
  const store = await openStore(await url());
  const staff = await staffed(store);
  const histories = new Histories(store, staff, seed);
  const told = nothingTold();
  let figures = 0;
  for (let n = 0, week = first; n < weeks; n += 1, week = weekOf(addDays(dayOf(weekRange(week).to), 1))) {
    histories.planWeek(week);
    const { to } = weekRange(week);
    const monday = new Date(Date.parse(to) + 8.5 * 3_600_000).toISOString();
    await histories.runTo(monday);
    await store.write((tx) => publishNotice(tx, week, composerOf({ rulebook }), { at: monday, actor: staff.supervisor, rulebook }));
    figures += await checkNotice(store.read, week, told);
  }
  expect(figures).toBeGreaterThan(weeks * 40);
  const untold = await store.read.selectFrom("cases").select("id").where("notice_week", "is", null).execute();
  const all = await store.read.selectFrom("cases").select("id").execute();
  // The union of all notices is every case exactly once, but for those that are reported in a week that has no notice yet.
  expect(told.caseWeek.size + untold.length).toBe(all.length);
  expect([...told.caseWeek.values()].length).toBe(new Set(told.caseWeek.keys()).size);
  expect((await reconcile(store)).differences).toEqual([]);
  expect(await verify(store)).toMatchObject({ differences: [], falseCheckpoints: [], falseNotices: [] });
  await store.close();
});
