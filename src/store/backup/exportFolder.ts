/** The same parts as a folder of open files: a file of NDJSON for each table, the attached files as they are, and a manifest. */
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, readdir, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { HuiyinError } from "../errors.ts";
import { readBlob, saveBlob } from "../blobs.ts";
import { linesOf } from "./lines.ts";
import { BackupRefused, type Manifest, type Part, type Parts } from "./parts.ts";
import { truncated } from "./sealedStream.ts";

const manifestName = "manifest.json";
/** The files in their order, because the manifest tells their count and hash only. */
const filesName = "attachments.txt";
const tableFile = (folder: string, name: string) => join(folder, "tables", `${name}.ndjson`);
const attachmentsOf = (folder: string) => join(folder, "attachments");

/** @param folder is made; one that holds anything is refused @throws HuiyinError `export-folder-not-empty` */
export async function writeExport(folder: string, parts: Parts): Promise<Manifest> {
  await mkdir(join(folder, "tables"), { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 1 || (await readdir(join(folder, "tables"))).length > 0) throw new HuiyinError("export-folder-not-empty", `文件夹 ${folder} 不是空的，请换一个。`);
  let table: FileHandle | null = null;
  const files = await open(join(folder, filesName), "wx", 0o600);
  const close = async () => {
    await table?.sync();
    await table?.close();
    table = null;
  };
  try {
    for await (const part of parts) {
      if (part.type === "table") {
        await close();
        table = await open(tableFile(folder, part.name), "wx", 0o600);
      } else if (part.type === "rows") await table?.writeFile(part.text);
      else if (part.type === "file") {
        await saveBlob(attachmentsOf(folder), part.bytes);
        await files.writeFile(`${part.sha256}\n`);
      } else if (part.type === "end") {
        await files.sync();
        // Last of all: a folder without it is no whole export.
        await writeFile(join(folder, manifestName), `${JSON.stringify(part.manifest, null, 2)}\n`, { mode: 0o600, flush: true });
        return part.manifest;
      }
    }
  } finally {
    await close();
    await files.close();
  }
  throw new Error("The parts have no end.");
}

/** @throws BackupRefused */
export async function* partsOfExport(folder: string): AsyncGenerator<Part> {
  const manifest = await manifestOf(folder);
  yield { type: "header", header: manifest.header };
  for (const { name, columns, nextId } of manifest.tables) {
    if (!/^[a-z_]+$/.test(name)) throw new BackupRefused("backup-altered", `导出的清单 ${manifestName} 被改动：表名不合规。`);
    yield { type: "table", name, columns, nextId };
    for await (const lines of linesIn(tableFile(folder, name), `表 ${name}`)) yield { type: "rows", text: `${lines.join("\n")}\n`, rows: lines.length };
  }
  for await (const names of linesIn(join(folder, filesName), "附件清单")) {
    for (const sha256 of names) {
      const bytes = /^[0-9a-f]{64}$/.test(sha256) ? await readBlob(attachmentsOf(folder), sha256) : null;
      if (bytes === null) throw new BackupRefused("backup-altered", `导出的附件 ${sha256.slice(0, 12)} 缺失或被改动。`);
      yield { type: "file", sha256, bytes };
    }
  }
  yield { type: "end", manifest };
}

async function manifestOf(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, manifestName), "utf8")) as Manifest;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") throw truncated();
    throw new BackupRefused("backup-damaged", `导出的清单 ${manifestName} 无法读取。`);
  }
}

async function* linesIn(file: string, what: string): AsyncGenerator<string[]> {
  try {
    yield* linesOf(createReadStream(file));
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") throw new BackupRefused("backup-altered", `导出里缺少${what}。`);
    throw error;
  }
}
