/** Normalising: a decoded record, read by its source's profile, becomes a canonical record, or every reason why it cannot. Pure. */
import type { Kind, Priority } from "../rules/words.ts";
import type { CanonicalRecord, canonicalFields, FieldPath, SourceAction } from "./canonical.ts";
import { cleanText } from "./cleanText.ts";
import { fieldReader, type FieldContent } from "./fieldReader.ts";
import type { Problem } from "./problems.ts";
import type { Profile } from "./profile.ts";
import { keep, sortRecord, sourcesOf, type Extra } from "./sortRecord.ts";

export type Normalised =
  | { ok: true; record: CanonicalRecord }
  /** `externalId` where at least that can be read, so that a sender can be told which of its records it was. */
  | { ok: false; externalId: string | null; problems: Problem[] };

/** What became of each field and key, for those who try a profile out. */
export interface Trace {
  /** `key` as the profile writes it, null where the record has none of the field's keys; `content` undefined where nothing could be read. */
  field: (path: FieldPath, key: string | null, given: unknown, content: FieldContent) => void;
  /** A key or path that no field asks for. */
  unmapped: (path: string) => void;
}

export type Normaliser = (value: Record<string, unknown>, trace?: Trace) => Normalised;

const compiled = new WeakMap<Profile, Normaliser>();

export function normalise(profile: Profile, value: Record<string, unknown>, trace?: Trace): Normalised {
  let normaliser = compiled.get(profile);
  if (!normaliser) compiled.set(profile, (normaliser = compileProfile(profile)));
  return normaliser(value, trace);
}

/** Does once per profile what does not depend on the record. */
export function compileProfile(profile: Profile): Normaliser {
  const readers = (Object.keys(profile.fields) as FieldPath[]).map((path) => fieldReader(profile, path));
  const sources = sourcesOf(readers);
  const anonymousNames = new Set(profile.anonymousNames.map((name) => cleanText(name)));

  return (value, trace) => {
    const problems: Problem[] = [];
    const { found, extra, codes } = sortRecord(value, sources, readers, problems, trace?.unmapped);
    const fields: Fields = {};
    for (const [index, reader] of readers.entries()) {
      const held = found[index];
      const content = held === undefined ? reader.absent(problems) : reader.read(held.value, held.key, problems);
      if (content !== undefined) fields[reader.path] = content;
      trace?.field(reader.path, held?.source.text ?? null, held?.value, content);
    }
    for (const { key, value: code } of codes) keep(extra, key, code, problems);
    if (problems.length > 0) return { ok: false, externalId: textIn(fields, "externalId") ?? null, problems };
    return { ok: true, record: recordOf(fields, extra, anonymousNames) };
  };
}

type Fields = Partial<Record<FieldPath, string | number | boolean>>;

function recordOf(fields: Fields, extra: Extra, anonymousNames: ReadonlySet<string>): CanonicalRecord {
  const name = textIn(fields, "complainant.name");
  const phone = textIn(fields, "complainant.phone");
  const idNumber = textIn(fields, "complainant.idNumber");
  const isNamed = name !== undefined && !anonymousNames.has(name);
  const isUnknown = !isNamed && phone === undefined && idNumber === undefined;
  const complainant: CanonicalRecord["complainant"] = {
    anonymous: fields["complainant.anonymous"] === true || (name !== undefined && !isNamed) || isUnknown,
    confidential: fields["complainant.confidential"] === true,
  };
  if (isNamed) complainant.name = name;
  if (phone !== undefined) complainant.phone = phone;
  if (idNumber !== undefined) complainant.idNumber = idNumber;
  const enterprise = textIn(fields, "complainant.enterprise");
  if (enterprise !== undefined) complainant.enterprise = enterprise;

  const record: CanonicalRecord = {
    externalId: textIn(fields, "externalId") ?? "",
    reportedAt: textIn(fields, "reportedAt") ?? "",
    content: textIn(fields, "content") ?? "",
    kind: fields.kind as Kind,
    complainant,
    priority: (fields.priority as Priority | undefined) ?? "normal",
    sourceAction: (fields.sourceAction as SourceAction | undefined) ?? "none",
    people: typeof fields.people === "number" ? fields.people : 1,
    // As fromEntries defines it, even a key `__proto__` is only a key.
    extra: Object.fromEntries(extra),
  };
  for (const path of optionalTexts) {
    const text = textIn(fields, path);
    if (text !== undefined) record[path] = text;
  }
  return record;
}

const optionalTexts = [
  "title",
  "unit",
  "unitCode",
  "window",
  "officer",
  "serviceItem",
  "category",
  "address",
  "occurredAt",
  "sourceDeadline",
  "sourceStatus",
  "sourceUpdatedAt",
  "sourceReply",
  "sourceRepliedAt",
] as const satisfies (keyof typeof canonicalFields)[];

function textIn(fields: Fields, path: FieldPath): string | undefined {
  const content = fields[path];
  return typeof content === "string" ? content : undefined;
}
