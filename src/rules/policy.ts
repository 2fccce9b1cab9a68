/**
 * The policy file: every limit, hour and threshold that a city may set, its schema, and how the rule for a case is found in it.
 * A city may be stricter than the law and than domain.md's closing rules, never laxer: `parsePolicy` refuses such a file.
 */
import Type, { type Static, type TSchema } from "typebox";
import Value from "typebox/value";
import type { Extension, Limit } from "./limits.ts";
import { metricNames } from "./metrics.ts";
import type { ClosingNeeds, Kind, Lane, Priority, Source, TimerKind } from "./words.ts";
import { kinds, priorities, sources } from "./words.ts";
import type { OfficeHours } from "./workingTime.ts";
import { firstFault, readYaml, shapeFaults, type Fault } from "./yamlFile.ts";

const closed = { additionalProperties: false };
const each = <Name extends string, Schema extends TSchema>(names: readonly Name[], schema: Schema) =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>;

const oneUnit = "须写明且只写明一种期限（workingHours、workingDays 或 calendarDays）";
// Exactly one unit: an object with one property says so in one error message, where a union would give three.
const oneOf = (units: Record<string, TSchema>) => ({ type: "object", properties: units, ...closed, minProperties: 1, maxProperties: 1, errorMessage: oneUnit });
const workingHours = Type.Number({ exclusiveMinimum: 0, maximum: 200 });
const workingDays = Type.Integer({ minimum: 1, maximum: 250 });
const calendarDays = Type.Integer({ minimum: 1, maximum: 366 });
const limit = Type.Unsafe<Limit>(oneOf({ workingHours, workingDays, calendarDays }));
const limitOrNone = Type.Unsafe<Limit | null>({ ...oneOf({ workingHours, workingDays, calendarDays }), type: ["object", "null"] });
const extensionLength = Type.Unsafe<Extension>(oneOf({ workingDays, calendarDays }));

const limitNames = ["accept", "contact", "sign", "disposition", "review", "callback"] as const;
const severalUnits = { dispositionSeveralUnits: Type.Optional(limit) };
const overrides = { ...each(limitNames, Type.Optional(limitOrNone)), ...severalUnits };
const byPriority = Type.Optional(Type.Object(each(priorities, Type.Optional(Type.Object(overrides, closed))), closed));
const byKind = Type.Optional(Type.Object(each(kinds, Type.Optional(Type.Object({ ...overrides, byPriority }, closed))), closed));
const column = Type.Object({ ...each(limitNames, limitOrNone), ...severalUnits, byKind, byPriority }, closed);

