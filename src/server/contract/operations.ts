/** What administrators look after: the calendar, the jobs. */
import Type from "typebox";
import { Cursor, DayText, Id, InstantText, Limit, NextCursor, Nullable, OneOf, Sent } from "./basics.ts";

export const YearParams = Type.Object({ year: Type.Integer({ minimum: 1990, maximum: 2100 }) });
export const DayParams = Type.Object({ day: DayText });
const SpecialDay = Type.Object({ day: DayText, name: Type.String(), amended: Type.Boolean() });
export const CalendarYear = Type.Object({
  year: Type.Integer(),
  workingDays: Type.Integer(),
  provisional: Type.Boolean({ description: "The year's statutory holidays are not known yet" }),
  months: Type.Array(
    Type.Object({
      month: Type.String(),
      workingDays: Type.Integer(),
      off: Type.Array(SpecialDay, { description: "Weekdays that are off" }),
      worked: Type.Array(SpecialDay, { description: "Week ends that are worked (调休)" }),
    }),
  ),
  changes: Type.Array(
    Type.Object({
      id: Id,
      day: DayText,
      working: Type.Boolean(),
      name: Type.String(),
      before: Nullable(Type.Object({ working: Type.Boolean(), name: Type.String() })),
      at: InstantText,
      actorName: Type.String(),
    }),
  ),
});
export const DayAmendment = Sent({ working: Type.Boolean(), name: Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" }) });

const Counts = Nullable(Type.Record(Type.String(), Type.Number()));
export const Jobs = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      label: Type.String(),
      time: Type.String(),
      next: InstantText,
      lastStartedAt: Nullable(InstantText),
      lastSuccessAt: Nullable(InstantText),
      lastResult: Counts,
      lastError: Nullable(Type.String()),
      failures: Type.Integer({ description: "Failed runs since the last that went well; more than 0 needs someone" }),
    }),
  ),
});
export const JobParams = Type.Object({ name: Type.String({ pattern: "^[A-Za-z]{1,60}$" }) });
export const JobRan = Type.Object({ label: Type.String(), result: Counts, error: Nullable(Type.String()) });
export const JobRunsQuery = Type.Object({ job: Type.Optional(Type.String({ pattern: "^[A-Za-z]{1,60}$" })), cursor: Cursor, limit: Limit });
export const JobRuns = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      job: Type.String(),
      period: InstantText,
      startedAt: InstantText,
      endedAt: InstantText,
      durationMillis: Type.Integer(),
      state: OneOf(["done", "failed"]),
      result: Counts,
      error: Nullable(Type.String()),
    }),
  ),
  nextCursor: NextCursor,
});
