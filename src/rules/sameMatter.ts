/**
 * Whether two complaints are about the same matter: suggestions for 并案 and 二次投诉, with their reasons. Two exact rules settle what
 * needs no weighing; for the rest, evidence for and against is added up as log-odds. What is blank counts neither way.
 */
import { createHash } from "node:crypto";
import { usualFrequency } from "./commonPairs.ts";
import { dayMillis, millisOf } from "./shanghai.ts";
import { beginningOf, coverageOf, overlapOf, partsOf, plainText, weightedPairs, type DocumentFrequency, type WeightedPairs } from "./textSimilarity.ts";
import type { Instant } from "./words.ts";

/**
 * Personal values are whatever the caller can compare, plain or hashed: only whether two are equal counts, except of names. Unit and
 * service item count in the exact rule only, and the category not at all: most complaints about one service share them.
 */
export interface Matter {
  id: number;
  reportedAt: Instant;
  title: string | null;
  content: string;
  address: string | null;
  name: string | null;
  phone: string | null;
  idNumber: string | null;
  unit: string | null;
  serviceItem: string | null;
  category: string | null;
}

export type ExactRule = "same-person-same-unit" | "same-text";

/** One ground for or, with a negative weight, against. The label is for the staff and holds no personal value. */
export interface Reason {
  code: string;
  label: string;
  /** In log-odds, to the hundredth: 0.7 doubles the odds, and -0.7 halves them. The score is made of nothing else. */
  weight: number;
}

export interface Likeness {
  /** 0 to 1; from `likelyThreshold` on the pair is worth showing to the staff. */
  score: number;
  exact: ExactRule | null;
  /** The weightiest first. */
  reasons: Reason[];
}

export interface LikenessOptions {
  /** Within how many days a complaint of the same person about the same unit is the same matter by rule. */
  daysMax?: number;
  /** Which pairs of characters are common here; without it, those common in complaints anywhere. */
  documentFrequency?: DocumentFrequency;
}

/** A matter made ready to be compared many times. */
export interface PreparedMatter {
  matter: Matter;
  reportedMillis: number;
  /** Of the whole content; null where it is too short to tell anything. */
  fingerprint: string | null;
  title: WeightedPairs | null;
  text: WeightedPairs | null;
  address: WeightedPairs | null;
  name: ComparableName | null;
}

/** The weights below were fitted to one half of read pairs and tried on the other: tests/rules/sameMatterMeasured.test.ts. */
export const likelyThreshold = 0.5;
export const exactScoreMin = 0.95;
const daysMaxUsual = 90;
/** What is to be thought of a pair of which nothing is known. */
const priorOdds = -2.4;

export function likeness(a: Matter, b: Matter, options: LikenessOptions = {}): Likeness {
  return likenessOfPrepared(prepare(a, options), prepare(b, options), options);
}

/** Both prepared with the same frequencies. The same whichever comes first. */
export function likenessOfPrepared(a: PreparedMatter, b: PreparedMatter, options: LikenessOptions = {}): Likeness {
  const days = Math.abs(a.reportedMillis - b.reportedMillis) / dayMillis;
  const exact = exactRuleOf(a, b, days, options.daysMax ?? daysMaxUsual);
  const cosine = a.text && b.text ? overlapOf(a.text, b.text).cosine : null;
  const reasons = [
    ...exactReasons(a, b, exact),
    ...textReasons(a, b, cosine),
    ...personReasons(a, b, exact === "same-person-same-unit" ? 1 : cosine),
    ...addressReasons(a, b),
    timeReason(days),
  ].map((reason) => ({ ...reason, weight: Math.round(reason.weight * 100) / 100 }));
  const likely = 1 / (1 + Math.exp(-reasons.reduce((odds, { weight }) => odds + weight, priorOdds)));
  const score = a.matter.id === b.matter.id ? 1 : exact === null ? likely : Math.max(exactScoreMin, likely);
  return { score, exact, reasons: reasons.sort((one, other) => other.weight - one.weight) };
}