const clockTime = Type.String({ pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", errorMessage: "应为 09:00 形式的时刻" });
const hours = Type.Array(Type.Object({ from: clockTime, to: clockTime }, closed), { minItems: 1, maxItems: 8, errorMessage: "须有 1 至 8 个时段" });
const share = Type.Number({ minimum: 0, maximum: 1 });
const needs = Type.Object({ review: Type.Boolean(), callback: Type.Boolean(), answer: Type.Boolean() }, closed);
const extension = Type.Object({ countMax: Type.Integer({ minimum: 0, maximum: 10 }), lengthMax: extensionLength }, closed);

/** The shape of the file. */
export const PolicySchema = Type.Object(
  {
    officeHours: hours,
    callingHours: hours,
    warnAt: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    limits: Type.Object({ ...each(sources, column), enterprise: column }, closed),
    escalation: Type.Object(
      {
        level1: limit,
        level2: limit,
        longOverdue: Type.Object({ workingDays }, closed),
        petitionLegalNear: Type.Object({ calendarDays }, closed),
        group: Type.Object({ people: Type.Integer({ minimum: 2, maximum: 1000 }), days: Type.Integer({ minimum: 1, maximum: 366 }) }, closed),
      },
      closed,
    ),
    closing: Type.Object(each(kinds, needs), closed),
    callback: Type.Object(
      {
        attemptsMax: Type.Integer({ minimum: 1, maximum: 20 }),
        workingDaysMin: Type.Integer({ minimum: 1, maximum: 20 }),
        halvesOfDayMin: Type.Integer({ minimum: 1, maximum: 2 }),
        ratingLink: Type.Object(
          { validDays: Type.Integer({ minimum: 1, maximum: 60 }), afterUnconnected: Type.Union([Type.Integer({ minimum: 0, maximum: 20 }), Type.Null()], { errorMessage: "应为 0 至 20 的整数，或 null" }) },
          closed,
        ),
      },
      closed,
    ),
    extension: Type.Object({ ...each(sources, extension), enterprise: extension }, closed),
    thresholds: Type.Object({ satisfaction: share, answer: share }, closed),
    scoreCard: Type.Object(
      {
        /** How many points each metric gives at 100 %; of second complaints, at none. */
        points: Type.Object(each(metricNames, Type.Optional(Type.Number({ minimum: 0, maximum: 100 }))), { ...closed, minProperties: 1 }),
        /** From so many points on, of a hundred, a unit or a person is put forward (评优). */
        excellent: Type.Number({ minimum: 0, maximum: 100 }),
        /** Who had fewer cases than this is scored, but neither ranked nor put forward. */
        casesMin: Type.Integer({ minimum: 1, maximum: 100_000 }),
      },
      closed,
    ),
    secondComplaintDays: Type.Integer({ minimum: 1, maximum: 3660 }),
    /** So many years after a case is over its personal data is removed; the usual number where the file says none. */
    retention: Type.Optional(Type.Object({ personalDataYears: Type.Integer({ minimum: 1, maximum: 100 }) }, closed)),
    noticeAcknowledge: limit,
    /** Whether a published notice carries the issuer's red head (红头). */
    noticeRedHead: Type.Boolean(),
  },
  closed,
);

type PolicyFile = Static<typeof PolicySchema>;
type Column = Static<typeof column>;

/** The policy in force: the file, with its hours in minutes of the day. */
export type Policy = Omit<PolicyFile, "officeHours" | "callingHours"> & { officeHours: OfficeHours; callingHours: OfficeHours };

/** What of a case decides its limits. */
export interface CaseTraits {
  source: Source;
  kind: Kind;
  lane: Lane;
  priority: Priority;
  /** Whether the case needs several units, which makes its disposition limit `dispositionSeveralUnits` where there is one. */
  severalUnits?: boolean | undefined;
}

export class PolicyError extends Error {
  readonly code = "policy-invalid";
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`策略文件 ${file} 第 ${line} 行：${reason}`);
    this.name = "PolicyError";
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}

/**
 * The limit of a case, or null where it has none. Within a column the most specific entry wins: kind with priority, kind, priority,
 * column. The enterprise lane wins over the source, and is stricter than every source including the law's petition limits; only
 * what a source does not have at all (an inspection has nobody to contact or call back) it does not get from the lane either.
 */
export function limitFor(policy: Policy, traits: CaseTraits, timerKind: TimerKind): Limit | null {
  if (timerKind === "escalationLevel1") return policy.escalation.level1;
  if (timerKind === "escalationLevel2") return policy.escalation.level2;
  const own = limitIn(policy.limits[traits.source], traits, timerKind);
  if (own === null || traits.lane !== "enterprise") return own;
  return limitIn(policy.limits.enterprise, traits, timerKind);
}

function limitIn(limits: Column, traits: CaseTraits, name: (typeof limitNames)[number]): Limit | null {
  const ofKind = limits.byKind?.[traits.kind];
  const layers = [ofKind?.byPriority?.[traits.priority], ofKind, limits.byPriority?.[traits.priority], limits];
  for (const layer of layers) {
    const several = name === "disposition" && traits.severalUnits ? layer?.dispositionSeveralUnits : undefined;
    const found = several ?? layer?.[name];
    if (found !== undefined) return found;
  }
  return null;
}

/** How often the disposition of a case may be extended, and by how much each time at the most. */
export function extensionFor(policy: Policy, traits: Pick<CaseTraits, "source" | "lane">): Policy["extension"][Source] {
  return policy.extension[traits.lane === "enterprise" ? "enterprise" : traits.source];
}

export function needsOf(policy: Policy, kind: Kind): ClosingNeeds {
  return policy.closing[kind];
}

/** Reads the policy from the text of its YAML file. Throws a PolicyError, naming `fileName` and line, for the first fault by line. */
export function parsePolicy(yamlText: string, fileName: string): Policy {
  const yaml = readYaml(yamlText);
  const file = yaml.value;
  const faults = Value.Check(PolicySchema, file) ? [...unlawfulParts(file)] : shapeFaults(PolicySchema, file);
  const first = firstFault(yaml, faults, ".");
  if (first) throw new PolicyError(fileName, first.line, first.reason);
  const policy = file as PolicyFile;
  return { ...policy, officeHours: inMinutes(policy.officeHours), callingHours: inMinutes(policy.callingHours) };
}

// 《信访工作条例》: fifteen days to accept (article 22), sixty to handle, one extension of at most thirty (article 34).
const petitionDaysMax = { accept: 15, disposition: 60, dispositionSeveralUnits: 60 } as const;
const petitionExtensionDaysMax = 30;
const reviewed: readonly Kind[] = ["complaint", "report", "request", "inspection"];

/** domain.md: what each kind needs at the least; praise needs an answer, an inspection finding a review. */
const neededAtLeast = (kind: Kind): ClosingNeeds => ({
  review: reviewed.includes(kind),
  callback: kind !== "praise" && kind !== "inspection",
  answer: kind !== "inspection",
});

function* unlawfulParts(file: PolicyFile): Generator<Fault> {
  for (const name of ["officeHours", "callingHours"] as const) {
    const bounds = file[name].flatMap((session) => [session.from, session.to]);
    const isOrdered = bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? ""));
    if (!isOrdered) yield { path: [name], reason: "时段须从早到晚、互不重叠" };
  }
  yield* unlawfulPetitionLimits(file.limits.petition, ["limits", "petition"]);
  const { countMax, lengthMax } = file.extension.petition;
  const isShort = "calendarDays" in lengthMax && lengthMax.calendarDays <= petitionExtensionDaysMax;
  if (countMax > 1 || !isShort) yield { path: ["extension", "petition"], reason: "信访事项只能延期一次，且不超过 30 日（《信访工作条例》）" };
  for (const kind of kinds) {
    for (const need of ["review", "callback", "answer"] as const) {
      const isMissing = neededAtLeast(kind)[need] && !file.closing[kind][need];
      if (isMissing) yield { path: ["closing", kind, need], reason: "此类事项结案前必须完成，不能设为 false" };
    }
  }
}

function* unlawfulPetitionLimits(limits: Partial<Column>, path: string[]): Generator<Fault> {
  for (const [name, days] of Object.entries(petitionDaysMax)) {
    const found = limits[name as keyof typeof petitionDaysMax];
    const isLawful = found === undefined || (found !== null && "calendarDays" in found && found.calendarDays <= days);
    if (!isLawful) yield { path: [...path, name], reason: `信访事项的法定期限以自然日计，不得超过 ${days} 日（《信访工作条例》）` };
  }
  for (const name of ["byKind", "byPriority"] as const) {
    for (const [key, rules] of Object.entries(limits[name] ?? {})) yield* unlawfulPetitionLimits(rules, [...path, name, key]);
  }
}

function inMinutes(sessions: PolicyFile["officeHours"]): OfficeHours {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return sessions.map(({ from, to }) => ({ from: minutes(from), to: minutes(to) }));
}
