/** Walks the machine breadth-first through `step`, as the store does: every reachable configuration with a shortest path to it. */
import type { CaseInput } from "../../src/machines/caseContext.ts";
import { eventTypes, type CaseEvent, type EventType } from "../../src/machines/events.ts";
import { sampleEvents } from "../../src/machines/samples.ts";
import { begin, step, type CaseLife, type Step } from "../../src/machines/step.ts";
import { permissions, type Party } from "../../src/rules/permissions.ts";
import type { Kind, TimerKind } from "../../src/rules/words.ts";

export interface Node {
  key: string;
  life: CaseLife;
  /** The limits that run here: only these can come near or pass. */
  live: ReadonlySet<TimerKind>;
  path: readonly CaseEvent[];
  edges: { event: CaseEvent; to: string }[];
}

export interface Exploration {
  root: Node;
  nodes: ReadonlyMap<string, Node>;
}

export const complaintInput: CaseInput = {
  kind: "complaint",
  source: "12345",
  contactable: true,
  needs: { review: true, callback: true, answer: true },
  callbackRules: { attemptsMax: 3, workingDaysMin: 2, halvesOfDayMin: 2 },
  extensionsMax: 1,
};

export const needsByKind: Record<Kind, CaseInput["needs"]> = {
  complaint: { review: true, callback: true, answer: true },
  report: { review: true, callback: true, answer: true },
  request: { review: true, callback: true, answer: true },
  suggestion: { review: false, callback: true, answer: true },
  consultation: { review: false, callback: true, answer: true },
  praise: { review: false, callback: false, answer: true },
  inspection: { review: true, callback: false, answer: false },
};

/** Failed attempts fall by turns into a morning and an afternoon of different days, so that three of them exhaust the rule. */
const slots = [
  { day: "2026-11-16", half: "morning", workingDay: true },
  { day: "2026-11-17", half: "afternoon", workingDay: true },
  { day: "2026-11-18", half: "morning", workingDay: true },
] as const;

export interface ExploreOptions {
  /** What makes two positions the same; by default the configuration and what of the context decides where it can go. */
  keyOf?: (life: CaseLife) => string;
  without?: readonly EventType[];
}

export function explore(input: CaseInput, { keyOf = byConfiguration, without = [] }: ExploreOptions = {}): Exploration {
  const types = eventTypes.filter((type) => type !== "register" && !without.includes(type));
  const first = begin(input);
  const root: Node = { key: keyOf(first.life), life: first.life, live: liveAfter(new Set(), first), path: [], edges: [] };
  const nodes = new Map([[root.key, root]]);
  for (const node of nodes.values()) {
    for (const event of types.flatMap((type) => eventsOf(type, node))) {
      const taken = step(node.life, event);
      if (taken === null) continue;
      const to = keyOf(taken.life);
      node.edges.push({ event, to });
      // A map visits what is added while it is walked, which makes this walk breadth-first.
      if (!nodes.has(to)) nodes.set(to, { key: to, life: taken.life, live: liveAfter(node.live, taken), path: [...node.path, event], edges: [] });
    }
  }
  return { root, nodes };
}

export const byConfiguration = ({ value, context }: CaseLife): string => `${JSON.stringify(value)} ${context.attempts.length} ${context.sharesCallback}`;

/** One actor a role, so that separation of duties is kept along every path. */
export function actorFor(type: EventType): string {
  const roles: readonly Party[] = permissions[type].roles;
  return type === "approveReview" || type === "rejectReview" ? "supervisor2" : (roles[0] ?? "system");
}

function eventsOf(type: EventType, node: Node): CaseEvent[] {
  const events = sampleEvents(type, actorFor(type), slots[node.life.context.attempts.length] ?? slots[2]);
  return events.filter((event) => (event.type !== "deadlineNear" && event.type !== "deadlinePassed") || node.live.has(event.payload.kind));
}

function liveAfter(live: ReadonlySet<TimerKind>, { effects }: Step): Set<TimerKind> {
  const after = new Set(live);
  for (const effect of effects) {
    if (effect.type === "stopTimer") after.delete(effect.params.kind);
    if (effect.type === "startTimer") after.add(effect.params.kind);
  }
  return after;
}
