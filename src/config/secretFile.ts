/**
 * The file with the keys for personal data: made at the first start, readable by its owner only. One key is 64 hexadecimal digits; a file with
 * several has a line for each: number, digits, algorithms, and since when it is in use, or `waiting`.
 */
import { randomBytes } from "node:crypto";
import { closeSync, fchownSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { HuiyinError } from "../rules/errors.ts";
import { currentKey, keyNumberMax, suites, type SecretKey, type Suite } from "../rules/suites.ts";

const secretBytes = 32;
/** A running service looks so often whether the file has changed, and so knows a new key after this time at the latest. */
export const lookMillis = 1_000;

const heading = "# 回音密钥文件：解开个人信息全靠它，请妥善备份，切勿泄露。由 huiyin secrets 维护。每行：编号 密钥 算法 启用时刻（waiting 为待启用）。\n";

/** Makes the file where there is none. @param suite of the key made then. @throws HuiyinError `secret-file-invalid` */
export function readSecrets(file: string, suite: Suite = "international"): SecretKey[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw invalid(file, "无法读取，请检查权限");
    return makeFile(file, suite);
  }
  return keysIn(file, text);
}

/** Replaces the file at once and durably: whoever reads it meanwhile sees the old or the new one whole. @throws HuiyinError `secret-file-invalid` */
export function writeSecrets(file: string, keys: readonly SecretKey[]): void {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    const handle = openSync(unfinished, "w", 0o600);
    keepOwner(handle, file);
    writeSync(handle, textOf(keys));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unfinished, file);
    const folder = openSync(dirname(file), "r");
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    throw invalid(file, "无法写入，请检查文件夹权限与磁盘空间");
  }
}

/** An administrator who runs the command as root must not take the file away from the service, which runs as somebody else. */
function keepOwner(handle: number, file: string): void {
  const { uid, gid } = statSync(file);
  const made = fstatSync(handle);
  if (made.uid !== uid || made.gid !== gid) fchownSync(handle, uid, gid);
}

/** The keys as they are now, for a program that runs while others change the file: it is looked at once in a while, and at once when asked `fresh`. */
export function secretSource(file: string, suite: Suite, clock: () => number = () => performance.now()): (fresh?: "fresh") => readonly SecretKey[] {
  let keys: readonly SecretKey[] = readSecrets(file, suite);
  let [state, lookedAt] = [stateOf(file), clock()];
  return (fresh) => {
    if (fresh === undefined && clock() - lookedAt < lookMillis) return keys;
    lookedAt = clock();
    const now = stateOf(file);
    // A file that is gone, out of reach or half copied leaves the keys known so far, and is looked at again.
    if (now === null || now === state) return keys;
    try {
      keys = readSecrets(file, suite);
      state = now;
    } catch (error) {
      if (!(error instanceof HuiyinError)) throw error;
    }
    return keys;
  };
}

function stateOf(file: string): string | null {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return null;
  }
}

function keysIn(file: string, text: string): SecretKey[] {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 1 && /^[0-9a-f]{64}$/i.test(lines[0] ?? "")) return [firstKey(Buffer.from(lines[0] ?? "", "hex"), "international")];
  const keys = lines.flatMap((line) => keyIn(line) ?? []);
  const whole = keys.length === lines.length && new Set(keys.map(({ number }) => number)).size === keys.length;
  if (!whole || currentKey(keys) === undefined) throw invalid(file, "内容不是密钥（64 位十六进制，或每行一个带编号的密钥），请恢复原文件，切勿另建，否则已加密的个人信息无法读取");
  return keys;
}

function keyIn(line: string): SecretKey | null {
  const [, number = "0", digits = "", named = "", since = ""] = /^(\d{1,2}) ([0-9a-f]{64}) (\w+) (waiting|\d{4}-\d\d-\d\dT[\d:.]+Z)$/i.exec(line) ?? [];
  const suite = suites.find((each) => each === named);
  if (suite === undefined || Number(number) < 1) return null;
  return { number: Number(number), secret: Buffer.from(digits, "hex"), suite, activeSince: since === "waiting" ? null : since };
}

const lineOf = ({ number, secret, suite, activeSince }: SecretKey): string => `${number} ${Buffer.from(secret).toString("hex")} ${suite} ${activeSince ?? "waiting"}\n`;
const always = "1970-01-01T00:00:00.000Z";
const firstKey = (secret: Uint8Array, suite: Suite): SecretKey => ({ number: 1, secret, suite, activeSince: always });

/** The first key for international algorithms alone is written as files have always been. */
function textOf(keys: readonly SecretKey[]): string {
  const [only] = keys;
  if (keys.length === 1 && only?.number === 1 && only.suite === "international" && only.activeSince === always) return `${Buffer.from(only.secret).toString("hex")}\n`;
  return heading + [...keys].sort((a, b) => a.number - b.number).map(lineOf).join("");
}

/** The next key, waiting. @throws HuiyinError `secret-file-invalid` when the numbers are used up */
export function nextKey(file: string, keys: readonly SecretKey[], suite: Suite): SecretKey {
  const number = Math.max(...keys.map((key) => key.number)) + 1;
  if (number > keyNumberMax) throw invalid(file, `密钥编号已用到 ${keyNumberMax}，不能再轮换`);
  return { number, secret: randomBytes(secretBytes), suite, activeSince: null };
}

function makeFile(file: string, suite: Suite): SecretKey[] {
  const keys = [firstKey(randomBytes(secretBytes), suite)];
  mkdirSync(dirname(file), { recursive: true });
  try {
    // `wx` lets one of two processes that start together win; the other reads what it wrote.
    writeFileSync(file, textOf(keys), { mode: 0o600, flag: "wx" });
    return keys;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return readSecrets(file, suite);
    throw invalid(file, "无法创建，请检查文件夹权限");
  }
}

const invalid = (file: string, what: string) => new HuiyinError("secret-file-invalid", `密钥文件 ${file} ${what}。`);
