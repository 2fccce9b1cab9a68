/** Subscriptions to events, and the rows by which an event is on its way to each subscriber, written in the event's own transaction. */
import { eventTypeOf } from "../machines/events.ts";
import type { Instant, Source } from "../rules/words.ts";
import type { CaseRow } from "./schema.ts";
import { newSigningSecret } from "./signingSecrets.ts";
import type { Actor, Reader, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

export type WebhookState = "active" | "paused" | "removed";

export interface Webhook {
  id: number;
  name: string;
  url: string;
  /** `*` for all. */
  eventTypes: string[];
  /** Empty for all. */
  sources: Source[];
  state: WebhookState;
  createdAt: Instant;
  createdBy: string;
  waiting: number;
  parked: number;
}

export interface NewWebhook {
  name: string;
  url: string;
  eventTypes: readonly string[];
  sources: readonly Source[];
}

/** `secret` is shown to whoever asked for it, now and never again. */
export async function addWebhook(tx: Transaction, webhook: NewWebhook, { vault, actor, at }: { vault: Vault; actor: Actor; at: Instant }): Promise<{ id: number; secret: string }> {
  const secret = newSigningSecret();
  heard.delete(tx);
  const { id } = await tx
    .insertInto("webhooks")
    .values({
      name: webhook.name,
      url: webhook.url,
      event_types: JSON.stringify(webhook.eventTypes),
      sources: JSON.stringify(webhook.sources),
      secret_sealed: vault.seal(secret),
      state: "active",
      created_at: at,
      created_by: actor.id,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, secret };
}

/** False when there is no such subscription. What waits for a removed one is void. */
export async function changeWebhook(tx: Transaction, id: number, change: Partial<NewWebhook> & { state?: WebhookState | undefined }): Promise<boolean> {
  const row = await tx
    .updateTable("webhooks")
    .set((eb) => ({
      name: change.name ?? eb.ref("name"),
      url: change.url ?? eb.ref("url"),
      event_types: change.eventTypes === undefined ? eb.ref("event_types") : JSON.stringify(change.eventTypes),
      sources: change.sources === undefined ? eb.ref("sources") : JSON.stringify(change.sources),
      state: change.state ?? eb.ref("state"),
    }))
    .where("id", "=", id)
    .where("state", "<>", "removed")
    .returning("id")
    .executeTakeFirst();
  if (row !== undefined && change.state === "removed") {
    await tx.updateTable("deliveries").set({ state: "void", next_at: null }).where("webhook_id", "=", id).where("state", "=", "pending").execute();
  }
  return row !== undefined;
}

/** Those not removed, oldest first. */
export async function listWebhooks(read: Reader): Promise<Webhook[]> {
  const rows = await read
    .selectFrom("webhooks")
    .leftJoin("deliveries", (join) => join.onRef("deliveries.webhook_id", "=", "webhooks.id").on("deliveries.state", "=", "pending"))
    .selectAll("webhooks")
    .select(({ fn }) => [fn.count<number>("deliveries.id").as("pending"), fn.count<number>("deliveries.parked_at").as("parked")])
    .where("webhooks.state", "<>", "removed")
    .groupBy("webhooks.id")
    .orderBy("webhooks.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    url: row.url,
    eventTypes: JSON.parse(row.event_types) as string[],
    sources: JSON.parse(row.sources) as Source[],
    state: row.state as WebhookState,
    createdAt: row.created_at,
    createdBy: row.created_by,
    waiting: Number(row.pending) - Number(row.parked),
    parked: Number(row.parked),
  }));
}

/** Where to send to, and with which secret to sign; null for one that is not there or not active. */
export async function webhookTarget(read: Reader, id: number, vault: Vault): Promise<{ url: string; secret: string } | null> {
  const row = await read.selectFrom("webhooks").select(["url", "secret_sealed"]).where("id", "=", id).where("state", "=", "active").executeTakeFirst();
  return row === undefined ? null : { url: row.url, secret: vault.unseal(row.secret_sealed) };
}

