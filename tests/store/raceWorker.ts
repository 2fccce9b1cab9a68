/** A process of its own for race.test.ts: clients that each add their notes to one case, seeing a version and losing some races. */
import { applyEvent } from "../../src/store/applyEvent.ts";
import { VersionConflict } from "../../src/store/errors.ts";
import { openStore } from "../../src/store/open.ts";
import type { Actor } from "../../src/store/store.ts";
import { contextOf } from "../setup/house.ts";

const [url = "", caseIdText = "", actorJson = "", prefix = "", clientsText = "", notesText = ""] = process.argv.slice(2);
const caseId = Number(caseIdText);
const actor = JSON.parse(actorJson) as Actor;
const store = await openStore(url);
const acknowledged: string[] = [];
let conflicts = 0;

async function client(name: string): Promise<void> {
  for (let n = 0; n < Number(notesText); ) {
    const { version } = await store.read.selectFrom("cases").select("version").where("id", "=", caseId).executeTakeFirstOrThrow();
    const note = `${prefix}-${name}-${n}`;
    try {
      await store.write((tx) => applyEvent(tx, caseId, { type: "comment", payload: { note } }, { ...contextOf(actor), expectedVersion: version }));
      acknowledged.push(note);
      n += 1;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      conflicts += 1;
    }
  }
}

await Promise.all(Array.from({ length: Number(clientsText) }, (_, index) => client(String(index))));
await store.close();
process.stdout.write(JSON.stringify({ acknowledged, conflicts }));
