/** With HUIYIN_REPLAY_FILE set (`npm run trust -- replay`), every store that a test leaves behind is verified, and a line in that file says what was found. */
import { appendFileSync, existsSync } from "node:fs";
import { expect } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { verify } from "../../src/store/verify.ts";

export interface Replayed {
  file: string;
  cases: number;
  events: number;
  differences: string[];
}

/** Left as they are by tests that spoil them on purpose. */
const spoilt = new Set<string>();
export const leaveSpoilt = (url: string): void => void spoilt.add(url);

export async function replayLeft(url: string): Promise<void> {
  const report = process.env["HUIYIN_REPLAY_FILE"];
  if (report === undefined || spoilt.has(url) || (url.startsWith("sqlite:") && !existsSync(url.slice("sqlite:".length)))) return;
  const found: Replayed = { file: expect.getState().testPath ?? "", cases: 0, events: 0, differences: [] };
  try {
    const store = await openStore(url);
    const { cases, events, differences, falseCheckpoints, falseNotices } = await verify(store).finally(() => store.close());
    Object.assign(found, { cases, events, differences: [...differences.map(({ caseNo, code }) => `${caseNo} ${code}`), ...falseCheckpoints.map(() => "checkpoint-differs"), ...falseNotices.map(() => "notice-altered")] });
  } catch (error) {
    found.differences.push(String(error));
  }
  appendFileSync(report, `${JSON.stringify(found)}\n`);
}
