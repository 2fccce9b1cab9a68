/** The secret file: one key as of old, several with their numbers, and what a running program sees of a change. */
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnvironment } from "../../src/config/environment.ts";
import { lookMillis, nextKey, readSecrets, secretSource, writeSecrets } from "../../src/config/secretFile.ts";

describe("the secret file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "huiyin-secret-"));
    file = join(folder, "huiyin.key");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is made with one key, as it has always been written, for its owner's eyes only", () => {
    const [key] = readSecrets(file);
    expect(readFileSync(file, "utf8")).toBe(`${Buffer.from(key?.secret ?? []).toString("hex")}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readSecrets(file)).toEqual([key]);
  });

  it("made for national algorithms, says so", () => {
    expect(readSecrets(file, "national")).toMatchObject([{ number: 1, suite: "national" }]);
    expect(readSecrets(file)).toMatchObject([{ number: 1, suite: "national" }]);
  });

  it("holds several keys, and is replaced whole", () => {
    const keys = readSecrets(file);
    const second = { ...nextKey(file, keys, "national"), activeSince: "2026-11-20T00:00:00.000Z" };
    const third = nextKey(file, [...keys, second], "international");
    writeSecrets(file, [third, ...keys, second]);
    expect(readSecrets(file)).toEqual([...keys, second, third].map((key) => ({ ...key, secret: Buffer.from(key.secret) })));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["too few digits", "abc\n"],
    ["nothing", "\n"],
    ["one number twice", `1 ${"a".repeat(64)} national 2026-11-20T00:00:00.000Z\n1 ${"b".repeat(64)} national waiting\n`],
    ["only a key that waits", `2 ${"a".repeat(64)} national waiting\n`],
    ["an algorithm nobody knows", `1 ${"a".repeat(64)} rot13 2026-11-20T00:00:00.000Z\n`],
    ["a broken line among good ones", `1 ${"a".repeat(64)} national 2026-11-20T00:00:00.000Z\n2 oops\n`],
  ])("with %s is refused, and left as it is", (_what, text) => {
    writeFileSync(file, text);
    expect(() => readSecrets(file)).toThrow(/切勿另建/);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("shows a new key to a running program within a second, and at once to one that asks for it", () => {
    let millis = 0;
    const source = secretSource(file, "international", () => millis);
    const before = source();
    writeSecrets(file, [...before, { ...nextKey(file, before, "national"), activeSince: "2026-11-20T00:00:00.000Z" }]);
    expect(source()).toBe(before);
    millis = lookMillis;
    expect(source()).toHaveLength(2);
    writeSecrets(file, before);
    expect(source()).toHaveLength(2);
    expect(source("fresh")).toHaveLength(1);
    // Half copied or out of reach for a moment, it takes nothing away.
    writeFileSync(file, "2 oops");
    expect(source("fresh")).toHaveLength(1);
    rmSync(file);
    expect(source("fresh")).toHaveLength(1);
  });

  it.runIf(process.getuid?.() === 0)("stays its owner's when root changes its keys", () => {
    const keys = readSecrets(file);
    chownSync(file, 1234, 1235);
    writeSecrets(file, [...keys, nextKey(file, keys, "national")]);
    const { uid, gid, mode } = statSync(file);
    expect([uid, gid, mode & 0o777]).toEqual([1234, 1235, 0o600]);
  });

  it("goes with HUIYIN_CRYPTO, of which a wrong value stops the start with one line", () => {
    expect(readEnvironment({}).suite).toBe("international");
    expect(readEnvironment({ HUIYIN_CRYPTO: "national" }).suite).toBe("national");
    expect(() => readEnvironment({ HUIYIN_CRYPTO: "sm9" })).toThrow("环境变量 HUIYIN_CRYPTO 的值有误：应为 international（AES-256、SHA-256）或 national（国密 SM4、SM3）。");
  });
});
