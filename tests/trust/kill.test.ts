/** The short form of `npm run trust -- kill`: the service as it is started in earnest, killed at random instants. */
import { expect, test } from "vitest";
import { killOneStore } from "../../trust/kill/kill.ts";

test("a service that is killed while it starts and while it works loses and doubles nothing that it acknowledged", { timeout: 180_000 }, async () => {
  const { acknowledged, fired, faults } = await killOneStore(4, 20261125);
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(100);
  expect(fired).toBeGreaterThan(100);
});
