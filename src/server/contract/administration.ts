/** What administrators look after: people, keys, the audit trails, the rules in force, proofs. */
import Type from "typebox";
import { roles, sources } from "../../rules/words.ts";
import { auditTrails } from "../../store/audit.ts";
import { keyScopes, overlapHoursMax, overlapHoursUsual } from "../../store/keys.ts";
import { Cursor, DayText, Id, InstantSent, InstantText, Limit, NextCursor, Nullable, OneOf, RoleName, Sent, SourceName } from "./basics.ts";

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });
const RolesSent = Type.Array(Sent({ role: RoleName, unitId: Id }), { minItems: 1, maxItems: roles.length * 10, uniqueItems: true });
const user = {
  id: Id,
  username: Type.String(),
  displayName: Type.String(),
  disabled: Type.Boolean(),
  createdAt: InstantText,
  roles: Type.Array(Type.Object({ role: RoleName, roleLabel: Type.String(), unitId: Id, unitName: Type.String(), unitPath: Type.String() })),
};
export const User = Type.Object(user);
export const UserList = Type.Object({ items: Type.Array(User) });
export const NewUser = Sent({ username: Type.String({ minLength: 2, maxLength: 64 }), displayName: Name, roles: RolesSent });
export const UserMade = Type.Object({ ...user, password: Type.String({ description: "Made for the person, shown this once" }) });
export const UserChange = Type.Object({ displayName: Type.Optional(Name), roles: Type.Optional(RolesSent), disabled: Type.Optional(Type.Boolean()) }, { additionalProperties: false, minProperties: 1 });
export const PasswordMade = Type.Object({ password: Type.String({ description: "Shown this once" }) });
export const PasswordChange = Sent({ current: Type.String({ minLength: 1, maxLength: 800 }), password: Type.String({ minLength: 1, maxLength: 800 }) });

const Scope = OneOf(keyScopes);
const key = { id: Id, name: Type.String(), sources: Type.Array(SourceName), scopes: Type.Array(Scope), scopeLabels: Type.Array(Type.String()), createdAt: InstantText, revokedAt: Nullable(InstantText), expiresAt: Nullable(InstantText), expired: Type.Boolean(), usedAt: Nullable(InstantText), replacesId: Nullable(Id) };
export const Key = Type.Object(key);
export const Keys = Type.Object({ items: Type.Array(Key) });
export const NewKey = Sent({
  name: Name,
  sources: Type.Array(SourceName, { minItems: 1, maxItems: sources.length, uniqueItems: true }),
  scopes: Type.Array(Scope, { minItems: 1, maxItems: keyScopes.length, uniqueItems: true }),
  expiresAt: Type.Optional(Nullable(InstantSent)),
});
export const KeyRotation = Sent({
  overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: overlapHoursMax, default: overlapHoursUsual, description: "So long the old key works beside the new one" })),
  expiresAt: Type.Optional(Nullable({ ...InstantSent, description: "Of the new key; it lasts as long as the old one was to last where this is not given" })),
});
export const KeyRotated = Type.Object({ ...key, key: Type.String({ description: "Shown this once" }), oldEndsAt: InstantText });
export const KeyMade = Type.Object({ ...key, key: Type.String({ description: "Shown this once" }) });

export const AuditQuery = Type.Object({
  trail: Type.Optional(OneOf(auditTrails)),
  person: Type.Optional(Id),
  caseId: Type.Optional(Id),
  from: Type.Optional(DayText),
  to: Type.Optional(Type.String({ ...DayText, description: "This day included" })),
  cursor: Cursor,
  limit: Limit,
});
export const Audit = Type.Object({
  items: Type.Array(
    Type.Object({
      trail: OneOf(auditTrails),
      id: Id,
      at: InstantText,
      actor: Type.String(),
      actorName: Type.String(),
      action: Type.String(),
      actionLabel: Type.String(),
      subject: Nullable(Type.String()),
      detail: Nullable(Type.String()),
      caseId: Nullable(Id),
      caseNo: Nullable(Type.String()),
    }),
  ),
  nextCursor: NextCursor,
});

export const Policies = Type.Object({
  sections: Type.Array(Type.Object({ title: Type.String(), note: Type.String(), head: Type.Array(Type.String()), rows: Type.Array(Type.Array(Type.String())) })),
});

export const Profiles = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      source: SourceName,
      answers: OneOf(["pull", "push", "file"], "How answers go back"),
      signed: Type.Boolean({ description: "What is pushed must be signed" }),
    }),
  ),
});
export const Arrivals = Type.Object({
  items: Type.Array(
    Type.Object({
      source: SourceName,
      sourceLabel: Type.String(),
      last: Nullable(Type.Object({ at: InstantText, outcome: Type.String(), outcomeLabel: Type.String(), externalId: Nullable(Type.String()), caseId: Nullable(Id), caseNo: Nullable(Type.String()) })),
      today: Type.Integer(),
      quarantined: Type.Integer({ description: "Waiting in quarantine for someone" }),
    }),
  ),
});

const Finding = Type.Object({ code: Type.String(), text: Type.String(), caseId: Nullable(Id) });
export const Proofs = Type.Object({
  state: OneOf(["none", "running", "done", "failed"], "none: not since the service began"),
  startedAt: Nullable(InstantText),
  startedBy: Nullable(Type.String()),
  endedAt: Nullable(InstantText),
  cases: Type.Integer({ description: "Looked at so far" }),
  casesTotal: Type.Integer(),
  events: Type.Integer(),
  findings: Type.Array(Finding, { description: "Differences of histories, checkpoints, notices, attachments and the accounting; empty where all agrees" }),
  findingsTotal: Type.Integer(),
});
