/**
 * The life of a case, as domain.md tells it: the flow from registered to closed with closing's three regions, and beside it the
 * escalation and the clock. Types and bookkeeping first, the states last. `after`, `invoke`, `spawn` and delayed `raise` have no
 * durable form and are not used: limits are rows, armed and stopped by effects.
 */
import { and, assign, not, or, raise, setup, stateIn } from "xstate";
import { separationBreach } from "../rules/permissions.ts";
import type { TimerKind } from "../rules/words.ts";
import {
  attemptsExhausted,
  callbackNeeded,
  initialContext,
  isConnectedSatisfied,
  isConnectedUnsatisfied,
  isWalkInMatter,
  needsOnlyAnswer,
  rememberAttempt,
  reviewNeeded,
  withKind,
  withoutKind,
  type CaseContext,
  type CaseInput,
  type MachineEvent,
} from "./caseContext.ts";
import type { Effects } from "./effects.ts";
import { triggerOf } from "./triggers.ts";

/** Raise it with every change of states, context or effects, and add an upgrade to upgrades.ts. */
export const caseMachineVersion = 1;

/** An effect is a name with parameters; executing it here does nothing, since the store writes it as rows. */
const effect =
  <Name extends keyof Effects>(_name: Name) =>
  (_: unknown, _params: Effects[Name]): void => {};

