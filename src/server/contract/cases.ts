/** Cases: lists, the case, its events and history. */
import Type, { type Static } from "typebox";
import { caseStateNames } from "../../machines/states.ts";
import { CauseOfCase, CorrectiveAction } from "./correctiveActions.ts";
import {
  Cursor,
  Id,
  InstantSent,
  InstantText,
  KindName,
  LaneName,
  Limit,
  NextCursor,
  Nullable,
  OneOf,
  PriorityName,
  Sent,
  SourceName,
  WeekText,
} from "./basics.ts";

export const CasesQuery = Type.Object({
  state: Type.Optional(OneOf(caseStateNames)),
  unit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: "This unit and those below it" })),
  handler: Type.Optional(Id),
  source: Type.Optional(SourceName),
  week: Type.Optional(WeekText),
  kind: Type.Optional(KindName),
  escalation: Type.Optional(OneOf(["none", "any", "level1", "level2", "level3"])),
  overdue: Type.Optional(Type.Boolean()),
  urged: Type.Optional(Type.Boolean({ description: "Whether the source has urged (催办)" })),
  q: Type.Optional(
    Type.String({
      maxLength: 100,
      description: "Words that all must be found in title, content, answer, case number or the source's id; or a whole phone or id number",
    }),
  ),
  cursor: Cursor,
  limit: Limit,
});

const Person = Type.Object({ id: Id, displayName: Type.String() });
const Unit = Type.Object({ id: Id, code: Type.String(), name: Type.String() });
const head = {
  id: Id,
  caseNo: Nullable(Type.String()),
  version: Type.Integer(),
  source: SourceName,
  sourceLabel: Type.String(),
  externalId: Type.String(),
  state: Type.String(),
  stateLabel: Type.String(),
  regions: Type.Object({
    flow: Type.String(),
    escalation: Type.String(),
    clock: Type.String(),
    closing: Nullable(Type.Object({ review: Type.String(), callback: Type.String(), answer: Type.String() })),
  }),
  round: Type.Integer(),
  kind: KindName,
  kindLabel: Type.String(),
  lane: LaneName,
  priority: PriorityName,
  title: Nullable(Type.String()),
  headline: Type.String({ description: "The title, or how the text begins" }),
  week: WeekText,
  reportedAt: InstantText,
  openedAt: InstantText,
  unit: Nullable(Unit),
  handler: Nullable(Person),
  firstContactOwner: Nullable(Person),
  urgeCount: Type.Integer({ description: "How often the source has urged (催办)" }),
  urgedAt: Nullable(InstantText),
};
const Snippet = Type.Object({
  field: Type.String({ description: "title | content | reply | sourceReply" }),
  text: Type.String(),
  marks: Type.Array(Type.Array(Type.Integer()), { description: "Found places in the text: [from, to]" }),
});
export const CaseListed = Type.Object({
  ...head,
  found: Type.Optional(Type.Unsafe<Static<typeof Snippet>[] | undefined>(Type.Array(Snippet, { description: "Where `q` was found" }))),
});
export const CaseList = Type.Object({ items: Type.Array(CaseListed), nextCursor: NextCursor });

export const Deadline = Type.Object({
  kind: Type.String(),
  label: Type.String(),
  round: Type.Integer(),
  due: InstantText,
  doneAt: Nullable(InstantText),
  minutesLeft: Nullable(Type.Integer({ description: "Working minutes until due, negative once it has passed; null when done or while it stands still" })),
  overdue: Type.Boolean(),
  paused: Type.Boolean(),
  provisional: Type.Boolean({ description: "The calendar does not know the holidays of that year yet" }),
});

/** The complaint's own words; what of them is personal is shown for a reason only. */
export const revealedWords = ["title", "content", "address", "sourceReply"] as const;
export type RevealedWord = (typeof revealedWords)[number];

