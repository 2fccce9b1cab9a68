/** Cases that are likely the same matter as a given one: found by blind indexes and by the rarest words that both have, then scored. */
import { headlineOf } from "../rules/headline.ts";
import { likelyThreshold, likenessOfPrepared, prepare, type Likeness, type Matter } from "../rules/sameMatter.ts";
import { termsOf } from "../rules/searchTerms.ts";
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { commonWords } from "./commonWords.ts";
import { complainantOf } from "./complainant.ts";
import { caseUnitIds } from "./readCases.ts";
import type { CaseRow } from "./schema.ts";
import { casesWithTerms, commonnessOf } from "./searchIndex.ts";
import { indexesOf, withCurrentIndexes } from "./samePerson.ts";
import type { Reader } from "./store.ts";
import type { Vault } from "./vault.ts";

export interface SimilarCase extends Likeness {
  caseId: number;
  caseNo: string | null;
  version: number;
  source: string;
  state: string;
  title: string | null;
  headline: string;
  unitId: number | null;
  sourceUnit: string | null;
  serviceItem: string | null;
  peopleCount: number;
  reportedAt: Instant;
  dispositionApprovedAt: Instant | null;
  /** Who complains, as far as that is known: for counting different people. */
  person: string | null;
}

export interface SimilarOptions {
  vault: Vault;
  /** Paths of the units whose cases the reader may see. */
  scopePaths: readonly string[];
  days?: number | undefined;
  limit?: number | undefined;
  /** Likely ones only; 0 for every candidate. */
  scoreMin?: number | undefined;
}

/** Names and phones are weighed only where they are equal, so a year is far enough; longer ago the office itself has changed. */
const daysDefault = 365;
const candidatesMax = 300;
const termsLookedAtMax = 80;
const rareTermsMax = 16;
const rareTermsMin = 3;
/** A word that stands in more cases than this tells nothing about one of them. */
const rareCasesMax = 400;
const contentLookedAt = 400;

/** What is compared; a draft that is not a case yet has the id 0. */
export type Described = Pick<CaseRow, "id" | "reported_at" | "title" | "content" | "address" | "complainant_sealed" | "phone_index" | "id_number_index" | "unit_id" | "source_unit" | "service_item" | "category">;

export async function similarCases(read: Reader, row: Described, options: SimilarOptions): Promise<SimilarCase[]> {
  const { vault, scopePaths, days = daysDefault, limit = 20, scoreMin = likelyThreshold } = options;
  const units = await caseUnitIds(read, scopePaths);
  const from = toInstant(millisOf(row.reported_at) - days * dayMillis);
  const to = toInstant(millisOf(row.reported_at) + days * dayMillis);
  const ids = [...new Set([...(await sharingPerson(read, row, vault)), ...(await sharingWords(read, row))])].filter((id) => id !== row.id);
  if (ids.length === 0) return [];
  let query = read.selectFrom("cases").selectAll().where("id", "in", ids).where("reported_at", ">=", from).where("reported_at", "<=", to);
  if (units !== "all") query = query.where("unit_id", "in", units.length > 0 ? units : [0]);
  const weighing = { documentFrequency: await commonWords(read) };
  const prepared = prepare(matterOf(withCurrentIndexes(row, vault), vault), weighing);
  return (await query.execute())
    .map((found) => withCurrentIndexes(found, vault))
    .map((other) => ({ ...likenessOfPrepared(prepared, prepare(matterOf(other, vault), weighing), weighing), ...summaryOf(other) }))
    .filter(({ score, exact }) => exact !== null || score >= scoreMin)
    .sort((a, b) => b.score - a.score || b.caseId - a.caseId)
    .slice(0, limit);
}

/** A case as the rules compare it; the phone and the id number by their blind indexes. */
export function matterOf(row: Described, vault: Vault): Matter {
  return {
    id: row.id,
    reportedAt: row.reported_at,
    title: row.title,
    content: row.content,
    address: row.address,
    name: complainantOf(row, vault).name,
    phone: row.phone_index,
    idNumber: row.id_number_index,
    unit: row.unit_id === null ? row.source_unit : `#${row.unit_id}`,
    serviceItem: row.service_item,
    category: row.category,
  };
}

const summaryOf = (row: CaseRow) => ({
  caseId: row.id,
  caseNo: row.case_no,
  version: row.version,
  source: row.source,
  state: row.state,
  title: row.title,
  headline: headlineOf(row.title, row.content),
  unitId: row.unit_id,
  sourceUnit: row.source_unit,
  serviceItem: row.service_item,
  peopleCount: row.people_count,
  reportedAt: row.reported_at,
  dispositionApprovedAt: row.disposition_approved_at,
  person: row.id_number_index ?? row.phone_index,
});

const shortestText = 6;

/** What a draft of a complaint would be compared by: nothing of it is stored, and whom it names is known by the blind index alone. */
export function describedDraft(draft: { content: string; title?: string | undefined; phone?: string | undefined; idNumber?: string | undefined; unit?: string | undefined; serviceItem?: string | undefined }, at: Instant, vault: Vault): Described {
  const isTooShort = [...draft.content.trim()].length < shortestText;
  return {
    id: 0,
    reported_at: at,
    title: draft.title ?? null,
    content: isTooShort ? "" : draft.content,
    address: null,
    complainant_sealed: vault.seal(JSON.stringify({ name: null, phone: draft.phone ?? null, idNumber: draft.idNumber ?? null })),
    phone_index: draft.phone === undefined ? null : vault.index(draft.phone),
    id_number_index: draft.idNumber === undefined ? null : vault.index(draft.idNumber),
    unit_id: null,
    source_unit: draft.unit ?? null,
    service_item: draft.serviceItem ?? null,
    category: null,
  };
}

async function sharingPerson(read: Reader, row: Described, vault: Vault): Promise<number[]> {
  const ids: number[] = [];
  for (const column of ["phone_index", "id_number_index"] as const) {
    const values = indexesOf(row, vault)[column];
    if (values.length === 0) continue;
    const rows = await read.selectFrom("cases").select("id").where(column, "in", values).orderBy("id", "desc").limit(candidatesMax).execute();
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

async function sharingWords(read: Reader, row: Described): Promise<number[]> {
  const text = [row.title ?? "", row.address ?? "", row.content.slice(0, contentLookedAt)].join("\n");
  const terms = [...new Set(termsOf(text))].filter((term) => [...term].length >= 2).slice(0, termsLookedAtMax);
  if (terms.length === 0) return [];
  const { rows: counted } = await commonnessOf(read, terms, rareCasesMax).execute(read);
  const byRarity = counted
    .map(({ position, cases }) => ({ term: terms[Number(position)] ?? "", cases: Number(cases) }))
    .filter(({ cases }) => cases > (row.id === 0 ? 0 : 1))
    .sort((a, b) => a.cases - b.cases);
  const rare = byRarity.filter(({ cases }) => cases < rareCasesMax).slice(0, rareTermsMax);
  // Where everybody uses the same words, only who uses all of them is alike.
  const [wanted, how] = rare.length >= rareTermsMin ? ([rare, "any"] as const) : ([byRarity.slice(0, rareTermsMax), "all"] as const);
  if (wanted.length === 0) return [];
  const { rows } = await casesWithTerms(read, wanted.map(({ term }) => term), how, candidatesMax).execute(read);
  return rows.map(({ id }) => Number(id));
}