const caseSetup = setup({
  types: { context: {} as CaseContext, events: {} as MachineEvent, input: {} as CaseInput },
  actions: {
    startTimer: effect("startTimer"),
    stopTimer: effect("stopTimer"),
    pauseTimers: effect("pauseTimers"),
    resumeTimers: effect("resumeTimers"),
    extendTimer: effect("extendTimer"),
    raiseEscalation: effect("raiseEscalation"),
    acknowledgeEscalation: effect("acknowledgeEscalation"),
    resolveEscalation: effect("resolveEscalation"),
    sendAnswer: effect("sendAnswer"),
    informSecondaries: effect("informSecondaries"),

    forget: assign(({ context }, { kind }: { kind: TimerKind }) => ({
      near: withoutKind(context.near, kind),
      passed: withoutKind(context.passed, kind),
    })),
    rememberNear: assign(({ context, event }) =>
      event.type === "deadlineNear" ? { near: withKind(context.near, event.payload.kind) } : {},
    ),
    rememberPassed: assign(({ context, event }) =>
      event.type === "deadlinePassed"
        ? { near: withoutKind(context.near, event.payload.kind), passed: withKind(context.passed, event.payload.kind) }
        : {},
    ),
    rememberHandler: assign(({ context, event }) => {
      const actor = "actor" in event ? event.actor : null;
      return actor === null || context.handledBy.includes(actor) ? {} : { handledBy: [...context.handledBy, actor] };
    }),
    rememberReviewer: assign(({ event }) => ("actor" in event ? { reviewedBy: event.actor } : {})),
    rememberAttempt: assign(({ context, event }) =>
      event.type === "recordCallback" ? { attempts: rememberAttempt(context, event.slot) } : {},
    ),
    rememberTrigger: assign(({ context, event }) =>
      event.type === "escalationTrigger" ? { triggers: [...context.triggers, event.key] } : {},
    ),
    rememberSharedCallback: assign(({ event }) => (event.type === "merge" ? { sharesCallback: event.payload.sameComplainant === true } : {})),
    countUnsatisfied: assign(({ context }) => ({ unsatisfied: context.unsatisfied + 1 })),
    // What a kind needs is only ever added to: a source that calls a complaint a question waives no review.
    adoptKind: assign(({ context, event }) => {
      if (event.type !== "sourceUpdated" || event.payload.kind === undefined || event.payload.needs === undefined) return {};
      const { review, callback, answer } = event.payload.needs;
      const { needs } = context;
      return { kind: event.payload.kind, needs: { review: needs.review || review, callback: needs.callback || callback, answer: needs.answer || answer } };
    }),
    // Named so that the event counts as accepted: XState takes a transition without target and actions for a forbidden one.
    noted: () => {},
    setLevel: assign((_, { level }: { level: 0 | 1 | 2 | 3 }) => ({ level })),
    beginRound: assign(({ context }) => ({ round: context.round + 1 })),
    escalateIfTriggered: raise(({ context, event }) => {
      const trigger = triggerOf(context, event);
      // A guard named `triggers` stands before every use, so that null never gets here.
      if (trigger === null) throw new Error(`no escalation trigger in ${event.type}`);
      return trigger;
    }),
  },
  guards: {
    independent: ({ context, event }) =>
      !("actor" in event) || separationBreach(event.type, event.actor, context) === null,
    triggers: ({ context, event }) => triggerOf(context, event) !== null,
    escalatesTo: ({ context, event }, { level }: { level: 1 | 2 | 3 }) =>
      event.type === "escalationTrigger" && event.level === level && context.level < level,
    reclassifies: ({ event }) => event.type === "sourceUpdated" && event.payload.needs !== undefined,
    resubmits: ({ event }) => event.type === "sourceUpdated" && event.payload.resubmitted === true,
    raisesLevel: ({ context, event }) => event.type === "escalate" && (event.payload.level ?? context.level + 1) > context.level,
    isWalkInMatter: ({ context }) => isWalkInMatter(context),
    onlyAnswer: ({ context }) => needsOnlyAnswer(context),
    reviewNeeded: ({ context }) => reviewNeeded(context),
    callbackNeeded: ({ context }) => callbackNeeded(context),
    answerNeeded: ({ context }) => context.needs.answer,
    contactable: ({ context }) => context.contactable,
    firstRound: ({ context }) => context.round === 1,
    wasAccepted: ({ context }) => context.accepted,
    wasAssigned: ({ context }) => context.assigned,
    mayExtend: ({ context }) => context.extensionsGranted < context.extensionsMax,
    satisfied: ({ event }) => event.type === "recordCallback" && isConnectedSatisfied(event.payload),
    unsatisfied: ({ event }) => event.type === "recordCallback" && isConnectedUnsatisfied(event.payload),
    unconnected: ({ event }) => event.type === "recordCallback" && !event.payload.connected,
    exhausted: ({ context, event }) => event.type === "recordCallback" && attemptsExhausted(context, event.slot),
    anyNear: ({ context }) => context.near.length > 0,
    anyPassed: ({ context }) => context.passed.length > 0,
    finished: or([stateIn({ flow: "closed" }), stateIn({ flow: "returned" }), stateIn({ flow: "merged" })]),
    suspended: stateIn({ flow: { working: { handling: { work: "suspended" } } } }),
  },
});

const start = (kind: TimerKind) =>
  [
    { type: "forget", params: { kind } },
    { type: "startTimer", params: { kind } },
  ] as const;
const stop = (kind: TimerKind, met: boolean) =>
  [
    { type: "forget", params: { kind } },
    { type: "stopTimer", params: { kind, met } },
  ] as const;
const escalateTo = (level: 1 | 2 | 3) =>
  ({ guard: { type: "escalatesTo", params: { level } }, target: `#case.escalation.level${level}`, actions: "rememberTrigger" }) as const;
const escalationEntry = (level: 1 | 2 | 3) =>
  [
    { type: "setLevel", params: { level } },
    {
      type: "raiseEscalation",
      params: ({ event }: { event: MachineEvent }) =>
        event.type === "escalationTrigger"
          ? { level, trigger: event.key, reason: event.reason }
          : { level, trigger: "walk-in", reason: "窗口登记的“办不成事”事项" },
    },
  ] as const;
const merge = { target: "#case.flow.merged", actions: "rememberSharedCallback" } as const;

const connectedCallback = [
  { guard: and(["independent", "satisfied"]), target: "satisfied", actions: [...stop("callback", true)] },
  {
    guard: and(["independent", "unsatisfied"]),
    target: "#case.flow.again",
    actions: [
      "escalateIfTriggered",
      { type: "stopTimer", params: { kind: "callback", met: true } },
      "countUnsatisfied",
    ],
  },
] as const;

