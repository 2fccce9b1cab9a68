/** The generated paths tell positions apart by little of the context; a walk that remembers far more of it finds nothing else. Takes too long to be run for each mutant. */
import { expect, test } from "vitest";
import type { CaseLife } from "../../src/machines/step.ts";
import { complaintInput, explore } from "./explore.ts";

test("the machine has no configuration of the flow that is found by remembering more of the context than the generated paths do", { timeout: 180_000 }, () => {
  const flowOf = (life: CaseLife) => JSON.stringify((life.value as { flow: unknown }).flow);
  const beside = ["deadlineNear", "deadlinePassed", "escalate", "acknowledgeEscalation", "resolveEscalation", "linkRepeat", "comment", "sourceUpdated"] as const;
  const deep = explore(complaintInput, {
    without: beside,
    keyOf: (life) => {
      const { accepted, assigned, withdrawn, followsPrimary, sharesCallback, attempts, extensionsGranted } = life.context;
      const rest = { accepted, assigned, withdrawn, followsPrimary, sharesCallback, attempts: attempts.length, extensionsGranted };
      return flowOf(life) + JSON.stringify({ ...rest, declines: Math.min(life.context.declines, 2), unsatisfied: Math.min(life.context.unsatisfied, 2) });
    },
  });
  const found = new Set([...deep.nodes.values()].map(({ life }) => flowOf(life)));
  const known = new Set([...explore(complaintInput).nodes.values()].map(({ life }) => flowOf(life)));
  expect([...found].filter((flow) => !known.has(flow))).toEqual([]);
});
