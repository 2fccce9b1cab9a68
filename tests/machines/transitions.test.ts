/**
 * The table of transitions: from every place of the flow, and of the escalation, what each event leads to, what it asks for and what it changes of the
 * context. A change of the machine shows here as a difference to be read; `npx vitest run tests/machines/transitions -u` writes the table anew.
 */
import { expect, test } from "vitest";
import type { CaseInput } from "../../src/machines/caseContext.ts";
import { eventTypes, type CaseEvent, type EventType } from "../../src/machines/events.ts";
import { sampleEvents } from "../../src/machines/samples.ts";
import { begin, eventsHere, step, type CaseLife, type Step } from "../../src/machines/step.ts";
import { nextSteps } from "../../src/machines/nextSteps.ts";
import { separationBreach } from "../../src/rules/permissions.ts";
import { complaintInput, explore, needsByKind, type Node } from "./explore.ts";

const walkIn: CaseInput = { ...complaintInput, source: "window" };
const tables: [name: string, input: CaseInput, part: "flow" | "escalation"][] = [
  ["a complaint", complaintInput, "flow"],
  ["an anonymous complaint", { ...complaintInput, contactable: false }, "flow"],
  ["a praise", { ...complaintInput, kind: "praise", needs: needsByKind.praise }, "flow"],
  ["an inspection finding", { ...complaintInput, kind: "inspection", needs: needsByKind.inspection }, "flow"],
  ["a walk-in", walkIn, "escalation"],
];

const short = (value: unknown): string => JSON.stringify(value).replaceAll('"', "");
/** What is told apart: the places of one part of the machine. */
const keys = {
  flow: ({ value }: CaseLife) => short((value as { flow: unknown }).flow),
  escalation: ({ value, state }: CaseLife) => short({ ...(value as object), flow: ["registered", "handling", "closing", "closed"].includes(state) ? state : "…" }),
};

test.each(tables)("%s goes from place to place as the table says", async (name, input, part) => {
  const { nodes } = explore(input, { keyOf: keys[part] });
  const lines = [...nodes.values()].flatMap((node) => [`\n${node.key}`, `  waits for ${nextSteps(node.life).join(", ") || "nothing"}`, `  takes ${eventsHere(node.life).join(" ")}`, ...linesOf(node, keys[part])]);
  await expect(`${name}, as it begins: ${tell(begin(input), null)}\n${lines.join("\n")}\n`).toMatchFileSnapshot(`../fixtures/transitions/${name.replaceAll(" ", "-")}.txt`);
});

/** A morning on a working day, an afternoon on a day off: attempts count by both. */
const slots = [
  { day: "2026-11-16", half: "morning", workingDay: true },
  { day: "2026-11-21", half: "afternoon", workingDay: false },
] as const;
const actors = ["window", "handler", "reviewer", "supervisor2"];

function linesOf(node: Node, keyOf: (life: CaseLife) => string): string[] {
  return eventTypes.flatMap((type: EventType) => {
    const told = new Map<string, string[]>();
    for (const actor of actors) {
      for (const slot of slots) {
        for (const [index, event] of sampleEvents(type, actor, slot).entries()) {
          const said = `#${index} ${saysOf(node.life, event, keyOf)}`;
          told.set(said, [...(told.get(said) ?? []), `${actor} ${slot.half}`]);
        }
      }
    }
    return [...told].filter(([said]) => !said.endsWith("refused") && !said.endsWith("=")).map(([said, who]) => `  ${type} ${said}${who.length === actors.length * slots.length ? "" : ` (${who.join(", ")})`}`);
  });
}

function saysOf(life: CaseLife, event: CaseEvent, keyOf: (life: CaseLife) => string): string {
  const breach = separationBreach(event.type, event.actor, life.context);
  const taken = step(life, event);
  if (taken === null) return "refused";
  const told = tell(taken, life);
  const to = keyOf(taken.life) === keyOf(life) ? "stays" : keyOf(taken.life);
  // What changes nothing is told by "takes" alone.
  return to === "stays" && told === "" && breach === null ? "=" : `${breach === null ? "" : "against the duties "}→ ${to} ${told}`.trimEnd();
}

/** Effects, and what of the context is no longer as it was. */
function tell({ life, effects }: Step, before: CaseLife | null): string {
  const changed = Object.entries(life.context).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before?.context[name as keyof CaseLife["context"]]));
  return [...effects.map(({ type, params }) => `${type}${params === undefined ? "" : short(params)}`), ...changed.map(([name, value]) => `${name}=${short(value)}`)].join(" ");
}
