/** The worklist: what waits for whom, and the views that people keep. */
import Type from "typebox";
import { nextStepNames } from "../../machines/nextSteps.ts";
import { CaseListed } from "./cases.ts";
import { Cursor, Id, InstantText, Limit, NextCursor, Nullable, OneOf, Sent, SourceName } from "./basics.ts";

const filters = {
  mine: Type.Optional(Type.Boolean({ description: "Cases that I handle, and those that nobody handles yet" })),
  unit: Type.Optional(Id),
  source: Type.Optional(SourceName),
  escalated: Type.Optional(Type.Boolean()),
  due: Type.Optional(OneOf(["overdue", "today"], "overdue: the limit has passed; today: it passes by the end of today")),
  fresh: Type.Optional(Type.Boolean({ description: "Opened within the last 24 hours" })),
};
export const WorklistQuery = Type.Object({ step: Type.Optional(OneOf(nextStepNames, "One step; all of my roles' by default")), ...filters, cursor: Cursor, limit: Limit });
export const WorkCountsQuery = Type.Object(filters);

export const Worklist = Type.Object({
  items: Type.Array(
    Type.Object({
      case: CaseListed,
      step: OneOf(nextStepNames),
      stepLabel: Type.String(),
      due: Nullable(InstantText),
      dueLabel: Nullable(Type.String({ description: "Which limit" })),
      minutesLeft: Nullable(Type.Integer({ description: "Working minutes until due, negative once it has passed" })),
      overdue: Type.Boolean(),
      near: Type.Boolean({ description: "The limit's warning has been given" }),
    }),
  ),
  nextCursor: NextCursor,
});
export const WorkCounts = Type.Object({ items: Type.Array(Type.Object({ step: OneOf(nextStepNames), label: Type.String(), count: Type.Integer(), overdue: Type.Integer() })) });

const SavedView = Type.Object({ id: Id, page: Type.String(), name: Type.String(), query: Type.String() });
export const SavedViews = Type.Object({ items: Type.Array(SavedView) });
export const NewView = Sent({
  page: Type.String({ pattern: "^[a-z-]{1,40}$" }),
  name: Type.String({ minLength: 1, maxLength: 30, pattern: "\\S" }),
  query: Type.String({ maxLength: 1000, description: "As in the page's address" }),
});
export { SavedView };
