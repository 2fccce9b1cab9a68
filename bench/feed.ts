/** A long feed over HTTP beside the floor, which writes the same rows with raw prepared statements in the same groups. `npm run bench -- feed` */
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import Database from "better-sqlite3";
import { termsOf } from "../src/rules/searchTerms.ts";
import { openStore } from "../src/store/open.ts";
import { line } from "./load/feedLines.ts";
import { alternating, percent, seriesOf, spread, type Row } from "./row.ts";
import { addAccess, startService, variablesOf, withHouse } from "./service.ts";

export interface FeedRun {
  records: number;
  recordsPerSecond: number;
  residentMegabytesMax: number;
}

export interface FeedBench {
  product(options?: readonly string[]): Promise<FeedRun>;
  /** Writes the rows of the product's last run into a store of its own. */
  floor(): Promise<{ recordsPerSecond: number }>;
  end(): void;
}

export function prepareFeed({ records }: { records: number }): FeedBench {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-bench-feed-"));
  const paths: string[] = [];
  let serial = 0;
  const emptyFolder = () => join(folder, String((serial += 1)));
  return {
    async product(options) {
      const own = emptyFolder();
      const variables = variablesOf(own);
      const { key } = await withHouse(variables, addAccess);
      const service = await startService(variables, undefined, options);
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, service.residentMegabytes())), 100);
      try {
        const begun = performance.now();
        const created = await postFeed(service.port, key, records);
        const seconds = (performance.now() - begun) / 1000;
        if (created !== records) throw new Error(`${created} of ${records} records became cases`);
        paths.push(join(own, "huiyin.db"));
        return { records, recordsPerSecond: Math.round(records / seconds), residentMegabytesMax: Math.round(most) };
      } finally {
        clearInterval(watch);
        await service.stop();
      }
    },
    async floor() {
      const from = paths.at(-1);
      if (from === undefined) throw new Error("the product runs first: the floor writes its rows again");
      const to = join(emptyFolder(), "floor.db");
      await (await openStore(`sqlite:${to}`)).close();
      return { recordsPerSecond: Math.round(records / writeAgain(from, to, records)) };
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As takeRecords groups them. */
const groupRecords = 200;

/** The tables of a new case, with the column that says whose row it is. */
const tables = [
  ["cases", "id"],
  ["case_events", "case_id"],
  ["changes", "case_id"],
  ["timers", "case_id"],
  ["next_steps", "case_id"],
  ["feed_records", "case_id"],
] as const;

/** @returns the seconds of writing alone. */
function writeAgain(from: string, to: string, records: number): number {
  const source = new Database(from, { readonly: true });
  const target = new Database(to);
  target.pragma("journal_mode = WAL");
  target.pragma("synchronous = FULL");
  target.pragma("foreign_keys = ON");
  const copies = tables.map(([table, id]) => {
    const columns = (source.prepare(`select name from pragma_table_info('${table}')`).all() as { name: string }[]).map(({ name }) => `"${name}"`);
    return {
      read: source.prepare(`select ${columns.join(", ")} from "${table}" where "${id}" between ? and ?`).raw(),
      write: target.prepare(`insert into "${table}" (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`),
    };
  });
  const units = source.prepare("select * from units").all() as Record<string, unknown>[];
  for (const unit of units) target.prepare(`insert into units (${Object.keys(unit).join(", ")}) values (${Object.keys(unit).map(() => "?").join(", ")})`).run(Object.values(unit));
  // What is found of a case lies in the index alone; its terms are made anew from the texts, before the clock runs.
  const texts = source.prepare("select id, case_no, external_id, title, content from cases where id between ? and ?").raw();
  const index = target.prepare("insert into case_search (rowid, document) values (?, ?)");
  let seconds = 0;
  for (let first = 1; first <= records; first += groupRecords) {
    const last = first + groupRecords - 1;
    const groups = copies.map(({ read, write }) => ({ write, rows: read.all(first, last) as unknown[][] }));
    const documents = (texts.all(first, last) as [number, ...string[]][]).map(([id, ...parts]) => [id, parts.flatMap(termsOf).join(" ")]);
    const begun = performance.now();
    target.exec("begin immediate");
    for (const { write, rows } of groups) for (const row of rows) write.run(row);
    for (const document of documents) index.run(document);
    target.exec("commit");
    seconds += (performance.now() - begun) / 1000;
  }
  source.close();
  target.close();
  return seconds;
}

/** @returns how many cases were made. */
export function postFeed(port: number, key: string, records: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const post = request({ port, host: "127.0.0.1", path: "/api/v1/feeds/12345/records", method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve((JSON.parse(text) as { created: number }).created);
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
      });
      response.on("error", reject);
    });
    post.on("error", reject);
    Readable.from(batches(records)).on("error", reject).pipe(post);
  });
}

function* batches(records: number): Generator<string> {
  for (let n = 0; n < records; n += 100) {
    let text = "";
    for (let at = n; at < Math.min(n + 100, records); at += 1) text += line(at);
    yield text;
  }
}

export const feedRow: Row = {
  name: "feed",
  what: "bulk feed over HTTP, 100,000 NDJSON records",
  bar: "≥ 40 % of the floor's rate",
  async measure({ runs }) {
    const bench = prepareFeed({ records: 100_000 });
    const [products, floors] = await alternating(runs, () => bench.product(), () => bench.floor());
    bench.end();
    const [product, floor] = [products, floors].map((each) => each.map(({ recordsPerSecond }) => recordsPerSecond)) as [number[], number[]];
    const share = seriesOf(product).median / seriesOf(floor).median;
    return [{ of: "records/s", beside: spread(floor), product: spread(product), figure: percent(share), met: share >= 0.4, raw: { floor, product } }];
  },
};
