/** Finds units that have not acknowledged a notice in time, and says so once. */
import type { Instant } from "../rules/words.ts";
import { escalateUnacknowledged } from "../store/notices.ts";
import type { JobDeps } from "./job.ts";

export async function followNotices({ store }: Pick<JobDeps, "store">, now: Instant): Promise<{ escalated: number }> {
  return { escalated: await store.write((tx) => escalateUnacknowledged(tx, now)) };
}
