/** Starts one PostgreSQL server for the whole test run and tells every test file its address. */
import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresAdminUrl: string;
  }
}

export default async function startSharedPostgres(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // A server of one's own may be named instead: another version, or a database that speaks PostgreSQL's language.
  const given = process.env.HUIYIN_TEST_POSTGRES;
  if (given) {
    project.provide("postgresAdminUrl", given);
    return undefined;
  }
  const server = await startPostgres();
  project.provide("postgresAdminUrl", server.url);
  return server.stop;
}
