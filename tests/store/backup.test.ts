/** The restore drill: what a store holds comes out of it at one instant and goes back, into either database, or is refused with what is wrong named. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { restoreFrom } from "../../src/cli/commands/backup.ts";
import { openHouse, type House } from "../../src/cli/house.ts";
import { addSimulatedPeople } from "../../src/cli/simulation/people.ts";
import { simulate } from "../../src/cli/simulation/simulate.ts";
import { backUpNightly } from "../../src/jobs/backUpNightly.ts";
import { systemActor } from "../../src/store/actors.ts";
import { backUp, backUpByPlan, checkParts } from "../../src/store/backup/backUp.ts";
import { partsOfFile } from "../../src/store/backup/backupFile.ts";
import { partsOfExport, writeExport } from "../../src/store/backup/exportFolder.ts";
import { columnsOf, partsOfStore } from "../../src/store/backup/readStore.ts";
import { backedUpTables, derivedTables } from "../../src/store/backup/tables.ts";
import { saveBlob } from "../../src/store/blobs.ts";
import { addAttachment } from "../../src/store/attachments.ts";
import { migrateTo, openStoreAt } from "../../src/store/open.ts";
import { listCases } from "../../src/store/readCases.ts";
import { contextOf } from "../setup/house.ts";
import { eachStore, freshPostgresUrl, freshSqliteUrl, type StoreUnderTest } from "../setup/stores.ts";

const until = "2026-11-23T01:00:00.000Z";
const passphrase = "正确的马 电池 订书钉 回音";

interface Filled {
  folder: string;
  url: string;
  house: House;
  variables: Record<string, string>;
}

/** Two weeks of a hall with attachments, and the folder in which everything of it lies. */
async function filled({ freshUrl }: Pick<StoreUnderTest, "freshUrl">): Promise<Filled> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-backup-"));
  const url = await freshUrl();
  const variables = variablesOf(folder, url, "attachments");
  const house = await openHouse(variables);
  const actors = await addSimulatedPeople(house.store, { passwordHash: "-", at: until });
  await simulate(house, { weeks: 2, scale: 0.4, seed: 5, until, actors });
  const [handler] = await house.store.read.selectFrom("cases").selectAll().where("state", "=", "handling").limit(1).execute();
  const bytes = Buffer.from("%PDF-1.4 证据".repeat(20_000));
  const sha256 = await saveBlob(house.environment.attachmentsFolder, bytes);
  const [actor = systemActor] = actors.supervisor;
  await house.store.write((tx) => addAttachment(tx, handler?.id ?? 0, { about: "case", name: "证据.pdf", mediaType: "application/pdf", size: bytes.length, sha256 }, { ...contextOf(actor, until), rulebook: house.rulebook }));
  return { folder, url, house, variables };
}

const variablesOf = (folder: string, url: string, attachments: string): Record<string, string> => ({
  HUIYIN_DATABASE: url,
  HUIYIN_SECRET_FILE: join(folder, "secret.key"),
  HUIYIN_ATTACHMENTS: join(folder, attachments),
  HUIYIN_INBOX: "off",
  HUIYIN_BACKUP_PASSPHRASE: passphrase,
});

/** Everything that the store says, as the lines of an export would, but for a restore's own entry in the audit trail. */
async function linesIn(house: House): Promise<Record<string, string[]>> {
  const lines: Record<string, string[]> = {};
  let table = "";
  const read = { at: until, vault: house.rulebook.vault, attachmentsFolder: house.environment.attachmentsFolder };
  for await (const part of partsOfStore(house.store.read, read)) {
    if (part.type === "table") lines[(table = part.name)] = [JSON.stringify(part.nextId)];
    if (part.type === "rows") lines[table]?.push(...part.text.trimEnd().split("\n"));
    if (part.type === "file") (lines["files"] ??= []).push(part.sha256);
  }
  // Its next id stands first.
  lines["audit_entries"] = (lines["audit_entries"] ?? []).slice(1).filter((line) => !line.includes('"action":"restored"'));
  return lines;
}

