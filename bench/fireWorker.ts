/**
 * A process that fires what is due while it answers requests, as `huiyin serve` does: `tsx fireWorker.ts URL SECRET NOW CASES`; prints how many it
 * fired and how long the requests took.
 */
import { openHouse, type House } from "../src/cli/house.ts";
import { applyEvent } from "../src/store/applyEvent.ts";
import { systemActor } from "../src/store/actors.ts";
import { fireTimersDue } from "../src/store/fireTimers.ts";
import { listCases } from "../src/store/readCases.ts";

const [url = "", secret = "", now = "", cases = "1"] = process.argv.slice(2);
const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: secret, HUIYIN_INBOX: "off" });
let over = false;
const asking = askMeanwhile(house);
const begun = performance.now();
const { fired } = await fireTimersDue(house.store, house.rulebook, now, { limit: Number.POSITIVE_INFINITY });
const seconds = (performance.now() - begun) / 1000;
over = true;
console.log(JSON.stringify({ fired, seconds, times: await asking }));
await house.store.close();

/** Reads a list and writes a comment, over and over, as people do meanwhile. */
async function askMeanwhile({ store, rulebook }: House): Promise<number[]> {
  const times: number[] = [];
  const actor = { ...systemActor, roles: [{ role: "window" as const, unitPath: "/" }] };
  for (let n = 1; !over; n += 1) {
    const begun = performance.now();
    await listCases(store.read, { state: "registered", scopePaths: ["/"], limit: 50, at: now, vault: rulebook.vault });
    await store.write((tx) => applyEvent(tx, (n % Number(cases)) + 1, { type: "comment", payload: { note: "批注" } }, { at: now, actor, rulebook }));
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}
