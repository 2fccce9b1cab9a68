/** `huiyin secrets`: the keys for personal data, a new one put to use beside a running service, and old ones given up once nothing needs them. */
import { setTimeout as pause } from "node:timers/promises";
import { lookMillis, nextKey, readSecrets, writeSecrets } from "../../config/secretFile.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { currentKey, suiteLabels, type SecretKey } from "../../rules/suites.ts";
import { cliActor } from "../../store/actors.ts";
import { recordAudit } from "../../store/audit.ts";
import { HuiyinError } from "../../store/errors.ts";
import { hideStoredWords } from "../../store/hideWords.ts";
import { openLinksBefore, resealAll, sealedByKey } from "../../store/reseal.ts";
import { keyMark, keyOfMark, vaultFrom } from "../../store/vault.ts";
import { now, type House } from "../house.ts";
import { print, printJson, progress, table, tell } from "../output.ts";

type Parts = Pick<House, "environment" | "store">;

export interface KeyStatus {
  number: number;
  suite: string;
  /** `current` seals new values, `old` only opens, `waiting` does neither yet, `missing` is asked for by values and not in the file. */
  state: "current" | "old" | "waiting" | "missing";
  activeSince: string | null;
  /** Sealed values and blind indexes that need it. */
  values: number;
}

export async function statusOf({ environment, store }: Parts): Promise<KeyStatus[]> {
  const keys = readSecrets(environment.secretFile, environment.suite);
  const counts = await sealedByKey(store.read);
  const newest = currentKey(keys);
  const known = keys.map((key): KeyStatus => ({
    number: key.number,
    suite: key.suite,
    state: key === newest ? "current" : key.activeSince === null ? "waiting" : "old",
    activeSince: key.activeSince,
    values: counts.get(keyMark(key)) ?? 0,
  }));
  const marks = new Set(keys.map(keyMark));
  const missing = [...counts].filter(([mark]) => !marks.has(mark)).map(([mark, values]): KeyStatus => ({ number: keyOfMark(mark)?.number ?? 0, suite: keyOfMark(mark)?.suite ?? "?", state: "missing", activeSince: null, values }));
  return [...known, ...missing].sort((a, b) => a.number - b.number);
}

const stateLabels: Record<KeyStatus["state"], string> = { current: "使用中", old: "旧，只用于解开", waiting: "待启用", missing: "密钥文件中没有" };

export async function secretsStatus(house: House, { json }: { json?: boolean }): Promise<number> {
  const items = await statusOf(house);
  if (json) printJson(items);
  else print(table([["编号", "算法", "状态", "启用", "加密值与索引"], ...items.map((item) => [item.number, item.suite, stateLabels[item.state], item.activeSince === null ? "—" : toOffsetText(item.activeSince), item.values])]));
  if (items.some(({ state }) => state === "missing")) tell("有个人信息所用的密钥不在密钥文件中，请恢复含该密钥的文件。");
  const current = items.find(({ state }) => state === "current");
  const mismatch = current !== undefined && current.suite !== house.environment.suite;
  if (mismatch) tell(`HUIYIN_CRYPTO 为 ${house.environment.suite}，而使用中的密钥用于 ${current.suite}：请运行 huiyin secrets rotate。`);
  const rest = items.filter(({ state, values }) => state === "old" && values > 0).reduce((sum, { values }) => sum + values, 0);
  if (rest > 0) tell(`还有 ${rest} 个值用旧密钥加密，请再运行 huiyin secrets rotate 完成轮换。`);
  return items.some(({ state }) => state === "missing") || mismatch || rest > 0 ? 1 : 0;
}

/** A key that is known and not yet used: the file goes to every machine before `rotate` puts it to use. */
export async function secretsPrepare({ environment, store }: Parts): Promise<number> {
  const keys = readSecrets(environment.secretFile, environment.suite);
  if (keys.some(({ activeSince }) => activeSince === null)) throw new HuiyinError("secret-waiting", "已有一个待启用的密钥，请先运行 huiyin secrets rotate 启用它。");
  const made = nextKey(environment.secretFile, keys, environment.suite);
  writeSecrets(environment.secretFile, [...keys, made]);
  await audited({ store }, "secret-prepared", made);
  print(`已备好 ${made.number} 号密钥（${suiteLabels[made.suite]}）。请把密钥文件复制到每台运行回音的机器，再运行 huiyin secrets rotate。`);
  return 0;
}

/**
 * What was begun is finished first; only a store whose values all have the current key gets a new one. So it may be killed and repeated.
 * @param wait for every process on this machine to have looked at the file.
 */
