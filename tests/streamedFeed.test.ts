/** A long feed streamed to the running program, killed in the middle and sent again: in memory that does not grow, nothing lost, nothing twice. */
import { expect, it } from "vitest";
import { streamAndKill } from "../bench/streamFeed.ts";
import { eachStore } from "./setup/stores.ts";

/** Enough for the kill to fall between many chunks; bench/streamFeed.ts does the same with 300,000. */
const records = 6_000;

eachStore("a streamed feed", ({ freshUrl }) => {
  it("survives SIGKILL in its middle: sent again from the start it makes every case once, and the account is balanced", { timeout: 120_000 }, async () => {
    const result = await streamAndKill(await freshUrl(), records);
    expect(result.casesAfterKill).toBeGreaterThanOrEqual(records / 2);
    expect(result.casesAfterKill).toBeLessThan(records);
    expect(result).toMatchObject({ casesAfterResend: records, differences: [], resend: { received: records, created: records - result.casesAfterKill, unchanged: result.casesAfterKill, results: records } });
    expect(result.residentMegabytesMax).toBeGreaterThan(50);
    expect(result.residentMegabytesMax).toBeLessThan(350);
  });
});
