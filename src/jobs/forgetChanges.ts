/** What changed is kept for a day, so that a page that was away for the night catches up; the histories keep it for ever. */
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { forgetChanges } from "../store/changes.ts";
import type { JobDeps } from "./job.ts";

export async function forgetOldChanges({ store }: Pick<JobDeps, "store">, now: Instant): Promise<{ forgotten: number }> {
  return { forgotten: await store.write((tx) => forgetChanges(tx, toInstant(millisOf(now) - dayMillis))) };
}