export const caseMachine = caseSetup.createMachine({
  id: "case",
  context: ({ input }) => initialContext(input),
  type: "parallel",
  on: {
    comment: { actions: "noted" },
    attached: { actions: "noted" },
    sourceUpdated: [
      { guard: and(["reclassifies", or([stateIn({ flow: "registered" }), stateIn({ flow: "working" })])]), actions: "adoptKind" },
      { actions: "noted" },
    ],
    groupComplaint: [{ guard: and([not("finished"), "triggers"]), actions: "escalateIfTriggered" }, { actions: "noted" }],
    deadlineNear: { actions: "rememberNear" },
    deadlinePassed: [
      { guard: "triggers", actions: ["rememberPassed", "escalateIfTriggered"] },
      { actions: "rememberPassed" },
    ],
    deadlineLongPassed: [{ guard: "triggers", actions: "escalateIfTriggered" }, { actions: "noted" }],
    legalLimitNear: [{ guard: "triggers", actions: "escalateIfTriggered" }, { actions: "noted" }],
    deadlineRecomputed: { actions: "noted" },
    erased: { guard: "finished", actions: "noted" },
    offerOwnership: { guard: not("finished"), actions: "noted" },
    acceptOwnership: { guard: not("finished"), actions: "noted" },
    refuseOwnership: { guard: not("finished"), actions: "noted" },
    linkRepeat: { guard: and([not("finished"), "triggers"]), actions: "escalateIfTriggered" },
    escalate: { guard: and([not("finished"), "raisesLevel"]), actions: "escalateIfTriggered" },
  },
  states: {
    flow: {
      initial: "registered",
      states: {
        registered: {
          entry: [...start("accept")],
          exit: [{ type: "forget", params: { kind: "accept" } }],
          on: {
            accept: [
              { guard: "onlyAnswer", target: "closing", actions: [{ type: "stopTimer", params: { kind: "accept", met: true } }, assign({ accepted: true })] },
              { target: "working", actions: [{ type: "stopTimer", params: { kind: "accept", met: true } }, assign({ accepted: true })] },
            ],
            returnToSource: { target: "returned", actions: { type: "stopTimer", params: { kind: "accept", met: true } } },
            merge: { target: "merged", actions: ["rememberSharedCallback", { type: "stopTimer", params: { kind: "accept", met: true } }] },
            withdraw: {
              target: "closing",
              actions: [{ type: "stopTimer", params: { kind: "accept", met: false } }, assign({ withdrawn: true })],
            },
          },
        },

        working: {
          initial: "accepted",
          entry: [...start("disposition")],
          exit: [...stop("contact", false), ...stop("disposition", false)],
          on: { withdraw: { target: "closing", actions: assign({ withdrawn: true }) } },
          states: {
            accepted: {
              // An unmerged case comes back here; a first contact already made is not asked for again (the store knows).
              entry: [...start("contact")],
              on: {
                assign: { target: "assigned", actions: assign({ assigned: true }) },
                recordContact: { actions: ["rememberHandler", ...stop("contact", true)] },
                merge,
              },
            },
            assigned: {
              entry: [...start("sign")],
              exit: [...stop("sign", false)],
              on: {
                sign: { target: "handling", actions: [{ type: "stopTimer", params: { kind: "sign", met: true } }, "rememberHandler"] },
                decline: [
                  { guard: "triggers", target: "accepted", actions: ["escalateIfTriggered", assign({ declines: ({ context }) => context.declines + 1 })] },
                  { target: "accepted", actions: assign({ declines: ({ context }) => context.declines + 1 }) },
                ],
                reassign: { target: "assigned", reenter: true },
                recordContact: { actions: ["rememberHandler", ...stop("contact", true)] },
                merge,
              },
            },
            handling: {
              type: "parallel",
              on: {
                recordContact: { actions: ["rememberHandler", ...stop("contact", true)] },
                recordProgress: { actions: "rememberHandler" },
                reassign: { target: "assigned" },
                merge,
              },
              states: {
                work: {
                  initial: "active",
                  states: {
                    active: {
                      on: {
                        suspend: { target: "suspended", actions: "rememberHandler" },
                        submitDisposition: { target: "#case.flow.working.disposed", actions: "rememberHandler" },
                      },
                    },
                    suspended: {
                      entry: { type: "pauseTimers", params: {} },
                      exit: { type: "resumeTimers", params: {} },
                      on: { resume: { target: "active", actions: "rememberHandler" } },
                    },
                  },
                },
                extension: {
                  initial: "unrequested",
                  states: {
                    unrequested: {
                      on: {
                        requestExtension: [
                          {
                            guard: "triggers",
                            target: "requested",
                            actions: ["escalateIfTriggered", "rememberHandler", assign({ extensionsRequested: ({ context }) => context.extensionsRequested + 1 })],
                          },
                          {
                            target: "requested",
                            actions: ["rememberHandler", assign({ extensionsRequested: ({ context }) => context.extensionsRequested + 1 })],
                          },
                        ],
                      },
                    },
                    requested: {
                      on: {
                        grantExtension: {
                          guard: and(["independent", "mayExtend"]),
                          target: "unrequested",
                          actions: [
                            assign({ extensionsGranted: ({ context }) => context.extensionsGranted + 1 }),
                            { type: "forget", params: { kind: "disposition" } },
                            {
                              type: "extendTimer",
                              params: ({ event }) => ({
                                kind: "disposition",
                                days: event.type === "grantExtension" ? (event.payload.days ?? null) : null,
                              }),
                            },
                          ],
                        },
                        denyExtension: { guard: "independent", target: "unrequested" },
                      },
                    },
                  },
                },
              },
            },
            disposed: {
              on: {
                approveDisposition: {
                  guard: "independent",
                  target: "#case.flow.closing",
                  actions: { type: "stopTimer", params: { kind: "disposition", met: true } },
                },
                rejectDisposition: { guard: "independent", target: "handling" },
              },
            },
          },
        },

        closing: {
          type: "parallel",
          entry: assign({ attempts: [], reviewedBy: null }),
          exit: [...stop("review", false), ...stop("callback", false)],
          onDone: "closed",
          states: {
            review: {
              initial: "deciding",
              states: {
                deciding: { always: [{ guard: "reviewNeeded", target: "pending", actions: [...start("review")] }, { target: "waived" }] },
                pending: { on: { submitReview: { guard: "independent", target: "drafted", actions: "rememberReviewer" } } },
                drafted: {
                  on: {
                    approveReview: { guard: "independent", target: "approved", actions: [...stop("review", true)] },
                    rejectReview: { guard: "independent", target: "pending" },
                  },
                },
                approved: { type: "final" },
                waived: { type: "final" },
              },
            },
            callback: {
              initial: "deciding",
              states: {
                deciding: {
                  always: [
                    { guard: not("callbackNeeded"), target: "waived" },
                    { guard: "contactable", target: "pending", actions: [...start("callback")] },
                    { target: "unreachable", actions: [...start("callback")] },
                  ],
                },
                pending: {
                  on: {
                    recordCallback: [
                      ...connectedCallback,
                      { guard: and(["independent", "unconnected", "exhausted"]), target: "unreachable", actions: "rememberAttempt" },
                      { guard: and(["independent", "unconnected"]), actions: "rememberAttempt" },
                    ],
                  },
                },
                unreachable: {
                  on: {
                    approveUnreachable: { guard: "independent", target: "done", actions: [...stop("callback", true)] },
                    // A complainant who was given up may still call back: what he says counts until the case is closed.
                    recordCallback: connectedCallback,
                  },
                },
                satisfied: { type: "final" },
                done: { type: "final" },
                waived: { type: "final" },
              },
            },
            answer: {
              initial: "deciding",
              states: {
                deciding: {
                  always: [
                    { guard: "answerNeeded", target: "pending", actions: { type: "sendAnswer", params: { topic: "answer" } } },
                    { target: "waived" },
                  ],
                },
                pending: { on: { answerDelivered: "delivered" } },
                delivered: { type: "final" },
                waived: { type: "final" },
              },
            },
          },
        },

        // The way back from an unsatisfied callback or a reopening: the unit that handled the case handles it again, in a new round.
        again: {
          entry: ["beginRound", assign({ withdrawn: false, followsPrimary: false })],
          always: [{ guard: "wasAssigned", target: "#case.flow.working.handling" }, { target: "working" }],
        },

        closed: {
          entry: { type: "informSecondaries", params: {} },
          on: { reopen: "again" },
        },
        returned: {
          entry: { type: "sendAnswer", params: { topic: "return" } },
          on: { sourceUpdated: { guard: "resubmits", target: "registered", actions: "adoptKind" } },
        },
        merged: {
          on: {
            primaryClosed: { target: "closing", actions: assign({ followsPrimary: true }) },
            unmerge: [{ guard: "wasAccepted", target: "working" }, { target: "registered" }],
          },
        },
      },
    },

    escalation: {
      initial: "deciding",
      states: {
        deciding: { always: [{ guard: "isWalkInMatter", target: "level1" }, { target: "none" }] },
        none: { entry: { type: "setLevel", params: { level: 0 } }, on: { escalationTrigger: [escalateTo(3), escalateTo(2), escalateTo(1)] } },
        level1: {
          initial: "open",
          entry: [...escalationEntry(1), ...start("escalationLevel1")],
          exit: [...stop("escalationLevel1", false)],
          on: { escalationTrigger: [escalateTo(3), escalateTo(2), { actions: "rememberTrigger" }] },
          states: escalationStates(),
        },
        level2: {
          initial: "open",
          entry: [...escalationEntry(2), ...start("escalationLevel2")],
          exit: [...stop("escalationLevel2", false)],
          on: { escalationTrigger: [escalateTo(3), { actions: "rememberTrigger" }] },
          states: escalationStates(),
        },
        level3: {
          initial: "open",
          entry: [...escalationEntry(3)],
          on: { escalationTrigger: { actions: "rememberTrigger" } },
          states: escalationStates(),
        },
      },
      on: {
        resolveEscalation: {
          guard: not(stateIn({ escalation: "none" })),
          target: ".none",
          actions: {
            type: "resolveEscalation",
            params: ({ event }) => ({ resolution: event.type === "resolveEscalation" ? event.payload.resolution : "" }),
          },
        },
      },
      always: {
        guard: and(["finished", not(stateIn({ escalation: "none" }))]),
        target: ".none",
        actions: { type: "resolveEscalation", params: { resolution: "工单已结束，督办自动解除" } },
      },
    },

    clock: {
      initial: "running",
      states: {
        running: {
          always: [
            { guard: "finished", target: "stopped" },
            { guard: "suspended", target: "paused" },
            { guard: "anyPassed", target: "overdue" },
            { guard: "anyNear", target: "dueSoon" },
          ],
        },
        dueSoon: {
          always: [
            { guard: "finished", target: "stopped" },
            { guard: "suspended", target: "paused" },
            { guard: "anyPassed", target: "overdue" },
            { guard: not("anyNear"), target: "running" },
          ],
        },
        overdue: {
          always: [
            { guard: "finished", target: "stopped" },
            { guard: "suspended", target: "paused" },
            { guard: not("anyPassed"), target: "running" },
          ],
        },
        paused: { always: { guard: not("suspended"), target: "running" } },
        stopped: { always: { guard: not("finished"), target: "running" } },
      },
    },
  },
});

/** An escalation is open until its owner takes it on (领办). */
function escalationStates() {
  return {
    open: { on: { acknowledgeEscalation: { target: "acknowledged", actions: { type: "acknowledgeEscalation", params: {} } } } },
    acknowledged: {},
  } as const;
}
