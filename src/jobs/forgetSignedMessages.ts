/** Signed messages are remembered longer than their signature is accepted, and no longer. */
import { millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { forgetSigned } from "../store/signingSecrets.ts";
import type { JobDeps } from "./job.ts";

const keptMillis = 24 * 60 * 60 * 1000;

export async function forgetSignedMessages({ store }: JobDeps, now: Instant): Promise<{ forgotten: number }> {
  return { forgotten: await store.write((tx) => forgetSigned(tx, toInstant(millisOf(now) - keptMillis))) };
}
