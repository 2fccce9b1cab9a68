/** `huiyin backup`, `export` and `restore`: everything out of a store, into one file or open files, and back into either database. */
import { existsSync, statSync } from "node:fs";
import { readEnvironment, type Environment } from "../../config/environment.ts";
import { secretSource } from "../../config/secretFile.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { cliActor } from "../../store/actors.ts";
import { falseAttachments } from "../../store/attachments.ts";
import { recordAudit } from "../../store/audit.ts";
import { backUp, backUpByPlan, checkParts } from "../../store/backup/backUp.ts";
import { partsOfFile } from "../../store/backup/backupFile.ts";
import { checked } from "../../store/backup/checked.ts";
import { partsOfExport, writeExport } from "../../store/backup/exportFolder.ts";
import type { Manifest, Parts } from "../../store/backup/parts.ts";
import { partsOfStore } from "../../store/backup/readStore.ts";
import { isStoreEmpty, restoreParts, storeNotEmpty } from "../../store/backup/restore.ts";
import { HuiyinError } from "../../store/errors.ts";
import { openStore, openStoreAt } from "../../store/open.ts";
import { reconcile } from "../../store/reconcile.ts";
import type { Store } from "../../store/store.ts";
import { vaultFrom, type Vault } from "../../store/vault.ts";
import { verify } from "../../store/verify.ts";
import { now, openHouse, type House } from "../house.ts";
import { print, printJson, progress, tell } from "../output.ts";

export async function backupTo(house: House, target: string, { keep, json }: { keep?: string; json?: boolean }): Promise<number> {
  const { store, rulebook, environment } = house;
  const { attachmentsFolder, backupPassphrase: passphrase } = environment;
  const intoFolder = keep !== undefined || (existsSync(target) && statSync(target).isDirectory());
  const bar = progress("备份", null);
  const read = { at: now(), vault: rulebook.vault };
  const made = intoFolder
    ? await backUpByPlan(store, { folder: target, keep: keepOf(keep ?? "9999"), attachmentsFolder, passphrase }, read)
    : { file: target, removed: 0, manifest: await backUp(store, target, { ...read, attachmentsFolder, passphrase, onProgress: (rows) => bar.update(rows) }) };
  bar.stop();
  const { file, manifest, removed } = made;
  await audited(store, "backed-up", manifest);
  if (json) printJson({ file, removed, encrypted: passphrase !== null, ...summaryOf(manifest) });
  else print(`已备份到 ${file}（${passphrase === null ? "未加密" : "已加密"}，已读回核验）：${told(manifest)}${removed > 0 ? `；清理旧备份 ${removed} 份` : ""}。\n密钥文件 ${environment.secretFile} 不在备份内，请另行妥善保管：没有它，个人信息无法读取。`);
  return complain(manifest);
}

export async function exportTo({ store, rulebook, environment }: House, folder: string, { json }: { json?: boolean }): Promise<number> {
  const manifest = await store.snapshot((read) => writeExport(folder, partsOfStore(read, { at: now(), vault: rulebook.vault, attachmentsFolder: environment.attachmentsFolder })));
  await audited(store, "exported", manifest);
  if (json) printJson({ folder, ...summaryOf(manifest) });
  else print(`已导出到 ${folder}：${told(manifest)}。每张表一个 NDJSON 文件，清单为 manifest.json；可用 huiyin restore ${folder} 恢复到任一种数据库。`);
  return complain(manifest);
}

export interface RestoreCommand {
  overwrite?: boolean;
  check?: boolean;
  unsigned?: boolean;
  json?: boolean;
}

