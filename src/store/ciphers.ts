/**
 * The two ways to seal, index and sign with one key. International: AES-256-GCM and HMAC-SHA-256. National: SM4 in counter mode, then HMAC-SM3 over
 * mark, nonce and ciphertext (encrypt-then-MAC), because OpenSSL 3.0, and so Node 20, has no SM4 in GCM.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { hashOfSuite, type Suite } from "../rules/suites.ts";

export interface KeyedCipher {
  /** Nonce, tag and ciphertext. The mark is vouched for with them, and not contained. */
  seal(plain: string, nonce: Uint8Array, mark: string): Buffer;
  /** Null for what was not sealed with this key under this mark, or was changed. */
  unseal(sealed: Buffer, mark: string): string | null;
  index(bare: string): Buffer;
  sign(purpose: string, text: string): Buffer;
}

const nonceBytes = 12;
const gcmTagBytes = 16;
const macBytes = 32;
const signatureBytes = 16;

export function cipherOf(suite: Suite, secret: Uint8Array): KeyedCipher {
  const hash = hashOfSuite[suite];
  const derive = (purpose: string, bytes: number) => Buffer.from(hkdfSync(hash, secret, Buffer.alloc(0), purpose, bytes));
  const [indexKey, signKey] = [derive("huiyin index v1", 32), derive("huiyin sign v1", 32)];
  return {
    ...(suite === "national" ? sm4(derive("huiyin seal v1", 16), derive("huiyin authenticate v1", 32)) : aes(derive("huiyin seal v1", 32))),
    index: (bare) => createHmac(hash, indexKey).update(bare).digest(),
    sign: (purpose, text) => createHmac(hash, signKey).update(`${purpose}\n${text}`).digest().subarray(0, signatureBytes),
  };
}

type Sealing = Pick<KeyedCipher, "seal" | "unseal">;

function aes(key: Buffer): Sealing {
  return {
    seal(plain, nonce, mark) {
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(mark));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    unseal(sealed, mark) {
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes)).setAAD(Buffer.from(mark));
        decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + gcmTagBytes));
        return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + gcmTagBytes)), decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

function sm4(key: Buffer, macKey: Buffer): Sealing {
  // The nonce fills the first twelve bytes of the counter block; the last four count from zero.
  const counterOf = (nonce: Uint8Array) => Buffer.concat([nonce, Buffer.alloc(4)]);
  const macOf = (mark: string, nonce: Uint8Array, body: Uint8Array) => createHmac("sm3", macKey).update(mark).update(nonce).update(body).digest();
  return {
    seal(plain, nonce, mark) {
      const cipher = createCipheriv("sm4-ctr", key, counterOf(nonce));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, macOf(mark, nonce, body), body]);
    },
    unseal(sealed, mark) {
      if (sealed.length < nonceBytes + macBytes) return null;
      const [nonce, mac, body] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes, nonceBytes + macBytes), sealed.subarray(nonceBytes + macBytes)];
      if (!timingSafeEqual(mac, macOf(mark, nonce, body))) return null;
      const decipher = createDecipheriv("sm4-ctr", key, counterOf(nonce));
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    },
  };
}
