/** Hashes that say by which algorithm they were made: bare hexadecimal digits are SHA-256, `sm3:` and digits are SM3. */
import { createHash, type Hash } from "node:crypto";
import type { HashName } from "../rules/suites.ts";

export interface Digest {
  update(text: string): Digest;
  /** Marked with its algorithm. */
  end(): string;
}

export function beginDigest(name: HashName): Digest {
  const hash: Hash = createHash(name);
  const begun: Digest = {
    update(text) {
      hash.update(text);
      return begun;
    },
    end: () => (name === "sm3" ? `${sm3Mark}${hash.digest("hex")}` : hash.digest("hex")),
  };
  return begun;
}

export const digestOf = (name: HashName, text: string): string => beginDigest(name).update(text).end();

const sm3Mark = "sm3:";

/** By which algorithm a stored hash was made: what was written under another setting is proved by its own. */
export const hashNameOf = (hash: string): HashName => (hash.startsWith(sm3Mark) ? "sm3" : "sha256");
