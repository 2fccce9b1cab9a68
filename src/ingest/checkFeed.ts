/**
 * Tries a profile out on records without taking any: what each field finds, what nothing asks for, and what would be quarantined
 * and why. Pure; its memory does not grow with the number of records.
 */
import { hash } from "node:crypto";
import { nearestNames } from "../rules/nearestNames.ts";
import { toOffsetText } from "../rules/shanghai.ts";
import type { Source } from "../rules/words.ts";
import { canonicalFields, contentHash, fieldPaths, type CanonicalRecord, type FieldPath } from "./canonical.ts";
import { cleanText } from "./cleanText.ts";
import type { DecodedRecord } from "./decode.ts";
import type { FieldContent } from "./fieldReader.ts";
import { normalise, type Trace } from "./normalise.ts";
import { shortened, type Problem } from "./problems.ts";
import type { FieldRule, Profile } from "./profile.ts";

/** Different keys that no field asks for are told up to this many; a file whose columns have slipped may have one per record. */
const unmappedKeysMax = 500;
const unknownCodesMax = 50;
/** Records whose ids are compared for duplicates; so many take about a hundred megabytes, and few files tried by hand have more. */
const idsComparedMaxDefault = 500_000;
const sampleLengthMax = 24;

export interface FeedReport {
  profile: { name: string; title: string; source: Source };
  totals: { records: number; good: number; quarantined: number };
  fields: FieldReport[];
  /** Canonical fields that the profile does not read. */
  unreadFields: { field: FieldPath; label: string }[];
  /** Keys and paths that no field asks for, the most frequent first; they are kept in `extra`. */
  extra: { key: string; count: number }[];
  /** Occurrences of further such keys, beyond those told one by one. */
  extraOthers: number;
  /** Why records would be quarantined, the most frequent first, each with one record's words for it. */
  reasons: { code: Problem["code"]; field: string | null; detail: string; count: number }[];
  /** The first of them. */
  quarantined: { index: number; externalId: string | null; problems: Problem[] }[];
  /**
   * Good records whose id came before in the same file, against the last one with it; `complete` is false where the file has more
   * records than are compared.
   */
  duplicates: { sameContent: number; differentContent: number; complete: boolean };
}

export interface FieldReport {
  field: FieldPath;
  label: string;
  required: boolean;
  /** Each key or path of the profile, and in how many records it gave the field its value. */
  from: { key: string; count: number }[];
  /** Where the file has none of the keys: an unmapped key or path of it that may be the one, or null. */
  near: string | null;
  /** In how many records the field was read, took its default, has no value, or has one that cannot be read. */
  filled: number;
  defaulted: number;
  missing: number;
  problems: number;
  /** Values that the field's code table does not have, the most frequent first; of words the ends only, since they may be names. */
  unknownCodes: { code: string; count: number }[];
  /** The first value that was read, as it stood and as it was read; of personal data the ends only. */
  sample: { given: string; read: string } | null;
}

export async function checkFeed(
  profile: Profile,
  records: AsyncIterable<DecodedRecord> | Iterable<DecodedRecord>,
  { samplesMax, idsComparedMax = idsComparedMaxDefault }: { samplesMax: number; idsComparedMax?: number },
): Promise<FeedReport> {
  const totals = { records: 0, good: 0, quarantined: 0 };
  const fields = new Map((Object.entries(profile.fields) as [FieldPath, FieldRule][]).map(([path, rule]) => [path, emptyReport(path, rule)]));
  const unmapped = counter(unmappedKeysMax, (key) => digitsHidden(shortened(key)));
  const unknownCodes = new Map([...fields.keys()].map((path) => [path, counter(unknownCodesMax, codeHidden)]));
  const reasons = new Map<string, FeedReport["reasons"][number]>();
  const quarantined: FeedReport["quarantined"] = [];
  const duplicates = duplicatesSeen(idsComparedMax);
  const trace: Trace = {
    unmapped: unmapped.add,
    field(path, key, given, content) {
      const report = fields.get(path);
      if (report) note(report, key, given, content);
      const isUnknownCode = content === undefined && profile.fields[path]?.type === "code";
      if (isUnknownCode && (typeof given === "string" || typeof given === "number")) unknownCodes.get(path)?.add(String(given));
    },
  };

  for await (const decoded of records) {
    totals.records += 1;
    const result = decoded.problems
      ? { ok: false as const, externalId: null, problems: decoded.problems }
      : normalise(profile, decoded.value, trace);
    if (result.ok) {
      totals.good += 1;
      duplicates.add(result.record);
      continue;
    }
    totals.quarantined += 1;
    for (const problem of result.problems) countReason(reasons, problem);
    if (quarantined.length < samplesMax) quarantined.push({ index: decoded.index, externalId: result.externalId, problems: result.problems });
  }

  const extra = unmapped.found().map(({ text, count }) => ({ key: text, count }));
  for (const report of fields.values()) {
    report.near = nearKey(report, extra);
    report.unknownCodes = unknownCodes.get(report.field)?.found().map(({ text, count }) => ({ code: text, count })) ?? [];
  }
  const { name, title, source } = profile;
  return {
    profile: { name, title, source },
    totals,
    fields: [...fields.values()],
    unreadFields: fieldPaths.filter((path) => !fields.has(path)).map((field) => ({ field, label: canonicalFields[field].label })),
    extra,
    extraOthers: unmapped.others(),
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
    quarantined,
    duplicates: duplicates.found(),
  };
}