/** Shorter texts are the same by chance: 态度很差，要求处理。 */
const sameTextCharactersMin = 20;
/** Pairs are taken from the beginning only: the whole of 99 in 100 messages, and a bound to the work for the others. */
const contentCharactersMax = 2000;
const lineCharactersMax = 300;
/** A title lighter than about three rare pairs names nothing: 投诉, 咨询问题. */
const titleMassMin = 20;

export function prepare(matter: Matter, options: LikenessOptions = {}): PreparedMatter {
  const frequency = options.documentFrequency ?? usualFrequency;
  const whole = plainText(matter.content);
  const title = partsOf(beginningOf(matter.title ?? "", lineCharactersMax));
  const content = partsOf(beginningOf(matter.content, contentCharactersMax));
  return {
    matter,
    reportedMillis: millisOf(matter.reportedAt),
    fingerprint: whole.length < sameTextCharactersMin ? null : createHash("sha256").update(whole).digest("base64"),
    title: pairsOf(title, frequency, titleMassMin),
    text: pairsOf([...title, ...content], frequency, 0),
    address: pairsOf(partsOf(beginningOf(matter.address ?? "", lineCharactersMax)), () => null, 0),
    name: comparableName(matter.name),
  };
}

/** Null where there is nothing to compare. */
function pairsOf(parts: readonly string[], frequency: DocumentFrequency, massMin: number): WeightedPairs | null {
  const pairs = weightedPairs(parts, frequency);
  return pairs.mass > 0 && pairs.mass >= massMin ? pairs : null;
}

/** The person's own second complaint comes first: it is what is counted as one. */
function exactRuleOf(a: PreparedMatter, b: PreparedMatter, days: number, daysMax: number): ExactRule | null {
  const [one, other] = [a.matter, b.matter];
  const isSamePerson = areSame(one.phone, other.phone) || areSame(one.idNumber, other.idNumber);
  const isSameUnit = areSame(one.unit, other.unit) || areSame(one.serviceItem, other.serviceItem);
  if (isSamePerson && isSameUnit && days <= daysMax) return "same-person-same-unit";
  return a.fingerprint !== null && a.fingerprint === b.fingerprint ? "same-text" : null;
}

const isKnown = (value: string | null): value is string => value !== null && value.trim() !== "";
const areSame = (one: string | null, other: string | null): boolean => isKnown(one) && isKnown(other) && one.trim() === other.trim();
const areOther = (one: string | null, other: string | null): boolean => isKnown(one) && isKnown(other) && one.trim() !== other.trim();

const exactWeight = 5;

function exactReasons(a: PreparedMatter, b: PreparedMatter, exact: ExactRule | null): Reason[] {
  if (exact === null) return [];
  if (exact === "same-text") return [{ code: exact, label: "全文相同", weight: exactWeight }];
  const about = areSame(a.matter.unit, b.matter.unit) ? "同一单位" : "同一服务事项";
  return [{ code: exact, label: `同一人就${about}再次反映`, weight: exactWeight }];
}

/** Texts with less in them than some eight rare pairs prove little by being alike. */
const telltaleMass = 50;

/**
 * The cosine says how much is told in the same words. What is told in other words still gives the same names of places and things,
 * and titles are made of those: how much of the one's title is anywhere in the other's text weighs most.
 */
function textReasons(a: PreparedMatter, b: PreparedMatter, cosine: number | null): Reason[] {
  if (cosine === null || !a.text || !b.text) return [];
  const strength = Math.sqrt(cosine) * Math.min(1, Math.min(a.text.mass, b.text.mass) / telltaleMass);
  const covered = coveredTitles(a, b);
  const label = `内容相似 ${percent(cosine)}`;
  if (covered === null) return [{ code: "text", label, weight: 5.3 * strength - 0.7 }];
  return [
    { code: "text", label, weight: 3 * strength - 0.7 },
    { code: "title", label: `标题与对方所述相合 ${percent(covered)}`, weight: 4.3 * covered - 1.1 },
  ];
}

