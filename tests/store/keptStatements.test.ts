/** PostgreSQL keeps the statements of the hot paths planned, and goes on where a table is altered under a plan. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, settle } from "../setup/house.ts";
import { freshPostgresUrl } from "../setup/stores.ts";

describe("statements on PostgreSQL", () => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  beforeAll(async () => {
    store = await openStore(await freshPostgresUrl());
    house = await settle(store);
  });
  afterAll(() => store.close());

  const open = (externalId: string) => store.write((tx) => openCase(tx, complaint(externalId), contextOf(systemActor)));
  const comment = (caseId: number) => store.write((tx) => applyEvent(tx, caseId, { type: "comment", payload: { note: "批注" } }, contextOf(house.people.window)));
  const kept = () => store.write(async (tx) => Number((await sql<{ count: number }>`select count(*) as count from pg_prepared_statements where name like 'huiyin%'`.execute(tx)).rows[0]?.count));

  it("are kept, each once however often it runs", async () => {
    const caseId = (await open("GD-1"))?.caseId ?? 0;
    await comment(caseId);
    const before = await kept();
    expect(before).toBeGreaterThan(5);
    for (let n = 0; n < 5; n += 1) await comment(caseId);
    expect(await kept()).toBe(before);
  });

  it("are planned anew where a table was altered meanwhile, and nothing is lost", async () => {
    const caseId = (await open("GD-2"))?.caseId ?? 0;
    const before = (await comment(caseId)).version;
    await store.write((tx) => sql`alter table cases add column later_addition text`.execute(tx));
    expect((await comment(caseId)).version).toBe(before + 1);
    expect((await verify(store)).differences).toEqual([]);
  });
});
