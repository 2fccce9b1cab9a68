/** One step of a case's life as a pure function: a stored snapshot and an event in, a snapshot to store and effects out. */
import { createActor, initialTransition, type AnyMachineSnapshot } from "xstate";
import { oncePer } from "../rules/oncePer.ts";
import { Recent } from "../rules/recent.ts";
import type { CaseContext, CaseInput } from "./caseContext.ts";
import { caseMachine, caseMachineVersion } from "./caseMachine.ts";
import { isEffectName, type Effect } from "./effects.ts";
import { eventTypes, type CaseEvent, type EventType } from "./events.ts";
import { clockOf, escalationOf, flowOf, type CaseStateName, type EscalationName, type ClockName } from "./states.ts";

/** A case's position in its life, restored and ready to step. */
export interface CaseLife {
  readonly snapshot: ReturnType<typeof restore>;
  readonly context: CaseContext;
  readonly state: CaseStateName;
  readonly escalation: EscalationName;
  readonly clock: ClockName;
  readonly value: unknown;
}

export interface Step {
  readonly life: CaseLife;
  readonly effects: readonly Effect[];
}

/** A snapshot of another machine version must be upgraded before it is stepped. */
export class SnapshotVersionMismatch extends Error {
  readonly code = "snapshot-version-mismatch";
  readonly found: number;
  constructor(found: number) {
    super(`工单快照的状态机版本为 ${found}，当前程序为 ${caseMachineVersion}:请先运行 huiyin migrate 升级。`);
    this.found = found;
  }
}

/** A city's cases begin in a few dozen ways: each is worked out once. Snapshots are never changed, so they may be shared. */
const beginnings = new Recent<Step>(1000);

export function begin(input: CaseInput): Step {
  const { kind, source, contactable, needs, callbackRules, extensionsMax } = input;
  // Just these, in this order: what else whoever asks may hold is no part of a life.
  const own: CaseInput = { kind, source, contactable, needs, callbackRules, extensionsMax };
  const key = JSON.stringify(own);
  return beginnings.of(key, () => {
    const [snapshot, actions] = initialTransition(caseMachine, own);
    return { life: lifeOf(snapshot), effects: effectsOf(actions) };
  });
}

/** Null when the present state does not accept the event; nothing has happened then. */
export function step(life: CaseLife, event: CaseEvent): Step | null {
  const actions: Action[] = [];
  const next = caseMachine.transition(life.snapshot, event, { ...nowhere, actionExecutor: (action) => void actions.push(action) });
  // The machine hands back the very snapshot where nothing changed: no transition was taken, or one that leaves everything as it is.
  if (next === life.snapshot) return life.snapshot.can(event) ? { life, effects: effectsOf(actions) } : null;
  return { life: lifeOf(next), effects: effectsOf(actions) };
}

type Scope = Parameters<typeof caseMachine.transition>[2];
type Action = Parameters<NonNullable<Scope["actionExecutor"]>>[0];

/** Where a transition happens: nowhere. `transition` of xstate makes such a place anew for every step, which takes longer than the step. */
const nowhere: Scope = (() => {
  const self = createActor(caseMachine, {} as never);
  return { self, system: self.system, id: "", sessionId: "", logger: () => {}, defer: () => {}, stopChild: () => {}, emit: () => {}, actionExecutor: () => {} };
})();

/** The events for which the present configuration has a transition, whatever the guards say of a particular payload or actor. */
export const eventsHere = oncePer((life: CaseLife): readonly EventType[] => {
  const own = new Set(life.snapshot._nodes.flatMap((node) => node.ownEvents as string[]));
  return eventTypes.filter((type) => own.has(type));
});

/** @throws SnapshotVersionMismatch */
export function thaw(stored: string, machineVersion: number): CaseLife {
  if (machineVersion !== caseMachineVersion) throw new SnapshotVersionMismatch(machineVersion);
  return thawed.of(stored, () => lifeOf(restore(JSON.parse(stored) as StoredSnapshot)));
}
/** Cases that stand alike share a life: many do, and a case's page asks for its own several times. */
const thawed = new Recent<CaseLife>(2000);

/** The snapshot as it is stored: the state value, the context and the status, in one fixed order of keys. */
export const freeze = oncePer(({ snapshot: { status, value, context } }: CaseLife): string => JSON.stringify({ status, value, context } satisfies StoredSnapshot));

interface StoredSnapshot {
  status: string;
  value: unknown;
  context: CaseContext;
}

function restore(stored: StoredSnapshot) {
  return caseMachine.restoreSnapshot({ ...stored, children: {}, historyValue: {} } as never, {} as never);
}

function lifeOf(snapshot: AnyMachineSnapshot): CaseLife {
  const typed = snapshot as ReturnType<typeof restore>;
  return {
    snapshot: typed,
    context: typed.context,
    value: typed.value,
    state: flowOf(typed.value),
    escalation: escalationOf(typed.value),
    clock: clockOf(typed.value),
  };
}

function effectsOf(actions: readonly { type: string; params: unknown }[]): Effect[] {
  const effects = actions.filter((action) => isEffectName(action.type)).map(({ type, params }) => ({ type, params }) as Effect);
  // Leaving a state ends its limits unmet, before the transition says that one was met: the met one is the truth.
  const met = new Set(effects.flatMap((effect) => (effect.type === "stopTimer" && effect.params.met ? [effect.params.kind] : [])));
  return effects.filter((effect) => effect.type !== "stopTimer" || effect.params.met || !met.has(effect.params.kind));
}
