/**
 * A backup as one file: a first line that says what it is, then the parts as lines of text, packed by gzip and, where a passphrase is given,
 * sealed. Rows are lines that begin with `{`; a line that begins with `#` tells what follows; files are lines of base64.
 */
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, pipeline as pipe } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { linesOf } from "./lines.ts";
import { BackupRefused, type Manifest, type Part, type Parts } from "./parts.ts";
import { beginSealing, keyOf, opened, sealed, truncated, type Sealing } from "./sealedStream.ts";

const magic = "HUIYIN BACKUP";
const containerVersion = 1;
const firstLineMax = 4096;
const base64LineBytes = 48 * 1024;

/** Under another name until it is whole and on the disk; readable by its owner only. */
export async function writeBackupFile(file: string, parts: Parts, passphrase: string | null, check: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    const begun = passphrase === null ? null : await beginSealing(passphrase);
    const first = Buffer.from(`${magic} ${containerVersion} ${JSON.stringify({ sealing: begun?.sealing ?? null })}\n`);
    const handle = await open(unfinished, "wx", 0o600);
    try {
      const packed = createGzip({ level: 6 });
      const text = pipeline(Readable.from(textOf(parts), { objectMode: false }), packed);
      const body: AsyncIterable<Buffer> = begun === null ? packed : sealed(packed, begun.key, first);
      await Promise.all([text, writeAll(handle, first, body)]);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await check(unfinished);
    await rename(unfinished, file);
    const folder = await open(dirname(file), "r");
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, first: Buffer, body: AsyncIterable<Buffer>): Promise<void> {
  await handle.writeFile(first);
  for await (const bytes of body) await handle.writeFile(bytes);
}

async function* textOf(parts: Parts): AsyncGenerator<Buffer> {
  const told = (value: object) => Buffer.from(`#${JSON.stringify(value)}\n`);
  for await (const part of parts) {
    if (part.type === "rows") yield Buffer.from(part.text);
    else if (part.type === "file") {
      yield told({ type: "file", sha256: part.sha256 });
      for (let at = 0; at < part.bytes.length; at += base64LineBytes) yield Buffer.from(`${part.bytes.subarray(at, at + base64LineBytes).toString("base64")}\n`);
    } else yield told(part);
  }
}

/** Whether a file begins as a backup does. */
export async function isBackupFile(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return buffer.subarray(0, bytesRead).toString() === magic;
  } finally {
    await handle.close();
  }
}

/** @throws BackupRefused whatever is wrong with the file; what its parts say is still to be checked (`checked`). */
export async function* partsOfFile(file: string, passphrase: string | null): AsyncGenerator<Part> {
  const { first, sealing } = await firstLineOf(file);
  const body: AsyncIterable<Buffer> = createReadStream(file, { start: first.length });
  let plain = body;
  if (sealing !== null) {
    if (passphrase === null) throw new BackupRefused("backup-passphrase-missing", "备份已加密，请用 HUIYIN_BACKUP_PASSPHRASE 或 HUIYIN_BACKUP_PASSPHRASE_FILE 给出口令。");
    plain = opened(body, await keyOf(sealing, passphrase), first);
  }
  const unpacked = createGunzip();
  pipe(Readable.from(plain), unpacked, () => {});
  try {
    yield* partsIn(linesOf(unpacked));
  } catch (error) {
    throw asRefusal(error);
  } finally {
    unpacked.destroy();
  }
}

async function firstLineOf(file: string): Promise<{ first: Buffer; sealing: Sealing | null }> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(firstLineMax), 0, firstLineMax, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(10);
    const text = buffer.subarray(0, Math.max(0, end)).toString("utf8");
    const [, version, told] = new RegExp(`^${magic} (\\d+) (\\{.*\\})$`).exec(text) ?? [];
    if (version === undefined || told === undefined) throw new BackupRefused("backup-unknown", "这不是回音的备份文件，或文件开头已损坏。");
    if (Number(version) > containerVersion) throw new BackupRefused("backup-too-new", "备份由更新版本的程序生成，请升级程序后再恢复。");
    return { first: Buffer.from(buffer.subarray(0, end + 1)), sealing: (JSON.parse(told) as { sealing: Sealing | null }).sealing };
  } catch (error) {
    throw error instanceof SyntaxError ? new BackupRefused("backup-damaged", "备份文件的首行有误，文件已损坏。") : error;
  } finally {
    await handle.close();
  }
}

type Told = Exclude<Part, { type: "rows" | "file" }> | { type: "file"; sha256: string };

async function* partsIn(pieces: AsyncIterable<string[]>): AsyncGenerator<Part> {
  let file: { sha256: string; bytes: Buffer[] } | null = null;
  let manifest: Manifest | null = null;
  for await (const lines of pieces) {
    let rows: string[] = [];
    for (const line of lines) {
      if (manifest !== null) throw new BackupRefused("backup-altered", "备份在清单之后还有内容，已被改动。");
      if (line.startsWith("{")) {
        rows.push(line);
        continue;
      }
      if (rows.length > 0) yield { type: "rows", text: `${rows.join("\n")}\n`, rows: rows.length };
      rows = [];
      if (!line.startsWith("#")) {
        file?.bytes.push(Buffer.from(line, "base64"));
        continue;
      }
      if (file !== null) yield { type: "file", sha256: file.sha256, bytes: Buffer.concat(file.bytes) };
      file = null;
      const told = JSON.parse(line.slice(1)) as Told;
      if (told.type === "file") file = { sha256: told.sha256, bytes: [] };
      else yield told;
      if (told.type === "end") manifest = told.manifest;
    }
    if (rows.length > 0) yield { type: "rows", text: `${rows.join("\n")}\n`, rows: rows.length };
  }
  if (manifest === null) throw truncated();
}

/** What the unpacker and the reader of lines complain of, in words. */
function asRefusal(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "Z_BUF_ERROR") return truncated();
  if ((typeof code === "string" && code.startsWith("Z_")) || error instanceof SyntaxError) return new BackupRefused("backup-damaged", "备份文件已损坏：内容无法解开。");
  return error;
}
