/** Puts a checked backup into a store of either kind, in one transaction, and proves before it ends that the store now says the same. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { saveBlob } from "../blobs.ts";
import { isSqlite } from "../columns.ts";
import { HuiyinError } from "../errors.ts";
import { indexExistingCases } from "../searchIndex.ts";
import type { Reader, Store, Transaction } from "../store.ts";
import { BackupRefused, type Manifest, type Parts, type TableEntry } from "./parts.ts";
import { columnsOf, rowsOf } from "./readStore.ts";
import { backedUpTables, type BackedUpTable } from "./tables.ts";

/** What every life of a store leaves; units and calendar days come with the program. */
const tellingTables = ["users", "cases", "case_events", "feed_records", "audit_entries"] as const;
const parametersMax = 12_000;
const rowsMax = 500;

export async function isStoreEmpty(read: Reader): Promise<boolean> {
  for (const table of tellingTables) if ((await read.selectFrom(table).select(sql<number>`1`.as("one")).limit(1).executeTakeFirst()) !== undefined) return false;
  return true;
}

/** For whoever has not said that what is there may go. */
export const storeNotEmpty = () => new HuiyinError("store-not-empty", "数据库里已有数据，没有恢复。确认要用备份替换全部现有数据时，请加 --overwrite。");

export interface RestoreOptions {
  attachmentsFolder: string;
  onProgress?: (rows: number) => void;
}

/**
 * Whatever was in the store is thrown away.
 * @param parts gives the parts from their beginning at each call: a transaction that lost a race is run again
 * @throws BackupRefused
 */
export async function restoreParts(store: Store, parts: () => Parts, { attachmentsFolder, onProgress = () => {} }: RestoreOptions): Promise<Manifest> {
  return store.write(async (tx) => {
    await clear(tx);
    let manifest: Manifest | null = null;
    let filling: Filling | null = null;
    let rows = 0;
    for await (const part of parts()) {
      if (part.type === "table") {
        await filling?.end();
        filling = await beginTable(tx, part.name, part.columns);
      } else if (part.type === "rows") {
        await filling?.add(part.text);
        onProgress((rows += part.rows));
      } else if (part.type === "file") {
        if ((await saveBlob(attachmentsFolder, part.bytes)) !== part.sha256) throw new BackupRefused("backup-altered", `备份里的附件 ${part.sha256.slice(0, 12)} 与其摘要不符。`);
      } else if (part.type === "end") {
        await filling?.end();
        manifest = part.manifest;
      }
    }
    if (manifest === null) throw new BackupRefused("backup-truncated", "备份文件不完整：没有清单。");
    await indexExistingCases(tx);
    for (const entry of manifest.tables) await proveTable(tx, entry);
    for (const entry of manifest.tables) await continueIds(tx, entry);
    return manifest;
  });
}

async function clear(tx: Transaction): Promise<void> {
  await (isSqlite(tx) ? sql`insert into case_search (case_search) values ('delete-all')` : sql`delete from case_search`).execute(tx);
  // A store that stands at an older backup's schema does not have them all.
  for (const { name } of [...backedUpTables].reverse()) if ((await columnsOf(tx, name)).length > 0) await tx.deleteFrom(name).execute();
}

interface Filling {
  add(text: string): Promise<void>;
  end(): Promise<void>;
}

async function beginTable(tx: Transaction, name: string, columns: readonly string[]): Promise<Filling> {
  const table = tableNamed(name);
  const known = await columnsOf(tx, name);
  if (columns.length !== known.length || columns.some((column) => !known.includes(column))) throw new BackupRefused("backup-damaged", `备份的表 ${name} 的列与其结构版本不符。`);
  const perStatement = Math.min(rowsMax, Math.floor(parametersMax / columns.length));
  // To rows that come later: a few numbers for each, and most cases are merged into earlier ones.
  const later: { id: number; to: number }[] = [];
  const { selfReference } = table;
  return {
    async add(text) {
      const rows = text.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
      for (const row of rows) {
        if (selfReference === undefined || row[selfReference] === null || Number(row[selfReference]) <= Number(row["id"])) continue;
        later.push({ id: Number(row["id"]), to: Number(row[selfReference]) });
        row[selfReference] = null;
      }
      for (let at = 0; at < rows.length; at += perStatement) await tx.insertInto(table.name).values(rows.slice(at, at + perStatement)).execute();
    },
    async end() {
      for (const { id, to } of later) await sql`update ${sql.table(name)} set ${sql.ref(selfReference ?? "")} = ${to} where id = ${id}`.execute(tx);
    },
  };
}

function tableNamed(name: string): BackedUpTable {
  const table = backedUpTables.find((each) => each.name === name);
  if (table === undefined) throw new BackupRefused("backup-too-new", `备份里有本程序不认识的表 ${name}，请升级程序后再恢复。`);
  return table;
}

/** Read again, the store must give the very lines that the backup holds. */
async function proveTable(tx: Transaction, { name, columns, rows, sha256 }: TableEntry): Promise<void> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const part of rowsOf(tx, tableNamed(name), columns)) {
    hash.update(part.text);
    count += part.rows;
  }
  if (count !== rows || hash.digest("hex") !== sha256) throw new BackupRefused("backup-damaged", `恢复后的表 ${name} 与备份不一致，已全部撤回。`);
}

async function continueIds(tx: Transaction, { name, nextId }: TableEntry): Promise<void> {
  if (nextId === null) return;
  if (isSqlite(tx)) {
    await sql`delete from sqlite_sequence where name = ${name}`.execute(tx);
    if (nextId > 1) await sql`insert into sqlite_sequence (name, seq) values (${name}, ${nextId - 1})`.execute(tx);
  } else {
    await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${nextId}, false)`.execute(tx);
  }
}
