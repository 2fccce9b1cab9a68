/** What a hall does all day over a million cases: reads, events and feeds mixed, at half of what the service can do at most. `npm run bench -- mixed` */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LoadResult } from "./load/connections.ts";
import type { HallOptions } from "./load/hall.ts";
import { seriesOf, spread, type Row } from "./row.ts";
import { addAccess, checkSound, startService, withHouse } from "./service.ts";
import { storeOf } from "./stores.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("load/hall.ts", import.meta.url));
const connections = 32;
const cases = Number(process.env["HUIYIN_BENCH_CASES"] ?? 1_000_000);

export const mixedRow: Row = {
  name: "mixed",
  what: `70 % reads, 25 % events, 5 % feeds over ${cases.toLocaleString("en-US")} cases`,
  bar: "p99 ≤ 50 ms at half of the saturation rate, nothing refused",
  async measure({ runs }) {
    const store = await storeOf(cases);
    const { access, open, newestCase } = await withHouse(store.variables, async (house) => ({
      access: await addAccess(house),
      open: await house.store.read.selectFrom("cases").select(["id", "version"]).where("state", "in", ["registered", "accepted", "assigned", "handling"]).orderBy("id", "desc").limit(20_000).execute(),
      newestCase: (await house.store.read.selectFrom("cases").select("id").orderBy("id", "desc").limit(1).executeTakeFirstOrThrow()).id,
    }));
    const service = await startService(store.variables);
    let serial = 0;
    const usedUp = Math.ceil(open.length / (runs * 2 + 1));
    // Each run has open cases of its own, whose versions nobody else has raised.
    const hall = async (seconds: number, rate?: number): Promise<LoadResult> => {
      const options: HallOptions = { port: service.port, ...access, connections, seconds, rate, open: open.slice(serial * usedUp, (serial + 1) * usedUp), newestCase, firstRecord: 50_000_000 + serial * 1_000_000, seed: serial };
      serial += 1;
      const { stdout } = await run(process.execPath, ["--import", "tsx", script, JSON.stringify(options)], { maxBuffer: 1 << 26 });
      return JSON.parse(stdout) as LoadResult;
    };
    await hall(5);
    const [most, half]: [LoadResult[], LoadResult[]] = [[], []];
    for (let each = 0; each < runs; each += 1) {
      const saturated = await hall(5);
      most.push(saturated);
      half.push(await hall(10, saturated.answersPerSecond / 2));
    }
    await service.stop();
    await checkSound(store.variables, open.slice(0, 200).map(({ id }) => id));
    const rates = most.map(({ answersPerSecond }) => answersPerSecond);
    const p99 = half.map(({ millisP99 }) => millisP99);
    return [{ of: "p99 in ms", beside: `${spread(rates)} requests/s at most`, product: spread(p99, 1), figure: `${seriesOf(p99).median.toFixed(1)} ms`, met: seriesOf(p99).median <= 50, raw: { rates, p99, p50: half.map(({ millisP50 }) => millisP50) } }];
  },
};
