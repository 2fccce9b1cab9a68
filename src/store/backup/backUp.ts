/** Makes a backup beside a running service: at one instant, read back and proved before it gets its name, the oldest given up for it. */
import { existsSync, statSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { toOffsetText } from "../../rules/shanghai.ts";
import { HuiyinError } from "../errors.ts";
import type { Store } from "../store.ts";
import { isBackupFile, partsOfFile, writeBackupFile } from "./backupFile.ts";
import { checked } from "./checked.ts";
import type { Manifest, Part, Parts } from "./parts.ts";
import { partsOfStore, type ReadOptions } from "./readStore.ts";
import { truncated } from "./sealedStream.ts";

export interface BackupPlan {
  folder: string;
  /** So many of the newest stay. */
  keep: number;
  attachmentsFolder: string;
  passphrase: string | null;
}

export interface BackupOptions extends ReadOptions {
  passphrase: string | null;
  onProgress?: (rows: number) => void;
}

/** @param file replaced if it is a backup @throws HuiyinError `backup-target-exists` */
export async function backUp(store: Store, file: string, options: BackupOptions): Promise<Manifest> {
  if (existsSync(file) && (!statSync(file).isFile() || !(await isBackupFile(file)))) throw new HuiyinError("backup-target-exists", `${file} 已存在，而且不是回音的备份文件，没有覆盖。`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  let manifest: Manifest | null = null;
  await store.snapshot(async (read) => {
    const prove = async (unfinished: string) => void (manifest = await checkParts(partsOfFile(unfinished, options.passphrase), options));
    await writeBackupFile(file, counted(partsOfStore(read, options), options.onProgress), options.passphrase, prove);
  });
  if (manifest === null) throw new Error("A backup was made and not proved.");
  return manifest;
}

/** Into the plan's folder, under the name of its instant; then those beyond the plan's number are removed, the oldest first. */
export async function backUpByPlan(store: Store, plan: BackupPlan, { at, vault }: Pick<ReadOptions, "at" | "vault">): Promise<{ file: string; manifest: Manifest; removed: number }> {
  const file = join(plan.folder, `huiyin-${toOffsetText(at).slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}.backup`);
  const manifest = await backUp(store, file, { at, vault, attachmentsFolder: plan.attachmentsFolder, passphrase: plan.passphrase });
  return { file, manifest, removed: await removeOldest(plan) };
}

const plannedName = /^huiyin-\d{8}-\d{6}\.backup$/;

async function removeOldest({ folder, keep }: BackupPlan): Promise<number> {
  const old = (await readdir(folder)).filter((name) => plannedName.test(name)).sort().slice(0, -keep);
  for (const name of old) await rm(join(folder, name));
  return old.length;
}

/** Reads a backup to its end. @throws BackupRefused for whatever is wrong with it */
export async function checkParts(parts: Parts, { vault, onProgress }: { vault: ReadOptions["vault"] | null; onProgress?: (rows: number) => void }): Promise<Manifest> {
  let manifest: Manifest | null = null;
  for await (const part of counted(checked(parts, vault), onProgress)) if (part.type === "end") manifest = part.manifest;
  if (manifest === null) throw truncated();
  return manifest;
}

async function* counted(parts: Parts, onProgress: (rows: number) => void = () => {}): AsyncGenerator<Part> {
  let rows = 0;
  for await (const part of parts) {
    if (part.type === "rows") onProgress((rows += part.rows));
    yield part;
  }
}