/** The mean of both directions, or the one that there is; null where neither has a title. */
function coveredTitles(a: PreparedMatter, b: PreparedMatter): number | null {
  const forth = a.title && b.text ? coverageOf(a.title, b.text) : null;
  const back = b.title && a.text ? coverageOf(b.title, a.text) : null;
  return forth !== null && back !== null ? (forth + back) / 2 : (forth ?? back);
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** Somebody who complains often complains of many things: the person counts in full only where the texts touch at all. */
const touchingCosine = 1 / 6;
const untoldTouch = 0.5;
const furtherPersonWeight = 0.3;
const otherPersonWeight = -0.4;

function personReasons(a: PreparedMatter, b: PreparedMatter, cosine: number | null): Reason[] {
  const [one, other] = [a.matter, b.matter];
  const areNamesakes = areOther(one.idNumber, other.idNumber);
  const names = comparedNames(a.name, b.name);
  const equal: Reason[] = [];
  if (areSame(one.idNumber, other.idNumber)) equal.push({ code: "id-number", label: "证件号码相同", weight: 2.4 });
  if (areSame(one.phone, other.phone)) equal.push({ code: "phone", label: "电话相同", weight: 2.2 });
  if (names === "same" && !areNamesakes) equal.push({ code: "name", label: "姓名相同", weight: 1.8 });
  if (names === "alike" && !areNamesakes) equal.push({ code: "name", label: "称呼相同", weight: 0.5 });
  const touch = cosine === null ? untoldTouch : Math.min(1, cosine / touchingCosine);
  if (equal.length > 0) return equal.map((reason, at) => ({ ...reason, weight: (at === 0 ? reason.weight : furtherPersonWeight) * touch }));
  const isOther = areNamesakes || areOther(one.phone, other.phone) || names === "other";
  return isOther ? [{ code: "other-person", label: "反映人不同", weight: otherPersonWeight }] : [];
}

/** A name as far as it was told: 李女士 and 李某 tell the surname only. */
interface ComparableName {
  plain: string;
  isSurnameOnly: boolean;
}

const noNames = new Set(["匿名", "匿名网友", "匿名用户", "网友", "群众", "市民", "无", "无名", "不详", "未知", "保密"]);
const formOfAddress = /(?:先生|女士|小姐|同志|师傅|老师|某+|氏)等?$/u;

function comparableName(name: string | null): ComparableName | null {
  const plain = plainText(beginningOf(name ?? "", lineCharactersMax));
  if (plain === "" || noNames.has(plain)) return null;
  return { plain, isSurnameOnly: formOfAddress.test(plain) || [...plain].length === 1 };
}

function comparedNames(a: ComparableName | null, b: ComparableName | null): "same" | "alike" | "other" | null {
  if (!a || !b) return null;
  const isSurname = a.isSurnameOnly || b.isSurnameOnly;
  if (a.plain === b.plain) return isSurname ? "alike" : "same";
  if (!isSurname) return "other";
  return a.plain.codePointAt(0) === b.plain.codePointAt(0) ? null : "other";
}

/** A service hall is the address of most complaints about it; so the same one weighs little. */
function addressReasons(a: PreparedMatter, b: PreparedMatter): Reason[] {
  if (!a.address || !b.address) return [];
  const { cosine, containment } = overlapOf(a.address, b.address);
  if (cosine > 0.999) return [{ code: "address", label: "地址相同", weight: 0.8 }];
  if (containment >= 0.6) return [{ code: "address", label: "地址相近", weight: 0.5 }];
  return containment < 0.2 ? [{ code: "address", label: "地址不同", weight: -0.4 }] : [];
}

/** What goes on is told again soon, but some matters drag on for years: the first months count, and from seven on all is one. */
function timeReason(days: number): Reason {
  const weight = 0.6 - 0.4 * Math.min(3, Math.log2(1 + days / 30));
  return { code: "time", label: days <= daysNear ? `${Math.max(1, Math.ceil(days))} 天内` : `相隔 ${Math.round(days)} 天`, weight };
}

const daysNear = 60;