/**
 * Puts the event on its way to everyone who subscribed to it: one statement, whatever their number. It tells which case and what happened,
 * and nothing of the complaint or the complainant; who needs more asks for the case.
 * @param more what the event is about beside the case: ids and days, never texts that people wrote.
 */
export async function announce(tx: Transaction, row: CaseRow, names: readonly string[], at: Instant, more: Readonly<Record<string, number | string>> = {}): Promise<void> {
  for (const name of names) {
    const data = { caseId: row.id, caseNo: row.case_no, source: row.source, externalId: row.external_id, event: name, version: row.version, state: row.state, escalation: row.escalation, round: row.round, ...more, at };
    await deliver(tx, { name, caseId: row.id, source: row.source, data }, at);
  }
}

/** Of something that belongs to no single case: for those who subscribed to every source. */
export async function announceWithoutCase(tx: Transaction, name: string, at: Instant, data: Readonly<Record<string, number | string>>): Promise<void> {
  await deliver(tx, { name, caseId: null, source: null, data: { caseId: null, caseNo: null, event: name, ...data, at } }, at);
}

/** The type of event by which an SMS gateway is asked to send a rating link. */
export const ratingMessage = "sms.rating";

/**
 * Asks the gateways that subscribed to this type by name: it is the one event that carries a telephone number, sealed until it is sent.
 * @param sealed JSON of `to`, `text` and `url`.
 * @returns the number of gateways.
 */
export async function announceRatingMessage(tx: Transaction, row: CaseRow, sealed: string, at: Instant): Promise<number> {
  const data = { caseId: row.id, caseNo: row.case_no, source: row.source, externalId: row.external_id, event: ratingMessage, round: row.round, at, sealed };
  return deliver(tx, { name: ratingMessage, caseId: row.id, source: row.source, data, byNameOnly: true }, at);
}

/** Whether anybody would take a rating link to its complainant. */
export async function hasSmsGateway(read: Reader): Promise<boolean> {
  const found = await read.selectFrom("webhooks").select("id").where("state", "=", "active").where("event_types", "like", `%"${eventTypeOf(ratingMessage)}"%`).executeTakeFirst();
  return found !== undefined;
}

interface Announcement {
  name: string;
  caseId: number | null;
  source: Source | null;
  data: object;
  /** Not for those who subscribed to everything. */
  byNameOnly?: true;
}

/** Whether anybody has subscribed to anything, asked once in a transaction: most events of most cities have no listener. */
const heard = new WeakMap<Transaction, boolean>();

async function isHeard(tx: Transaction): Promise<boolean> {
  const known = heard.get(tx);
  if (known !== undefined) return known;
  const found = await tx.selectFrom("webhooks").select("id").where("state", "<>", "removed").limit(1).executeTakeFirst();
  heard.set(tx, found !== undefined);
  return found !== undefined;
}

async function deliver(tx: Transaction, { name, caseId, source, data, byNameOnly }: Announcement, at: Instant): Promise<number> {
  if (!(await isHeard(tx))) return 0;
  const type = eventTypeOf(name);
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("deliveries")
    .columns(["webhook_id", "case_id", "event_type", "body", "created_at", "state"])
    .expression((eb) =>
      eb
        .selectFrom("webhooks")
        .select((given) => [
          "webhooks.id",
          given.cast<number | null>(given.val(caseId), "integer").as("case_id"),
          given.cast<string>(given.val(type), "text").as("event_type"),
          given.cast<string>(given.val(JSON.stringify(data)), "text").as("body"),
          given.cast<string>(given.val(at), "text").as("created_at"),
          given.cast<string>(given.val("pending"), "text").as("state"),
        ])
        .where("webhooks.state", "<>", "removed")
        .where((or) => or.or([...(byNameOnly === true ? [] : [or("webhooks.event_types", "like", '%"*"%')]), or("webhooks.event_types", "like", `%"${type}"%`)]))
        .where((or) => or.or([or("webhooks.sources", "=", "[]"), ...(source === null ? [] : [or("webhooks.sources", "like", `%"${source}"%`)])])),
    )
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0);
}
