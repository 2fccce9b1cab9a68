/** Seals personal data (AES-256-GCM) and makes the keyed blind index by which a sealed value can still be looked up exactly. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

export interface Vault {
  /** Base64 of nonce, tag and ciphertext; `nonce` (12 bytes) may be given for reproducible output. */
  seal(plain: string, nonce?: Uint8Array): string;
  /** Throws VaultError when the text was not sealed with this key or was changed. */
  unseal(sealed: string): string;
  /** Hex HMAC of the value with everything but letters and digits removed; null for a value with none. */
  index(value: string): string | null;
  /** A signature (base64url, 128 bits) of the text for one purpose, which nobody without the key can make. */
  sign(purpose: string, text: string): string;
  isSigned(purpose: string, text: string, signature: string): boolean;
}

export class VaultError extends Error {
  readonly code = "vault-unreadable";
  constructor() {
    super("加密的个人信息无法解开：密钥文件与数据库不匹配，或数据已损坏。请核对 HUIYIN_SECRET_FILE。");
  }
}

const nonceBytes = 12;
const tagBytes = 16;
const signatureBytes = 16;

/** @param secret at least 32 bytes; the working keys are derived from it. */
export function vaultFrom(secret: Uint8Array): Vault {
  if (secret.length < 32) throw new VaultError();
  const sealKey = derive(secret, "huiyin seal v1");
  const indexKey = derive(secret, "huiyin index v1");
  const signKey = derive(secret, "huiyin sign v1");
  const signatureOf = (purpose: string, text: string) => createHmac("sha256", signKey).update(`${purpose}\n${text}`).digest().subarray(0, signatureBytes);
  return {
    seal(plain, nonce = newNonce()) {
      const cipher = createCipheriv("aes-256-gcm", sealKey, nonce);
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, "base64");
      try {
        const decipher = createDecipheriv("aes-256-gcm", sealKey, bytes.subarray(0, nonceBytes));
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString("utf8");
      } catch {
        throw new VaultError();
      }
    },
    index(value) {
      const bare = value.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
      return bare === "" ? null : createHmac("sha256", indexKey).update(bare).digest("hex");
    },
    sign: (purpose, text) => signatureOf(purpose, text).toString("base64url"),
    isSigned(purpose, text, signature) {
      const given = Buffer.from(signature, "base64url");
      return given.length === signatureBytes && timingSafeEqual(given, signatureOf(purpose, text));
    },
  };
}

/** Asking the system for so few bytes takes longer than sealing with them: they are fetched some hundreds at a time, and each is used once. */
const drawn = { bytes: Buffer.alloc(0), used: 0 };

function newNonce(): Uint8Array {
  if (drawn.used + nonceBytes > drawn.bytes.length) Object.assign(drawn, { bytes: randomBytes(nonceBytes * 512), used: 0 });
  drawn.used += nonceBytes;
  return drawn.bytes.subarray(drawn.used - nonceBytes, drawn.used);
}

function derive(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), purpose, 32));
}
