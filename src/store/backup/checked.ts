/** Lets the parts of a backup through while they are proved: whole, unchanged, signed by the secret file, and not newer than this program. */
import { createHash } from "node:crypto";
import { migrations } from "../../../migrations/index.ts";
import { caseMachineVersion } from "../../machines/caseMachine.ts";
import type { Vault } from "../vault.ts";
import { BackupRefused, formatVersion, manifestDigest, signaturePurpose, type BackupHeader, type Manifest, type Part, type Parts, type TableEntry } from "./parts.ts";
import { truncated } from "./sealedStream.ts";

/** @param vault null where the secret file is lost and the signature cannot be proved @throws BackupRefused at the first part that is wrong, at the last for what only the whole shows */
export async function* checked(parts: Parts, vault: Vault | null): AsyncGenerator<Part> {
  let header: BackupHeader | null = null;
  let manifest: Manifest | null = null;
  let table: { entry: TableEntry; hash: ReturnType<typeof createHash> } | null = null;
  const tables: TableEntry[] = [];
  const list = createHash("sha256");
  let files = 0;
  const endTable = () => {
    if (table !== null) tables.push({ ...table.entry, sha256: table.hash.digest("hex") });
    table = null;
  };
  for await (const part of parts) {
    if (header === null && part.type !== "header") throw new BackupRefused("backup-damaged", "备份文件已损坏：开头没有说明。");
    if (part.type === "header") refuseNewer((header = part.header));
    if (part.type === "table") {
      endTable();
      table = { entry: { name: part.name, columns: part.columns, nextId: part.nextId, rows: 0, sha256: "" }, hash: createHash("sha256") };
    }
    if (part.type === "rows") {
      if (table === null) throw new BackupRefused("backup-altered", "备份里有不属于任何表的记录，已被改动。");
      table.hash.update(part.text);
      table.entry.rows += part.rows;
    }
    if (part.type === "file") {
      endTable();
      if (createHash("sha256").update(part.bytes).digest("hex") !== part.sha256) throw new BackupRefused("backup-altered", `备份里的附件 ${part.sha256.slice(0, 12)} 与其摘要不符：被改动或损坏。`);
      list.update(`${part.sha256}\n`);
      files += 1;
    }
    if (part.type === "end") {
      endTable();
      manifest = part.manifest;
      compare(manifest, { header: header as BackupHeader, tables, files: { count: files, missing: manifest.files.missing, sha256: list.digest("hex") } });
      if (vault !== null && !vault.isSigned(signaturePurpose, manifestDigest(manifest), manifest.signature)) {
        throw new BackupRefused("backup-signature-wrong", "备份的签名不符：清单被改动，或现在的密钥文件（HUIYIN_SECRET_FILE）不是备份时的那一份。");
      }
    }
    yield part;
  }
  if (manifest === null) throw truncated();
}

function refuseNewer({ format, migration, machineVersion }: BackupHeader): void {
  if (format > formatVersion || !Object.hasOwn(migrations, migration) || machineVersion > caseMachineVersion) {
    throw new BackupRefused("backup-too-new", `备份由更新版本的程序生成（${migration}），请升级程序后再恢复。`);
  }
}

function compare(told: Manifest, found: Omit<Manifest, "signature">): void {
  if (JSON.stringify(told.header) !== JSON.stringify(found.header)) throw new BackupRefused("backup-altered", "备份的开头与清单不符：被改动，或由两份备份拼成。");
  for (const entry of told.tables) {
    const here = found.tables.find(({ name }) => name === entry.name);
    if (here === undefined) throw new BackupRefused("backup-altered", `备份里缺少表 ${entry.name}。`);
    if (here.rows !== entry.rows) throw new BackupRefused("backup-altered", `备份的表 ${entry.name} 应有 ${entry.rows} 行，实有 ${here.rows} 行。`);
    if (here.sha256 !== entry.sha256) throw new BackupRefused("backup-altered", `备份的表 ${entry.name} 与清单不符：内容被改动、调换或损坏。`);
  }
  const differs = manifestDigest({ ...found, tables: found.tables }) !== manifestDigest(told);
  if (told.files.count !== found.files.count || told.files.sha256 !== found.files.sha256) throw new BackupRefused("backup-altered", `备份应有 ${told.files.count} 个附件，实有 ${found.files.count} 个，或附件被调换。`);
  if (differs) throw new BackupRefused("backup-altered", "备份与其清单不符：表的次序或列被改动。");
}
