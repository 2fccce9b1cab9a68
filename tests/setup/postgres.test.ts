/** The throw-away PostgreSQL server: it answers, and leaves nothing behind however its owner ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { startPostgres } from "./postgres.ts";

test("a stopped server takes its data along, even with a client still connected", async () => {
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: server.url });
  const connectionLost = new Promise((resolve) => client.once("error", resolve));
  await client.connect();
  const folder = await dataFolder(server.url);
  expect(existsSync(folder)).toBe(true);

  await server.stop();
  await connectionLost;
  expect(existsSync(folder)).toBe(false);
  await expect(dataFolder(server.url)).rejects.toThrow("ECONNREFUSED");
});

test.each(["SIGINT", "SIGKILL"] as const)("a server whose owner ends by %s ends too and takes its data along", async (signal) => {
  const script = fileURLToPath(new URL("postgres-server.ts", import.meta.url));
  const owner = spawn(process.execPath, ["--import", "tsx", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [firstLine] = (await once(owner.stdout, "data")) as [Buffer];
  const url = firstLine.toString().trim();
  const folder = await dataFolder(url);

  owner.kill(signal);
  await once(owner, "exit");
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 10_000 });
  await expect(dataFolder(url)).rejects.toThrow("ECONNREFUSED");
});

async function dataFolder(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? "";
  } finally {
    await client.end();
  }
}
