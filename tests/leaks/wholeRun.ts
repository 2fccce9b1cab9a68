/** A hall with some weeks behind it and the people of fedIn.ts in it: run through the real doors, listened to everywhere, on either database. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHouse } from "../../src/cli/house.ts";
import { portsOf } from "../../src/cli/ports.ts";
import { addSimulatedPeople } from "../../src/cli/simulation/people.ts";
import { simulate } from "../../src/cli/simulation/simulate.ts";
import { roles } from "../../src/rules/words.ts";
import { addDays, dayOf, weekOf } from "../../src/rules/shanghai.ts";
import { buildApp } from "../../src/server/app.ts";
import { wordsOf } from "../../src/store/complainant.ts";
import { addKey, keyScopes } from "../../src/store/keys.ts";
import { fireTimersDue } from "../../src/store/fireTimers.ts";
import { hashPassword } from "../../src/store/passwords.ts";
import { addUser } from "../../src/store/people.ts";
import { rootUnit } from "../../src/store/units.ts";
import type { Fed } from "./fedIn.ts";
import { records, urging, walkIn } from "./fedIn.ts";
import { everythingSaid, refusals, type Said } from "./said.ts";
import { rawBytes, storedTexts, type StoredText } from "./stored.ts";

export interface WholeRun {
  said: Said[];
  refused: Said[];
  log: string;
  stored: StoredText[];
  raw: Buffer | null;
  /** Everybody whom the simulation fed in, as the vault gives them back. */
  simulated: Fed[];
  /** The words of every complaint as they were received, as the vault gives them back. */
  whole: string[];
}

const until = "2026-11-23T01:00:00.000Z";
const password = "leak-hunt-2026";

/** @param isAsked whether everything that can be read is read; what is said does not depend on the kind of store */
export async function wholeRun(url: string, { isAsked, ...sizes }: { weeks: number; scale: number; seed: number; isAsked: boolean }): Promise<WholeRun> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-leaks-"));
  const house = await openHouse({ HUIYIN_DATABASE: url, HUIYIN_SECRET_FILE: join(folder, "key"), HUIYIN_INBOX: "off" });
  const { store, rulebook } = house;
  const log: string[] = [];
  const app = await buildApp({ store, rulebook: () => rulebook, now: () => until, newId: counted(), ports: portsOf(house), publicUrl: null, attachmentsFolder: join(folder, "attachments"), pageFolder: null, demo: null, logger: { level: "trace", stream: { write: (line) => void log.push(line) } } });
  try {
    const root = await rootUnit(store.read);
    const passwordHash = await hashPassword(password);
    const { id } = await store.write((tx) => addUser(tx, { username: "everything", displayName: "全部角色", passwordHash, roles: roles.map((role) => ({ role, unitId: root?.id ?? 0 })), at: until }));
    if (id === 0) throw new Error("nobody to look");
    const login = await app.inject({ method: "POST", url: "/api/v1/auth/login", payload: { username: "everything", password } });
    const headers = { cookie: String(login.headers["set-cookie"]).split(";")[0] ?? "" };
    await app.inject({ method: "POST", url: "/api/v1/webhooks", headers, payload: { name: "市局", url: "https://203.0.113.9/hook", eventTypes: ["*"], sources: [] } });
    const { key } = await store.write((tx) => addKey(tx, { name: "平台", sources: ["110", "12345", "petition"], scopes: [...keyScopes], at: until }));

    const actors = await addSimulatedPeople(store, { passwordHash, at: until });
    await simulate(house, { ...sizes, until, actors });
    const results: Said[] = [];
    for (const [source, payload] of [...Object.entries(records), ["12345", [urging]] as const]) {
      const answer = await app.inject({ method: "POST", url: `/api/v1/feeds/${source}/records`, headers: { authorization: `Bearer ${key}` }, payload: [...payload] });
      if (answer.statusCode !== 200) throw new Error(answer.body);
      results.push({ where: `POST /feeds/${source}/records`, text: answer.body });
    }
    const registered = await app.inject({ method: "POST", url: "/api/v1/cases", headers, payload: walkIn });
    results.push({ where: "POST /cases", text: registered.body });
    // Cases that are long overdue are named in lists, notices and ledgers.
    for (let fired = 1; fired > 0; ) fired = (await fireTimersDue(store, rulebook, until)).fired;

    const own = await store.read.selectFrom("cases").select("id").where((eb) => eb.or([eb("external_id", "like", "LEAK%"), eb("source", "=", "window")])).orderBy("id", "desc").limit(8).execute();
    const some = await store.read.selectFrom("cases").select("id").orderBy("id").limit(3).execute();
    const caseIds = [...new Set([...own, ...some].map(({ id: caseId }) => caseId))];
    const weeks = [-7, -14].map((days) => weekOf(addDays(dayOf(until), days)));
    const said = isAsked ? await everythingSaid(app, { headers, caseIds, weeks }) : [];
    const refused = await refusals(app, { headers, key });
    const sealed = await store.read.selectFrom("cases").select("complainant_sealed").where("complainant_sealed", "is not", null).where("external_id", "like", "MN%").execute();
    const simulated = sealed.map((row) => JSON.parse(rulebook.vault.unseal(row.complainant_sealed ?? "")) as Fed);
    const whole = (await store.read.selectFrom("cases").selectAll().execute()).map((row) => wordsOf(row, rulebook.vault).content);
    return { said: [...results, ...said], refused, log: log.join(""), stored: await storedTexts(url), raw: rawBytes(url), simulated, whole };
  } finally {
    await app.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function counted(): () => string {
  let count = 0;
  return () => `request-${(count += 1)}`;
}
