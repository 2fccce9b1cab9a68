/** Reads a whole store as the parts of a backup, some rows at a time, all as they were at one instant. */
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { sql, type RawBuilder } from "kysely";
import { caseMachineVersion } from "../../machines/caseMachine.ts";
import type { Instant } from "../../rules/words.ts";
import { readBlob } from "../blobs.ts";
import { isSqlite } from "../columns.ts";
import type { Reader, Transaction } from "../store.ts";
import type { Vault } from "../vault.ts";
import { formatVersion, manifestDigest, signaturePurpose, type BackupHeader, type Manifest, type Part, type TableEntry } from "./parts.ts";
import { backedUpTables, orderedBy, type BackedUpTable } from "./tables.ts";

const rowsPerRead = 500;

export interface ReadOptions {
  at: Instant;
  vault: Vault;
  attachmentsFolder: string;
}

/** @param read within a snapshot (`store.snapshot`), or the parts would not belong together. */
export async function* partsOfStore(read: Reader, { at, vault, attachmentsFolder }: ReadOptions): AsyncGenerator<Part> {
  const header: BackupHeader = { format: formatVersion, migration: await newestMigration(read), machineVersion: caseMachineVersion, madeAt: at, from: isSqlite(read) ? "sqlite" : "postgres" };
  yield { type: "header", header };
  const tables: TableEntry[] = [];
  for (const table of backedUpTables) {
    const columns = await columnsOf(read, table.name);
    // A store of an older schema does not have it yet.
    if (columns.length === 0) continue;
    const entry = { name: table.name, columns, nextId: await nextIdOf(read, table) };
    yield { type: "table", ...entry };
    const hash = createHash("sha256");
    let rows = 0;
    for await (const part of rowsOf(read, table, columns)) {
      hash.update(part.text);
      rows += part.rows;
      yield part;
    }
    tables.push({ ...entry, rows, sha256: hash.digest("hex") });
  }
  const files: Manifest["files"] = { count: 0, missing: [], sha256: "" };
  const list = createHash("sha256");
  for await (const sha256 of attachedFiles(read)) {
    const bytes = await readBlob(attachmentsFolder, sha256);
    if (bytes === null) files.missing.push(sha256);
    else {
      list.update(`${sha256}\n`);
      files.count += 1;
      yield { type: "file", sha256, bytes };
    }
  }
  files.sha256 = list.digest("hex");
  const unsigned = { header, tables, files };
  yield { type: "end", manifest: { ...unsigned, signature: vault.sign(signaturePurpose, manifestDigest(unsigned)) } };
}

/** A table's rows in the order of its key; others are served between two pieces. */
export async function* rowsOf(read: Reader | Transaction, { name, key }: BackedUpTable, columns: readonly string[]): AsyncGenerator<{ type: "rows"; text: string; rows: number }> {
  const sqlite = isSqlite(read);
  const selected = sql.join(columns.map((column) => sql.ref(column)));
  // Of rows that may be alike every column counts, and null comes first on both databases.
  const order = key === null ? sql.join(columns.map((column) => sql`coalesce(cast(${sql.ref(column)} as text), '') ${sqlite ? sql`` : sql`collate "C"`}`)) : sql.join(key.map((column) => orderedBy(column, sqlite)));
  let after: unknown[] | null = null;
  for (let skipped = 0; ; skipped += rowsPerRead) {
    const where: RawBuilder<unknown> = key === null || after === null ? sql`` : sql`where (${order}) > (${sql.join(after)})`;
    const from = key === null ? sql`offset ${skipped}` : sql``;
    const { rows }: { rows: Record<string, unknown>[] } = await sql<Record<string, unknown>>`select ${selected} from ${sql.table(name)} ${where} order by ${order} limit ${rowsPerRead} ${from}`.execute(read);
    if (rows.length > 0) yield { type: "rows", rows: rows.length, text: rows.map((row) => `${lineOf(row, columns)}\n`).join("") };
    const last: Record<string, unknown> | undefined = rows.at(-1);
    if (last === undefined || rows.length < rowsPerRead) return;
    after = (key ?? []).map((column) => last[column]);
    await setImmediate();
  }
}

const lineOf = (row: Record<string, unknown>, columns: readonly string[]): string => JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])));

async function newestMigration(read: Reader): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name desc limit 1`.execute(read);
  return rows[0]?.name ?? "";
}

export async function columnsOf(read: Reader | Transaction, table: string): Promise<string[]> {
  const { rows } = isSqlite(read)
    ? await sql<{ name: string }>`select name from pragma_table_info(${table}) order by cid`.execute(read)
    : await sql<{ name: string }>`select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = ${table} order by ordinal_position`.execute(read);
  return rows.map(({ name }) => name);
}

async function nextIdOf(read: Reader, { name, key }: BackedUpTable): Promise<number | null> {
  if (key?.join() !== "id") return null;
  if (isSqlite(read)) {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${name}`.execute(read);
    return (rows[0]?.seq ?? 0) + 1;
  }
  const { rows } = await sql<{ sequence: string | null }>`select pg_get_serial_sequence(${name}, 'id') as sequence`.execute(read);
  const sequence = rows[0]?.sequence;
  if (sequence === null || sequence === undefined) return null;
  const state = await sql<{ last_value: number; is_called: boolean }>`select last_value, is_called from ${sql.raw(sequence)}`.execute(read);
  const [value] = state.rows;
  return value === undefined ? null : value.is_called ? value.last_value + 1 : value.last_value;
}

/** The hashes of the files, each once. */
async function* attachedFiles(read: Reader): AsyncGenerator<string> {
  for (let after = ""; ; ) {
    const rows = await read.selectFrom("attachments").select("sha256").distinct().where("sha256", ">", after).orderBy("sha256").limit(rowsPerRead).execute();
    for (const { sha256 } of rows) yield sha256;
    after = rows.at(-1)?.sha256 ?? "";
    if (rows.length < rowsPerRead) return;
  }
}
