/** Draws the life of a case as Mermaid state diagrams, from the machine itself, with Chinese labels. */
import type { AnyStateNode } from "xstate";
import { caseMachine } from "./caseMachine.ts";
import { eventLabels, isEventType } from "./events.ts";
import { regionStateLabels } from "./states.ts";

const regionTitles: Record<string, string> = { flow: "主流程", escalation: "督办", clock: "时限" };

/** The Markdown page `docs/case-lifecycle.md`. */
export function caseLifecyclePage(): string {
  const regions = Object.values(caseMachine.root.states).map((region) => `## ${regionTitles[region.key] ?? region.key} (\`${region.key}\`)\n\n${diagramOf(region)}`);
  return [
    "# The life of a case (工单的一生)",
    "",
    "Generated from `src/machines/caseMachine.ts` by `npm run docs:lifecycle`; a test compares it. Do not edit.",
    "The three regions run side by side. An event without an arrow here changes no state (`comment`, `recordProgress` …).",
    "",
    regions.join("\n\n"),
    "",
  ].join("\n");
}

function diagramOf(region: AnyStateNode): string {
  return ["```mermaid", "stateDiagram-v2", ...statesOf(region, 1), ...arrowsOf(region, 1), "```"].join("\n");
}

function statesOf(parent: AnyStateNode, depth: number): string[] {
  const pad = "  ".repeat(depth);
  const children = Object.values(parent.states);
  const lines = parent.type === "compound" ? [`${pad}[*] --> ${nameOf(parent.initial.target[0] as AnyStateNode)}`] : [];
  for (const [index, child] of children.entries()) {
    if (parent.type === "parallel" && index > 0) lines.push(`${pad}--`);
    const label = regionStateLabels[child.key] ?? child.key;
    if (child.type === "compound" || child.type === "parallel") {
      lines.push(`${pad}state "${label}" as ${nameOf(child)} {`, ...statesOf(child, depth + 1), `${pad}}`);
    } else {
      lines.push(`${pad}state "${label}" as ${nameOf(child)}`);
      if (child.type === "final") lines.push(`${pad}${nameOf(child)} --> [*]`);
    }
  }
  return lines;
}

function arrowsOf(node: AnyStateNode, depth: number): string[] {
  const pad = "  ".repeat(depth);
  const own = [...node.transitions.entries()].flatMap(([event, transitions]) => transitions.map((transition) => ({ event, transition })));
  const always = (node.always ?? []).map((transition) => ({ event: "", transition }));
  const arrows = new Set<string>();
  for (const { event, transition } of [...own, ...always]) {
    const target = transition.target?.[0];
    if (target !== undefined) arrows.add(`${pad}${nameOf(node)} --> ${nameOf(target as AnyStateNode)}${labelOf(event)}`);
  }
  return [...arrows, ...Object.values(node.states).flatMap((child) => arrowsOf(child, depth))];
}

function labelOf(event: string): string {
  if (event === "") return "";
  if (isEventType(event)) return ` : ${eventLabels[event]} ${event}`;
  return event.startsWith("xstate.done") ? " : 三项齐备" : event === "escalationTrigger" ? " : 触发督办" : ` : ${event}`;
}

/** Mermaid wants one word per state, unique in the diagram. */
const nameOf = (node: AnyStateNode): string => node.path.join("_");
