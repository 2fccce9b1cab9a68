/** A service as people run it, in a process of its own, and a store made ready for it. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openHouse, type House } from "../src/cli/house.ts";
import { rootUnit } from "../src/store/units.ts";
import { addKey, keyScopes } from "../src/store/keys.ts";
import { reconcile } from "../src/store/reconcile.ts";
import { verify } from "../src/store/verify.ts";
import { addUser } from "../src/store/people.ts";
import { newSessionToken, startSession } from "../src/store/sessions.ts";

export type Variables = Record<string, string>;

export const variablesOf = (folder: string, url = `sqlite:${join(folder, "huiyin.db")}`): Variables => ({
  HUIYIN_DATABASE: url,
  HUIYIN_SECRET_FILE: join(folder, "secret.key"),
  HUIYIN_INBOX: "off",
  HUIYIN_LOG_LEVEL: "warn",
  HUIYIN_PORT: "0",
});

export interface Running {
  port: number;
  pid: number;
  /** From the start of the process to its first word that it listens. */
  startMillis: number;
  residentMegabytes(): number;
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** @param options of Node itself, e.g. `--cpu-prof`. */
export function startService(variables: Variables, args: readonly string[] = ["serve", "--no-jobs"], options: readonly string[] = []): Promise<Running> {
  return startScript([...options, fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url)), ...args], variables);
}

/** Any program that prints its address when it listens. */
export async function startScript(args: readonly string[], variables: Variables = {}): Promise<Running> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], { env: { ...process.env, ...variables }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const found = /http:\/\/[\d.]+:(\d+)/.exec(chunk.toString("utf8"))?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    void ended.then(() => reject(new Error("the program ended before it listened")));
  });
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    startMillis: performance.now() - begun,
    residentMegabytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await ended;
    },
  };
}

export interface Access {
  /** A person who may do everything that one person may. */
  cookie: string;
  key: string;
}

export async function withHouse<T>(variables: Variables, use: (house: House) => Promise<T>): Promise<T> {
  const house = await openHouse(variables);
  try {
    return await use(house);
  } finally {
    await house.store.close();
  }
}

export async function addAccess({ store }: House): Promise<Access> {
  const at = new Date().toISOString();
  const root = await rootUnit(store.read);
  const token = newSessionToken();
  return store.write(async (tx) => {
    const roles = (["window", "handler", "supervisor", "caller", "reviewer"] as const).map((role) => ({ role, unitId: root?.id ?? 0 }));
    const { id } = await addUser(tx, { username: `bench-${token.slice(0, 8)}`, displayName: "测试员", passwordHash: "-", roles, at });
    await startSession(tx, { token, userId: id, at });
    const { key } = await addKey(tx, { name: `bench-${token.slice(0, 8)}`, sources: ["110", "12345", "petition"], scopes: [...keyScopes], at });
    return { cookie: `huiyin_session=${token}`, key };
  });
}

/** Fails where the store's histories, states or accounts do not agree. @param caseIds of those to replay; all without. */
export async function checkSound(variables: Variables, caseIds?: readonly number[]): Promise<void> {
  await withHouse(variables, async ({ store }) => {
    const replayed = caseIds === undefined ? [await verify(store)] : await Promise.all(caseIds.map((caseId) => verify(store, { caseId })));
    const differences = [...replayed.flatMap((each) => each.differences), ...(await reconcile(store)).differences];
    if (differences.length > 0) throw new Error(`the bench left a store that does not agree: ${JSON.stringify(differences.slice(0, 5))}`);
  });
}
