/** Feeds: records in, receipts, accounting, answers out, quarantine. */
import Type, { type Static, type TSchema } from "typebox";
import { Cursor, DayText, Id, InstantText, Limit, NextCursor, Nullable, OutcomeName, Sent, SourceName } from "./basics.ts";

export const SourceParams = Type.Object({ source: SourceName });
export const RecordParams = Type.Object({ source: SourceName, externalId: Type.String({ minLength: 1, maxLength: 100 }) });
export const RecordsQuery = Type.Object({
  profile: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
      description: "Profile by which the records are read; the source's own if absent",
    }),
  ),
});

/** May be absent, and what passes it on may say so with `undefined`. */
const Maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Unsafe<Static<Schema> | undefined>(schema));
const FeedError = Type.Object({
  code: Type.String(),
  field: Maybe(Type.String()),
  path: Maybe(Type.String()),
  detail: Type.String(),
});
const counts = {
  received: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  quarantined: Type.Integer(),
};

export const RecordResult = Type.Object({
  index: Type.Integer(),
  externalId: Nullable(Type.String()),
  outcome: OutcomeName,
  caseId: Maybe(Id),
  caseNo: Maybe(Type.String()),
  errors: Maybe(Type.Array(FeedError)),
});
export const RecordsResponse = Type.Object({ ...counts, results: Type.Array(RecordResult) });

export const Receipt = Type.Object({
  externalId: Type.String(),
  outcome: OutcomeName,
  receivedAt: InstantText,
  caseId: Maybe(Id),
  caseNo: Maybe(Type.String()),
  errors: Maybe(Type.Array(FeedError)),
});

export const AccountingQuery = Type.Object({ from: DayText, to: DayText });
export const Accounting = Type.Object({
  rows: Type.Array(Type.Object({ source: SourceName, day: DayText, ...counts, balanced: Type.Boolean() })),
  balanced: Type.Boolean(),
});

export const AnswersQuery = Type.Object({
  since: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: "Only answers after this id" })),
  limit: Limit,
});
export const Answers = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      caseId: Id,
      caseNo: Nullable(Type.String()),
      externalId: Type.String(),
      topic: Type.String({ description: "answer | return" }),
      round: Type.Integer(),
      body: Type.Unknown(),
      createdAt: InstantText,
    }),
  ),
  nextSince: Nullable(Type.Integer({ description: "null when nothing more waits" })),
});
export const AcknowledgeRequest = Sent({
  items: Type.Array(
    Sent({
      id: Id,
      proof: Type.String({ minLength: 1, maxLength: 500, pattern: "\\S", description: "What shows that the source has the answer" }),
    }),
    {
      minItems: 1,
      maxItems: 200,
    },
  ),
});
export const AcknowledgeResponse = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Id,
      outcome: Type.String({ description: "delivered | already-delivered | void | not-found | refused" }),
      detail: Type.Optional(Type.String()),
    }),
  ),
});

const quarantineItem = {
  id: Id,
  source: SourceName,
  externalId: Nullable(Type.String()),
  profile: Type.String(),
  receivedAt: InstantText,
  errors: Type.Array(FeedError),
  replayedAt: Nullable(InstantText),
};
export const QuarantineQuery = Type.Object({ source: Type.Optional(SourceName), cursor: Cursor, limit: Limit });
export const QuarantineList = Type.Object({ items: Type.Array(Type.Object(quarantineItem)), nextCursor: NextCursor });
export const QuarantineDetail = Type.Object({
  ...quarantineItem,
  raw: Type.String({ description: "The record as it came, or as last corrected" }),
});
export const QuarantineCorrection = Sent({
  raw: Type.String({ minLength: 1, maxLength: 4_000_000, description: "The corrected record as JSON or XML text" }),
});
export type QuarantineDetail = Static<typeof QuarantineDetail>;
