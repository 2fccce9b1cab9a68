/**
 * Seals personal data and makes the keyed blind index by which a sealed value can still be looked up exactly. A sealed value begins with
 * the number of its key and the letter of its algorithm (`k02s:`), so that keys and algorithms may change under a store that lives on.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { currentKey, keyNumberMax, suites, type SecretKey, type Suite } from "../rules/suites.ts";
import { cipherOf, type KeyedCipher } from "./ciphers.ts";

export interface Vault {
  /** Sealed with the current key; `nonce` (12 bytes) may be given for reproducible output. */
  seal(plain: string, nonce?: Uint8Array): string;
  /** Throws VaultError when the text was not sealed with a key of the file or was changed. */
  unseal(sealed: string): string;
  /** Keyed hash of the value with everything but letters and digits removed, by the current key; null for a value with none. */
  index(value: string): string | null;
  /** The value's indexes by every key of the file: while keys change, one person's rows have different ones. */
  indexes(value: string): string[];
  /** Whether a value may have more than one index. */
  hasSeveralIndexes(): boolean;
  /** A signature (base64url, 128 bits) of the text for one purpose, which nobody without the key can make. */
  sign(purpose: string, text: string): string;
  /** Signed with any key of the file. */
  isSigned(purpose: string, text: string, signature: string): boolean;
  /** What sealed values, and indexes, of the current key begin with; an index of the first key begins with nothing. */
  current(): { sealedMark: string; indexMark: string };
}

export class VaultError extends Error {
  readonly code = "vault-unreadable";
  constructor() {
    super("加密的个人信息无法解开：密钥文件与数据库不匹配，或数据已损坏。请核对 HUIYIN_SECRET_FILE。");
  }
}

/** Gives the keys as they are now; with `fresh`, after a new look at where they are kept. The same list as long as nothing has changed. */
export type KeySource = (fresh?: "fresh") => readonly SecretKey[];

const nonceBytes = 12;
const letters: Record<Suite, string> = { international: "a", national: "s" };
const markLength = "k01a:".length;

/** @param from at least 32 bytes, the one key of a file of old; or a source of keys that may change while the program runs. */
export function vaultFrom(from: Uint8Array | KeySource): Vault {
  const source = typeof from === "function" ? from : onlyKey(from);
  let known: { keys: readonly SecretKey[]; ring: Ring } | null = null;
  const ringNow = (fresh?: "fresh"): Ring => {
    const keys = source(fresh);
    if (known?.keys !== keys) known = { keys, ring: ringOf(keys) };
    return known.ring;
  };
  // Another process may have sealed with a key that has come into the file since this one last looked.
  const keyOf = (mark: string): Working => ringNow().byMark.get(mark) ?? ringNow("fresh").byMark.get(mark) ?? refuse();
  return {
    seal(plain, nonce = newNonce()) {
      const { cipher, mark } = ringNow().current;
      return mark + cipher.seal(plain, nonce, mark).toString("base64");
    },
    unseal(sealed) {
      const mark = markOf(sealed);
      const { cipher } = keyOf(mark === "" ? firstMark : mark);
      return cipher.unseal(Buffer.from(sealed.slice(mark.length), "base64"), mark) ?? refuse();
    },
    index: (value) => indexBy(ringNow().current, bareOf(value)),
    indexes(value) {
      const bare = bareOf(value);
      return ringNow().all.flatMap((key) => indexBy(key, bare) ?? []);
    },
    hasSeveralIndexes: () => ringNow().all.length > 1,
    sign: (purpose, text) => ringNow().current.cipher.sign(purpose, text).toString("base64url"),
    isSigned(purpose, text, signature) {
      const given = Buffer.from(signature, "base64url");
      const isBy = ({ cipher }: Working) => {
        const expected = cipher.sign(purpose, text);
        return given.length === expected.length && timingSafeEqual(given, expected);
      };
      return ringNow().all.some(isBy);
    },
    current() {
      const { mark } = ringNow().current;
      return { sealedMark: mark, indexMark: mark === firstMark ? "" : mark };
    },
  };
}

/** A key made ready for work. */
interface Working {
  mark: string;
  cipher: KeyedCipher;
}
interface Ring {
  current: Working;
  /** The current one first. */
  all: Working[];
  byMark: Map<string, Working>;
}

function ringOf(keys: readonly SecretKey[]): Ring {
  const newest = currentKey(keys);
  if (newest === undefined || keys.some(({ secret }) => secret.length < 32)) return refuse();
  const working = (key: SecretKey): Working => ({ mark: keyMark(key), cipher: cipherOf(key.suite, key.secret) });
  const current = working(newest);
  // One that waits is known too: the process that lets it work may be a moment ahead of this one.
  const all = [current, ...keys.filter(({ number }) => number !== newest.number).map(working)];
  return { current, all, byMark: new Map(all.map((key) => [key.mark, key])) };
}

export const keyMark = ({ number, suite }: Pick<SecretKey, "number" | "suite">): string => `k${String(number).padStart(2, "0")}${letters[suite]}:`;

/** What was sealed and indexed before keys had numbers bears no mark, and is the first key's; its indexes still bear none. */
export const firstMark = keyMark({ number: 1, suite: "international" });

/** Empty for a value of old. A colon never stands in base64 or in hexadecimal digits. */
const markOf = (sealed: string): string => (sealed[markLength - 1] === ":" ? sealed.slice(0, markLength) : "");

/** The key that a mark names; null for what is none. */
export function keyOfMark(mark: string): { number: number; suite: Suite } | null {
  const [, digits = "0", letter] = /^k(\d\d)([as]):$/.exec(mark) ?? [];
  const suite = suites.find((each) => letters[each] === letter);
  const number = Number(digits);
  return suite === undefined || number < 1 || number > keyNumberMax ? null : { number, suite };
}

const bareOf = (value: string): string => value.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function indexBy({ mark, cipher }: Working, bare: string): string | null {
  if (bare === "") return null;
  return (mark === firstMark ? "" : mark) + cipher.index(bare).toString("hex");
}

function onlyKey(secret: Uint8Array): KeySource {
  const keys: SecretKey[] = [{ number: 1, secret, suite: "international", activeSince: "1970-01-01T00:00:00.000Z" }];
  if (secret.length < 32) return refuse();
  return () => keys;
}

function refuse(): never {
  throw new VaultError();
}

/** Asking the system for so few bytes takes longer than sealing with them: they are fetched some hundreds at a time, and each is used once. */
const drawn = { bytes: Buffer.alloc(0), used: 0 };

function newNonce(): Uint8Array {
  if (drawn.used + nonceBytes > drawn.bytes.length) Object.assign(drawn, { bytes: randomBytes(nonceBytes * 512), used: 0 });
  drawn.used += nonceBytes;
  return drawn.bytes.subarray(drawn.used - nonceBytes, drawn.used);
}
