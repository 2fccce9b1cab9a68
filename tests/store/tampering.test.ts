/** Histories changed with raw SQL behind the engine's back: `verify` names the case, whatever was done. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import type { Actor, Store, Transaction } from "../../src/store/store.ts";
import { eventHash } from "../../src/store/chain.ts";
import { makeCheckpoint } from "../../src/store/checkpoints.ts";
import { digestOf, hashNameOf } from "../../src/store/digest.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, rulebook, settle } from "../setup/house.ts";
import { leaveSpoilt } from "../setup/replay.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("verify", ({ freshUrl }) => {
  let store: Store;
  let caseId: number;
  let caseNo: string;
  let window: Actor;
  let act: (type: string, payload?: unknown) => Promise<unknown>;

  beforeEach(async () => {
    const url = await freshUrl();
    leaveSpoilt(url);
    store = await openStore(url);
    const { people, unitId } = await settle(store);
    window = people.window;
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
    ["an earlier event's text in a later one's place", (tx) => event(tx, 4).set({ payload: JSON.stringify({ payload: { note: "第一次批注" }, slot: { day: "2026-11-16", half: "morning", workingDay: true } }) }).execute(), "event-altered"],
    ["an edited time", (tx) => event(tx, 3).set({ at: "2026-11-15T01:00:00.000Z" }).execute(), "event-altered"],
    ["an edited author's name", (tx) => event(tx, 3).set({ actor_name: "他人" }).execute(), "event-altered"],
    ["an event whose hash was made anew to fit", (tx) => editAndHash(tx, 3), "chain-broken"],
    ["a last event whose hash was made anew to fit", (tx) => editAndHash(tx, 5), "history-truncated"],
    ["a payload cut short", (tx) => event(tx, 3).set({ payload: "{\"payload\":{" }).execute(), "event-unreadable"],
    ["a history removed whole", (tx) => tx.deleteFrom("case_events").where("case_id", "=", caseId).execute(), "history-truncated"],
    ["an event of another case put in its place", (tx) => moveFromOther(tx), "event-altered"],
    ["a state moved by hand", (tx) => tx.updateTable("cases").set({ state: "closed" }).where("id", "=", caseId).execute(), "state-differs"],
  ];

  async function swap(tx: Transaction): Promise<void> {
    for (const [from, to] of [[3, 93], [4, 3], [93, 4]] as const) await event(tx, from).set({ seq: to }).execute();
  }

  async function editAndHash(tx: Transaction, seq: number): Promise<void> {
    const row = await tx.selectFrom("case_events").selectAll().where("case_id", "=", caseId).where("seq", "=", seq).executeTakeFirstOrThrow();
    const edited = { ...row, actor_name: "他人" };
    await event(tx, seq).set({ actor_name: "他人", hash: eventHash(edited, hashNameOf(row.hash)) }).execute();
  }

  /** What was registered first of the other case takes the place of this one's. */
  async function moveFromOther(tx: Transaction): Promise<void> {
    const other = await tx.selectFrom("case_events").selectAll().where("case_id", "<>", caseId).where("seq", "=", 1).executeTakeFirstOrThrow();
    await event(tx, 1).set({ payload: other.payload, hash: other.hash }).execute();
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

  describe("of checkpoints and notices", () => {
    const days = ["2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z"];
    beforeEach(async () => {
      // By the old setting, by the new one, and by the old again: each is proved by its own.
      for (const [index, name] of (["sha256", "sm3", "sha256"] as const).entries()) {
        await act("comment", { note: `第 ${index} 天` });
        const { id } = await store.write((tx) => makeCheckpoint(tx, days[index] ?? "", name));
        const content = JSON.stringify({ week: "2026-W46", revision: index + 1 });
        const row = { week: "2026-W46", revision: index + 1, content, content_hash: digestOf(name, content), cases_told: 0, summary: "{}", reason: index === 0 ? null : "更正", published_at: days[index] ?? "", published_by: "user:1", published_by_name: "dudao", checkpoint_id: id };
        await store.write((tx) => tx.insertInto("notices").values(row).execute());
      }
      expect(await verify(store)).toMatchObject({ differences: [], falseCheckpoints: [], falseNotices: [] });
    });

    const checkpoint = (tx: Transaction, id: number) => tx.updateTable("checkpoints").where("id", "=", id);
    const notice = (tx: Transaction, revision: number) => tx.updateTable("notices").where("revision", "=", revision);
    const swapContent = async (tx: Transaction) => {
      for (const revision of [1, 2]) await notice(tx, revision).set({ content: JSON.stringify({ week: "2026-W46", revision: 3 - revision }) }).execute();
    };
    const swapWhole = async (tx: Transaction) => {
      const rows = await tx.selectFrom("notices").select(["content", "content_hash"]).orderBy("revision").execute();
      for (const [revision, row] of [[1, rows[1]], [2, rows[0]]] as const) await notice(tx, revision).set(row ?? {}).execute();
    };
    const swapHeads = async (tx: Transaction) => {
      const head = (seq: number) => tx.updateTable("checkpoint_heads").where("case_id", "=", caseId).where("seq", "=", seq);
      for (const [from, to] of [[6, 1], [7, 2]] as const) await head(from).set({ seq: to }).execute();
    };
    const removeCheckpoint = async (tx: Transaction, id: number) => {
      await tx.deleteFrom("checkpoint_heads").where("checkpoint_id", "=", id).execute();
      await notice(tx, id).set({ checkpoint_id: 3 }).execute();
      await tx.deleteFrom("checkpoints").where("id", "=", id).execute();
    };
    const tampered: [string, (tx: Transaction) => Promise<unknown>, { checkpoints?: number[]; notices?: number[] }][] = [
      ["an edited checkpoint", (tx) => checkpoint(tx, 2).set({ hash: digestOf("sm3", "other") }).execute(), { checkpoints: [2, 3] }],
      ["a checkpoint that says another algorithm", (tx) => checkpoint(tx, 2).set((eb) => ({ hash: eb.fn<string>("replace", ["hash", eb.val("sm3:"), eb.val("")]) })).execute(), { checkpoints: [2, 3] }],
      ["edited figures of a checkpoint", (tx) => checkpoint(tx, 2).set({ events: 1 }).execute(), { checkpoints: [2] }],
      ["a removed checkpoint", (tx) => removeCheckpoint(tx, 2), { checkpoints: [3] }],
      ["a removed first checkpoint", (tx) => removeCheckpoint(tx, 1), { checkpoints: [2, 3] }],
      ["two heads in each other's place", (tx) => swapHeads(tx), { checkpoints: [1, 2] }],
      ["an edited notice", (tx) => notice(tx, 2).set({ content: "{}" }).execute(), { notices: [2] }],
      ["a notice cut short", (tx) => notice(tx, 3).set({ content: "{\"week" }).execute(), { notices: [3] }],
      ["two notices in each other's place", swapContent, { notices: [1, 2] }],
      ["a removed revision", (tx) => tx.deleteFrom("notices").where("revision", "=", 2).execute(), { notices: [3] }],
      ["two notices exchanged whole, hashes and all", swapWhole, { notices: [1, 2] }],
    ];
    it("names each that was edited, cut short, exchanged or removed, and no other", async () => {
      const tables = ["checkpoints", "checkpoint_heads", "notices"] as const;
      const kept = await Promise.all(tables.map((table) => store.read.selectFrom(table).selectAll().execute()));
      for (const [what, tamper, { checkpoints = [], notices = [] }] of tampered) {
        await store.write(tamper);
        const found = await verify(store);
        expect({ what, checkpoints: found.falseCheckpoints.map(({ id }) => id), notices: found.falseNotices.map(({ revision }) => revision) }).toEqual({ what, checkpoints, notices });
        await store.write(async (tx) => {
          for (const table of [...tables].reverse()) await tx.deleteFrom(table).execute();
          for (const [index, table] of tables.entries()) await tx.insertInto(table).values(kept[index] as never).execute();
        });
      }
      expect(await verify(store)).toMatchObject({ differences: [], falseCheckpoints: [], falseNotices: [] });
    });
  });

  it("proves a history that was written under both settings, and finds what was changed in either part", async () => {
    const sm3 = (actor: Actor) => ({ ...contextOf(actor), rulebook: { ...rulebook, hash: "sm3" as const } });
    await store.write((tx) => applyEvent(tx, caseId, { type: "comment", payload: { note: "国密" } }, sm3(window)));
    await act("comment", { note: "又改回来" });
    const rows = await store.read.selectFrom("case_events").select(["seq", "hash"]).where("case_id", "=", caseId).orderBy("seq").execute();
    expect(rows.map(({ hash }) => hashNameOf(hash))).toEqual(["sha256", "sha256", "sha256", "sha256", "sha256", "sm3", "sha256"]);
    expect((await verify(store)).differences).toEqual([]);
    await store.write((tx) => event(tx, 6).set({ actor_name: "他人" }).execute());
    expect((await verify(store)).differences).toMatchObject([{ seq: 6, code: "event-altered", caseNo }]);
  });
});
