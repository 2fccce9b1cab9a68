/** The dashboard: weeks one after the other, the funnel of the loop, and the hall's wall. */
import Type from "typebox";
import { funnelStages } from "../../rules/funnel.ts";
import { Cursor, DayText, InstantText, Limit, Nullable, OneOf, WeekText } from "./basics.ts";
import { Figure } from "./notices.ts";

export const SeriesQuery = Type.Object({ weeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 13 })), until: Type.Optional(WeekText) });
export const Series = Type.Object({
  items: Type.Array(Type.Object({ week: WeekText, complaints: Type.Integer(), metrics: Type.Array(Figure) })),
  last: Type.Object({
    week: WeekText,
    change: Type.String({ description: "环比 of its complaints, or —" }),
    changeYear: Type.String({ description: "同比 of its complaints, or —" }),
  }),
});

export const FunnelQuery = Type.Object({ from: DayText, to: DayText });
export const Funnel = Type.Object({
  stages: Type.Array(Type.Object({ stage: OneOf(funnelStages), label: Type.String(), needed: Type.Integer({ description: "Cases that must pass it" }), done: Type.Integer({ description: "Of those, how many have" }) })),
  returned: Type.Integer(),
  merged: Type.Integer(),
  withdrawn: Type.Integer(),
});
export const FunnelCasesQuery = Type.Object({ from: DayText, to: DayText, stage: OneOf(funnelStages), part: Type.Optional(OneOf(["needed", "done", "missing"])), cursor: Cursor, limit: Limit });

export const Screen = Type.Object({
  at: InstantText,
  receivedToday: Type.Integer(),
  closedToday: Type.Integer(),
  receivedWeek: Type.Integer(),
  closedWeek: Type.Integer(),
  inProgress: Type.Integer(),
  overdue: Type.Integer(),
  escalations: Type.Array(Type.Object({ level: Type.Integer(), count: Type.Integer() })),
  rates: Type.Array(Figure, { description: "Over the last four weeks" }),
  weeks: Type.Array(Type.Object({ week: WeekText, complaints: Type.Integer() })),
  closings: Type.Array(Type.Object({ caseNo: Nullable(Type.String()), unitName: Nullable(Type.String()), sourceLabel: Type.String(), closedAt: InstantText })),
});
