/** The accounting of feeds: received = created + updated + unchanged + quarantined, per source and day. */
import { dayOf } from "../rules/shanghai.ts";
import { sources as allSources, type Day, type Instant, type Source } from "../rules/words.ts";
import type { Reader, Transaction } from "./store.ts";

export interface AccountingRow {
  source: Source;
  /** Day of receipt in Shanghai. */
  day: Day;
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Still waiting in quarantine, or dismissed from it. */
  quarantined: number;
  /** How many of the quarantined were dismissed with a reason. */
  dismissed: number;
  balanced: boolean;
}

/** Both days included; rows in order of day and source. */
export async function accounting(
  read: Reader,
  { from, to, sources = allSources }: { from?: Day | undefined; to?: Day | undefined; sources?: readonly Source[] | undefined } = {},
): Promise<AccountingRow[]> {
  let query = read
    .selectFrom("feed_records")
    .select(({ fn }) => ["source", "day", "outcome", fn.countAll<number>().as("count"), fn.count<number>("dismissed_at").as("dismissed")])
    .where("source", "in", [...sources])
    .groupBy(["source", "day", "outcome"]);
  if (from !== undefined) query = query.where("day", ">=", from);
  if (to !== undefined) query = query.where("day", "<=", to);
  const rows = new Map<string, AccountingRow>();
  for (const { source, day, outcome, count, dismissed } of await query.execute()) {
    const key = `${day} ${source}`;
    const row = rows.get(key) ?? { source, day, received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, dismissed: 0, balanced: false };
    row[outcome] += Number(count);
    row.received += Number(count);
    row.dismissed += Number(dismissed);
    rows.set(key, row);
  }
  const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  for (const row of sorted) row.balanced = row.received === row.created + row.updated + row.unchanged + row.quarantined;
  return sorted;
}

/** The four outcomes add up to `received`. */
export interface FeedCounts {
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  quarantined: number;
}

/** Records of all sources that were received from the first instant's day to before the second's. */
export async function feedOf(db: Reader | Transaction, from: Instant, to: Instant): Promise<FeedCounts> {
  const rows = await db
    .selectFrom("feed_records")
    .select(({ fn }) => ["outcome", fn.countAll<number>().as("count")])
    .where("day", ">=", dayOf(from))
    .where("day", "<", dayOf(to))
    .groupBy("outcome")
    .execute();
  const feed = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0 };
  for (const { outcome, count } of rows) {
    feed[outcome] += Number(count);
    feed.received += Number(count);
  }
  return feed;
}
