/** Worklist, case page and search of a million cases beside those of ten thousand, over HTTP. `npm run bench -- pages` */
import { seriesOf, spread, type Measured, type Row } from "./row.ts";
import { addAccess, startService, withHouse } from "./service.ts";
import { storeOf } from "./stores.ts";

const asked = 40;
const pages: { of: string; path: (n: number, newest: number) => string }[] = [
  { of: "worklist", path: () => "/worklist?limit=50" },
  { of: "worklist counts", path: () => "/worklist/counts" },
  { of: "list of cases", path: () => "/cases?limit=50" },
  // Spread over all that there are.
  { of: "case page", path: (n, newest) => `/cases/${1 + ((n * 7919) % newest)}` },
  { of: "a case's history", path: (n, newest) => `/cases/${1 + ((n * 7919) % newest)}/events` },
  { of: "search, two characters", path: () => `/cases?q=${encodeURIComponent("窗口")}&limit=50` },
  { of: "search, two rare characters", path: () => `/cases?q=${encodeURIComponent("居住")}&limit=50` },
];

export const pagesRow: Row = {
  name: "pages",
  what: "worklist, case page, search: 1,000,000 cases against 10,000",
  bar: "p50 ≤ 2 ×",
  async measure({ runs }) {
    const sides = [await open(10_000), await open(1_000_000)] as const;
    const measured: Measured[] = [];
    for (const { of, path } of pages) {
      const medians: [number[], number[]] = [[], []];
      for (let run = 0; run <= runs; run += 1) {
        for (const [index, side] of sides.entries()) {
          const times: number[] = [];
          for (let n = 0; n < asked; n += 1) times.push(await side.ask(path(n + run * asked, side.newest)));
          // The first round warms.
          if (run > 0) medians[index]?.push(seriesOf(times).median);
        }
      }
      const times = seriesOf(medians[1]).median / seriesOf(medians[0]).median;
      measured.push({ of: `${of}, p50 in ms`, beside: spread(medians[0], 2), product: spread(medians[1], 2), figure: `× ${times.toFixed(2)}`, met: times <= 2, raw: { "10,000": medians[0], "1,000,000": medians[1] } });
    }
    for (const side of sides) await side.end();
    return measured;
  },
};

async function open(cases: number) {
  const store = await storeOf(cases);
  const { access, newest } = await withHouse(store.variables, async (house) => ({
    access: await addAccess(house),
    newest: (await house.store.read.selectFrom("cases").select("id").orderBy("id", "desc").limit(1).executeTakeFirstOrThrow()).id,
  }));
  const service = await startService(store.variables);
  return {
    newest,
    async ask(path: string): Promise<number> {
      const begun = performance.now();
      const answer = await fetch(`http://127.0.0.1:${service.port}/api/v1${path}`, { headers: { cookie: access.cookie } });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${answer.status} ${path}`);
      return performance.now() - begun;
    },
    async end() {
      await service.stop();
    },
  };
}
