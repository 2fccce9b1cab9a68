/** Many limits that fell due while nobody looked: each step fires once, whether the process is killed in between or two share the work. */
import { expect, it } from "vitest";
import { fireMany } from "../bench/timers.ts";
import { eachStore } from "./setup/stores.ts";

/** bench/fireMany.ts does the same with 100,000. */
const cases = 1_500;

eachStore("many limits due at once", ({ kind, freshUrl }) => {
  it("fire each step exactly once, and requests are answered meanwhile", { timeout: 120_000 }, async () => {
    const result = await fireMany(await freshUrl(), cases, kind === "sqlite" ? { processes: 1, kills: [cases / 4, cases / 2] } : { processes: 2, kills: [] });
    expect(result).toMatchObject({ fired: 2 * cases, steps: { deadlineNear: cases, deadlinePassed: cases }, casesWithAStepTwice: 0, stillDue: 0, differences: 0 });
    expect(result.requests).toBeGreaterThan(5);
  });
});
