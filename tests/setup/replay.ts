/** Every store that a test leaves behind is proved: its histories replayed, its notices and checkpoints recomputed. A line tells of each in HUIYIN_REPLAY_FILE (`npm run trust -- replay`). */
import { appendFileSync, existsSync } from "node:fs";
import { expect } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { verify } from "../../src/store/verify.ts";

export interface Replayed {
  file: string;
  cases: number;
  events: number;
}

/** Left as they are by tests that spoil them on purpose. */
const spoilt = new Set<string>();
export const leaveSpoilt = (url: string): void => void spoilt.add(url);

/** @throws where `verify` finds a difference */
export async function replayLeft(url: string): Promise<void> {
  if (spoilt.has(url) || (url.startsWith("sqlite:") && !existsSync(url.slice("sqlite:".length)))) return;
  const store = await openStore(url);
  const { cases, events, ...found } = await verify(store).finally(() => store.close());
  expect(found, "the store that this test leaves behind").toEqual({ differences: [], falseCheckpoints: [], falseNotices: [] });
  const report = process.env["HUIYIN_REPLAY_FILE"];
  if (report !== undefined) appendFileSync(report, `${JSON.stringify({ file: expect.getState().testPath ?? "", cases, events } satisfies Replayed)}\n`);
}
