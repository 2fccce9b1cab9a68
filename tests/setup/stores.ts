/** Gives tests fresh databases on SQLite and PostgreSQL, and runs one suite on both; whoever opens a store on one closes it. */
import { randomBytes } from "node:crypto";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { describe, inject } from "vitest";
import { afterUse } from "./afterUse.ts";
import { replayLeft } from "./replay.ts";
import { scratchFolder } from "./scratch.ts";

export type StoreKind = "sqlite" | "postgres";

export interface StoreUnderTest {
  kind: StoreKind;
  /** A new database of this kind with today's schema and nothing in it, removed after the test (or, asked for outside a test, after the file). */
  freshUrl: () => Promise<string>;
  /** The same without any table: for tests of how a schema comes to be. */
  bareUrl: () => Promise<string>;
}

/** Registers `body` once for each kind of store; the reporter counts the tests by the tag in their titles. */
export function eachStore(name: string, body: (store: StoreUnderTest) => void): void {
  describe(`[sqlite] ${name}`, () => body({ kind: "sqlite", freshUrl: freshSqliteUrl, bareUrl: bareSqliteUrl }));
  describe(`[postgres] ${name}`, () => body({ kind: "postgres", freshUrl: () => freshPostgresUrl(), bareUrl: () => freshPostgresUrl("template0") }));
}

export async function freshSqliteUrl(): Promise<string> {
  const url = await bareSqliteUrl();
  copyFileSync(inject("sqliteTemplate"), url.slice("sqlite:".length));
  return url;
}

async function bareSqliteUrl(): Promise<string> {
  const folder = scratchFolder("huiyin-sqlite-");
  const url = `sqlite:${join(folder, "huiyin.db")}`;
  afterUse(async () => {
    await replayLeft(url).finally(() => rmSync(folder, { recursive: true, force: true }));
  });
  return url;
}

/** A copy of a database on the same server, to which nobody may be connected meanwhile: with `template0` it has no table. */
export async function freshPostgresUrl(template = inject("postgresTemplate")): Promise<string> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdministrator((admin) => admin.query(`create database ${name} template ${pg.escapeIdentifier(template)}`));
  const url = new URL(inject("postgresAdminUrl"));
  url.pathname = `/${name}`;
  afterUse(async () => {
    await replayLeft(url.href).finally(() => dropDatabase(name));
  });
  return url.href;
}

// Forced dropping would blame a store left open with a puzzling error somewhere else, so it is named here instead.
async function dropDatabase(name: string): Promise<void> {
  await asAdministrator(async (admin) => {
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const { rowCount } = await admin.query("select 1 from pg_stat_activity where datname = $1", [name]);
      if (rowCount === 0) return admin.query(`drop database if exists ${name}`);
      // A connection just closed on our side takes a moment to disappear on the server's.
      await pause(100);
    }
    throw new Error(`The PostgreSQL database ${name} still has open connections: the test must close the store that it opened.`);
  });
}

async function asAdministrator(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject("postgresAdminUrl") });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
