/**
 * A profile: where each canonical field of a source is found, how its dates and codes are read, and how answers go back. A city
 * adapts this file, not code. `parseProfile` refuses a file with any fault, naming its line.
 */
import Value from "typebox/value";
import type { Source } from "../rules/words.ts";
import { firstFault, readYaml, shapeFaults } from "../rules/yamlFile.ts";
import type { FieldPath } from "./canonical.ts";
import { requiredFieldPaths } from "./canonical.ts";
import { dayFormats, type InstantFormat, type Zone } from "./instantFormats.ts";
import { contradictions, rulesOf, usualType } from "./profileFaults.ts";
import { ProfileFileSchema, type FieldType, type ProfileFile } from "./profileSchema.ts";

export { answerPlaceholders, fieldTypes, type AnswerPlaceholder, type FieldType } from "./profileSchema.ts";

/** How one canonical field is read, every choice made explicit. */
export interface FieldRule {
  /**
   * Keys, columns or paths (`data.caller.phone`) in which it may stand; the first that is not blank counts, others go to `extra`.
   */
  from: string[];
  type: FieldType;
  formats: InstantFormat[];
  /** Of texts that name no offset themselves. */
  zone: Zone;
  /** Name of a code table. Its keys are exact, or prefixes that end in `*`; an exact key wins, then the longest prefix. */
  codes: string | null;
  default: string | number | boolean | null;
  required: boolean;
}

/** How an answer goes back to its source: it is fetched, pushed, or laid down as a file. */
export type AnswerWay = { way: "pull" } | PushWay | { way: "file"; folder: string };

export interface PushWay {
  way: "push";
  url: string;
  headers: Record<string, string>;
  /** JSON whose texts hold placeholders in braces, `{externalId}`, only known ones; null for a CloudEvents 1.0 envelope. */
  body: unknown;
  /** What in the receipt says that the answer arrived (a nested path, and its values as text), or null where HTTP 2xx says it. */
  success: { field: string; values: string[] } | null;
  timeoutSeconds: number;
}

export interface Profile {
  name: string;
  title: string;
  source: Source;
  zone: Zone;
  fields: Partial<Record<FieldPath, FieldRule>>;
  /** Texts in the name field that mean that there is no name. */
  anonymousNames: string[];
  codeTables: Record<string, Record<string, string>>;
  answers: AnswerWay;
  /** Whether what the source pushes has to carry a valid signature. */
  signature: { required: boolean };
}

export const timeoutSecondsDefault = 15;

export class ProfileError extends Error {
  readonly code = "profile-invalid";
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`来源档案 ${file} 第 ${line} 行：${reason}`);
    this.name = "ProfileError";
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}

/** Reads a profile from the text of its YAML file. Throws a ProfileError for the first fault by line. */
export function parseProfile(text: string, fileName: string): Profile {
  const yaml = readYaml(text);
  const faults = Value.Check(ProfileFileSchema, yaml.value) ? [...contradictions(yaml.value)] : shapeFaults(ProfileFileSchema, yaml.value);
  const first = firstFault(yaml, faults, " › ");
  if (first) throw new ProfileError(fileName, first.line, first.reason);
  return profileOf(yaml.value as ProfileFile);
}

function profileOf(file: ProfileFile): Profile {
  const fields: Profile["fields"] = {};
  for (const [path, rule] of rulesOf(file)) {
    const type = rule.type ?? usualType(path);
    fields[path] = {
      from: rule.from ?? [],
      type,
      formats: (rule.formats ?? file.formats).filter((format) => type !== "day" || dayFormats.includes(format)),
      zone: rule.zone ?? file.zone,
      codes: rule.codes ?? null,
      default: rule.default ?? null,
      required: (rule.required ?? false) || requiredFieldPaths.includes(path),
    };
  }
  return {
    name: file.name,
    title: file.title ?? file.name,
    source: file.source,
    zone: file.zone,
    fields,
    anonymousNames: file.anonymousNames ?? [],
    codeTables: file.codeTables ?? {},
    answers: answerWayOf(file.answers),
    signature: file.signature ?? { required: false },
  };
}

/** What each way needs has been checked to be there. */
function answerWayOf(answers: ProfileFile["answers"]): AnswerWay {
  if (answers === undefined || answers.way === "pull") return { way: "pull" };
  if (answers.way === "file") return { way: "file", folder: answers.folder ?? "" };
  const { url = "", headers = {}, body = null, success, timeoutSeconds = timeoutSecondsDefault } = answers;
  return { way: "push", url, headers, body, success: success ? { field: success.field, values: success.values.map(String) } : null, timeoutSeconds };
}

