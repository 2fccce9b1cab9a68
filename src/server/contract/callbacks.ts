/** Callbacks as the callers' work. */
import Type from "typebox";
import { Cursor, Id, InstantSent, InstantText, Limit, NextCursor, Nullable, OneOf, Sent } from "./basics.ts";

const Person = Type.Object({ id: Id, displayName: Type.String() });

export const CallbacksQuery = Type.Object({
  state: Type.Optional(OneOf(["open", "ended"], "open unless told")),
  awaits: Type.Optional(OneOf(["call", "approval"])),
  mine: Type.Optional(Type.Boolean({ description: "Those that are planned for me" })),
  caller: Type.Optional(Id),
  case: Type.Optional(Id),
  overdue: Type.Optional(Type.Boolean()),
  plannedBefore: Type.Optional(InstantSent),
  cursor: Cursor,
  limit: Limit,
});
export const Callback = Type.Object({
  id: Id,
  caseId: Id,
  caseNo: Nullable(Type.String()),
  caseVersion: Type.Integer(),
  title: Nullable(Type.String()),
  headline: Type.String({ description: "The title, or how the text begins" }),
  kind: Type.String(),
  kindLabel: Type.String(),
  unitName: Nullable(Type.String()),
  round: Type.Integer(),
  state: Type.String({ description: "open | ended" }),
  awaits: Type.String({ description: "call | approval, where nobody can be reached and a supervisor must agree to that" }),
  complainant: Type.Object({ name: Nullable(Type.String()), phone: Nullable(Type.String()) }, { description: "Masked; the whole number by POST /cases/{id}/reveal" }),
  caller: Nullable(Person),
  plannedAt: Nullable(Type.String({ description: "Begin of the quarter of an hour planned for the call, ISO 8601 with offset" })),
  plannedTooLate: Type.Boolean({ description: "The plan lies behind the limit" }),
  missed: Type.Integer({ description: "Planned times that passed without a call" }),
  openedAt: InstantText,
  dueAt: Nullable(InstantText),
  overdue: Type.Boolean(),
  minutesLeft: Nullable(Type.Integer({ description: "Working minutes until dueAt, negative once it has passed; null without a limit or when ended" })),
  attempts: Type.Integer({ description: "Calls of this round that did not connect" }),
  attemptsMax: Type.Integer(),
  lastAttemptAt: Nullable(InstantText),
  sameComplainant: Type.Array(Type.Object({ caseId: Id, caseNo: Nullable(Type.String()) }), { description: "Other open callbacks to the same telephone: one call serves all" }),
  link: Nullable(Type.Object({ createdAt: InstantText, expiresAt: InstantText, sent: Type.Boolean() }, { description: "The rating link that is valid now" })),
  reply: Nullable(Type.String({ description: "What the complainant was told: the caller's basis" })),
  endedAt: Nullable(InstantText),
  outcome: Nullable(Type.String({ description: "satisfied | unsatisfied | unreachable | cancelled" })),
});
export const CallbackList = Type.Object({ items: Type.Array(Callback), nextCursor: NextCursor });
export const AssignCallback = Sent({
  callerId: Id,
  plannedAt: Type.Optional(InstantSent),
});
export const RatingLink = Type.Object({
  url: Type.String({ description: "Shown this once" }),
  expiresAt: InstantText,
  sent: Type.Integer({ description: "SMS gateways to which the message is on its way" }),
});
