/** A week's notice and the metrics over a million cases beside ten thousand, a thousand a week in both. `npm run bench -- figures` */
import { composerOf } from "../src/cli/notices.ts";
import { openHouse } from "../src/cli/house.ts";
import { previousWeek, weekOf, weekRange } from "../src/rules/shanghai.ts";
import { weeksBefore } from "../src/store/noticeCases.ts";
import { readNoticeInput } from "../src/store/notices.ts";
import { seriesOf, spread, type Measured, type Row } from "./row.ts";
import { addAccess, startService } from "./service.ts";
import { storeOf } from "./stores.ts";

export const figuresRow: Row = {
  name: "figures",
  what: "weekly notice and metrics: 1,000,000 cases against 10,000",
  bar: "≤ 1.5 × the time, a notice's numbers in ≤ 200 ms",
  async measure({ runs }) {
    const sides = [await open(10_000), await open(1_000_000)] as const;
    const measured: Measured[] = [];
    for (const of of ["notice", "metrics of a week by unit", "metrics of a quarter"] as const) {
      const times: [number[], number[]] = [[], []];
      for (let run = 0; run <= runs; run += 1) {
        for (const [index, side] of sides.entries()) {
          const begun = performance.now();
          await side[of]();
          if (run > 0) times[index]?.push(performance.now() - begun);
        }
      }
      const ratio = seriesOf(times[1]).median / seriesOf(times[0]).median;
      const met = ratio <= 1.5 && (of !== "notice" || seriesOf(times[1]).median <= 200);
      measured.push({ of: `${of} in ms`, beside: spread(times[0], 1), product: spread(times[1], 1), figure: `× ${ratio.toFixed(2)}`, met, raw: { "10,000": times[0], "1,000,000": times[1] } });
    }
    for (const side of sides) await side.end();
    return measured;
  },
};

async function open(cases: number) {
  const store = await storeOf(cases);
  const house = await openHouse(store.variables);
  const { cookie } = await addAccess(house);
  const service = await startService(store.variables);
  const week = previousWeek(weekOf(store.until));
  const compose = composerOf(house);
  const day = (instant: string) => instant.slice(0, 10);
  const ask = async (path: string): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${service.port}/api/v1${path}`, { headers: { cookie } });
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  return {
    notice: async () => void compose(await readNoticeInput(house.store.read, week, store.until, house.rulebook)),
    "metrics of a week by unit": () => ask(`/metrics?from=${day(weekRange(week).from)}&to=${day(weekRange(week).to)}&by=unit`),
    "metrics of a quarter": () => ask(`/metrics?from=${day(weekRange(weeksBefore(week, 8)).from)}&to=${day(weekRange(week).to)}`),
    async end() {
      await service.stop();
      await house.store.close();
    },
  };
}