const silent = { json: true };
const read = ({ house }: Filled) => ({ at: until, vault: house.rulebook.vault, attachmentsFolder: house.environment.attachmentsFolder });

eachStore("a backup", (store) => {
  let hall: Filled;
  let file: string;
  beforeAll(async () => {
    hall = await filled(store);
    file = join(hall.folder, "hall.backup");
    await backUp(hall.house.store, file, { ...read(hall), passphrase });
  }, 300_000);
  afterAll(async () => {
    await hall.house.store.close();
    rmSync(hall.folder, { recursive: true, force: true });
  });

  it("covers every table of the schema but those that are made from others", async () => {
    const tables = (await hall.house.store.read.introspection.getTables()).map(({ name }) => name).filter((name) => !derivedTables.test(name));
    expect(backedUpTables.map(({ name }) => name as string).sort()).toEqual(tables.sort());
  });

  it.each([["sqlite", freshSqliteUrl], ["postgres", () => freshPostgresUrl()]] as const)("goes back loss-free into an empty store on %s, which verifies and reconciles", async (kind, freshUrl) => {
    const variables = variablesOf(hall.folder, await freshUrl(), `restored-${kind}`);
    expect(await restoreFrom(file, silent, variables)).toBe(0);
    const house = await openHouse(variables);
    try {
      expect(await linesIn(house)).toEqual(await linesIn(hall.house));
      expect((await house.store.read.selectFrom("audit_entries").select(["action", "actor"]).orderBy("id", "desc").executeTakeFirst())).toEqual({ action: "restored", actor: "cli" });
      // What is derived was made anew.
      const search = { q: "窗口", limit: 10, scopePaths: ["/"], at: until, vault: house.rulebook.vault };
      expect((await listCases(house.store.read, search)).items.map(({ id }) => id)).toEqual((await listCases(hall.house.store.read, search)).items.map(({ id }) => id));
    } finally {
      await house.store.close();
    }
  });

  it("is of one instant, whatever is written while it is made", async () => {
    const { house } = hall;
    const before = await linesIn(house);
    const folder = join(hall.folder, "meanwhile");
    const manifest = await house.store.snapshot(async (reader) => {
      await house.store.write((tx) => tx.insertInto("settings").values({ name: "meanwhile", value: "\"1\"" } as never).execute());
      return writeExport(folder, partsOfStore(reader, read(hall)));
    });
    await house.store.write((tx) => tx.deleteFrom("settings").where("name", "=", "meanwhile").execute());
    expect(manifest.tables.find(({ name }) => name === "settings")?.rows).toBe((before["settings"]?.length ?? 0) - 1);
    rmSync(folder, { recursive: true });
  });

  it("does not go into a store that holds anything, unless that is said", async () => {
    const { variables } = hall;
    await expect(restoreFrom(file, silent, variables)).rejects.toMatchObject({ code: "store-not-empty" });
    const before = await linesIn(hall.house);
    await hall.house.store.write((tx) => tx.updateTable("cases").set({ title: "改过的" }).execute());
    expect(await restoreFrom(file, { ...silent, overwrite: true }, variables)).toBe(0);
    expect(await linesIn(hall.house)).toEqual(before);
  });

  it("says which attachments it could not take, and holds all the rest", async () => {
    const attachments = hall.house.environment.attachmentsFolder;
    renameSync(attachments, `${attachments}-away`);
    const manifest = await backUp(hall.house.store, join(hall.folder, "without.backup"), { ...read(hall), passphrase: null });
    renameSync(`${attachments}-away`, attachments);
    expect([manifest.files.count, manifest.files.missing.length]).toEqual([0, 1]);
  });
});

