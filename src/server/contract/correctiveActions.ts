/** Corrective actions (整改项) and common causes (共性问题). */
import Type, { type Static } from "typebox";
import { correctiveStates } from "../../rules/correctiveActions.ts";
import { rootCauses } from "../../rules/words.ts";
import { Cursor, DayText, Id, InstantText, Limit, NextCursor, Nullable, OneOf, Sent } from "./basics.ts";

const words = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: "\\S" });
const UnitFilter = Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: "This unit and those below it" }));

export const CorrectiveActionsQuery = Type.Object({
  state: Type.Optional(OneOf(correctiveStates)),
  unit: UnitFilter,
  owner: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: "The owner's user id" })),
  overdue: Type.Optional(Type.Boolean({ description: "Open, and its day is over" })),
  case: Type.Optional(Id),
  cause: Type.Optional(Id),
  cursor: Cursor,
  limit: Limit,
});
export const CorrectiveAction = Type.Object({
  id: Id,
  caseId: Nullable(Id),
  caseNo: Nullable(Type.String()),
  caseState: Nullable(Type.String()),
  commonCauseId: Nullable(Id),
  commonCauseTitle: Nullable(Type.String()),
  action: Type.String(),
  owner: Type.String(),
  ownerUserId: Nullable(Id),
  unitId: Nullable(Id),
  unitName: Nullable(Type.String()),
  due: DayText,
  state: OneOf(correctiveStates),
  stateLabel: Type.String(),
  overdue: Type.Boolean({ description: "Open, and its day is over" }),
  doneOnTime: Nullable(Type.Boolean({ description: "Submitted by its day; null until it is found done" })),
  evidence: Nullable(Type.String()),
  submittedAt: Nullable(InstantText),
  submittedBy: Nullable(Type.String()),
  closedAt: Nullable(InstantText),
  closedBy: Nullable(Type.String()),
  opinion: Nullable(Type.String()),
  escalatedAt: Nullable(InstantText),
  createdAt: InstantText,
});
export type CorrectiveAction = Static<typeof CorrectiveAction>;
export const CorrectiveActionList = Type.Object({ items: Type.Array(CorrectiveAction), nextCursor: NextCursor });
export const CorrectiveActionWithLog = Type.Object({
  ...CorrectiveAction.properties,
  log: Type.Array(
    Type.Object({
      step: Type.String({ description: "create | submit | close | return | cancel | change | escalate" }),
      label: Type.String(),
      at: InstantText,
      actor: Type.Object({ id: Type.String(), name: Type.String() }),
      note: Nullable(Type.String()),
      changes: Type.Array(Type.Object({ field: Type.String({ description: "owner | ownerUserId | unitId | due" }), from: Type.Unknown(), to: Type.Unknown() })),
    }),
  ),
});

const owner = {
  owner: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: "\\S", description: "A person, a unit or a post, in words" })),
  ownerUserId: Type.Optional(Id),
  unitId: Type.Optional(Id),
};
export const NewCorrectiveAction = Sent({ commonCauseId: Id, action: words(1000), ...owner, due: DayText });
export const SubmitCorrectiveAction = Sent({ evidence: words(4000) });
export const CloseCorrectiveAction = Sent({ opinion: Type.Optional(words(2000)) });
export const ReturnCorrectiveAction = Sent({ opinion: words(2000) });
export const CancelCorrectiveAction = Sent({ reason: words(2000) });
export const ChangeCorrectiveAction = Sent({ ...owner, due: Type.Optional(DayText), reason: words(2000) });

const RootCause = OneOf(rootCauses);
export const CauseOfCase = Type.Object({ id: Id, title: Type.String(), state: Type.String(), rootCause: Nullable(RootCause), conclusion: Nullable(Type.String()), addedAt: InstantText });
export type CauseOfCase = Static<typeof CauseOfCase>;

export const CommonCausesQuery = Type.Object({ state: Type.Optional(OneOf(["open", "closed"])), unit: UnitFilter, cursor: Cursor, limit: Limit });
export const CommonCause = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  rootCause: Nullable(RootCause),
  rootCauseLabel: Nullable(Type.String()),
  unitId: Nullable(Id),
  unitName: Nullable(Type.String({ description: "null for the whole house" })),
  state: OneOf(["open", "closed"]),
  createdAt: InstantText,
  createdBy: Type.String(),
  createdByName: Type.String(),
  updatedAt: Nullable(InstantText),
  closedAt: Nullable(InstantText),
  closedBy: Nullable(Type.String()),
  conclusion: Nullable(Type.String()),
  counts: Type.Object({
    cases: Type.Integer({ description: "All of them, also those beyond the reader's units" }),
    open: Type.Integer(),
    submitted: Type.Integer(),
    closed: Type.Integer(),
    cancelled: Type.Integer(),
    overdue: Type.Integer({ description: "Of the open ones" }),
  }),
});
export type CommonCause = Static<typeof CommonCause>;
export const CommonCauseList = Type.Object({ items: Type.Array(CommonCause), nextCursor: NextCursor });
export const CommonCausePage = Type.Object({
  ...CommonCause.properties,
  cases: Type.Array(
    Type.Object({
      id: Id,
      caseNo: Nullable(Type.String()),
      source: Type.String(),
      sourceLabel: Type.String(),
      state: Type.String(),
      stateLabel: Type.String(),
      title: Nullable(Type.String()),
      unitName: Nullable(Type.String()),
      reportedAt: InstantText,
      addedAt: InstantText,
    }),
    { description: "Of the reader's units; the newest 200" },
  ),
  correctiveActions: Type.Array(CorrectiveAction),
});
const CaseIds = Type.Array(Id, { maxItems: 200, uniqueItems: true });
const cause = { title: words(200), description: words(4000), rootCause: Type.Optional(Nullable(RootCause)), unitId: Type.Optional(Nullable(Id)) };
export const NewCommonCause = Sent({ ...cause, caseIds: Type.Optional(CaseIds) });
export const CommonCauseChange = Type.Object(
  { ...cause, title: Type.Optional(cause.title), description: Type.Optional(cause.description) },
  { additionalProperties: false, minProperties: 1 },
);
export const CasesToAdd = Sent({ caseIds: Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }) });
export const CauseCaseParams = Type.Object({ id: Id, caseId: Id });
export const CloseCommonCause = Sent({ conclusion: words(4000) });
