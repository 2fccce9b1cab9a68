/** Looks whether the newest cases, together with those of the days before, are one matter of many people. */
import type { Instant } from "../rules/words.ts";
import { escalateGroups } from "../store/groupComplaints.ts";
import type { JobDeps } from "./job.ts";

const casesPerBeat = 500;

export async function findGroupComplaints({ store, rulebook }: JobDeps, now: Instant): Promise<{ examined: number; escalated: number }> {
  return escalateGroups(store, rulebook, now, { limit: casesPerBeat });
}
