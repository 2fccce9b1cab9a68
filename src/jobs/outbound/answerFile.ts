/** Answers as files: written whole under their final name, and delivered once the other side has taken or acknowledged them. */
import { mkdir, open, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Message } from "./message.ts";

/** Under another name first, so that whoever collects the folder never sees half a file. */
export async function writeAnswerFile(folder: string, message: Message): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, nameOf(message));
  const file = await open(`${path}.part`, "w", 0o640);
  try {
    await file.writeFile(message.body);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}

/** How the other side has shown that it has the file: by taking it away, or by a file of the same name with `.ack`. Null while it has not. */
export async function receiptOfFile(folder: string, message: Message): Promise<string | null> {
  const path = join(folder, nameOf(message));
  if (await exists(`${path}.ack`)) return `${nameOf(message)}.ack`;
  return (await exists(path)) ? null : `${nameOf(message)} 已被取走`;
}

export const nameOf = (message: Message): string => `${message.id}.json`;

/** A folder that cannot be reached is no sign that a file was taken: the error is passed on. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
    // That the folder itself is gone is no receipt either.
    await stat(join(path, ".."));
    return false;
  }
}
