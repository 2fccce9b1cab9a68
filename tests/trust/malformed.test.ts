/** The short form of `npm run trust -- malformed`. */
import { expect, test } from "vitest";
import { sendMalformed } from "../../trust/malformed/malformed.ts";

test("bodies that nobody ought to send are answered without a 5xx, and every record of them is accounted for", { timeout: 180_000 }, async () => {
  const { received, cases, statuses, faults } = await sendMalformed(1_000, 20261125);
  expect(faults).toEqual([]);
  expect(received).toBeGreaterThan(1_000);
  expect(cases).toBeGreaterThan(20);
  for (const status of ["200", "400", "404", "409", "422"]) expect(statuses).toContain(`${status}: `);
});
