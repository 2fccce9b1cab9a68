/** What leaves the house, for those who watch over it: answers, subscriptions, deliveries, and what is sent again by hand. */
import { toOffsetText } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";
import { recordAudit } from "../../store/audit.ts";
import { listDeliveries, listOutbox, sendAgain } from "../../store/outbound.ts";
import { addWebhook, changeWebhook, listWebhooks, type Webhook as StoredWebhook } from "../../store/webhooks.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { Deliveries, DeliveriesQuery, NewWebhook, Outbox, OutboxQuery, Webhook, WebhookChange, WebhookMade, Webhooks } from "../contract/outbound.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid, notFound } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";

export function outboundRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const unknown = () => notFound("没有这个订阅。");

  app.get("/webhooks", { schema: { summary: "事件订阅", tags: ["webhooks"], response: answers({ 200: Webhooks }) } }, async () => ({
    items: (await listWebhooks(store.read)).map(present),
  }));

  app.post(
    "/webhooks",
    {
      schema: {
        summary: "新建事件订阅",
        description: "CloudEvents 1.0 by POST, signed as Standard Webhooks; tried again with back-off for a day, then parked. The secret is shown this once.",
        tags: ["webhooks"],
        body: NewWebhook,
        response: answers({ 201: WebhookMade }),
      },
    },
    async (request, reply) => {
      const { name, url, eventTypes = ["*"], sources = [] } = request.body;
      mustBeUrl(url);
      const by = { actor: callerOf(request).actor, at: now() };
      const made = await store.write(async (tx) => {
        const added = await addWebhook(tx, { name, url, eventTypes, sources }, { vault: rulebook().vault, ...by });
        await recordAudit(tx, { action: "webhook-added", subject: name, detail: url }, by);
        return added;
      });
      const webhook = (await listWebhooks(store.read)).find(({ id }) => id === made.id);
      if (webhook === undefined) throw unknown();
      return reply.code(201).send({ ...present(webhook), secret: made.secret });
    },
  );

  app.patch(
    "/webhooks/:id",
    { schema: { summary: "修改或暂停事件订阅", tags: ["webhooks"], params: IdParams, body: WebhookChange, response: answers({ 200: Webhook }) } },
    async (request) => {
      if (request.body.url !== undefined) mustBeUrl(request.body.url);
      const by = { actor: callerOf(request).actor, at: now() };
      await store.write(async (tx) => {
        if (await changeWebhook(tx, request.params.id, request.body)) await recordAudit(tx, { action: "webhook-changed", subject: String(request.params.id), detail: Object.keys(request.body).join("、") }, by);
      });
      const webhook = (await listWebhooks(store.read)).find(({ id }) => id === request.params.id);
      if (webhook === undefined) throw unknown();
      return present(webhook);
    },
  );

  app.delete("/webhooks/:id", { schema: { summary: "取消事件订阅", tags: ["webhooks"], params: IdParams, response: answers({ 204: Nothing }) } }, async (request, reply) => {
    const by = { actor: callerOf(request).actor, at: now() };
    await store.write(async (tx) => {
      if (!(await changeWebhook(tx, request.params.id, { state: "removed" }))) throw unknown();
      await recordAudit(tx, { action: "webhook-removed", subject: String(request.params.id) }, by);
    });
    return reply.code(204).send(null);
  });

  app.get(
    "/webhooks/:id/deliveries",
    { schema: { summary: "事件投递记录", tags: ["webhooks"], params: IdParams, querystring: DeliveriesQuery, response: answers({ 200: Deliveries }) } },
    async (request) => {
      const { state, cursor, limit = 50 } = request.query;
      const rows = await listDeliveries(store.read, request.params.id, { state, beforeId: positionOf(cursor, ["id"])?.id, limit: limit + 1 });
      const items = rows.slice(0, limit).map((row) => ({ id: row.id, eventType: row.event_type, caseId: row.case_id, createdAt: toOffsetText(row.created_at), body: JSON.parse(row.body) as unknown, ...attemptsOf(row) }));
      return { items, nextCursor: cursorOf(rows.length > limit ? { id: items.at(-1)?.id ?? 0 } : null) };
    },
  );

  app.post("/webhooks/deliveries/:id/resend", { schema: { summary: "重发事件", tags: ["webhooks"], params: IdParams, response: answers({ 204: Nothing }) } }, async (request, reply) => {
    await store.write((tx) => sendAgain(tx, "deliveries", request.params.id));
    return reply.code(204).send(null);
  });

  app.get("/outbox", { schema: { summary: "答复发送记录", tags: ["outbox"], querystring: OutboxQuery, response: answers({ 200: Outbox }) } }, async (request) => {
    const { source, state, cursor, limit = 50 } = request.query;
    const rows = await listOutbox(store.read, { source, state, beforeId: positionOf(cursor, ["id"])?.id, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id,
      caseId: row.case_id,
      caseNo: row.case_no,
      source: row.source,
      externalId: row.external_id,
      profile: row.profile,
      topic: row.topic,
      round: row.round,
      createdAt: toOffsetText(row.created_at),
      proof: row.proof,
      body: JSON.parse(row.body) as unknown,
      ...attemptsOf(row),
    }));
    return { items, nextCursor: cursorOf(rows.length > limit ? { id: items.at(-1)?.id ?? 0 } : null) };
  });

  app.post("/outbox/:id/resend", { schema: { summary: "重发答复", tags: ["outbox"], params: IdParams, response: answers({ 204: Nothing }) } }, async (request, reply) => {
    await store.write((tx) => sendAgain(tx, "outbox", request.params.id));
    return reply.code(204).send(null);
  });
}

function mustBeUrl(url: string): void {
  try {
    new URL(url);
  } catch {
    throw invalid("/url", "不是有效的网址。");
  }
}

function present({ createdAt, state, ...webhook }: StoredWebhook) {
  return { ...webhook, state: state === "paused" ? ("paused" as const) : ("active" as const), createdAt: toOffsetText(createdAt) };
}

interface Attempts {
  state: string;
  parked_at: Instant | null;
  attempts: number;
  next_at: Instant | null;
  last_at: Instant | null;
  last_status: number | null;
  last_error: string | null;
  delivered_at: Instant | null;
}

function attemptsOf(row: Attempts) {
  const state = row.state === "delivered" || row.state === "void" ? row.state : row.parked_at === null ? ("waiting" as const) : ("parked" as const);
  return {
    state,
    attempts: row.attempts,
    nextAt: offsetOrNull(row.next_at),
    lastAt: offsetOrNull(row.last_at),
    lastStatus: row.last_status,
    lastError: row.last_error,
    deliveredAt: offsetOrNull(row.delivered_at),
  } as const;
}
