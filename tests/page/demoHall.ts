/** A demonstration as people open it: some simulated weeks, and the service in front of them, its accounts on the login page. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startService } from "../../src/cli/commands/serve.ts";
import { openHouse, type House } from "../../src/cli/house.ts";
import { addSimulatedPeople, simulatedAccounts } from "../../src/cli/simulation/people.ts";
import { simulate } from "../../src/cli/simulation/simulate.ts";
import { hashPassword } from "../../src/store/passwords.ts";

export const demoPassword = "huiyin-demo-2026";

export interface DemoHall {
  house: House;
  origin: string;
  stop(): Promise<void>;
}

/** @param scale 1 is about forty cases a week */
export async function openDemoHall(url: string, { weeks, scale, seed }: { weeks: number; scale: number; seed: number }): Promise<DemoHall> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-demo-"));
  const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off", HUIYIN_PORT: "0", HUIYIN_LOG_LEVEL: "silent" });
  const until = new Date().toISOString();
  const actors = await addSimulatedPeople(house.store, { passwordHash: await hashPassword(demoPassword), at: until });
  await simulate(house, { weeks, scale, seed, until, actors });
  const service = await startService(house, { http: true, jobs: false }, await simulatedAccounts(house.store, demoPassword));
  return {
    house,
    origin: service.address ?? "",
    async stop() {
      await service.stop();
      await house.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