describe("a backup that must not be restored", () => {
  let hall: Filled;
  let plain: string;
  let sealed: string;
  let url: string;
  beforeAll(async () => {
    hall = await filled({ freshUrl: freshSqliteUrl });
    [plain, sealed] = [join(hall.folder, "plain.backup"), join(hall.folder, "sealed.backup")];
    await backUp(hall.house.store, plain, { ...read(hall), passphrase: null });
    await backUp(hall.house.store, sealed, { ...read(hall), passphrase });
    url = await freshSqliteUrl();
  }, 300_000);
  afterAll(async () => {
    await hall.house.store.close();
    rmSync(hall.folder, { recursive: true, force: true });
  });

  const check = (file: string, secret: string | null = passphrase) => checkParts(partsOfFile(file, secret), { vault: hall.house.rulebook.vault });
  function written(bytes: Buffer): string {
    const file = join(hall.folder, "changed.backup");
    writeFileSync(file, bytes);
    return file;
  }
  /** The unsealed one with its text changed, packed again by somebody who knows how. */
  function edited(change: (text: string) => string): string {
    const bytes = readFileSync(plain);
    const end = bytes.indexOf(10) + 1;
    return written(Buffer.concat([bytes.subarray(0, end), gzipSync(change(gunzipSync(bytes.subarray(end)).toString("utf8")))]));
  }

  it("is named as cut short wherever it is cut", async () => {
    for (const file of [plain, sealed]) {
      const bytes = readFileSync(file);
      const first = bytes.indexOf(10) + 1;
      const piece = 64 * 1024 + 20;
      for (const length of [first, first + 2, first + 1000, first + piece, Math.floor(bytes.length / 2), bytes.length - 1].filter((each) => each < bytes.length)) {
        await expect(check(written(bytes.subarray(0, length))), `${file} cut at ${length}`).rejects.toMatchObject({ code: "backup-truncated" });
      }
    }
  });

  it("is found out at any changed byte of a sealed one, and at exchanged pieces", async () => {
    const bytes = readFileSync(sealed);
    const first = bytes.indexOf(10) + 1;
    for (const at of [first + 5, first + 100, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(check(written(changed)), `byte ${at}`).rejects.toMatchObject({ code: "backup-altered" });
    }
    const other = join(hall.folder, "other.backup");
    await backUp(hall.house.store, other, { ...read(hall), passphrase });
    // The first line of one before the pieces of the other.
    const foreign = readFileSync(other);
    await expect(check(written(Buffer.concat([bytes.subarray(0, first), foreign.subarray(foreign.indexOf(10) + 1)])))).rejects.toMatchObject({ code: "backup-altered" });
    const piece = 4 + 16 + bytes.readUInt32BE(first);
    if (bytes.length > first + 2 * piece) {
      const swapped = Buffer.concat([bytes.subarray(0, first), bytes.subarray(first + piece, first + 2 * piece), bytes.subarray(first, first + piece), bytes.subarray(first + 2 * piece)]);
      await expect(check(written(swapped))).rejects.toMatchObject({ code: "backup-altered" });
    }
  });

  it.each([
    ["an edited row", (text: string) => text.replace(/"title":"[^"]*"/, "\"title\":\"改\""), /表 cases 与清单不符/],
    ["a removed row", (text: string) => text.replace(/\n\{"case_id":1,"seq":1,.*/, ""), /表 case_events 应有 \d+ 行，实有 \d+ 行/],
    ["two rows in each other's place", (text: string) => text.replace(/\n(\{"id":1,"username".*)\n(\{"id":2,"username".*)/, "\n$2\n$1"), /表 users 与清单不符：内容被改动、调换/],
    ["a changed attachment", (text: string) => text.replace(/(#\{"type":"file".*\n)..../, "$1QUFB"), /附件 [0-9a-f]{12} 与其摘要不符/],
    ["a removed table", (text: string) => text.replace(/#\{"type":"table","name":"jobs".*\n(\{.*\n)*/, ""), /缺少表 jobs/],
    ["another instant in its beginning", (text: string) => text.replace(/"madeAt":"[^"]*"/, "\"madeAt\":\"2026-01-01T00:00:00.000Z\""), /开头与清单不符/],
    ["something behind its end", (text: string) => `${text}{"id":9}\n`, /清单之后还有内容/],
  ] as const)("is named with %s", async (_what, change, sentence) => {
    await expect(check(edited(change), null)).rejects.toMatchObject({ code: "backup-altered", message: expect.stringMatching(sentence) as string });
  });

  it("is found out by its signature when rows and manifest were changed to fit each other, or when the secret file is another", async () => {
    const forge = (text: string) => text.replace(/"nextId":(\d+)(,"rows":\d+,"sha256":"[^"]*"\}\],"files")/, (_all, id: string, rest: string) => `"nextId":${Number(id) + 1}${rest}`).replace(/(#\{"type":"table","name":"audit_entries".*"nextId":)(\d+)/, (_all, lead: string, id: string) => `${lead}${Number(id) + 1}`);
    await expect(check(edited(forge), null)).rejects.toMatchObject({ code: "backup-signature-wrong" });
    const variables = { ...variablesOf(hall.folder, url, "x"), HUIYIN_SECRET_FILE: join(hall.folder, "other.key") };
    await expect(restoreFrom(plain, silent, variables)).rejects.toMatchObject({ code: "secret-file-missing" });
    writeFileSync(join(hall.folder, "other.key"), `${"ab".repeat(32)}\n`);
    await expect(restoreFrom(plain, silent, variables)).rejects.toMatchObject({ code: "backup-signature-wrong" });
  });

  it("is refused without its passphrase, with a wrong one, when it is newer, and when it is none", async () => {
    await expect(check(sealed, null)).rejects.toMatchObject({ code: "backup-passphrase-missing" });
    await expect(check(sealed, "别的口令别的口令别的")).rejects.toMatchObject({ code: "backup-passphrase-wrong" });
    await expect(check(edited((text) => text.replaceAll(/"migration":"[^"]*"/g, "\"migration\":\"0999_of_later\"")), null)).rejects.toMatchObject({ code: "backup-too-new", message: expect.stringContaining("0999_of_later") as string });
    await expect(check(written(Buffer.from("HUIYIN BACKUP 2 {}\n")))).rejects.toMatchObject({ code: "backup-too-new" });
    for (const bytes of [Buffer.alloc(0), Buffer.from("SQLite format 3\0"), Buffer.from("HUIYIN BACKUP 1 {oops}\n")]) await expect(check(written(bytes))).rejects.toMatchObject({ code: expect.stringMatching(/^backup-(unknown|damaged)$/) as string });
  });

  it("leaves the store as it was", async () => {
    const variables = variablesOf(hall.folder, url, "untouched");
    const house = await openHouse(variables);
    const before = await linesIn(house);
    const changed = [() => edited((text) => text.replace(/"title":"[^"]*"/, "\"title\":\"改\"")), () => written(readFileSync(plain).subarray(0, 5000))];
    for (const make of changed) await expect(restoreFrom(make(), silent, variables)).rejects.toMatchObject({ code: expect.stringMatching(/^backup-/) as string });
    expect(await linesIn(house)).toEqual(before);
    expect(existsSync(join(hall.folder, "untouched"))).toBe(false);
    await house.store.close();
  });

  it("holds nothing in clear when it is sealed, and is readable by its owner only", () => {
    const bytes = readFileSync(sealed);
    expect([bytes.includes("cases"), bytes.includes("窗口"), statSync(sealed).mode & 0o777]).toEqual([false, false, 0o600]);
  });

  it("never takes the place of a file that is none", async () => {
    const file = join(hall.folder, "huiyin.db");
    copyFileSync(hall.url.slice("sqlite:".length), file);
    await expect(backUp(hall.house.store, file, { ...read(hall), passphrase: null })).rejects.toMatchObject({ code: "backup-target-exists" });
    expect(readdirSync(hall.folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("stays until there are enough newer ones, made every night", async () => {
    const folder = join(hall.folder, "nightly");
    const plan = { folder, keep: 2, attachmentsFolder: hall.house.environment.attachmentsFolder, passphrase: null };
    mkdirSync(folder);
    writeFileSync(join(folder, "notes.txt"), "stays");
    for (const day of [20, 21, 22]) await backUpByPlan(hall.house.store, plan, { at: `2026-11-${day}T18:10:00.000Z`, vault: hall.house.rulebook.vault });
    expect(readdirSync(folder).sort()).toEqual(["huiyin-20261122-021000.backup", "huiyin-20261123-021000.backup", "notes.txt"]);
    const deps = { store: hall.house.store, rulebook: hall.house.rulebook };
    expect(await backUpNightly({ ...deps, backup: plan }, "2026-11-23T18:10:00.000Z")).toMatchObject({ backedUpFiles: 1, removed: 1 });
    expect(await backUpNightly({ ...deps, backup: null }, until)).toEqual({ backedUpRows: 0 });
  });
});

eachStore("an export", (store) => {
  test("is open files that anything can read, and goes back loss-free, or is refused", async () => {
    const hall = await filled(store);
    try {
      const folder = join(hall.folder, "export");
      const manifest = await hall.house.store.snapshot((reader) => writeExport(folder, partsOfStore(reader, read(hall))));
      for (const { name, rows } of manifest.tables) expect([name, readFileSync(join(folder, "tables", `${name}.ndjson`), "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as object).length]).toEqual([name, rows]);
      await expect(writeExport(folder, partsOfStore(hall.house.store.read, read(hall)))).rejects.toMatchObject({ code: "export-folder-not-empty" });
      const variables = variablesOf(hall.folder, await (store.kind === "sqlite" ? freshPostgresUrl() : freshSqliteUrl()), "restored");
      expect(await restoreFrom(folder, silent, variables)).toBe(0);
      const house = await openHouse(variables);
      expect(await linesIn(house)).toEqual(await linesIn(hall.house));
      await house.store.close();

      const check = () => checkParts(partsOfExport(folder), { vault: hall.house.rulebook.vault });
      const users = join(folder, "tables", "users.ndjson");
      const kept = readFileSync(users, "utf8");
      writeFileSync(users, kept.replace("\"disabled\":0", "\"disabled\":1"));
      await expect(check()).rejects.toMatchObject({ code: "backup-altered", message: expect.stringContaining("表 users") as string });
      rmSync(users);
      await expect(check()).rejects.toMatchObject({ code: "backup-altered", message: "导出里缺少表 users。" });
      writeFileSync(users, kept);
      await check();
      rmSync(join(folder, "manifest.json"));
      await expect(check()).rejects.toMatchObject({ code: "backup-truncated" });
    } finally {
      await hall.house.store.close();
      rmSync(hall.folder, { recursive: true, force: true });
    }
  }, 300_000);
});

test("a backup of an older schema is brought up to date when it is restored", async () => {
  const hall = await filled({ freshUrl: freshSqliteUrl });
  try {
    await hall.house.store.close();
    await migrateTo(hall.url, 19);
    const old = await openStoreAt(hall.url, "0019_audit");
    const file = join(hall.folder, "old.backup");
    const manifest = await backUp(old, file, { ...read(hall), passphrase: null });
    await old.close();
    expect([manifest.header.migration, manifest.tables.some(({ name }) => name === "sign_in_attempts")]).toEqual(["0019_audit", false]);
    const variables = variablesOf(hall.folder, await freshSqliteUrl(), "restored");
    expect(await restoreFrom(file, silent, variables)).toBe(0);
    const house = await openHouse(variables);
    expect(await columnsOf(house.store.read, "api_keys")).toContain("expires_at");
    await house.store.close();
  } finally {
    rmSync(hall.folder, { recursive: true, force: true });
  }
}, 300_000);
