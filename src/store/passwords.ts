/** Passwords: what one must look like, and its argon2id hash. */
import { hash, verify, type Algorithm } from "@node-rs/argon2";
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

/** argon2id with 19 MiB, two passes and one lane: what OWASP asks for at least, written out so that no other version of the library changes it. */
const strength = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const strengthPrefix = "$argon2id$v=19$m=19456,t=2,p=1$";

export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"), strength);
}

/** Whether a hash was made with another strength than today's: who has just given the right password gets a new one. */
export const isHashOutdated = (passwordHash: string): boolean => !passwordHash.startsWith(strengthPrefix);

/** With a null hash (no such user) as much time passes as with a real one, so that names cannot be found out by the clock. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (password.length > passwordLengthMax * 4) return false;
  // Made for whoever comes first, known name or not.
  const nobodys = await (nobodysHash ??= hashPassword(randomBytes(16).toString("hex")));
  const right = await verify(passwordHash ?? nobodys, password.normalize("NFC"));
  return right && passwordHash !== null;
}

let nobodysHash: Promise<string> | undefined;
