/** Normalising: a decoded record, read by its source's profile, becomes a canonical record, or every reason why it cannot. Pure. */
import type { Kind, Priority } from "../rules/words.ts";
import type { CanonicalRecord, FieldPath , canonicalFields} from "./canonical.ts";
import { extraFieldsMax, extraKeyLengthMax, extraValueLengthMax } from "./canonical.ts";
import { cleanText, jsonText, unstorable } from "./cleanText.ts";
import { fieldReader, type FieldReader } from "./fieldReader.ts";
import type { Problem } from "./problems.ts";
import { shortened } from "./problems.ts";
import type { Profile } from "./profile.ts";

export type Normalised =
  | { ok: true; record: CanonicalRecord }
  /** `externalId` where at least that can be read, so that a sender can be told which of its records it was. */
  | { ok: false; externalId: string | null; problems: Problem[] };

export type Normaliser = (value: Record<string, unknown>) => Normalised;

const compiled = new WeakMap<Profile, Normaliser>();

export function normalise(profile: Profile, value: Record<string, unknown>): Normalised {
  let normaliser = compiled.get(profile);
  if (!normaliser) compiled.set(profile, (normaliser = compileProfile(profile)));
  return normaliser(value);
}

/** Does once per profile what does not depend on the record. */
export function compileProfile(profile: Profile): Normaliser {
  const readers = (Object.keys(profile.fields) as FieldPath[]).map((path) => fieldReader(profile, path));
  const places = placesOf(readers);
  const anonymousNames = new Set(profile.anonymousNames.map((name) => cleanText(name)));

  return (value) => {
    const problems: Problem[] = [];
    const { found, extra } = sorted(value, places, readers.length, problems);
    const fields: Fields = {};
    for (const [index, reader] of readers.entries()) {
      const place = found[index];
      const content = place === undefined ? reader.absent(problems) : reader.read(place.value, place.key, problems);
      if (content !== undefined) fields[reader.path] = content;
      if (place && reader.keepsOriginal) keep(extra, place.key, place.value, problems);
    }
    if (problems.length > 0) return { ok: false, externalId: textIn(fields, "externalId") ?? null, problems };
    return { ok: true, record: recordOf(fields, extra, anonymousNames) };
  };
}

/** Where a key's value goes: the field's number, and the key's rank among the field's keys. */
interface Place {
  field: number;
  rank: number;
}
interface Found {
  key: string;
  value: unknown;
  rank: number;
}
type Fields = Partial<Record<FieldPath, string | number | boolean>>;
type Extra = Map<string, string>;

function placesOf(readers: FieldReader[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [field, reader] of readers.entries()) {
    for (const [rank, key] of reader.from.entries()) places.set(cleanText(key), { field, rank });
  }
  return places;
}

/** The values that are not blank, each with its field or among the extra ones. Of two for one field the earlier key of the profile wins. */
function sorted(value: Record<string, unknown>, places: Map<string, Place>, fieldCount: number, problems: Problem[]) {
  const found = new Array<Found | undefined>(fieldCount).fill(undefined);
  const extra: Extra = new Map();
  for (const key of Object.keys(value)) {
    const content = value[key];
    if (isBlank(content)) continue;
    const place = places.get(key) ?? places.get(cleanText(key));
    const present = place && found[place.field];
    if (!place) {
      keep(extra, key, content, problems);
    } else if (!present) {
      found[place.field] = { key, value: content, rank: place.rank };
    } else if (place.rank < present.rank) {
      found[place.field] = { key, value: content, rank: place.rank };
      keep(extra, present.key, present.value, problems);
    } else {
      keep(extra, key, content, problems);
    }
  }
  if (extra.size > extraFieldsMax) {
    problems.push({ code: "too-large", field: "extra", detail: `未映射的字段有 ${extra.size} 个，最多 ${extraFieldsMax} 个；请减少字段。` });
  }
  return { found, extra };
}

function isBlank(content: unknown): boolean {
  if (content === null || content === undefined) return true;
  return typeof content === "string" && content.trim() === "";
}

/** Keeps what no field takes, as text. */
function keep(extra: Extra, givenKey: string, content: unknown, problems: Problem[]): void {
  const key = cleanText(givenKey).normalize("NFC");
  const path = shortened(key);
  const text = typeof content === "string" ? cleanText(content) : jsonText(content);
  if (key.length > extraKeyLengthMax) {
    problems.push({ code: "too-long", field: "extra", path, detail: `字段名超过 ${extraKeyLengthMax} 个字；请检查数据是否错位。` });
  } else if (text === null || unstorable.test(text) || unstorable.test(key)) {
    const detail = "含有无法保存的字符（空字符或残缺的字符）或嵌套过深的内容；请去掉后重新推送。";
    problems.push({ code: "bad-value", field: "extra", path, detail });
  } else if (text.length > extraValueLengthMax) {
    const detail = `“${path}”超过 ${extraValueLengthMax} 个字；请缩短，或在来源档案中映射到相应字段。`;
    problems.push({ code: "too-long", field: "extra", path, detail });
  } else if (text !== "") {
    extra.set(freeKey(extra, key), text);
  }
}

/** Keys that differ only in blanks around them are one key after cleaning; the later gets a number. */
function freeKey(extra: Extra, key: string): string {
  let free = key;
  for (let count = 2; extra.has(free); count += 1) free = `${key}(${count})`;
  return free;
}

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
  "sourceReply",
  "sourceRepliedAt",
] as const satisfies (keyof typeof canonicalFields)[];

function textIn(fields: Fields, path: FieldPath): string | undefined {
  const content = fields[path];
  return typeof content === "string" ? content : undefined;
}
