/** Golden snapshots: what any released version of the machine has stored can still be read, and says the same. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { caseMachineVersion } from "../../src/machines/caseMachine.ts";
import { freeze, SnapshotVersionMismatch, thaw } from "../../src/machines/step.ts";

interface Golden {
  state: string;
  escalation: string;
  clock: string;
  snapshot: string;
}

it.each([1])("every stored state of machine version %i restores as it was", (version) => {
  const golden = JSON.parse(readFileSync(`tests/fixtures/snapshots-v${version}.json`, "utf8")) as Golden[];
  expect(golden.length).toBeGreaterThan(50);
  for (const { snapshot, ...names } of golden) {
    const life = thaw(snapshot, version);
    expect({ state: life.state, escalation: life.escalation, clock: life.clock }).toEqual(names);
    expect(freeze(life)).toBe(snapshot);
  }
});

it("a snapshot of another machine version is refused until a migration has upgraded it", () => {
  expect(() => thaw("{}", caseMachineVersion + 1)).toThrow(SnapshotVersionMismatch);
});
