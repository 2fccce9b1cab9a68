/** Gives the run a folder of its own, starts one PostgreSQL server for the whole test run, and brings one database of each kind up to date, of which tests get copies. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openStore } from "../../src/store/open.ts";
import { startPostgres, type PostgresServer } from "./postgres.ts";
import { useScratchFolder } from "./scratch.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresAdminUrl: string;
    /** A database on that server with today's schema, to which nobody is connected. */
    postgresTemplate: string;
    /** A file with today's schema. */
    sqliteTemplate: string;
  }
}

export default async function prepareDatabases(project: TestProject): Promise<() => Promise<void>> {
  const folder = useScratchFolder();
  const sqliteTemplate = join(folder, "huiyin.db");
  await migrated(`sqlite:${sqliteTemplate}`);
  const server = await serverOfTheRun();
  const postgresTemplate = `template_${randomBytes(8).toString("hex")}`;
  const admin = (statement: string) => asAdministrator(server.url, statement);
  await admin(`create database ${postgresTemplate} template template0`);
  const url = new URL(server.url);
  url.pathname = `/${postgresTemplate}`;
  await migrated(url.href);
  project.provide("postgresAdminUrl", server.url);
  project.provide("postgresTemplate", postgresTemplate);
  project.provide("sqliteTemplate", sqliteTemplate);
  return async () => {
    await admin(`drop database ${postgresTemplate}`);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function serverOfTheRun(): Promise<PostgresServer> {
  // A server of one's own may be named instead: another version, or a database that speaks PostgreSQL's language.
  const given = process.env.HUIYIN_TEST_POSTGRES;
  return given ? { url: given, stop: () => Promise.resolve() } : startPostgres();
}

async function migrated(url: string): Promise<void> {
  const store = await openStore(url);
  await store.close();
}

async function asAdministrator(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
