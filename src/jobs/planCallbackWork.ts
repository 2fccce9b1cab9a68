/** Plans the calls that have no time or whose time passed, and sends a rating link to those whom calls did not reach. */
import type { Instant } from "../rules/words.ts";
import { planCallbacks } from "../store/callbackTasks.ts";
import { systemActor } from "../store/actors.ts";
import { HuiyinError } from "../store/errors.ts";
import { createRatingLink, newRatingToken, tasksToInvite } from "../store/ratingLinks.ts";
import { hasSmsGateway } from "../store/webhooks.ts";
import type { JobDeps } from "./job.ts";

const invitationsPerBeat = 200;

export async function planCallbackWork(deps: JobDeps, now: Instant): Promise<Record<string, number>> {
  const { planned, missed } = await planCallbacks(deps.store, deps.rulebook, now);
  return { planned, missed, invited: await invite(deps, now) };
}

async function invite({ store, rulebook, publicUrl }: JobDeps, now: Instant): Promise<number> {
  const { afterUnconnected } = rulebook.policy.callback.ratingLink;
  if (afterUnconnected === null || publicUrl === null || !(await hasSmsGateway(store.read))) return 0;
  let invited = 0;
  for (const taskId of await tasksToInvite(store.read, afterUnconnected, invitationsPerBeat)) {
    const token = newRatingToken(rulebook.vault);
    try {
      const { sent } = await store.write((tx) => createRatingLink(tx, taskId, { token, publicUrl }, { at: now, actor: systemActor, rulebook }));
      if (sent > 0) invited += 1;
    } catch (error) {
      // It ended since we looked.
      if (!(error instanceof HuiyinError) || error.code === "store-unavailable") throw error;
    }
  }
  return invited;
}
