/** A disk that is full or read-only, a locked database, a lost server: a clear 503 that says when to come again, nothing half done, and work goes on by itself afterwards. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import type { Database as Tables } from "../src/store/schema.ts";
import { reconcile } from "../src/store/reconcile.ts";
import { verify } from "../src/store/verify.ts";
import { wireTo } from "./setup/brokenWire.ts";
import { servicePassword, startWholeService, type Service } from "./setup/service.ts";
import { freshPostgresUrl, freshSqliteUrl } from "./setup/stores.ts";

const png = (n: number) => Buffer.concat([Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"), Buffer.from(String(n))]);
const record = (id: string) => ({ JJDBH: id, BJSJ: "20261116094512", BJRXM: "李女士", LXDH: "13900000127", BJNR: `排队两小时，无人解释。${"说明".repeat(2000)}`, JQLBDM: "810300" });

interface Hall {
  service: Service;
  /** One request on each way in which something is written, as often as wanted. */
  writes: () => { name: string; send: () => Promise<Response> }[];
  look: () => Promise<Response>;
  /** Everything that was answered with success, and nothing else, is there. */
  mustBeSound: () => Promise<void>;
}

async function hallOn(url: string, variables: Record<string, string> = {}): Promise<Hall> {
  const service = await startWholeService(url, variables);
  onTestFinished(() => service.stop());
  const json = { "content-type": "application/json" };
  const post = (path: string, headers: Record<string, string>, body: unknown) => fetch(service.base + path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const cookieOf = async (username: string) => ((await post("/auth/login", {}, { username, password: servicePassword })).headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const [window, supervisor] = [{ cookie: await cookieOf("chuangkou") }, { cookie: await cookieOf("dudao") }];
  const bearer = { authorization: `Bearer ${service.key}` };
  await post("/feeds/110/records", bearer, [record("FIRST")]);
  const acknowledged: Record<string, number> = { FIRST: 1 };
  let [serial, version] = [0, 1];
  const counted = (answer: Response, count: () => void): Response => {
    if (answer.status < 300) count();
    return answer;
  };
  return {
    service,
    writes() {
      serial += 1;
      const id = `N${serial}`;
      const form = () => {
        const data = new FormData();
        data.append("file", new Blob([Uint8Array.from(png(serial))]), `${id}.png`);
        return data;
      };
      return [
        { name: "a feed", send: async () => counted(await post("/feeds/110/records", bearer, [record(id)]), () => (acknowledged[id] = 1)) },
        { name: "a stream", send: async () => counted(await fetch(`${service.base}/feeds/110/records`, { method: "POST", headers: { ...bearer, "content-type": "application/x-ndjson" }, body: JSON.stringify(record(`S${id}`)) }), () => (acknowledged[`S${id}`] = 1)) },
        { name: "an event", send: async () => counted(await post("/cases/1/events", window, { type: "comment", expectedVersion: version, payload: { note: "请今天内答复。" } }), () => (version += 1)) },
        { name: "an attachment", send: async () => counted(await fetch(`${service.base}/cases/1/attachments`, { method: "POST", headers: window, body: form() }), () => (version += 1)) },
        { name: "a walk-in", send: () => post("/cases", window, { content: "材料齐全但窗口不受理。", title: "不予受理", complainant: { name: "李女士", phone: "13900000127" } }) },
        { name: "a look at personal data", send: () => post("/cases/1/reveal", supervisor, { field: "phone", reason: "核对来电" }) },
        { name: "a sign-in", send: () => post("/auth/login", {}, { username: "huifang", password: servicePassword }) },
      ];
    },
    look: () => fetch(`${service.base}/cases/1`, { headers: window }),
    async mustBeSound() {
      const { store } = service.house;
      expect((await verify(store)).differences).toEqual([]);
      expect((await reconcile(store)).differences).toEqual([]);
      const kept = await store.read.selectFrom("cases").select(["external_id", "version"]).where("source", "=", "110").execute();
      expect(kept.map((row) => row.external_id).sort()).toEqual(Object.keys(acknowledged).sort());
      expect(kept.find((row) => row.external_id === "FIRST")?.version).toBe(version);
    },
  };
}

async function mustRefuse({ writes }: Hall, except: readonly string[] = []): Promise<void> {
  for (const { name, send } of writes().filter((each) => !except.includes(each.name))) {
    const answer = await send();
    const text = await answer.text();
    expect([name, answer.status, text]).toEqual([name, 503, expect.stringContaining('"code":"store-unavailable"')]);
    expect(answer.headers.get("retry-after"), name).toMatch(/^[1-9]\d?$/);
    expect((JSON.parse(text) as { detail: string }).detail, name).toMatch(/暂时.*请稍后/);
  }
}

async function mustWork({ writes, look }: Hall): Promise<void> {
  for (const { name, send } of writes()) {
    const answer = await send();
    expect([name, answer.status, answer.ok ? "" : await answer.text()]).toEqual([name, answer.status, ""]);
  }
  expect((await look()).status).toBe(200);
}

/** The connection on which the store writes. */
const writerOf = ({ service }: Hall): Kysely<Tables> => (service.house.store as unknown as { writer: Kysely<Tables> }).writer;

describe("[sqlite] a store that cannot be written for a while", () => {
  it("because its disk is full refuses with 503, is read all the same, and goes on by itself", async () => {
    const hall = await hallOn(await freshSqliteUrl());
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(writerOf(hall));
    await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(writerOf(hall));
    // Small rows still find room in pages that are there; a record of its size does not.
    await mustRefuse(hall, ["an event", "an attachment", "a walk-in", "a look at personal data", "a sign-in"]);
    expect((await hall.look()).status).toBe(200);
    await sql`pragma max_page_count = 1000000`.execute(writerOf(hall));
    await mustWork(hall);
    await hall.mustBeSound();
  });

  const folder = mountedFolder();
  afterAll(() => folder !== null && unmount(folder));
  it.skipIf(folder === null)("because a real small disk is full refuses every write with 503, is read all the same, and goes on by itself", async () => {
    const disk = folder ?? "";
    const hall = await hallOn(`sqlite:${join(disk, "huiyin.db")}`, { HUIYIN_ATTACHMENTS: join(disk, "attachments") });
    await mustWork(hall);
    const filler = join(disk, "filler");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
    // What the write-ahead log has already allocated may still take a few rows: it is full in earnest when a record is refused.
    for (let tries = 0; tries < 200 && (await hall.writes()[0]?.send())?.status === 200; tries += 1);
    await mustRefuse(hall, ["an event", "a walk-in", "a look at personal data", "a sign-in"]);
    expect((await hall.look()).status).toBe(200);
    rmSync(filler);
    await mustWork(hall);
    await hall.mustBeSound();
  });

  it("because its disk is read-only refuses every write with 503, is read all the same, and goes on by itself", async () => {
    const hall = await hallOn(await freshSqliteUrl());
    await sql`pragma query_only = 1`.execute(writerOf(hall));
    await mustRefuse(hall, ["an attachment"]);
    expect((await hall.look()).status).toBe(200);
    await sql`pragma query_only = 0`.execute(writerOf(hall));
    await mustWork(hall);
    await hall.mustBeSound();
  });

  it("because another program holds its lock goes on answering what only reads, and refuses with 503 after some seconds", async () => {
    const url = await freshSqliteUrl();
    const hall = await hallOn(url);
    const other = new Database(url.slice("sqlite:".length));
    other.exec("begin exclusive");
    const answered: string[] = [];
    const [event] = hall.writes().filter(({ name }) => name === "an event");
    const refused = event?.send().then((answer) => (answered.push("write"), answer.status));
    for (let n = 0; n < 20; n += 1) expect((await hall.look()).status).toBe(200);
    answered.push("reads");
    expect(await refused).toBe(503);
    expect(answered).toEqual(["reads", "write"]);
    // A lock that is given back in time is waited for.
    const waiting = hall.writes().find(({ name }) => name === "a feed")?.send();
    expect((await hall.look()).status).toBe(200);
    other.exec("rollback");
    other.close();
    expect((await waiting)?.status).toBe(200);
    await mustWork(hall);
    await hall.mustBeSound();
  });
});

/** A tmpfs of some megabytes; null where this account may not mount one. */
function mountedFolder(): string | null {
  if (process.getuid?.() !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), "huiyin-small-disk-"));
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], { stdio: "ignore" });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

