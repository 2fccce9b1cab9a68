/** What an operator must hear of without asking: counts of what waits for someone. */
import type { Instant } from "../rules/words.ts";
import type { Reader } from "./store.ts";

export interface HealthCounts {
  quarantineOpen: number;
  answersWaiting: number;
  answersParked: number;
  deliveriesParked: number;
  /** Steps of limits that are due and not done: more than a moment's worth means that the jobs stand still. */
  timersDue: number;
  escalationsOpen: Record<string, number>;
}

export async function healthCounts(read: Reader, now: Instant): Promise<HealthCounts> {
  const count = async (query: { executeTakeFirstOrThrow(): Promise<{ count: number | string | bigint }> }): Promise<number> => Number((await query.executeTakeFirstOrThrow()).count);
  const pending = read.selectFrom("outbox").select(({ fn }) => fn.countAll<number>().as("count")).where("state", "=", "pending");
  const levels = await read.selectFrom("escalations").select(({ fn }) => ["level", fn.countAll<number>().as("count")]).where("state", "<>", "resolved").groupBy("level").execute();
  return {
    quarantineOpen: await count(read.selectFrom("feed_records").select(({ fn }) => fn.countAll<number>().as("count")).where("outcome", "=", "quarantined").where("dismissed_at", "is", null)),
    answersWaiting: await count(pending.where("parked_at", "is", null)),
    answersParked: await count(pending.where("parked_at", "is not", null)),
    deliveriesParked: await count(read.selectFrom("deliveries").select(({ fn }) => fn.countAll<number>().as("count")).where("state", "=", "pending").where("parked_at", "is not", null)),
    timersDue: await count(read.selectFrom("timers").select(({ fn }) => fn.countAll<number>().as("count")).where("status", "=", "live").where("next_at", "<=", now)),
    escalationsOpen: Object.fromEntries(["1", "2", "3"].map((level) => [level, Number(levels.find((row) => String(row.level) === level)?.count ?? 0)])),
  };
}
