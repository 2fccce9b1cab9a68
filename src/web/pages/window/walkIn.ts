/** What the form of a walk-in holds, and what is sent of it. */
import type { paths } from "../../api/schema";

export type WalkInBody = paths["/api/v1/cases"]["post"]["requestBody"]["content"]["application/json"];

export interface WalkInForm {
  content?: string;
  title?: string;
  kind?: string;
  name?: string;
  phone?: string;
  idNumber?: string;
  anonymous?: boolean;
  confidential?: boolean;
  enterprise?: boolean;
  urgent?: boolean;
  unit?: string;
  window?: string;
  serviceItem?: string;
  /** ISO 8601 with Shanghai's offset. */
  occurredAt?: string;
  peopleCount?: number;
}

/** What was left empty is not sent. */
export function bodyOf(given: WalkInForm): WalkInBody {
  const text = (value: string | undefined) => value?.trim() || undefined;
  const kept = <Value extends object>(value: Value): Value => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
  const complainant = kept({
    name: given.anonymous ? undefined : text(given.name),
    phone: text(given.phone),
    idNumber: text(given.idNumber),
    anonymous: given.anonymous || undefined,
    confidential: given.confidential || undefined,
  });
  return kept({
    content: given.content?.trim() ?? "",
    kind: given.kind as WalkInBody["kind"],
    title: text(given.title),
    unit: text(given.unit),
    window: text(given.window),
    serviceItem: text(given.serviceItem),
    occurredAt: given.occurredAt,
    peopleCount: given.peopleCount ?? undefined,
    lane: given.enterprise ? "enterprise" : undefined,
    priority: given.urgent ? "urgent" : undefined,
    complainant: Object.keys(complainant).length > 0 ? complainant : undefined,
  }) as WalkInBody;
}

/** Neither a mobile nor a fixed line as people write them; only a hint, since numbers from abroad exist. */
export const doubtfulPhone = (value: string | undefined): boolean => Boolean(value?.trim()) && !/^(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}(-\d{1,6})?|\d{7,8})$/.test(value?.trim() ?? "");

/** Eighteen places, but the last does not agree with the others (GB 11643). */
export function doubtfulIdNumber(value: string | undefined): boolean {
  const text = value?.trim().toUpperCase() ?? "";
  if (!/^\d{15,18}X?$/.test(text)) return false;
  if (!/^\d{17}[\dX]$/.test(text)) return text.length !== 15;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return "10X98765432"[sum % 11] !== text[17];
}
