/** What is sent: a CloudEvents 1.0 envelope, or the source's own form by a template, signed as Standard Webhooks prescribes. */
import { createHash } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { millisOf } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";
import type { Parcel } from "../../store/outbound.ts";
import type { Vault } from "../../store/vault.ts";

export interface Message {
  /** The same for every attempt, so that a receiver can see that it has it already. */
  id: string;
  type: string;
  time: Instant;
  headers: Record<string, string>;
  body: string;
}

const eventSource = "urn:huiyin";

export const messageIdOf = ({ queue, id }: Pick<Parcel, "queue" | "id">): string => `${queue === "outbox" ? "answer" : "event"}-${id}`;

/** @param template of the body in the source's own words; null for the envelope. */
export function messageOf(parcel: Parcel, template: unknown): Message {
  const id = messageIdOf(parcel);
  const type = parcel.queue === "outbox" ? `cn.huiyin.${parcel.topic}` : parcel.topic;
  const data = JSON.parse(parcel.body) as Record<string, unknown>;
  const subject = textOf(data["caseNo"]);
  // What belongs to no case has no subject; CloudEvents allows no empty one.
  const attributes = { specversion: "1.0", id, source: eventSource, type, ...(subject === "" ? {} : { subject }), time: parcel.createdAt };
  if (template === null) {
    const body = JSON.stringify({ ...attributes, datacontenttype: "application/json", data });
    return { id, type, time: parcel.createdAt, headers: { "content-type": "application/cloudevents+json; charset=utf-8" }, body };
  }
  // CloudEvents' binary mode: the attributes travel as headers, and the body is the receiver's own.
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
  return { id, type, time: parcel.createdAt, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body: JSON.stringify(filled(template, data)) };
}

/** The signature's headers for an attempt at this instant. */
export function signatureHeaders(message: Message, secret: string, at: Instant): Record<string, string> {
  const signedAt = Math.floor(millisOf(at) / 1000);
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(signedAt),
    "webhook-signature": new Webhook(secret).sign(message.id, new Date(signedAt * 1000), message.body),
  };
}

export const digestOf = (body: string): string => createHash("sha256").update(body).digest("hex");

/** `{reply}` and the like in every text of the template; a text that is one placeholder alone keeps the value's type. */
function filled(template: unknown, data: Record<string, unknown>): unknown {
  if (Array.isArray(template)) return template.map((each) => filled(each, data));
  if (typeof template === "object" && template !== null) return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, data)]));
  if (typeof template !== "string") return template;
  const alone = /^\{(\w+)\}$/.exec(template)?.[1];
  if (alone !== undefined && alone in data) return data[alone];
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in data ? textOf(data[name]) : whole));
}

/** An event that carries a telephone number keeps it sealed in its row; it is opened here, for its receiver alone. */
export function opened(parcel: Parcel, vault: Vault): Parcel {
  const { sealed, ...data } = JSON.parse(parcel.body) as Record<string, unknown>;
  if (typeof sealed !== "string") return parcel;
  return { ...parcel, body: JSON.stringify({ ...data, ...(JSON.parse(vault.unseal(sealed)) as object) }) };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value));
