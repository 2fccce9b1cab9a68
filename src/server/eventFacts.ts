/** What an event said, as people read it: each part of its payload by its title, closed lists by their labels, people and units by their names. */
import { eventPayloads, isEventType } from "../machines/events.ts";
import { toOffsetText } from "../rules/shanghai.ts";
import { idKinds, type Names } from "../store/readNames.ts";

export interface EventFact {
  label: string;
  text: string;
}

interface FieldSchema {
  title?: string;
  type?: string;
  items?: FieldSchema & { properties?: Record<string, FieldSchema> };
  properties?: Record<string, FieldSchema>;
  "x-labels"?: Record<string, string>;
}

/** Parts without a title are the machine's own and are left out; so is what is not there. */
export function eventFacts(type: string, payload: unknown, names: Names): EventFact[] {
  if (!isEventType(type) || typeof payload !== "object" || payload === null) return [];
  const { properties } = eventPayloads[type] as unknown as { properties: Record<string, FieldSchema> };
  return Object.entries(properties).flatMap(([name, schema]) => {
    const value = (payload as Record<string, unknown>)[name];
    if (schema.title === undefined || value === undefined || value === null || value === "") return [];
    const text = textOf(name, value, schema, names);
    return text === "" ? [] : [{ label: schema.title, text }];
  });
}

function textOf(name: string, value: unknown, schema: FieldSchema, names: Names): string {
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "number") return namesFor(name, names)?.get(value) ?? String(value);
  if (Array.isArray(value)) return value.map((each) => textOf(name, each, schema.items ?? {}, names)).join("；");
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(schema.properties ?? {}).map(([key, { title }]) => [title ?? key, (value as Record<string, unknown>)[key]]);
    return parts.flatMap(([title, part]) => (typeof part === "string" ? [`${String(title)}：${part}`] : [])).join("，");
  }
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return toOffsetText(text).slice(0, 16).replace("T", " ");
  return schema["x-labels"]?.[text] ?? text;
}

function namesFor(name: string, names: Names): ReadonlyMap<number, string> | undefined {
  const kind = idKinds[name];
  return kind && names[kind];
}
