/** Every night: a checkpoint over all histories, so that a later change of the past shows. */
import type { Instant } from "../rules/words.ts";
import { makeCheckpoint } from "../store/checkpoints.ts";
import type { JobDeps } from "./job.ts";

export async function makeDailyCheckpoint({ store, rulebook }: Pick<JobDeps, "store" | "rulebook">, now: Instant): Promise<{ cases: number; events: number }> {
  const { cases, events } = await store.write((tx) => makeCheckpoint(tx, now, rulebook.hash));
  return { cases, events };
}
