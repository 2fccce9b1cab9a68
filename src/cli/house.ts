/** Opens the whole house for a command: configuration, store, rulebook with the stored calendar, and the unit tree. */
import { readEnvironment, type Environment } from "../config/environment.ts";
import { loadConfig, type CatalogueUnit, type Config } from "../config/loadConfig.ts";
import { secretSource } from "../config/secretFile.ts";
import { calendarFrom } from "../rules/calendar.ts";
import type { JobDeps } from "../jobs/job.ts";
import { hashOfSuite } from "../rules/suites.ts";
import type { Instant } from "../rules/words.ts";
import { HuiyinError } from "../store/errors.ts";
import { openStore } from "../store/open.ts";
import { readCalendar } from "../store/readCalendar.ts";
import type { Rulebook, Store, Transaction } from "../store/store.ts";
import { upsertUnit } from "../store/units.ts";
import { vaultFrom } from "../store/vault.ts";
import type { Profile } from "../ingest/profile.ts";

export interface House {
  environment: Environment;
  config: Config;
  store: Store;
  rulebook: Rulebook;
}

export const now = (): Instant => new Date().toISOString();

export async function openHouse(variables: Readonly<Record<string, string | undefined>> = process.env): Promise<House> {
  const environment = readEnvironment(variables);
  const config = loadConfig(environment.configFolder);
  const vault = vaultFrom(secretSource(environment.secretFile, environment.suite));
  const store = await openStore(environment.databaseUrl);
  const calendar = calendarFrom(await readCalendar(store.read));
  await store.write((tx) => syncUnits(tx, config.root, null));
  return { environment, config, store, rulebook: { policy: config.policy, clock: { calendar, officeHours: config.policy.officeHours }, vault, hash: hashOfSuite[environment.suite] } };
}

/** Takes the calendar as it stands in the store now: after an amendment here, and from time to time for those of other processes. */
export async function reloadCalendar({ store, rulebook }: Pick<House, "store" | "rulebook">): Promise<void> {
  // One object for all who hold the rulebook; each event reads it anew.
  Object.assign(rulebook.clock, { calendar: calendarFrom(await readCalendar(store.read)) });
}

async function syncUnits(tx: Transaction, unit: CatalogueUnit, parentCode: string | null): Promise<void> {
  await upsertUnit(tx, { code: unit.code, name: unit.name, parentCode, aliases: unit.aliases });
  for (const child of unit.units) await syncUnits(tx, child, unit.code);
}

/** What the jobs are given, with the clock that they go on by. */
export function jobDepsOf({ store, rulebook, config, environment }: House, clock: () => Instant): JobDeps {
  const { inboxFolder, publicUrl, attachmentsFolder, backupPassphrase: passphrase } = environment;
  const backup = environment.backup && { ...environment.backup, attachmentsFolder, passphrase };
  return { store, rulebook, profiles: config.profiles, inboxFolder, publicUrl, attachmentsFolder, backup, clock, random: Math.random };
}

/** @throws HuiyinError `unknown-profile`, `profile-mismatch` */
export function profileFor({ config }: Pick<House, "config">, source: string, name: string = source): Profile {
  const profile = config.profiles.get(name);
  if (profile === undefined) throw new HuiyinError("unknown-profile", `没有名为 ${name} 的来源档案，可用：${[...config.profiles.keys()].join("、")}。`);
  if (profile.source !== source) throw new HuiyinError("profile-mismatch", `来源档案 ${name} 属于来源 ${profile.source}，不能用于 ${source}。`);
  return profile;
}
