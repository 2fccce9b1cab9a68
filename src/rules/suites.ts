/** The families of algorithms that a bureau may choose between, and the keys of the secret file, each of which serves one of them. */
import type { Instant } from "./words.ts";

/** `international`: AES-256-GCM, HMAC-SHA-256, SHA-256. `national` (国密): SM4 with HMAC-SM3, SM3. */
export const suites = ["international", "national"] as const;
export type Suite = (typeof suites)[number];
export const suiteLabels: Record<Suite, string> = { international: "国际算法（AES-256、SHA-256）", national: "国密算法（SM4、SM3）" };

export type HashName = "sha256" | "sm3";
export const hashOfSuite: Record<Suite, HashName> = { international: "sha256", national: "sm3" };

/** What is sealed names its key by this number; two digits hold a rotation every year of a century. */
export const keyNumberMax = 99;

export interface SecretKey {
  /** From 1, never given twice. */
  number: number;
  /** 32 bytes; the working keys are derived from them. */
  secret: Uint8Array;
  suite: Suite;
  /** Since when new values are sealed with it; null while it waits for every process to know it. */
  activeSince: Instant | null;
}

/** The key with which new values are sealed: the newest that does not wait. */
export const currentKey = (keys: readonly SecretKey[]): SecretKey | undefined => keys.filter(({ activeSince }) => activeSince !== null).sort((a, b) => b.number - a.number)[0];
