/** The whole service as it runs in production, on a port of its own, with people and a key: for tests from the outside. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startService } from "../../src/cli/commands/serve.ts";
import { openHouse, type House } from "../../src/cli/house.ts";
import type { Role, Source } from "../../src/rules/words.ts";
import { addKey, keyScopes } from "../../src/store/keys.ts";
import { hashPassword } from "../../src/store/passwords.ts";
import { addUser } from "../../src/store/people.ts";
import { unitByNameOrCode } from "../../src/store/units.ts";
import { mondayMorning } from "./house.ts";

export const servicePassword = "tour-password-2026";

export interface Service {
  house: House;
  base: string;
  key: string;
  handlerUnitId: number;
  /** Posts JSON as a person, or with the integration's key. */
  post(as: string, path: string, body: unknown, contentType?: string): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Any other request, its answer's text as JSON where it is. */
  send(as: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  get(as: string, path: string): Promise<{ status: number; body: Record<string, unknown> }>;
  stop(): Promise<void>;
}

const posts: Record<string, [Role, string]> = {
  chuangkou: ["window", "320481000000"],
  chengban: ["handler", "320481240000"],
  guanli: ["admin", "320481000000"],
  dudao: ["supervisor", "320481000000"],
  dudao2: ["supervisor", "320481000000"],
  fupan: ["reviewer", "320481000000"],
  huifang: ["caller", "320481000000"],
};

/** @param variables of the environment beside those of the test's own database and secret. */
export async function startWholeService(url: string, variables: Record<string, string> = {}): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-service-"));
  const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "secret.key"), HUIYIN_LOG_LEVEL: "silent", HUIYIN_PORT: "0", HUIYIN_INBOX: "off", ...variables });
  const passwordHash = await hashPassword(servicePassword);
  for (const [username, [role, code]] of Object.entries(posts)) {
    const unit = await unitByNameOrCode(house.store.read, code);
    await house.store.write((tx) => addUser(tx, { username, displayName: username, passwordHash, roles: [{ role, unitId: unit?.id ?? 0 }], at: mondayMorning }));
  }
  const sources: Source[] = ["110", "12345", "petition"];
  const { key } = await house.store.write((tx) => addKey(tx, { name: "test", sources, scopes: [...keyScopes], at: mondayMorning }));
  const service = await startService(house, { http: true, jobs: false });
  const base = `${service.address}/api/v1`;
  const handlerUnit = await unitByNameOrCode(house.store.read, "320481240000");

  const cookies = new Map<string, string>();
  const headersOf = async (as: string): Promise<Record<string, string>> => {
    if (as === "key") return { authorization: `Bearer ${key}` };
    let cookie = cookies.get(as);
    if (cookie === undefined) {
      const login = await fetch(`${base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: as, password: servicePassword }) });
      cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
      cookies.set(as, cookie);
    }
    return { cookie };
  };
  const answerOf = async (response: Response) => ({ status: response.status, body: (await response.json()) as Record<string, unknown> });

  return {
    house,
    base,
    key,
    handlerUnitId: handlerUnit?.id ?? 0,
    async post(as, path, body, contentType = "application/json") {
      const bytes = body instanceof Uint8Array || typeof body === "string" ? body : JSON.stringify(body);
      return answerOf(await fetch(base + path, { method: "POST", headers: { ...(await headersOf(as)), "content-type": contentType }, body: bytes as string }));
    },
    async send(as, method, path, body) {
      const isForm = body instanceof FormData;
      const headers = { ...(await headersOf(as)), ...(isForm || body === undefined ? {} : { "content-type": "application/json" }) };
      const response = await fetch(base + path, { method, headers, body: isForm ? body : body === undefined ? null : JSON.stringify(body) });
      const text = await response.text();
      return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    get: async (as, path) => answerOf(await fetch(base + path, { headers: await headersOf(as) })),
    async stop() {
      await service.stop();
      await house.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