export async function rotate({ environment, store }: Parts, wait: () => Promise<unknown>, onProgress: (resealed: number) => void = () => {}): Promise<{ key: SecretKey; isNew: boolean; resealed: number; hidden: number }> {
  const file = environment.secretFile;
  let keys = readSecrets(file, environment.suite);
  let waiting = keys.find(({ activeSince }) => activeSince === null);
  if (waiting === undefined && !(await isUnfinished({ store }, keys))) {
    waiting = nextKey(file, keys, environment.suite);
    // First everybody knows it, then somebody uses it: no process meets a blind index that it cannot compute.
    writeSecrets(file, [...keys, waiting]);
    await audited({ store }, "secret-prepared", waiting);
    await wait();
  }
  if (waiting !== undefined) {
    const { number } = waiting;
    keys = readSecrets(file).map((key) => (key.number === number ? { ...key, activeSince: now() } : key));
    writeSecrets(file, keys);
    await audited({ store }, "secret-activated", waiting);
    await wait();
  }
  const fixed = readSecrets(file);
  const vault = vaultFrom(() => fixed);
  const resealed = await resealAll(store, vault, onProgress);
  const hidden = await hideStoredWords(store, vault);
  return { key: currentKey(fixed) as SecretKey, isNew: waiting !== undefined, resealed, hidden };
}

async function isUnfinished({ store }: Pick<Parts, "store">, keys: readonly SecretKey[]): Promise<boolean> {
  const newest = currentKey(keys);
  const counts = await sealedByKey(store.read);
  return [...counts.keys()].some((mark) => newest !== undefined && mark !== keyMark(newest));
}

export async function secretsRotate(house: House): Promise<number> {
  tell("正在轮换密钥；服务可以照常运行。中断后再次运行即可继续。");
  const bar = progress("重新加密", null);
  const { key, isNew, resealed, hidden } = await rotate(house, () => pause(2 * lookMillis), (count) => bar.update(count));
  bar.stop();
  print(`${isNew ? `已启用 ${key.number} 号密钥` : `继续上次的轮换（${key.number} 号密钥）`}：${suiteLabels[key.suite]}，重新加密 ${resealed} 个值${hidden > 0 ? `，遮挡 ${hidden} 件旧工单原文中的个人信息` : ""}。旧密钥不再需要后，可用 huiyin secrets retire 编号 移除。`);
  return 0;
}

/** @throws HuiyinError `secret-unknown`, `secret-in-use` */
export async function retire({ environment, store }: Parts, number: number): Promise<void> {
  const keys = readSecrets(environment.secretFile, environment.suite);
  const key = keys.find((each) => each.number === number);
  const newest = currentKey(keys);
  if (key === undefined) throw new HuiyinError("secret-unknown", `密钥文件中没有 ${number} 号密钥，现有：${keys.map((each) => each.number).join("、")}。`);
  if (key === newest) throw new HuiyinError("secret-in-use", `${number} 号密钥正在使用，不能移除；请先运行 huiyin secrets rotate。`);
  const values = (await sealedByKey(store.read)).get(keyMark(key)) ?? 0;
  if (values > 0) throw new HuiyinError("secret-in-use", `还有 ${values} 个值用 ${number} 号密钥加密，不能移除；请先运行 huiyin secrets rotate。`);
  // A link is signed with the key of its time, and says nothing of it to the store.
  const replacedAt = keys.filter((each) => each.number > number && each.activeSince !== null).sort((a, b) => a.number - b.number)[0]?.activeSince;
  const links = key.activeSince === null || replacedAt === null || replacedAt === undefined ? 0 : await openLinksBefore(store.read, replacedAt, now());
  if (links > 0) throw new HuiyinError("secret-in-use", `还有 ${links} 个有效的评价链接由 ${number} 号密钥签名，请等它们过期或被使用后再移除。`);
  writeSecrets(environment.secretFile, keys.filter((each) => each !== key));
  await audited({ store }, "secret-retired", key);
}

export async function secretsRetire(house: House, text: string): Promise<number> {
  if (!/^\d{1,2}$/.test(text)) throw new HuiyinError("usage", `密钥编号 ${text} 应为 1 至 99 的整数。`);
  await retire(house, Number(text));
  print(`已移除 ${text} 号密钥。此前的备份仍需它才能读取，请与备份一同保存旧的密钥文件。`);
  return 0;
}

const audited = ({ store }: Pick<Parts, "store">, action: "secret-prepared" | "secret-activated" | "secret-retired", { number, suite }: SecretKey): Promise<void> =>
  store.write((tx) => recordAudit(tx, { action, subject: String(number), detail: suite }, { actor: cliActor, at: now() }));
