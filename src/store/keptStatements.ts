/**
 * The statements of the hot paths, by the names under which each connection to PostgreSQL keeps them parsed and planned: reading and planning a
 * short statement anew takes the server longer than running it. Statements that are built for the occasion are not kept: a plan for all filters suits none.
 */
import type { PoolClient, QueryResult } from "pg";

/** A few hundred are in use; what is beyond stays unnamed. */
const keptMax = 1_000;
const names = new Map<string, string>();
/** Part of each name. A plan that an altered table has made void stays void under its name. */
let generation = 1;

export function keepStatement(sql: string): void {
  if (!names.has(sql) && names.size < keptMax) names.set(sql, `huiyin_${names.size + 1}`);
}

type Query = (...args: unknown[]) => Promise<QueryResult>;

/** What the server says of a plan whose table was altered; asked again, the statement gets another name and plan. */
export const planVoidCode = "0A000";

/** Lets a connection send what is kept by its name. */
export function sendKeptByName(client: PoolClient): void {
  const query = client.query.bind(client) as Query;
  const byName: Query = async (...args) => {
    const [text, values] = args;
    const name = typeof text === "string" && args.length === 2 ? names.get(text) : undefined;
    if (name === undefined) return query(...args);
    try {
      return await query({ name: `${name}_${generation}`, text, values });
    } catch (error) {
      if ((error as { code?: unknown }).code === planVoidCode) generation += 1;
      throw error;
    }
  };
  client.query = byName as typeof client.query;
}
