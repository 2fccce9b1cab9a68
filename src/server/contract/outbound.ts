/** What leaves the house: the answers to sources, subscriptions to events, and their deliveries. */
import Type from "typebox";
import { eventTypeOf, eventTypes } from "../../machines/events.ts";
import { Cursor, Id, InstantText, Limit, NextCursor, Nullable, OneOf, Sent, SourceName } from "./basics.ts";

/** `*` for all; beside the events of a case, what comes of them: `escalated`, `closed`, an overdue corrective action, the message of a rating link, and the life of notices. */
export const eventTypeNames = ["*", ...[...eventTypes, "escalated", "closed", "corrective-action-overdue", "sms.rating", "notice.drafted", "notice.published", "notice.revised", "notice.acknowledged", "notice.unacknowledged"].map(eventTypeOf)] as const;
const EventTypes = Type.Array(OneOf(eventTypeNames), { minItems: 1, maxItems: eventTypeNames.length, uniqueItems: true });
const Sources = Type.Array(SourceName, { maxItems: 10, uniqueItems: true, description: "Empty for all" });
const Url = Type.String({ minLength: 8, maxLength: 2000, pattern: "^https?://[^\\s@]+$", description: "http or https, without credentials" });
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });

export const NewWebhook = Sent({ name: Name, url: Url, eventTypes: Type.Optional(EventTypes), sources: Type.Optional(Sources) });
export const WebhookChange = Type.Object(
  {
    name: Type.Optional(Name),
    url: Type.Optional(Url),
    eventTypes: Type.Optional(EventTypes),
    sources: Type.Optional(Sources),
    state: Type.Optional(OneOf(["active", "paused"])),
  },
  { additionalProperties: false, minProperties: 1 },
);
const webhook = {
  id: Id,
  name: Type.String(),
  url: Type.String(),
  eventTypes: Type.Array(Type.String()),
  sources: Type.Array(SourceName),
  state: OneOf(["active", "paused"]),
  createdAt: InstantText,
  createdBy: Type.String(),
  waiting: Type.Integer(),
  parked: Type.Integer({ description: "Given up after a day of attempts; sent again by hand" }),
};
export const Webhook = Type.Object(webhook);
export const WebhookMade = Type.Object({ ...webhook, secret: Type.String({ description: "Standard Webhooks secret (whsec_…), shown this once" }) });
export const Webhooks = Type.Object({ items: Type.Array(Webhook) });

const attempts = {
  attempts: Type.Integer(),
  nextAt: Nullable(InstantText),
  lastAt: Nullable(InstantText),
  lastStatus: Nullable(Type.Integer()),
  lastError: Nullable(Type.String()),
  deliveredAt: Nullable(InstantText),
};
const QueueState = OneOf(["waiting", "parked", "delivered", "void"]);
export const DeliveriesQuery = Type.Object({ state: Type.Optional(QueueState), cursor: Cursor, limit: Limit });
export const Deliveries = Type.Object({
  items: Type.Array(
    Type.Object({ id: Id, eventType: Type.String(), caseId: Nullable(Id), state: QueueState, createdAt: InstantText, ...attempts, body: Type.Unknown() }),
  ),
  nextCursor: NextCursor,
});

export const OutboxQuery = Type.Object({ source: Type.Optional(SourceName), state: Type.Optional(QueueState), cursor: Cursor, limit: Limit });
export const Outbox = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      caseId: Id,
      caseNo: Nullable(Type.String()),
      source: SourceName,
      externalId: Type.String(),
      profile: Nullable(Type.String()),
      topic: Type.String({ description: "answer | return" }),
      round: Type.Integer(),
      state: QueueState,
      createdAt: InstantText,
      ...attempts,
      proof: Nullable(Type.String()),
      body: Type.Unknown(),
    }),
  ),
  nextCursor: NextCursor,
});
