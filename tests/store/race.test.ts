/** Two processes on one database, sixteen clients on one case: every acknowledged event once, the losers told, nothing lost. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import { verify } from "../../src/store/verify.ts";
import { complaint, contextOf, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const clientsPerProcess = 8;
const notesPerClient = 12;

eachStore("two processes", ({ freshUrl }) => {
  it("race sixteen clients on one case and lose and double none", { timeout: 120_000 }, async () => {
    const url = await freshUrl();
    const store = await openStore(url);
    const { people } = await settle(store);
    const opened = await store.write((tx) => openCase(tx, complaint("R1"), contextOf(systemActor)));
    const caseId = opened?.caseId ?? 0;
    const run = async (prefix: string) => {
      const args = ["--import", "tsx", "tests/store/raceWorker.ts", url, String(caseId), JSON.stringify(people.window), prefix, String(clientsPerProcess), String(notesPerClient)];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 });
      return JSON.parse(stdout) as { acknowledged: string[]; conflicts: number };
    };
    const results = await Promise.all([run("a"), run("b")]);
    const acknowledged = results.flatMap((result) => result.acknowledged);
    expect(acknowledged).toHaveLength(2 * clientsPerProcess * notesPerClient);
    expect(results.reduce((sum, result) => sum + result.conflicts, 0)).toBeGreaterThan(0);
    const events = await store.read.selectFrom("case_events").select(["seq", "payload"]).where("type", "=", "comment").orderBy("seq").execute();
    const notes = events.map((event) => (JSON.parse(event.payload) as { payload: { note: string } }).payload.note);
    expect([...notes].sort()).toEqual([...acknowledged].sort());
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 2));
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });
});
