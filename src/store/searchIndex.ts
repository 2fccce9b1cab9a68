/** The full-text index of cases: kept in the transaction of what it indexes, and asked for the cases that hold every phrase. */
import { sql, type Kysely, type RawBuilder, type Transaction as AnyTransaction } from "kysely";
import { phrasesOf, termsOf, type Phrase } from "../rules/searchTerms.ts";
import { isSqlite } from "./columns.ts";
import { insertValues } from "./prepared.ts";
import type { Reader, Transaction } from "./store.ts";

/** What of a case is searched. */
export interface Searchable {
  id: number;
  case_no: string | null;
  external_id: string;
  title: string | null;
  content: string;
  source_reply: string | null;
  disposition: string | null;
}

/** PostgreSQL counts positions up to 16,383 and 256 of one term, so long texts lie in parts. Neighbouring parts share terms, so that a phrase across the cut is found in one of them. */
const termsPerPart = 4_000;
const termsShared = 40;
const casesPerRead = 500;

const documentColumns = ["rowid", "document"] as const;
const partColumns = ["case_id", "part", "document"] as const;

/** Writes what is found of cases that were not there before. */
export async function indexNewCases<Tables>(tx: AnyTransaction<Tables> | Kysely<Tables>, rows: readonly Searchable[]): Promise<void> {
  if (isSqlite(tx)) await insertValues(tx, { table: "case_search", columns: documentColumns }, rows.map((row) => [row.id, termsIn(row).join(" ")]));
  else await insertValues(tx, { table: "case_search", columns: partColumns, casts: { document: "tsvector" } }, rows.flatMap(partsOf));
}

/** Replaces what is found of a case. */
export async function indexChangedCase<Tables>(tx: AnyTransaction<Tables> | Kysely<Tables>, row: Searchable): Promise<void> {
  if (isSqlite(tx)) return void (await sql`insert or replace into case_search (rowid, document) values (${row.id}, ${termsIn(row).join(" ")})`.execute(tx));
  await sql`delete from case_search where case_id = ${row.id}`.execute(tx);
  await indexNewCases(tx, [row]);
}

/** In the order in which they are indexed. */
export const termsIn = (row: Omit<Searchable, "id">): string[] => [row.case_no, row.external_id, row.title, row.content, row.source_reply, replyIn(row.disposition)].flatMap((text) => (text === null ? [] : termsOf(text)));

function partsOf(row: Searchable): [number, number, string][] {
  const terms = termsIn(row);
  const parts: [number, number, string][] = [];
  for (let part = 0; part === 0 || part * termsPerPart < terms.length; part += 1) {
    const start = Math.max(0, part * termsPerPart - termsShared);
    parts.push([row.id, part, vectorOf(terms.slice(start, (part + 1) * termsPerPart))]);
  }
  return parts;
}

function replyIn(disposition: string | null): string | null {
  if (disposition === null) return null;
  const { result, reply } = JSON.parse(disposition) as { result?: string; reply?: string };
  return [result, reply].filter(Boolean).join("\n");
}

/** A tsvector as text: each term quoted, with its positions. */
function vectorOf(terms: readonly string[]): string {
  const positions = new Map<string, number[]>();
  for (const [index, term] of terms.entries()) {
    const known = positions.get(term);
    if (known === undefined) positions.set(term, [index + 1]);
    // A term keeps 256 positions at the most; a word that comes more often is found all the same.
    else if (known.length < 255) known.push(index + 1);
  }
  return [...positions].map(([term, at]) => `${quoted(term)}:${at.join(",")}`).join(" ");
}

const quoted = (term: string): string => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

/**
 * A subquery for the ids of the cases that hold every phrase, or whose complainant has the phone or id number of one of these blind indexes; null
 * where nothing can be searched. One union: with an `or` PostgreSQL would look at every case.
 */
export function matchingCases(read: Reader | Transaction, query: string, blindIndexes: readonly string[]): RawBuilder<number> | null {
  const phrases = phrasesOf(query);
  const parts: RawBuilder<unknown>[] = [];
  if (phrases.length > 0) {
    parts.push(
      isSqlite(read)
        ? sql`select rowid as id from case_search where case_search match ${phrases.map(ftsPhrase).join(" AND ")}`
        : sql`select case_id as id from case_search where document @@ ${phrases.map(vectorPhrase).join(" & ")}::tsquery`,
    );
  }
  for (const blindIndex of blindIndexes) parts.push(sql`select id from cases where phone_index = ${blindIndex}`, sql`select id from cases where id_number_index = ${blindIndex}`);
  return parts.length === 0 ? null : sql<number>`(${sql.join(parts, sql` union all `)})`;
}

/** The same for the newest of them alone, older than `beforeId`; null where they cannot be found without finding all. */
export function newestMatchingCases(read: Reader | Transaction, query: string, beforeId: number | undefined, limit: number): RawBuilder<number> | null {
  const phrases = phrasesOf(query);
  // SQLite walks a word's cases from the newest and stops; PostgreSQL weighs by itself what the limit is worth.
  if (!isSqlite(read) || phrases.length === 0) return null;
  return sql<number>`(select rowid as id from case_search where case_search match ${phrases.map(ftsPhrase).join(" AND ")} and rowid < ${beforeId ?? Number.MAX_SAFE_INTEGER} order by rowid desc limit ${limit})`;
}

const ftsPhrase = ({ terms, prefix }: Phrase): string => `"${terms.join(" ").replaceAll('"', '""')}"${prefix ? "*" : ""}`;

const vectorPhrase = ({ terms, prefix }: Phrase): string =>
  `(${terms.map((term, index) => `${quoted(term)}${prefix && index === terms.length - 1 ? ":*" : ""}`).join(" <-> ")})`;

/** In how many cases each term stands, counted up to `countMax`; `position` is that of the term in the list. */
export function commonnessOf(read: Reader | Transaction, terms: readonly string[], countMax: number): RawBuilder<{ position: number; cases: number }> {
  const counts = terms.map((term, position) => {
    const found = isSqlite(read)
      ? sql`select rowid from case_search where case_search match ${ftsPhrase({ terms: [term], prefix: false })} limit ${countMax}`
      : sql`select case_id from case_search where document @@ ${quoted(term)}::tsquery limit ${countMax}`;
    return sql`select ${sql.lit(position)} as position, (select count(*) from (${found}) as found) as cases`;
  });
  return sql`${sql.join(counts, sql` union all `)}`;
}

/** The newest cases in which any, or all, of the terms stand. */
export function casesWithTerms(read: Reader | Transaction, terms: readonly string[], how: "any" | "all", limit: number): RawBuilder<{ id: number }> {
  return isSqlite(read)
    ? sql`select rowid as id from case_search where case_search match ${terms.map((term) => ftsPhrase({ terms: [term], prefix: false })).join(how === "any" ? " OR " : " AND ")} order by rowid desc limit ${limit}`
    : sql`select distinct case_id as id from case_search where document @@ ${terms.map(quoted).join(how === "any" ? " | " : " & ")}::tsquery order by case_id desc limit ${limit}`;
}

/** For the migration that makes the index, and for a store that was restored. */
export async function indexExistingCases<Tables>(db: AnyTransaction<Tables> | Kysely<Tables>): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Searchable>`select id, case_no, external_id, title, content, source_reply, disposition from cases
      where id > ${after} order by id limit ${casesPerRead}`.execute(db);
    await indexNewCases(db, rows);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
