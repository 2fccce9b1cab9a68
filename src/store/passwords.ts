/** Passwords: what one must look like, and its argon2id hash. */
import { hash, verify } from "@node-rs/argon2";
import { randomBytes } from "node:crypto";

export const passwordLengthMin = 10;
export const passwordLengthMax = 200;

/** Why a password is not acceptable, in Chinese; null when it is. Long beats intricate, so nothing but the length is asked for. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length;
  if (length < passwordLengthMin) return `密码至少 ${passwordLengthMin} 个字符。`;
  if (length > passwordLengthMax) return `密码最多 ${passwordLengthMax} 个字符。`;
  return password.trim() === "" ? "密码不能全是空格。" : null;
}

/** For somebody else, who is told of it once: 96 random bits in 16 characters. */
export const newPassword = (): string => randomBytes(12).toString("base64url");

/** The library's defaults are argon2id with 19 MiB, two passes and one lane. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"));
}

/** With a null hash (no such user) as much time passes as with a real one, so that names cannot be found out by the clock. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (password.length > passwordLengthMax * 4) return false;
  const right = await verify(
    passwordHash ?? (await (nobodysHash ??= hashPassword(randomBytes(16).toString("hex")))),
    password.normalize("NFC"),
  );
  return right && passwordHash !== null;
}

let nobodysHash: Promise<string> | undefined;
