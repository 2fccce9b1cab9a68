/** The databases that tests are given: real, empty, independent, and of the encoding that Chinese text needs. */
import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { eachStore, freshPostgresUrl, freshSqliteUrl } from "./stores.ts";

async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

eachStore("a fresh database", ({ kind, freshUrl }) => {
  const execute = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
    if (kind === "postgres") return query(url, sql);
    const database = new Database(url.replace("sqlite:", ""));
    try {
      const statement = database.prepare<[], Record<string, unknown>>(sql);
      if (statement.reader) return statement.all();
      statement.run();
      return [];
    } finally {
      database.close();
    }
  };

  test("keeps Chinese text", async () => {
    const url = await freshUrl();
    await execute(url, "create table words (word text)");
    await execute(url, "insert into words values ('回音𠮷')");
    expect(await execute(url, "select word, length(word) as characters from words")).toMatchObject([{ word: "回音𠮷" }]);
  });

  test("is independent of another fresh one", async () => {
    const [one, other] = await Promise.all([freshUrl(), freshUrl()]);
    await execute(one, "create table things (id integer)");
    await execute(other, "create table things (id integer)");
    await execute(one, "insert into things values (1)");
    expect(await execute(other, "select id from things")).toEqual([]);
  });
});

describe("the PostgreSQL server", () => {
  test("is version 18 and speaks UTF-8 with the character classes of C.UTF-8", async () => {
    const [facts] = await query(
      await freshPostgresUrl(),
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
        (select datctype from pg_database where datname = current_database()) as ctype, upper('é') as upper_case`,
    );
    expect(facts).toEqual({ version: 18, encoding: "UTF8", ctype: "C.UTF-8", upper_case: "É" });
  });

  test("copies a template database with its rows", async () => {
    const template = await freshPostgresUrl();
    await query(template, "create table things as select 7 as id");
    const copy = await freshPostgresUrl(new URL(template).pathname.slice(1));
    expect(await query(copy, "select id from things")).toEqual([{ id: 7 }]);
  });
});

describe("after the test that asked for it", () => {
  let sqliteUrl = "";
  let postgresUrl = "";

  test("a database is used", async () => {
    sqliteUrl = await freshSqliteUrl();
    postgresUrl = await freshPostgresUrl();
    writeFileSync(sqliteUrl.replace("sqlite:", ""), "");
  });

  test("it is gone", async () => {
    expect(sqliteUrl).not.toBe("");
    expect(existsSync(dirname(sqliteUrl.replace("sqlite:", "")))).toBe(false);
    const name = new URL(postgresUrl).pathname.slice(1);
    expect(await query(inject("postgresAdminUrl"), "select 1 from pg_database where datname = $1", [name])).toEqual([]);
  });
});
