/** The app on a real store for the server's tests: a clock that stands still, units, people with each role, and their cookies. */
import { readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { builtPage } from "../../src/cli/page.ts";
import { calendarFrom, seededDays } from "../../src/rules/calendar.ts";
import { parsePolicy } from "../../src/rules/policy.ts";
import type { Role, Source } from "../../src/rules/words.ts";
import { buildApp, type App, type AppLimits } from "../../src/server/app.ts";
import type { Ports } from "../../src/server/ports.ts";
import { addKey, type KeyScope } from "../../src/store/keys.ts";
import { openCase, type NewCaseRecord } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import { hashPassword } from "../../src/store/passwords.ts";
import { addUser } from "../../src/store/people.ts";
import type { Rulebook, Store } from "../../src/store/store.ts";
import { rootUnit, upsertUnit, type Unit } from "../../src/store/units.ts";
import { vaultFrom } from "../../src/store/vault.ts";

export const password = "正确的密码-2026";
/** One hash for all, made once: a hash takes as long as is good for it. */
const passwordHash = hashPassword(password);

export interface Bench {
  app: App;
  store: Store;
  rulebook: Rulebook;
  clock: { now: string };
  log: string[];
  units: { root: Unit; licence: Unit; traffic: Unit };
  cookieOf(username: string): Promise<string>;
  keyOf(sources: Source[], scopes: KeyScope[]): Promise<string>;
  open(record: Partial<NewCaseRecord>): Promise<number>;
}

/** For tests that need no sibling room: whatever is asked of it fails, and a failing test says so. */
const noPorts = new Proxy(
  {},
  {
    get: (_, name) =>
      new Proxy(
        {},
        {
          get: (__, method) => () => {
            const error = new Error(`no ${String(name)}.${String(method)} here`);
            // These are no promises.
            if (["compose", "profiles", "state", "start"].includes(String(method))) throw error;
            return Promise.reject(error);
          },
        },
      ),
  },
) as Ports;

export async function bench(
  url: string,
  options: { ports?: (store: Store, rulebook: Rulebook) => Ports; limits?: Partial<AppLimits>; trustProxy?: string[] } = {},
): Promise<Bench> {
  const store = await openStore(url);
  const policy = parsePolicy(readFileSync("config/policy.yaml", "utf8"), "config/policy.yaml");
  const rulebook: Rulebook = {
    policy,
    clock: { calendar: calendarFrom(seededDays()), officeHours: policy.officeHours },
    vault: vaultFrom(Buffer.alloc(32, 7)),
  };
  const clock = { now: "2026-11-16T01:45:12.000Z" };
  const log: string[] = [];
  let ids = 0;
  const app = await buildApp({
    store,
    rulebook: () => rulebook,
    now: () => clock.now,
    newId: () => `id-${++ids}`,
    publicUrl: null,
    attachmentsFolder: "/nonexistent",
    pageFolder: builtPage(),
    demo: null,
    ports: options.ports?.(store, rulebook) ?? noPorts,
    logger: { level: "info", stream: { write: (line) => void log.push(line) } },
    trustProxy: options.trustProxy,
    limits: { loginAttemptsPerMinuteMax: 1000, wrongKeysPerMinuteMax: 1000, ...options.limits },
  });
  onTestFinished(async () => {
    await app.close();
    await store.close();
  });
  const units = await store.write(async (tx) => {
    const root = await upsertUnit(tx, { code: (await rootUnit(tx))?.code ?? "hall", name: "办事大厅", parentCode: null });
    return {
      root,
      licence: await upsertUnit(tx, { code: "licence", name: "出入境窗口", parentCode: root.code, aliases: ["出入境管理大队"] }),
      traffic: await upsertUnit(tx, { code: "traffic", name: "车管窗口", parentCode: root.code }),
    };
  });
  const people: [string, Role, Unit][] = [
    ["wang", "window", units.root],
    ["han", "handler", units.licence],
    ["chen", "handler", units.traffic],
    ["cui", "caller", units.root],
    ["fu", "reviewer", units.root],
    ["du", "supervisor", units.root],
    ["guan", "admin", units.root],
  ];
  const hash = await passwordHash;
  await store.write(async (tx) => {
    for (const [username, role, unit] of people) {
      await addUser(tx, { username, displayName: username, passwordHash: hash, roles: [{ role, unitId: unit.id }], at: clock.now });
    }
  });
  return {
    app,
    store,
    rulebook,
    clock,
    log,
    units,
    cookieOf: async (username) => {
      const answer = await app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username, password } });
      return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
    },
    keyOf: async (sources, scopes) => (await store.write((tx) => addKey(tx, { name: "平台", sources, scopes, at: clock.now }))).key,
    open: async (record) => {
      const actor = { id: "system", name: "系统", roles: [{ role: "system", unitPath: "/" }] } as const;
      const opened = await store.write((tx) => openCase(tx, { ...someRecord, ...record }, { at: clock.now, actor, rulebook }));
      if (!opened) throw new Error("This external id has a case already.");
      return opened.caseId;
    },
  };
}

const someRecord: NewCaseRecord = {
  source: "12345",
  externalId: "GD-1",
  profile: "12345",
  kind: "complaint",
  lane: "general",
  priority: "normal",
  reportedAt: "2026-11-16T00:45:12.000Z",
  occurredAt: null,
  sourceDeadline: null,
  sourceStatus: null,
  sourceReply: null,
  title: "窗口排队",
  content: "出入境窗口排队两小时,没有人解释。",
  address: null,
  category: null,
  serviceItem: null,
  windowName: null,
  officer: null,
  peopleCount: 1,
  extra: {},
  complainant: { name: "张三丰", phone: "13912340231", idNumber: "320481199001010017", anonymous: false, confidential: false },
  sourceUnit: null,
  contentHash: "0".repeat(64),
};
