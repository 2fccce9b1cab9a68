/** The environment variables of the program, read and checked once; a wrong value stops the start with one clear line. */
import { getCiphers, getHashes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { HuiyinError } from "../rules/errors.ts";
import { suites, type Suite } from "../rules/suites.ts";

export interface Environment {
  databaseUrl: string;
  host: string;
  port: number;
  configFolder: string;
  logLevel: string;
  secretFile: string;
  /** The folder of the drop folders, one for each profile; null where there are none. */
  inboxFolder: string | null;
  /** Where attached files lie, by their hash. */
  attachmentsFolder: string;
  /** Where complainants see the service from outside, without a slash at its end; null where they do not. */
  publicUrl: string | null;
  /** The addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; none by default. */
  trustedProxies: string[];
  /** Whether the session's cookie is for HTTPS only; null: whenever the request came over HTTPS. */
  secureCookies: boolean | null;
  /** By which algorithms new hashes and new keys are made. */
  suite: Suite;
  /** Where the nightly backups go and how many of them stay; null where there are none. */
  backup: { folder: string; keep: number } | null;
  /** With which backups are encrypted and opened; null for none. */
  backupPassphrase: string | null;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/** @throws HuiyinError `environment-invalid` */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const databaseUrl = variables["HUIYIN_DATABASE"] ?? "sqlite:./data/huiyin.db";
  if (!/^(sqlite:.+|postgres(ql)?:\/\/.+)/.test(databaseUrl)) throw wrong("HUIYIN_DATABASE", "应为 sqlite:文件路径 或 postgres://用户：口令@主机/库名");
  const port = Number(variables["HUIYIN_PORT"] ?? "8110");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw wrong("HUIYIN_PORT", "应为 0 到 65535 的整数");
  const logLevel = variables["HUIYIN_LOG_LEVEL"] ?? "info";
  if (!logLevels.includes(logLevel)) throw wrong("HUIYIN_LOG_LEVEL", `应为 ${logLevels.join("、")} 之一`);
  const configFolder = resolve(variables["HUIYIN_CONFIG"] ?? defaultConfigFolder());
  if (!existsSync(configFolder)) throw wrong("HUIYIN_CONFIG", `文件夹 ${configFolder} 不存在`);
  return {
    databaseUrl,
    host: variables["HUIYIN_HOST"] ?? "127.0.0.1",
    port,
    configFolder,
    logLevel,
    secretFile: resolve(variables["HUIYIN_SECRET_FILE"] ?? secretFileBeside(databaseUrl)),
    inboxFolder: inboxFolderOf(variables["HUIYIN_INBOX"] ?? "./data/inbox"),
    attachmentsFolder: resolve(variables["HUIYIN_ATTACHMENTS"] ?? attachmentsBeside(databaseUrl)),
    publicUrl: publicUrlOf(variables["HUIYIN_PUBLIC_URL"]),
    trustedProxies: proxiesOf(variables["HUIYIN_TRUSTED_PROXIES"] ?? ""),
    secureCookies: secureCookiesOf(variables["HUIYIN_SECURE_COOKIES"] ?? "auto"),
    suite: suiteOf(variables["HUIYIN_CRYPTO"] ?? "international"),
    backup: backupOf(variables["HUIYIN_BACKUP_FOLDER"], variables["HUIYIN_BACKUP_KEEP"] ?? "14"),
    backupPassphrase: passphraseOf(variables["HUIYIN_BACKUP_PASSPHRASE"], variables["HUIYIN_BACKUP_PASSPHRASE_FILE"]),
  };
}

function suiteOf(text: string): Suite {
  const suite = suites.find((each) => each === text);
  if (suite === undefined) throw wrong("HUIYIN_CRYPTO", "应为 international（AES-256、SHA-256）或 national（国密 SM4、SM3）");
  if (suite === "national" && !(getHashes().includes("sm3") && getCiphers().includes("sm4-ctr"))) throw wrong("HUIYIN_CRYPTO", "本机 Node.js 所带的 OpenSSL 不提供 SM3 或 SM4，不能设为 national");
  return suite;
}

function publicUrlOf(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") throw wrong("HUIYIN_PUBLIC_URL", "应为 https://主机 形式的外部访问地址");
  return text.replace(/\/+$/, "");
}

function proxiesOf(text: string): string[] {
  const given = text.split(",").flatMap((each) => each.trim() || []);
  const isKnown = (each: string) => {
    const [address = "", bits, ...rest] = each.split("/");
    const kind = isIP(address);
    return kind !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128)));
  };
  if (!given.every(isKnown)) throw wrong("HUIYIN_TRUSTED_PROXIES", "应为反向代理的 IP 地址或网段，多个用逗号分隔，如 127.0.0.1,10.0.0.0/8");
  return given;
}

function secureCookiesOf(text: string): boolean | null {
  if (text !== "auto" && text !== "on" && text !== "off") throw wrong("HUIYIN_SECURE_COOKIES", "应为 auto、on 或 off");
  return text === "auto" ? null : text === "on";
}

function backupOf(folder: string | undefined, keep: string): Environment["backup"] {
  if (!/^[1-9]\d{0,3}$/.test(keep)) throw wrong("HUIYIN_BACKUP_KEEP", "应为 1 到 9999 的整数");
  return folder === undefined || folder === "" ? null : { folder: resolve(folder), keep: Number(keep) };
}

const passphraseLengthMin = 12;

/** From the environment or a file, never from the command line, where everybody on the machine could read it. */
function passphraseOf(given: string | undefined, file: string | undefined): string | null {
  const name = file === undefined || file === "" ? "HUIYIN_BACKUP_PASSPHRASE" : "HUIYIN_BACKUP_PASSPHRASE_FILE";
  let passphrase = given ?? "";
  try {
    if (name === "HUIYIN_BACKUP_PASSPHRASE_FILE") passphrase = readFileSync(file ?? "", "utf8").replace(/\r?\n$/, "");
    else if (passphrase === "") return null;
  } catch {
    throw wrong(name, `文件 ${file} 无法读取`);
  }
  if ([...passphrase].length < passphraseLengthMin) throw wrong(name, `备份口令至少 ${passphraseLengthMin} 个字符`);
  return passphrase;
}

/** The folder in the current directory, or else the one that came with the program. */
function defaultConfigFolder(): string {
  if (existsSync("config/policy.yaml")) return "config";
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "config", "policy.yaml")) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, "config");
}

/** `off` for a service that takes nothing from folders. */
const inboxFolderOf = (text: string): string | null => (text === "off" ? null : resolve(text));

const secretFileBeside = (databaseUrl: string): string =>
  databaseUrl.startsWith("sqlite:") ? join(dirname(databaseUrl.slice("sqlite:".length)), "huiyin.key") : "./data/huiyin.key";

const attachmentsBeside = (databaseUrl: string): string => (databaseUrl.startsWith("sqlite:") ? join(dirname(databaseUrl.slice("sqlite:".length)), "attachments") : "./data/attachments");

const wrong = (name: string, expected: string) => new HuiyinError("environment-invalid", `环境变量 ${name} 的值有误：${expected}。`);
