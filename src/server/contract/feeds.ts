/** Feeds: records in, receipts, accounting, answers out, quarantine. */
import Type, { type Static, type TSchema } from "typebox";
import { Cursor, DayText, Id, InstantText, Limit, NextCursor, Nullable, OneOf, OutcomeName, Sent, SourceName } from "./basics.ts";

export const SourceParams = Type.Object({ source: SourceName });
export const RecordParams = Type.Object({ source: SourceName, externalId: Type.String({ minLength: 1, maxLength: 100 }) });
const ProfileName = Type.String({
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
  description: "Profile by which the records are read; the source's own if absent",
});
const ResultsWanted = OneOf(["all", "problems"]);
export const RecordsQuery = Type.Object({
  profile: Type.Optional(ProfileName),
  results: Type.Optional(ResultsWanted),
});
export const FileQuery = RecordsQuery;

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
export const RecordsResponse = Type.Object({
  ...counts,
  resultsOmitted: Maybe(Type.Integer({ description: "Results left out: not asked for, or beyond 64 MiB" })),
  results: Type.Array(RecordResult, { description: "In the order of the input" }),
});

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
  rows: Type.Array(
    Type.Object({
      source: SourceName,
      day: DayText,
      ...counts,
      dismissed: Type.Integer({ description: "How many of the quarantined were dismissed with a reason" }),
      balanced: Type.Boolean(),
    }),
  ),
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
  dismissedAt: Nullable(InstantText),
  dismissalReason: Nullable(Type.String()),
};
export const QuarantineQuery = Type.Object({
  source: Type.Optional(SourceName),
  profile: Type.Optional(ProfileName),
  code: Type.Optional(Type.String({ pattern: "^[a-z-]{1,40}$", description: "Code of one of its problems" })),
  state: Type.Optional(OneOf(["open", "dismissed"])),
  cursor: Cursor,
  limit: Limit,
});
export const QuarantineList = Type.Object({ items: Type.Array(Type.Object(quarantineItem)), nextCursor: NextCursor });
export const QuarantineDetail = Type.Object({
  ...quarantineItem,
  raw: Type.String({ description: "The record as it came, or as last corrected" }),
  corrected: Type.Boolean(),
  original: Nullable(Type.String({ description: "What came, where `raw` is a correction of it" })),
  fields: Nullable(Type.Record(Type.String(), Type.Unknown())),
  truncated: Nullable(Type.Object({ bytes: Type.Integer(), sha256: Type.String() })),
  actions: Type.Array(
    Type.Object({
      at: InstantText,
      actor: Type.String(),
      actorName: Type.String(),
      action: Type.String({ description: "corrected | profile-changed | replayed | dismissed | viewed" }),
      detail: Nullable(Type.String()),
    }),
  ),
});
const FieldText = Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 100_000 });
export const QuarantineCorrection = Type.Object(
  {
    raw: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000_000, description: "The corrected record as JSON or XML text" })),
    fields: Type.Optional(
      Type.Unsafe<Record<string, string | null>>({
        ...Type.Record(Type.String(), FieldText),
        minProperties: 1,
        maxProperties: 200,
        description: "Single fields by the source's names; null takes one away",
      }),
    ),
    profile: Type.Optional(ProfileName),
  },
  { additionalProperties: false, minProperties: 1 },
);
export const QuarantineReplay = Sent({ ids: Type.Array(Id, { minItems: 1, maxItems: 200 }) });
export const QuarantineReplayed = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Id,
      outcome: Type.String({ description: "An outcome, or refused" }),
      caseId: Maybe(Id),
      caseNo: Maybe(Type.String()),
      errors: Maybe(Type.Array(FeedError)),
      detail: Maybe(Type.String({ description: "Why it was refused" })),
    }),
  ),
});
export const QuarantineDismissal = Sent({ reason: Type.String({ minLength: 2, maxLength: 500, pattern: "\\S" }) });
export type QuarantineDetail = Static<typeof QuarantineDetail>;