function unmount(folder: string): void {
  execFileSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true, force: true });
}

describe("[postgres] a store whose server is lost for a while", () => {
  it("refuses with 503 as long as nobody gets through to it, and goes on by itself afterwards", async () => {
    const wire = await wireTo(await freshPostgresUrl());
    onTestFinished(() => wire.cut());
    const hall = await hallOn(wire.url);
    await mustWork(hall);
    await wire.cut();
    await mustRefuse(hall);
    const look = await hall.look();
    expect([look.status, look.headers.get("retry-after")]).toEqual([503, "5"]);
    await wire.mend();
    await mustWork(hall);
    await hall.mustBeSound();
  });

  it("loses and doubles nothing when its connections are ended in the middle of their work", async () => {
    const url = await freshPostgresUrl();
    const hall = await hallOn(url);
    const administrator = new pg.Client({ connectionString: inject("postgresAdminUrl") });
    await administrator.connect();
    onTestFinished(() => administrator.end());
    const database = new URL(url).pathname.slice(1);
    const seen: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const sending = hall.writes().filter(({ name }) => name === "a feed" || name === "a stream").map(async ({ send }) => seen.push((await send()).status));
      if (round % 3 !== 0) await administrator.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'huiyin'", [database]);
      await Promise.all(sending);
    }
    expect([...new Set(seen)].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(seen).toContain(200);
    // A connection that was ended a moment ago may not have heard of it yet: its next request is refused with 503, and works when it is sent again.
    await vi.waitFor(() => mustWork(hall), { timeout: 60_000, interval: 500 });
    const { store } = hall.service.house;
    expect((await verify(store)).differences).toEqual([]);
    expect((await reconcile(store)).differences).toEqual([]);
  });
});
