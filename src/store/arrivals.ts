/** What came last from each source, and what of it waits: for those who watch that the feeds flow. */
import { dayOf } from "../rules/shanghai.ts";
import { sources, type Instant, type Outcome, type Source } from "../rules/words.ts";
import type { Reader } from "./store.ts";

export interface Arrivals {
  source: Source;
  /** Null where nothing ever came. */
  last: { at: Instant; outcome: Outcome; externalId: string | null; caseId: number | null; caseNo: string | null } | null;
  /** Records of today, in Shanghai. */
  today: number;
  /** Records in quarantine that wait for someone. */
  quarantined: number;
}

/** Every source that feeds come from, in the order of rules/words.ts. */
export async function readArrivals(read: Reader, at: Instant): Promise<Arrivals[]> {
  const today = await countBySource(read.selectFrom("feed_records").select(({ fn }) => ["source", fn.countAll().as("count")]).where("day", "=", dayOf(at)).groupBy("source").execute());
  const waiting = await countBySource(
    read.selectFrom("feed_records").select(({ fn }) => ["source", fn.countAll().as("count")]).where("outcome", "=", "quarantined").where("dismissed_at", "is", null).groupBy("source").execute(),
  );
  const arrivals: Arrivals[] = [];
  for (const source of sources) {
    const last = await lastOf(read, source);
    arrivals.push({
      source,
      last: last === undefined ? null : { at: last.received_at, outcome: last.outcome, externalId: last.external_id, caseId: last.case_id, caseNo: last.case_no },
      today: today.get(source) ?? 0,
      quarantined: waiting.get(source) ?? 0,
    });
  }
  return arrivals;
}

function lastOf(read: Reader, source: Source) {
  return read
    .selectFrom("feed_records")
    .leftJoin("cases", "cases.id", "feed_records.case_id")
    .select(["feed_records.received_at", "feed_records.outcome", "feed_records.external_id", "feed_records.case_id", "cases.case_no"])
    .where("feed_records.source", "=", source)
    .orderBy("feed_records.id", "desc")
    .limit(1)
    .executeTakeFirst();
}

async function countBySource(rows: Promise<{ source: Source; count: string | number | bigint }[]>): Promise<Map<Source, number>> {
  return new Map((await rows).map(({ source, count }) => [source, Number(count)]));
}
