/** The file with the secret from which the keys for personal data are derived: made at the first start, readable by its owner only. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HuiyinError } from "../rules/errors.ts";

const secretBytes = 32;

/** @throws HuiyinError `secret-file-invalid` */
export function readSecret(file: string): Buffer {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw invalid(file, "无法读取，请检查权限");
    return makeSecret(file);
  }
  const secret = Buffer.from(text.trim(), "hex");
  if (secret.length !== secretBytes) throw invalid(file, "内容不是 64 位十六进制密钥，请恢复原文件，切勿另建，否则已加密的个人信息无法读取");
  return secret;
}

function makeSecret(file: string): Buffer {
  const secret = randomBytes(secretBytes);
  mkdirSync(dirname(file), { recursive: true });
  try {
    // `wx` lets one of two processes that start together win; the other reads what it wrote.
    writeFileSync(file, `${secret.toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    return secret;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return readSecret(file);
    throw invalid(file, "无法创建，请检查文件夹权限");
  }
}

const invalid = (file: string, what: string) => new HuiyinError("secret-file-invalid", `密钥文件 ${file} ${what}。`);
