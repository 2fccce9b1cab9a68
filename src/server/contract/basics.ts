/** The pieces that every area's shapes are made of. */
import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { kinds, lanes, outcomes, priorities, roles, sources } from "../../rules/words.ts";

export const OneOf = <const Values extends readonly string[]>(values: Values, description?: string) =>
  Type.Unsafe<Values[number]>({ type: "string", enum: [...values], ...(description === undefined ? {} : { description }) });
export const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
/** What a caller sends: nothing that we do not know. */
export const Sent = <Properties extends TProperties>(properties: Properties) => Type.Object(properties, { additionalProperties: false });

export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
export const InstantText = Type.String({ description: "ISO 8601 with offset, 2026-11-16T09:45:12+08:00" });
export const InstantSent = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$",
  description: "ISO 8601 with offset",
});
export const DayText = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Day in Asia/Shanghai, 2026-11-16" });
export const WeekText = Type.String({ pattern: "^\\d{4}-W\\d{2}$", description: "ISO week in Asia/Shanghai, 2026-W47" });
export const Cursor = Type.Optional(Type.String({ maxLength: 400, description: "nextCursor of the page before" }));
export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 }));
export const NextCursor = Nullable(Type.String({ description: "null on the last page" }));

export const SourceName = OneOf(sources);
export const KindName = OneOf(kinds);
export const LaneName = OneOf(lanes);
export const PriorityName = OneOf(priorities);
export const RoleName = OneOf(roles);
export const OutcomeName = OneOf(outcomes);

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: "Stable, English" }),
    detail: Type.String({ description: "Chinese, for people" }),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    allowedEvents: Type.Optional(Type.Array(Type.Object({ type: Type.String(), label: Type.String() }))),
    requestId: Type.String(),
  },
  { description: "RFC 9457 problem", additionalProperties: true },
);
export type Problem = Static<typeof Problem>;

export const IdParams = Type.Object({ id: Id });
