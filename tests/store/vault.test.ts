/** What the vault seals, indexes and signs, by both families of algorithms and under changing keys. */
import { createCipheriv, createHash, createHmac, hkdfSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SecretKey, Suite } from "../../src/rules/suites.ts";
import { beginDigest, digestOf, hashNameOf } from "../../src/store/digest.ts";
import { VaultError, vaultFrom } from "../../src/store/vault.ts";

const key = (number: number, suite: Suite, activeSince: string | null = "2026-01-01T00:00:00.000Z"): SecretKey => ({ number, suite, activeSince, secret: Buffer.alloc(32, number + 6) });
const vaultOf = (...keys: SecretKey[]) => vaultFrom(() => keys);
const plain = "{\"name\":\"李女士\",\"phone\":\"13900000127\"}";

describe.each(["international", "national"] as const)("the %s vault", (suite) => {
  const vault = vaultOf(key(2, suite));

  it("opens what it sealed, and says which key did", () => {
    const sealed = vault.seal(plain);
    expect(sealed).toMatch(suite === "national" ? /^k02s:/ : /^k02a:/);
    expect(sealed).not.toBe(vault.seal(plain));
    expect(vault.unseal(sealed)).toBe(plain);
  });

  it("refuses a value of which any byte, or the mark, was changed", () => {
    const sealed = vault.seal(plain);
    const bytes = Buffer.from(sealed.slice(5), "base64");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => vault.unseal(sealed.slice(0, 5) + changed.toString("base64"))).toThrow(VaultError);
    }
    for (const wrong of [sealed.slice(0, 20), sealed.slice(5), `k03a:${sealed.slice(5)}`, "", "k02a:", "k02s:"]) expect(() => vault.unseal(wrong)).toThrow(VaultError);
  });

  it("does not take a value of another key for its own by a changed mark", () => {
    const both = vaultOf(key(2, suite), key(3, suite, null));
    expect(() => both.unseal(`k03${suite === "national" ? "s" : "a"}:${vault.seal(plain).slice(5)}`)).toThrow(VaultError);
  });

  it("indexes a number however it is written, and nobody without the key can", () => {
    expect(vault.index("139-0000 0127")).toBe(vault.index("13900000127"));
    expect(vault.index("—")).toBeNull();
    expect(vault.index("13900000127")).not.toBe(vaultOf(key(3, suite)).index("13900000127"));
  });

  it("signs for one purpose only", () => {
    const signature = vault.sign("rating link", "abc");
    expect(vault.isSigned("rating link", "abc", signature)).toBe(true);
    expect(vault.isSigned("something else", "abc", signature)).toBe(false);
    expect(vault.isSigned("rating link", "abd", signature)).toBe(false);
    expect(vault.isSigned("rating link", "abc", "")).toBe(false);
  });
});

describe("a vault whose keys change", () => {
  it("opens and finds what a store of old holds, sealed before keys had numbers", () => {
    const secret = Buffer.alloc(32, 7);
    const derived = (purpose: string) => Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), purpose, 32));
    const nonce = Buffer.alloc(12, 1);
    const cipher = createCipheriv("aes-256-gcm", derived("huiyin seal v1"), nonce);
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    const sealedOfOld = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
    const indexOfOld = createHmac("sha256", derived("huiyin index v1")).update("13900000127").digest("hex");
    for (const vault of [vaultFrom(secret), vaultOf(key(1, "international"), key(2, "national"))]) {
      expect(vault.unseal(sealedOfOld)).toBe(plain);
      expect(vault.indexes("13900000127")).toContain(indexOfOld);
    }
  });

  it("seals with the newest that does not wait, and opens with all", () => {
    const [first, second, third] = [key(1, "international"), key(2, "national"), key(3, "international", null)];
    const vault = vaultOf(first, second, third);
    expect(vault.seal(plain)).toMatch(/^k02s:/);
    for (const other of [vaultOf(first), vaultOf(second), vaultOf({ ...third, activeSince: "2026-01-01T00:00:00.000Z" })]) {
      expect(vault.unseal(other.seal(plain))).toBe(plain);
      expect(vault.indexes("13900000127")).toContain(other.index("13900000127"));
      expect(vault.isSigned("p", "t", other.sign("p", "t"))).toBe(true);
    }
  });

  it("looks for a key that it does not know before it gives up", () => {
    let keys = [key(1, "international")];
    let looks = 0;
    const vault = vaultFrom((fresh) => {
      if (fresh === undefined) return keys.slice(0, 1) && known;
      looks += 1;
      return (known = keys);
    });
    let known = keys;
    keys = [...keys, key(2, "national")];
    expect(vault.unseal(vaultOf(...keys).seal(plain))).toBe(plain);
    expect(looks).toBe(1);
  });
});

describe("digests", () => {
  it("say their algorithm, SM3 by the standard's own example", () => {
    expect(digestOf("sm3", "abc")).toBe("sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    expect(digestOf("sha256", "abc")).toBe(createHash("sha256").update("abc").digest("hex"));
    expect(beginDigest("sm3").update("a").update("bc").end()).toBe(digestOf("sm3", "abc"));
    for (const name of ["sm3", "sha256"] as const) expect(hashNameOf(digestOf(name, "x"))).toBe(name);
  });
});