function emptyReport(path: FieldPath, rule: FieldRule): FieldReport {
  const from = rule.from.map((key) => ({ key: cleanText(key), count: 0 }));
  const { label } = canonicalFields[path];
  return { field: path, label, required: rule.required, from, filled: 0, defaulted: 0, missing: 0, problems: 0, near: null, unknownCodes: [], sample: null };
}

function note(report: FieldReport, key: string | null, given: unknown, content: FieldContent): void {
  const source = report.from.find((each) => each.key === key);
  if (source) source.count += 1;
  if (key === null) {
    if (content === undefined) report.missing += 1;
    else report.defaulted += 1;
  } else if (content === undefined) {
    report.problems += 1;
  } else {
    report.filled += 1;
    report.sample ??= sampleOf(report.field, String(given), content);
  }
}

/** Short keys of pinyin initials differ by a letter and mean something else, so a guess has to be nearer than elsewhere. */
const nearDistanceMax = 0.3;

function nearKey({ from }: FieldReport, extra: FeedReport["extra"]): string | null {
  if (from.some(({ count }) => count > 0)) return null;
  // Of a path its end says what stands there.
  const known = extra.map(({ key }) => ({ name: key, title: key.slice(key.lastIndexOf(".") + 1) }));
  return from.map(({ key }) => nearestNames(key, known, nearDistanceMax)[0]).find((near) => near !== undefined) ?? null;
}

/** One entry for each kind of problem of each field, so that there are few, however many records are wrong. */
function countReason(reasons: Map<string, FeedReport["reasons"][number]>, { code, field, detail }: Problem): void {
  const key = `${code} ${field ?? ""}`;
  const present = reasons.get(key);
  if (present) present.count += 1;
  else reasons.set(key, { code, field: field ?? null, detail, count: 1 });
}

/** Counts texts, as they may be shown, up to so many different ones. */
function counter(differentMax: number, shown: (text: string) => string) {
  const counts = new Map<string, number>();
  let others = 0;
  return {
    add(this: void, given: string): void {
      const text = shown(given);
      const count = counts.get(text);
      if (count === undefined && counts.size >= differentMax) others += 1;
      else counts.set(text, (count ?? 0) + 1);
    },
    found: () => [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count),
    others: () => others,
  };
}

/** Ids and contents are remembered by a part of their hash: all are equally short, and two alike by chance are not to be expected. */
function duplicatesSeen(idsComparedMax: number) {
  const contents = new Map<string, string>();
  const found = { sameContent: 0, differentContent: 0, complete: true };
  const short = (text: string) => hash("sha256", text, "buffer").toString("latin1", 0, 12);
  return {
    add(record: CanonicalRecord): void {
      const [id, content] = [short(record.externalId), short(contentHash(record))];
      const before = contents.get(id);
      if (before !== undefined) found[before === content ? "sameContent" : "differentContent"] += 1;
      else if (contents.size >= idsComparedMax) found.complete = false;
      if (before !== undefined || contents.size < idsComparedMax) contents.set(id, content);
    },
    found: () => found,
  };
}

function sampleOf(path: FieldPath, given: string, content: Exclude<FieldContent, undefined>): FieldReport["sample"] {
  const hidden = hidings[path] ?? ((text: string) => digitsHidden(beginningOf(text)));
  const isInstant = canonicalFields[path].type === "instant";
  if (isInstant) return { given: beginningOf(cleanText(given)), read: toOffsetText(String(content)) };
  return { given: hidden(cleanText(given)), read: hidden(String(content)) };
}

/** What identifies somebody, its ends only; elsewhere in a text a long number may be a phone. */
const hidings: Partial<Record<FieldPath, (text: string) => string>> = {
  externalId: beginningOf,
  unitCode: beginningOf,
  kind: beginningOf,
  priority: beginningOf,
  sourceAction: beginningOf,
  "complainant.name": (text) => endsOf(text, 1, text.length > 2 ? 1 : 0),
  officer: (text) => endsOf(text, 1, text.length > 2 ? 1 : 0),
  "complainant.phone": (text) => (text.length >= 11 ? endsOf(text, 3, 4) : endsOf(text, 0, 2)),
  "complainant.idNumber": (text) => (text.length >= 15 ? endsOf(text, 4, 4) : endsOf(text, 0, 2)),
};

function endsOf(text: string, head: number, tail: number): string {
  const characters = [...text];
  const hiddenCount = Math.max(characters.length - head - tail, 1);
  const shown = characters.length > head + tail;
  const end = shown && tail > 0 ? characters.slice(-tail).join("") : "";
  return `${characters.slice(0, shown ? head : 0).join("")}${"*".repeat(Math.min(hiddenCount, sampleLengthMax))}${end}`;
}

const digitsHidden = (text: string): string => text.replace(/\d{7,}/g, (digits) => endsOf(digits, 3, 2));

/** Letters and a few digits are a code; a word in a column that has slipped may be a name. */
function codeHidden(text: string): string {
  const code = cleanText(text);
  return /^[\w.-]{1,12}$/.test(code) && !/\d{7,}/.test(code) ? code : endsOf(code.slice(0, sampleLengthMax), 1, code.length > 2 ? 1 : 0);
}

function beginningOf(text: string): string {
  const characters = [...text.replace(/\s+/g, " ")];
  return characters.length > sampleLengthMax ? `${characters.slice(0, sampleLengthMax).join("")}…` : characters.join("");
}
