/** A complaint as it becomes a case: the canonical feed record or a walk-in, with every field present and null where nothing is known. */
import { createHash } from "node:crypto";
import { personalDataHider } from "../rules/masking.ts";
import type { Instant, Kind, Lane, Priority, Source } from "../rules/words.ts";
import { sealedColumnsOf } from "./complainant.ts";
import type { NewCase } from "./schema.ts";
import type { Vault } from "./vault.ts";

export interface NewCaseRecord {
  source: Source;
  externalId: string;
  profile: string | null;
  kind: Kind;
  lane: Lane;
  priority: Priority;
  reportedAt: Instant;
  occurredAt: Instant | null;
  sourceDeadline: Instant | null;
  sourceStatus: string | null;
  sourceReply: string | null;
  /** The source's own time of this version of the record. */
  sourceUpdatedAt?: Instant | null;
  /** What the source asks beside the content; `none` for most records. */
  sourceAction?: SourceAction;
  title: string | null;
  content: string;
  address: string | null;
  category: string | null;
  serviceItem: string | null;
  windowName: string | null;
  officer: string | null;
  peopleCount: number;
  extra: Record<string, string>;
  complainant: Complainant;
  sourceUnit: string | null;
  contentHash: string;
}

export type SourceAction = "none" | "withdraw" | "urge" | "remind";

export interface Complainant {
  name: string | null;
  phone: string | null;
  idNumber: string | null;
  anonymous: boolean;
  confidential: boolean;
}

/** Without a phone and without a name nobody can be called back: `no contact possible`. */
export const isContactable = ({ phone, anonymous }: Complainant): boolean => (phone !== null && isNumber(phone)) || !anonymous;

/** What operators write where there is no phone (无, 不详, 000000) must make nobody the same person as somebody else. */
function isNumber(text: string): boolean {
  const digits = text.normalize("NFKC").replace(/\D/g, "");
  return digits.length >= numberDigitsMin && !/^(\d)\1*$/.test(digits);
}
const numberDigitsMin = 5;

/** The descriptive columns of a case, personal data sealed. */
export function descriptionOf(record: NewCaseRecord, vault: Vault) {
  const { complainant } = record;
  const hide = personalDataHider(complainant);
  return {
    kind: record.kind,
    lane: record.lane,
    priority: record.priority,
    occurred_at: record.occurredAt,
    source_deadline: record.sourceDeadline,
    source_status: record.sourceStatus,
    category: record.category,
    service_item: record.serviceItem,
    window_name: record.windowName,
    officer: record.officer,
    people_count: record.peopleCount,
    // What no profile asks for may be anybody's number; whole it is in the sealed record alone.
    extra: JSON.stringify(Object.fromEntries(Object.entries(record.extra).map(([field, text]) => [hide(field), hide(text)]))),
    ...sealedColumnsOf({ title: record.title, content: record.content, address: record.address, source_reply: record.sourceReply }, complainant, vault, hide),
    phone_index: complainant.phone === null || !isNumber(complainant.phone) ? null : vault.index(complainant.phone),
    id_number_index: complainant.idNumber === null || !isNumber(complainant.idNumber) ? null : vault.index(complainant.idNumber),
    anonymous: complainant.anonymous ? 1 : 0,
    confidential: complainant.confidential ? 1 : 0,
    source_unit: record.sourceUnit,
    content_hash: record.contentHash,
    source_updated_at: record.sourceUpdatedAt ?? null,
  } satisfies Partial<NewCase>;
}

export type Description = ReturnType<typeof descriptionOf>;

/** SHA-256 of a walk-in's text; feed records bring their own hash. */
export const hashOfText = (text: string): string => createHash("sha256").update(text).digest("hex");
