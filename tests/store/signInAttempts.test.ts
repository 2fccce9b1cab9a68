/** How often anybody may try to sign in, on both databases. */
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { attemptSucceeded, beginAttempt } from "../../src/store/signInAttempts.ts";
import type { Store } from "../../src/store/store.ts";
import { vaultFrom } from "../../src/store/vault.ts";
import { eachStore } from "../setup/stores.ts";

const vault = vaultFrom(Buffer.alloc(32, 7));

eachStore("attempts to sign in", ({ freshUrl }) => {
  async function opened(): Promise<{ store: Store; tryAs: (username: string, address: string, at?: string) => Promise<string | null> }> {
    const store = await openStore(await freshUrl());
    onTestFinished(() => store.close());
    return { store, tryAs: (username, address, at = "2026-11-16T01:00:00.000Z") => store.write((tx) => beginAttempt(tx, { username, address, at, vault })) };
  }

  test("of one name end after a hundred within an hour, from however many addresses they come", async () => {
    const { store, tryAs } = await opened();
    for (let attempt = 0; attempt < 100; attempt += 1) expect(await tryAs("wang", `10.1.${attempt}.1`)).toBeNull();
    expect([await tryAs("ＷＡＮＧ", "10.2.0.1"), await tryAs("du", "10.2.0.1")]).toEqual(["2026-11-16T02:00:00.000Z", null]);
    // What is refused is not counted: the hour ends when it was to end.
    expect([await tryAs("wang", "10.2.0.1", "2026-11-16T01:59:59.999Z"), await tryAs("wang", "10.2.0.1", "2026-11-16T02:00:00.000Z")]).toEqual(["2026-11-16T02:00:00.000Z", null]);
    expect(JSON.stringify(await store.read.selectFrom("sign_in_attempts").selectAll().execute())).not.toMatch(/wang|10\.2\.0\.1/i);
  });

  test("from one address end after three hundred within an hour, whatever the names", async () => {
    const { tryAs } = await opened();
    for (let attempt = 0; attempt < 300; attempt += 1) expect(await tryAs(`name-${attempt}`, "10.1.0.1")).toBeNull();
    expect([await tryAs("one-more", "10.1.0.1"), await tryAs("one-more", "10.1.0.2")]).toEqual(["2026-11-16T02:00:00.000Z", null]);
  });

  test("that succeed count for nothing, and begin the name anew from their address", async () => {
    const { store, tryAs } = await opened();
    const attempt = { username: "wang", address: "10.1.0.1", at: "2026-11-16T01:00:00.000Z", vault };
    for (let round = 0; round < 40; round += 1) {
      for (let failure = 0; failure < 2; failure += 1) expect(await tryAs("wang", "10.1.0.1")).toBeNull();
      expect(await tryAs("wang", "10.1.0.1")).toBeNull();
      await store.write((tx) => attemptSucceeded(tx, attempt));
    }
    const counts = await store.read.selectFrom("sign_in_attempts").select("count").orderBy("count").execute();
    expect(counts.map(({ count }) => count)).toEqual([80, 80]);
    // What is long past is forgotten when the next one succeeds.
    await store.write((tx) => attemptSucceeded(tx, { ...attempt, at: "2026-11-16T03:00:00.000Z" }));
    expect(await store.read.selectFrom("sign_in_attempts").selectAll().execute()).toEqual([]);
  });

  test("that come at the same moment are all counted", async () => {
    const { tryAs } = await opened();
    const answers = await Promise.all(Array.from({ length: 24 }, () => tryAs("wang", "10.1.0.1")));
    expect(answers.filter((until) => until === null)).toHaveLength(10);
  });
});