/** @param variables of the environment */
export async function restoreFrom(from: string, { overwrite = false, check, unsigned, json }: RestoreCommand, variables: Readonly<Record<string, string | undefined>> = process.env): Promise<number> {
  const environment = readEnvironment(variables);
  if (!existsSync(from)) throw new HuiyinError("usage", `没有备份文件或文件夹 ${from}。`);
  const parts = (): Parts => (statSync(from).isDirectory() ? partsOfExport(from) : partsOfFile(from, environment.backupPassphrase));
  const vault = unsigned ? null : vaultOf(environment);
  const checking = progress("检查备份", null);
  const manifest = await checkParts(parts(), { vault, onProgress: (rows) => checking.update(rows) });
  checking.stop();
  if (check) {
    if (json) printJson(summaryOf(manifest));
    else print(`备份完好：${told(manifest)}。`);
    return 0;
  }
  await refuseUnlessEmpty(environment.databaseUrl, overwrite);
  const store = await openStoreAt(environment.databaseUrl, manifest.header.migration);
  try {
    const bar = progress("恢复", null);
    await restoreParts(store, () => checked(parts(), vault), { attachmentsFolder: environment.attachmentsFolder, onProgress: (rows) => bar.update(rows) });
    bar.stop();
  } finally {
    await store.close();
  }
  return prove(manifest, variables, json === true);
}

async function refuseUnlessEmpty(url: string, overwrite: boolean): Promise<void> {
  if (overwrite) return;
  const store = await openStore(url);
  try {
    if (!(await isStoreEmpty(store.read))) throw storeNotEmpty();
  } finally {
    await store.close();
  }
}

/** The store is opened as a service opens it, brought to the newest schema, and its histories and accounting are proved. */
async function prove(manifest: Manifest, variables: Readonly<Record<string, string | undefined>>, json: boolean): Promise<number> {
  const house = await openHouse(variables);
  try {
    await audited(house.store, "restored", manifest);
    const { differences, falseCheckpoints, falseNotices, cases } = await verify(house.store);
    const { balanced } = await reconcile(house.store);
    const lost = await falseAttachments(house.store.read, house.environment.attachmentsFolder);
    const isSound = differences.length + falseCheckpoints.length + falseNotices.length + lost.length === 0 && balanced;
    if (json) printJson({ ...summaryOf(manifest), verified: isSound });
    else print(`已恢复${told(manifest)}。${isSound ? `核验 ${cases} 件工单，历史完整，对账平衡。` : "但核验或对账有异，请运行 huiyin verify 与 huiyin reconcile 查看。"}`);
    return isSound ? 0 : 1;
  } finally {
    await house.store.close();
  }
}

/** Whoever takes everything out of the store, or puts everything into it, is on record. */
const audited = (store: Store, action: "backed-up" | "exported" | "restored", { header, tables }: Manifest): Promise<void> =>
  store.write((tx) => recordAudit(tx, { action, subject: toOffsetText(header.madeAt), detail: `${tables.reduce((sum, { rows }) => sum + rows, 0)} 行` }, { actor: cliActor, at: now() }));

/** A file that is made now could prove nothing. */
function vaultOf({ secretFile, suite }: Environment): Vault {
  if (!existsSync(secretFile)) throw new HuiyinError("secret-file-missing", `没有密钥文件 ${secretFile}：请先放回备份时的密钥文件。密钥确已丢失时可加 --unsigned，但个人信息将无法读取。`);
  return vaultFrom(secretSource(secretFile, suite));
}

function keepOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new HuiyinError("usage", "--keep 应为 1 到 9999 的整数。");
  return Number(text);
}

const summaryOf = ({ header, tables, files }: Manifest) => ({ ...header, rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])), files: files.count, filesMissing: files.missing });

function told({ header, tables, files }: Manifest): string {
  const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows ?? 0;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${toOffsetText(header.madeAt)} 的数据，工单 ${rowsOf("cases")} 件、事件 ${rowsOf("case_events")} 条、共 ${rows} 行，附件 ${files.count} 个`;
}

function complain({ files }: Manifest): number {
  if (files.missing.length === 0) return 0;
  tell(`有 ${files.missing.length} 个附件缺失或被改动，没有收入：请运行 huiyin verify 查看是哪些。`);
  return 1;
}
