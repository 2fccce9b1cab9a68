/** The main flow as a map for the page: its states in order, and which event leads from one to another; read off the machine. */
import type { AnyStateNode } from "xstate";
import { caseMachine } from "./caseMachine.ts";
import { eventLabels, isEventType } from "./events.ts";
import { caseStateLabels, caseStateNames, type CaseStateName } from "./states.ts";

export interface LifecycleState {
  name: CaseStateName;
  label: string;
  next: { event: string; label: string; to: CaseStateName }[];
}

export const lifecycle: readonly LifecycleState[] = readLifecycle();

function readLifecycle(): LifecycleState[] {
  const next = new Map<CaseStateName, Map<string, LifecycleState["next"][number]>>(caseStateNames.map((name) => [name, new Map()]));
  const visit = (node: AnyStateNode): void => {
    const froms = statesWithin(node);
    for (const [event, transitions] of node.transitions) {
      for (const { target } of transitions) {
        const to = target?.[0] && nameOf(target[0]);
        if (!to) continue;
        const known = isEventType(event);
        if (!known && !event.startsWith("xstate.done")) continue;
        const label = known ? eventLabels[event] : "复盘、回访、答复均完成";
        for (const from of froms) if (from !== to) next.get(from)?.set(`${event} ${to}`, { event: known ? event : "done", label, to });
      }
    }
    Object.values(node.states).forEach(visit);
  };
  const { flow } = caseMachine.root.states;
  visit(flow as AnyStateNode);
  return caseStateNames.map((name) => ({ name, label: caseStateLabels[name], next: [...(next.get(name)?.values() ?? [])] }));
}

/** The state that people see while this node is the one. */
function nameOf({ path }: AnyStateNode): CaseStateName | null {
  const [, first, second, third, fourth] = path;
  if (first === "again") return "handling";
  if (first === "working") return second === "handling" ? (third === "work" && fourth === "suspended" ? "suspended" : "handling") : second === undefined ? "accepted" : (second as CaseStateName);
  return first === undefined ? null : (first as CaseStateName);
}

/** A transition of a state above counts for all that are in it; what is beside the suspension goes on within it. */
function statesWithin(node: AnyStateNode): CaseStateName[] {
  const inside = [node, ...descendants(node)].flatMap((each) => nameOf(each) ?? []);
  const name = nameOf(node);
  const isActive = node.path.at(-1) === "active";
  return isActive ? ["handling"] : [...new Set(node.path.length > 1 && Object.keys(node.states).length === 0 && name ? [name] : inside)];
}

function descendants(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states).flatMap((child: AnyStateNode) => [child, ...descendants(child)]);
}
