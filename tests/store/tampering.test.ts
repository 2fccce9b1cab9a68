/** Histories changed with raw SQL behind the engine's back: `verify` names the case, whatever was done. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store, Transaction } from "../../src/store/store.ts";
import { makeCheckpoint } from "../../src/store/checkpoints.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("verify", ({ freshUrl }) => {
  let store: Store;
  let caseId: number;
  let caseNo: string;
  let act: (type: string, payload?: unknown) => Promise<unknown>;

  beforeEach(async () => {
    store = await openStore(await freshUrl());
    const { people, unitId } = await settle(store);
    await store.write((tx) => openCase(tx, complaint("untouched"), contextOf(systemActor)));
    const opened = await store.write((tx) => openCase(tx, complaint("T1"), contextOf(systemActor)));
    if (opened === null) throw new Error("not opened");
    ({ caseId, caseNo } = opened);
    act = (type, payload = {}) => store.write((tx) => applyEvent(tx, caseId, { type, payload }, contextOf(people.window)));
    await act("accept");
    await act("comment", { note: "第一次批注" });
    await act("comment", { note: "第二次批注" });
    await act("assign", { unitId });
    expect(await verify(store)).toEqual({ cases: 2, events: 6, differences: [], falseCheckpoints: [], falseNotices: [] });
  });
  afterEach(() => store.close());

  const event = (tx: Transaction, seq: number) => tx.updateTable("case_events").where("case_id", "=", caseId).where("seq", "=", seq);
  const tampering: [string, (tx: Transaction) => Promise<unknown>, string][] = [
    ["an edited payload", (tx) => event(tx, 3).set({ payload: JSON.stringify({ payload: { note: "改写" }, slot: {} }) }).execute(), "event-altered"],
    ["an edited author", (tx) => event(tx, 2).set({ actor: "user:999" }).execute(), "event-altered"],
    ["a removed event", (tx) => tx.deleteFrom("case_events").where("case_id", "=", caseId).where("seq", "=", 3).execute(), "event-missing"],
    ["a removed last event", (tx) => tx.deleteFrom("case_events").where("case_id", "=", caseId).where("seq", "=", 5).execute(), "history-truncated"],
    ["two events in the other order", swap, "chain-broken"],
    ["a mark that would keep a history out of the next checkpoint", (tx) => tx.updateTable("cases").set({ checkpointed_version: 5 }).where("id", "=", caseId).execute(), "checkpoint-mark-differs"],
    ["a state moved by hand", (tx) => tx.updateTable("cases").set({ state: "closed" }).where("id", "=", caseId).execute(), "state-differs"],
  ];

  async function swap(tx: Transaction): Promise<void> {
    for (const [from, to] of [[3, 93], [4, 3], [93, 4]] as const) await event(tx, from).set({ seq: to }).execute();
  }

  it.each(tampering)("reports %s and names the case", async (_what, tamper, code) => {
    await store.write(tamper);
    const { differences } = await verify(store);
    expect(differences.map((difference) => difference.code)).toContain(code);
    expect(new Set(differences.map((difference) => difference.caseNo))).toEqual(new Set([caseNo]));
  });

  it("names the checkpoint when a history was rewritten so that nothing in itself shows it", async () => {
    // Whoever rewrites a history so well leaves the checkpoint's own mark alone.
    const { id: _, checkpointed_version: __, ...before } = await store.read.selectFrom("cases").selectAll().where("id", "=", caseId).executeTakeFirstOrThrow();
    await act("comment", { note: "后来被抹去的批注" });
    const { hash } = await store.write((tx) => makeCheckpoint(tx, "2026-11-20T00:00:00.000Z"));
    expect((await verify(store)).falseCheckpoints).toEqual([]);
    await store.write(async (tx) => {
      await tx.deleteFrom("case_events").where("case_id", "=", caseId).where("seq", "=", before.version + 1).execute();
      await tx.updateTable("cases").set(before).where("id", "=", caseId).execute();
    });
    expect(await verify(store)).toMatchObject({ differences: [], falseCheckpoints: [{ hash }] });
  });
});
