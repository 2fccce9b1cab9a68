/** The short form of `npm run trust -- concurrent`. */
import { expect, test } from "vitest";
import { sendConcurrently } from "../../trust/concurrent.ts";

test("sixteen clients on one case see one serial order, each acknowledged event once, and conflicts for the rest", { timeout: 120_000 }, async () => {
  const { events, acknowledged, conflicts, refused, faults } = await sendConcurrently(600, 1);
  expect(faults).toEqual([]);
  expect(acknowledged + conflicts + refused).toBe(events);
  expect(acknowledged).toBeGreaterThan(20);
  expect(conflicts).toBeGreaterThan(20);
});
