/** Escalations in the window's list. */
import Type from "typebox";
import { Cursor, Id, InstantText, Limit, NextCursor, Nullable, OneOf, Sent } from "./basics.ts";

export const EscalationsQuery = Type.Object({
  level: Type.Optional(Type.Integer({ minimum: 1, maximum: 3 })),
  state: Type.Optional(OneOf(["open", "acknowledged", "resolved", "unresolved"], "unresolved: open or acknowledged")),
  mine: Type.Optional(Type.Boolean({ description: "Those of my roles and units" })),
  cursor: Cursor,
  limit: Limit,
});
export const Escalation = Type.Object({
  id: Id,
  caseId: Id,
  caseNo: Nullable(Type.String()),
  caseVersion: Type.Integer(),
  caseState: Type.String(),
  caseStateLabel: Type.String(),
  title: Nullable(Type.String()),
  headline: Type.String({ description: "The title, or how the text begins" }),
  unitName: Nullable(Type.String()),
  level: Type.Integer(),
  reason: Type.String(),
  state: Type.String({ description: "open | acknowledged | resolved" }),
  raisedAt: InstantText,
  dueAt: Nullable(InstantText),
  overdue: Type.Boolean(),
  minutesLeft: Nullable(Type.Integer({ description: "Working minutes until dueAt, negative once it has passed; null without a limit or when resolved" })),
  ownerRole: Nullable(Type.String({ description: "Whose it is: people of this role in ownerUnit or above" })),
  ownerRoleLabel: Nullable(Type.String()),
  ownerUnit: Nullable(Type.Object({ id: Id, name: Type.String() })),
  owner: Nullable(Type.String({ description: "Who took it on" })),
  ownerName: Nullable(Type.String()),
  acknowledgedAt: Nullable(InstantText),
  resolvedAt: Nullable(InstantText),
  resolution: Nullable(Type.String()),
});
export const EscalationList = Type.Object({ items: Type.Array(Escalation), nextCursor: NextCursor });

const version = { expectedVersion: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })) };
export const AcknowledgeEscalation = Sent({ ...version, note: Type.Optional(Type.String({ maxLength: 4000 })) });
export const ResolveEscalation = Sent({ ...version, resolution: Type.String({ minLength: 1, maxLength: 4000, pattern: "\\S" }) });
