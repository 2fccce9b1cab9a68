/** What a database holds in clear: every text of every column, and for a file its bytes as they lie on the disk. */
import Database from "better-sqlite3";
import { existsSync, readFileSync } from "node:fs";
import pg from "pg";

export interface StoredText {
  /** `cases.content` */
  column: string;
  text: string;
}

export async function storedTexts(url: string): Promise<StoredText[]> {
  return url.startsWith("sqlite:") ? sqliteTexts(url.slice("sqlite:".length)) : postgresTexts(url);
}

/** The database file and its journal, as one; null for a server's. */
export function rawBytes(url: string): Buffer | null {
  if (!url.startsWith("sqlite:")) return null;
  const file = url.slice("sqlite:".length);
  return Buffer.concat([file, `${file}-wal`, `${file}-shm`].filter(existsSync).map((each) => readFileSync(each)));
}

const textOf = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString("latin1") : typeof value === "string" ? value : JSON.stringify(value));

function rowsToTexts(table: string, rows: readonly Record<string, unknown>[]): StoredText[] {
  return rows.flatMap((row) => Object.entries(row).map(([column, value]) => ({ column: `${table}.${column}`, text: textOf(value ?? "") })));
}

function sqliteTexts(file: string): StoredText[] {
  const database = new Database(file, { readonly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return tables.flatMap(({ name }) => rowsToTexts(name, database.prepare(`select * from "${name}"`).all() as Record<string, unknown>[]));
  } finally {
    database.close();
  }
}

async function postgresTexts(url: string): Promise<StoredText[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ table_name: string }>("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
    const texts: StoredText[] = [];
    for (const { table_name: name } of tables) texts.push(...rowsToTexts(name, (await client.query<Record<string, unknown>>(`select * from ${pg.escapeIdentifier(name)}`)).rows));
    return texts;
  } finally {
    await client.end();
  }
}
