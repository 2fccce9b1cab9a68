/** Weekly notices and metrics. */
import Type from "typebox";
import { dimensions, metricNames } from "../../rules/metrics.ts";
import { Cursor, DayText, Id, InstantText, Limit, NextCursor, Nullable, OneOf, Sent, WeekText } from "./basics.ts";

const NoticeStateName = OneOf(["drafted", "published", "acknowledged"]);
export const WeekParams = Type.Object({ week: WeekText });
export const RevisionQuery = Type.Object({ revision: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "Of a published notice; the latest by default" })) });

const listed = {
  week: WeekText,
  state: NoticeStateName,
  stateLabel: Type.String(),
  issue: Type.String({ description: "〔2026〕第47期" }),
  total: Nullable(Type.Integer({ description: "null for a draft" })),
  revision: Type.Integer(),
  draftedAt: Nullable(InstantText),
  publishedAt: Nullable(InstantText),
  publishedBy: Nullable(Type.String()),
  contentHash: Nullable(Type.String()),
  acknowledged: Type.Integer(),
  toAcknowledge: Type.Integer(),
};
export const NoticesQuery = Type.Object({ cursor: Cursor, limit: Limit });
export const NoticeList = Type.Object({ items: Type.Array(Type.Object(listed)), nextCursor: NextCursor });

const Acknowledgement = Type.Object({
  unitId: Id,
  unitName: Type.String(),
  dueAt: InstantText,
  overdue: Type.Boolean(),
  acknowledgedAt: Nullable(InstantText),
  acknowledgedBy: Nullable(Type.String()),
  note: Nullable(Type.String()),
});
/** The frozen content (reports/notice/content.ts) with what stands beside it. */
export const Notice = Type.Object(
  {
    week: WeekText,
    title: Type.String(),
    status: OneOf(["draft", "published"]),
    state: NoticeStateName,
    stateLabel: Type.String(),
    contentHash: Nullable(Type.String({ description: "Hash of the content as it was published: hexadecimal digits of SHA-256, or `sm3:` and those of SM3; null for a draft" })),
    checkpoint: Nullable(Type.Object({ events: Type.Integer(), hash: Type.String() })),
    draft: Nullable(Type.Object({ version: Type.Integer(), editedAt: Nullable(InstantText), editedBy: Nullable(Type.String()) })),
    revisions: Type.Array(Type.Object({ revision: Type.Integer(), reason: Nullable(Type.String()), publishedAt: InstantText, publishedBy: Type.String(), contentHash: Type.String() })),
    acknowledgements: Type.Array(Acknowledgement),
    allowed: Type.Array(OneOf(["edit", "publish", "revise", "acknowledge"])),
  },
  { additionalProperties: true, description: "The notice: figures, tables, named lists, charts, sections of sentences, and what stands beside them" },
);

const Sentences = Type.Array(Type.String({ minLength: 1, maxLength: 2000, pattern: "\\S" }), { maxItems: 60 });
type SectionKey = "overview" | "callbacks" | "topics" | "units" | "actions" | "demands" | "data";
const sectionKeys: SectionKey[] = ["overview", "callbacks", "topics", "units", "actions", "demands", "data"];
const Sections = Type.Unsafe<Record<string, string[] | null>>(
  Type.Object(Object.fromEntries(sectionKeys.map((key) => [key, Type.Optional(Nullable(Sentences))])), {
    additionalProperties: false,
    minProperties: 1,
    description: "Section key to its sentences; null brings the composed ones back",
  }),
);
export const NoticeEdit = Sent({ expectedVersion: Type.Integer({ minimum: 1, description: "draft.version" }), sections: Sections });
export const NoticeRevision = Sent({ reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }), sections: Type.Optional(Sections) });
export const NoticeAcknowledge = Sent({ unitId: Type.Optional(Id), note: Type.Optional(Type.String({ maxLength: 2000 })) });

export const DifferenceQuery = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "Revision; the latest by default" })),
  to: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "Revision; by default what a revision would say now" })),
});
export const NoticeDifference = Type.Object({
  from: Type.Integer(),
  to: Nullable(Type.Integer()),
  items: Type.Array(Type.Object({ path: Type.String(), label: Type.String(), before: Type.String(), after: Type.String() })),
});

const period = { from: Type.Optional(DayText), to: Type.Optional(DayText) };
export const MetricsQuery = Type.Object({ ...period, week: Type.Optional(WeekText), by: Type.Optional(OneOf(dimensions)) });
export const Figure = Type.Object({
  name: OneOf(metricNames),
  label: Type.String(),
  numerator: Type.Integer(),
  denominator: Type.Integer(),
  value: Nullable(Type.Number({ description: "null where the denominator is 0" })),
  text: Type.String({ description: "96.4 %, or —" }),
  cases: Type.String({ description: "Lists the cases behind it" }),
});
const Complaints = Type.Object({ count: Type.Integer(), cases: Type.String() });
const Handling = Type.Object({ count: Type.Integer(), medianMinutes: Nullable(Type.Integer()), p90Minutes: Nullable(Type.Integer()) });
export const Metrics = Type.Object({
  from: DayText,
  to: DayText,
  by: Nullable(OneOf(dimensions)),
  total: Type.Object({ complaints: Complaints, metrics: Type.Array(Figure), handling: Handling }),
  rows: Type.Array(Type.Object({ key: Type.String(), label: Type.String(), complaints: Complaints, metrics: Type.Array(Figure) })),
});
export const MetricCasesQuery = Type.Object({
  ...period,
  week: Type.Optional(WeekText),
  figure: OneOf([...metricNames, "complaints"]),
  part: Type.Optional(OneOf(["denominator", "numerator", "missing"], "missing: in the denominator and not in the numerator")),
  by: Type.Optional(OneOf(dimensions)),
  key: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  cursor: Cursor,
  limit: Limit,
});
