/** Files beside the database, each under the SHA-256 of its bytes: the same file is kept once, and a changed one is found out. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Durable when it resolves. @returns the hash, hexadecimal. */
export async function saveBlob(folder: string, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const path = pathOf(folder, sha256);
  if (await isThere(path, bytes.length)) return sha256;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return sha256;
}

/** Null where the file is missing or is not the one of this hash any more. */
export async function readBlob(folder: string, sha256: string): Promise<Buffer | null> {
  try {
    const bytes = await readFile(pathOf(folder, sha256));
    return createHash("sha256").update(bytes).digest("hex") === sha256 ? bytes : null;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
}

export const removeBlob = (folder: string, sha256: string): Promise<void> => rm(pathOf(folder, sha256), { force: true });

const pathOf = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

async function isThere(path: string, size: number): Promise<boolean> {
  try {
    return (await stat(path)).size === size;
  } catch {
    return false;
  }
}

/** The name is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
