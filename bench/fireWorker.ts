/** A process that fires what is due, as `huiyin jobs run fireDueTimers` would: `tsx fireWorker.ts URL SECRET NOW`; prints how many. */
import { openHouse } from "../src/cli/house.ts";
import { fireTimersDue } from "../src/store/fireTimers.ts";

const [url = "", secret = "", now = ""] = process.argv.slice(2);
const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: secret, HUIYIN_INBOX: "off" });
console.log("begun");
const { fired } = await fireTimersDue(house.store, house.rulebook, now, { limit: Number.POSITIVE_INFINITY });
console.log(`fired ${fired}`);
await house.store.close();
