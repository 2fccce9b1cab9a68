/** Every morning: what should have changed by yesterday and was not submitted is raised to the window, once. */
import type { Instant } from "../rules/words.ts";
import { escalateOverdueActions } from "../store/followCorrectiveActions.ts";
import type { JobDeps } from "./job.ts";

export async function followCorrectiveActions({ store }: Pick<JobDeps, "store">, now: Instant): Promise<{ escalated: number }> {
  return escalateOverdueActions(store, now);
}