export const Case = Type.Object({
  ...head,
  deadlines: Type.Array(Deadline),
  allowedEvents: Type.Array(
    Type.Object({ type: Type.String(), label: Type.String(), schema: Type.Unknown({ description: "JSON Schema of the payload" }) }),
  ),
  links: Type.Array(
    Type.Object({
      relation: Type.String({ description: "merged-into | repeat-of" }),
      direction: OneOf(["to", "from"]),
      caseId: Id,
      caseNo: Nullable(Type.String()),
      state: Type.String(),
      createdAt: InstantText,
      endedAt: Nullable(InstantText),
    }),
  ),
  complainant: Type.Object(
    {
      name: Nullable(Type.String()),
      phone: Nullable(Type.String()),
      idNumber: Nullable(Type.String()),
      anonymous: Type.Boolean(),
      confidential: Type.Boolean(),
    },
    { description: "Masked; POST /cases/{id}/reveal shows a value, and keeps who asked why" },
  ),
  content: Type.String({ description: "The complaint's own words, with the complainant's name and all phone and id numbers in them masked; reveal `content` for all of it" }),
  wordsMasked: Type.Array(OneOf(revealedWords), { description: "The parts of his words in which something is masked; each can be revealed" }),
  address: Nullable(Type.String()),
  category: Nullable(Type.String()),
  serviceItem: Nullable(Type.String()),
  window: Nullable(Type.String()),
  officer: Nullable(Type.String()),
  sourceUnit: Nullable(Type.String()),
  sourceStatus: Nullable(Type.String()),
  sourceReply: Nullable(Type.String()),
  sourceDeadline: Nullable(InstantText),
  occurredAt: Nullable(InstantText),
  peopleCount: Type.Integer(),
  primaryId: Nullable(Id),
  ownerOfferedTo: Nullable(Person),
  disposition: Type.Unknown(),
  review: Type.Unknown(),
  acceptedAt: Nullable(InstantText),
  firstContactAt: Nullable(InstantText),
  dispositionApprovedAt: Nullable(InstantText),
  closedAt: Nullable(InstantText),
  correctiveActions: Type.Array(CorrectiveAction, { description: "What its approved reviews asked for" }),
  commonCauses: Type.Array(CauseOfCase),
});
export type Case = Static<typeof Case>;
export type CaseListed = Static<typeof CaseListed>;

export const SimilarList = Type.Object({
  items: Type.Array(
    Type.Object({
      caseId: Id,
      caseNo: Nullable(Type.String()),
      version: Type.Integer(),
      source: Type.String(),
      sourceLabel: Type.String(),
      state: Type.String(),
      stateLabel: Type.String(),
      title: Nullable(Type.String()),
      headline: Type.String({ description: "The title, or how the text begins" }),
      reportedAt: InstantText,
      score: Type.Number({ description: "0 to 1" }),
      exact: Nullable(Type.String({ description: "Which exact rule holds: same-person-same-unit | same-text" })),
      reasons: Type.Array(Type.Object({ code: Type.String(), label: Type.String(), weight: Type.Number() })),
      suggestion: OneOf(["merge", "repeat", "look"], "merge: both are open; repeat: the same person again after a disposition; look: for staff to judge"),
      suggestionLabel: Type.String(),
    }),
  ),
});
export type Similar = Static<typeof SimilarList>["items"][number];

const text = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }));
export const WalkIn = Sent({
  content: Type.String({ minLength: 1, maxLength: 100_000, pattern: "\\S" }),
  kind: Type.Optional(KindName),
  title: text(500),
  reportedAt: Type.Optional(InstantSent),
  occurredAt: Type.Optional(InstantSent),
  lane: Type.Optional(LaneName),
  priority: Type.Optional(PriorityName),
  address: text(2000),
  category: text(500),
  serviceItem: text(500),
  window: text(200),
  officer: text(200),
  unit: text(200),
  peopleCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  complainant: Type.Optional(
    Sent({
      name: text(200),
      phone: text(200),
      idNumber: text(100),
      anonymous: Type.Optional(Type.Boolean()),
      confidential: Type.Optional(Type.Boolean()),
    }),
  ),
});
export type WalkIn = Static<typeof WalkIn>;

/** A walk-in while it is being typed. */
export const WalkInDraft = Sent({
  content: Type.String({ maxLength: 100_000 }),
  title: Type.Optional(Type.String({ maxLength: 500 })),
  phone: Type.Optional(Type.String({ maxLength: 200 })),
  idNumber: Type.Optional(Type.String({ maxLength: 100 })),
  unit: Type.Optional(Type.String({ maxLength: 200 })),
  serviceItem: Type.Optional(Type.String({ maxLength: 500 })),
});

/** The payload is checked by the event's own schema, which the case's `allowedEvents` shows, after version, state and permission. */
export const EventRequest = Sent({
  type: Type.String({ minLength: 1, maxLength: 60 }),
  expectedVersion: Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: "The version of the case that you saw" }),
  payload: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true, default: {} })),
});

export const RevealRequest = Sent({
  field: OneOf(["name", "phone", "idNumber", ...revealedWords]),
  reason: Type.String({ minLength: 2, maxLength: 500, pattern: "\\S" }),
});
export const Revealed = Type.Object({ field: Type.String(), value: Nullable(Type.String()) });

export const HistoryQuery = Type.Object({ cursor: Cursor, limit: Limit });
export const History = Type.Object({
  items: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      type: Type.String(),
      label: Type.String(),
      payload: Type.Unknown(),
      facts: Type.Array(Type.Object({ label: Type.String(), text: Type.String() }), { description: "The payload in words" }),
      actor: Type.Object({ id: Type.String(), name: Type.String() }),
      at: InstantText,
      stateAfter: Type.String(),
      stateAfterLabel: Type.String(),
      previousHash: Type.String(),
      hash: Type.String(),
    }),
  ),
  nextCursor: NextCursor,
});
