/** Monday morning: drafts the notice of the week before and of every earlier week that was missed; one is never drafted twice. */
import { previousWeek, weekOf } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { systemActor } from "../store/actors.ts";
import { weeksToTell } from "../store/noticeCases.ts";
import { draftNotice } from "../store/notices.ts";
import type { JobDeps } from "./job.ts";

export async function draftNotices({ store }: Pick<JobDeps, "store">, now: Instant): Promise<{ drafted: number }> {
  let drafted = 0;
  for (const week of await weeksToTell(store.read, previousWeek(weekOf(now)))) {
    if (await store.write((tx) => draftNotice(tx, week, { at: now, actor: systemActor }))) drafted += 1;
  }
  return { drafted };
}
