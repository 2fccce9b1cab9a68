/** Proofs over the machine's own graph: nothing closes too early, nothing gets stuck. */
import { describe, expect, it } from "vitest";
import type { CaseInput } from "../../src/machines/caseContext.ts";
import { eventLabels, eventPayloads, eventTypes } from "../../src/machines/events.ts";
import { caseMachine } from "../../src/machines/caseMachine.ts";
import { regionStateLabels } from "../../src/machines/states.ts";
import { freeze, step, thaw, type CaseLife } from "../../src/machines/step.ts";
import { permissions } from "../../src/rules/permissions.ts";
import { kinds } from "../../src/rules/words.ts";
import { complaintInput, explore, needsByKind, type Exploration } from "./explore.ts";

const inputs: [string, CaseInput][] = [
  ...kinds.map((kind): [string, CaseInput] => [kind, { ...complaintInput, kind, needs: needsByKind[kind] }]),
  ["anonymous complaint", { ...complaintInput, contactable: false }],
  ["walk-in", { ...complaintInput, source: "window" }],
];

type Closing = { review: string; callback: string; answer: string };
const closingOf = (life: CaseLife): Closing | null => {
  const { flow } = life.value as { flow: string | { closing?: Closing } };
  return typeof flow === "object" && flow.closing ? { ...flow.closing } : null;
};

describe.each(inputs)("the life of a %s", (_name, input) => {
  const exploration: Exploration = explore(input);
  const { nodes } = exploration;

  it("reaches closed only from closing, with review, callback and answer complete or lawfully not needed", () => {
    let closures = 0;
    for (const node of nodes.values()) {
      for (const { event, to } of node.edges) {
        if (nodes.get(to)?.life.state !== "closed" || node.life.state === "closed") continue;
        closures += 1;
        const { needs, sharesCallback, withdrawn } = node.life.context;
        const followsPrimary = node.life.context.followsPrimary || event.type === "primaryClosed";
        // An inspection finding merged into another needs nothing of its own: it closes with its primary, at once.
        const regions = event.type === "primaryClosed" ? { review: "waived", callback: "waived", answer: "waived" } : closingOf(node.life);
        if (regions === null) throw new Error(`${node.key} closes by ${event.type} without closing`);
        if (event.type === "approveReview" && regions.review === "drafted") regions.review = "approved";
        if (event.type === "approveUnreachable" && regions.callback === "unreachable") regions.callback = "done";
        if (event.type === "recordCallback" && event.payload.rating === "satisfied") regions.callback = "satisfied";
        if (event.type === "answerDelivered" && regions.answer === "pending") regions.answer = "delivered";
        // The lawful exceptions of domain.md: what the kind does not need; a merged case shares its primary's review and, where the
        // complainant is the same, its callback; who has withdrawn is not called.
        expect(regions.review).toBe(needs.review && !followsPrimary ? "approved" : "waived");
        expect(regions.answer).toBe(needs.answer ? "delivered" : "waived");
        if (needs.callback && !withdrawn && !(followsPrimary && sharesCallback)) expect(["satisfied", "done"]).toContain(regions.callback);
        else expect(regions.callback).toBe("waived");
      }
    }
    expect(closures).toBeGreaterThan(0);
  });

  it("has no dead end: from everywhere closed or returned can still be reached", () => {
    const arrives = new Set([...nodes.values()].filter(({ life }) => life.state === "closed" || life.state === "returned").map(({ key }) => key));
    for (let before = -1; before !== arrives.size; ) {
      before = arrives.size;
      for (const node of nodes.values()) if (node.edges.some(({ to }) => arrives.has(to))) arrives.add(node.key);
    }
    expect([...nodes.keys()].filter((key) => !arrives.has(key))).toEqual([]);
  });

  it("leaves no open case without a running limit, an answer under way or a primary that it follows", () => {
    for (const { life, live, key } of nodes.values()) {
      if (["closed", "returned", "merged"].includes(life.state)) continue;
      const regions = closingOf(life);
      expect(live.size > 0 || regions?.answer === "pending", key).toBe(true);
    }
  });

  it("restores every configuration from what is stored", () => {
    for (const { life } of nodes.values()) expect(freeze(thaw(freeze(life), 1))).toBe(freeze(life));
  });
});

describe("the machine", () => {
  it("has a Chinese label for every state and event, and a permission for every event", () => {
    const names = new Set<string>();
    const walk = (node: { key: string; states: Record<string, unknown> }) => {
      names.add(node.key);
      for (const child of Object.values(node.states)) walk(child as typeof node);
    };
    walk(caseMachine.root);
    expect([...names].filter((name) => !/\p{Script=Han}/u.test(regionStateLabels[name] ?? ""))).toEqual([]);
    expect(Object.keys(eventPayloads).sort()).toEqual([...eventTypes].sort());
    expect(Object.keys(permissions).sort()).toEqual([...eventTypes].sort());
    expect(Object.values(eventLabels).every((label) => /\p{Script=Han}/u.test(label))).toBe(true);
  });

  it("the same trigger never escalates twice", { timeout: 180_000 }, () => {
    for (const { life, key } of explore(complaintInput).nodes.values()) expect(new Set(life.context.triggers).size, key).toBe(life.context.triggers.length);
  });

  it("refuses an event that does not apply without changing anything", () => {
    const { root } = explore(complaintInput, { without: eventTypes });
    expect(step(root.life, { type: "approveReview", payload: {}, actor: "user:1", slot: { day: "2026-11-16", half: "morning", workingDay: true } })).toBeNull();
  });
});
