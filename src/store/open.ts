/** Opens the database of a URL, brings its schema up to date, and checks that every stored state can still be restored. */
import { Migrator, NO_MIGRATIONS, sql, type Dialect, type Kysely } from "kysely";
import { migrations } from "../../migrations/index.ts";
import { caseMachineVersion } from "../machines/caseMachine.ts";
import { SnapshotVersionMismatch, thaw } from "../machines/step.ts";
import { seededDays } from "../rules/calendar.ts";
import { HuiyinError } from "./errors.ts";
import { openPostgres } from "./postgres.ts";
import type { CaseRow, Database } from "./schema.ts";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";

export interface OpenOptions {
  /** Stands between the query builder and the database, for observing or failing statements. */
  wrapDialect?: ((dialect: Dialect) => Dialect) | undefined;
}

type OpenedStore = Store & { writer: Kysely<Database> };

/** @param url `sqlite:./data/huiyin.db` or `postgres://…` @throws HuiyinError `database-url-invalid`, `schema-too-new` */
export async function openStore(url: string, options: OpenOptions = {}): Promise<Store> {
  const store = connect(url, options);
  try {
    if (!(await isUpToDate(store))) await migrate(store, "latest");
    await seedCalendar(store);
    await checkStates(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** At the schema of one migration, for a backup of that time; nothing is seeded or looked at. @param migration its name, of one that this program knows */
export async function openStoreAt(url: string, migration: string): Promise<Store> {
  const store = connect(url, {});
  const { error } = await migratorOf(store).migrateTo(migration);
  if (error === undefined) return store;
  await store.close();
  throw error instanceof Error ? error : new Error(JSON.stringify(error));
}

export interface MigrationStatus {
  name: string;
  appliedAt: Date | null;
}

export async function migrationStatus(url: string): Promise<MigrationStatus[]> {
  return withStore(url, async (store) => {
    const found = await migratorOf(store).getMigrations();
    return found.map((migration) => ({ name: migration.name, appliedAt: migration.executedAt ?? null }));
  });
}

/** @param number of the last migration to keep, as in its name; 0 takes back all. @throws HuiyinError `migration-unknown` */
export async function migrateTo(url: string, number: number | "latest"): Promise<void> {
  await withStore(url, (store) => migrate(store, number));
}

async function withStore<T>(url: string, use: (store: OpenedStore) => Promise<T>): Promise<T> {
  const store = connect(url, {});
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function connect(url: string, { wrapDialect }: OpenOptions): OpenedStore {
  if (url.startsWith("sqlite:")) return openSqlite(url.slice("sqlite:".length), wrapDialect);
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, wrapDialect);
  throw new HuiyinError("database-url-invalid", "数据库地址应为 sqlite:文件路径 或 postgres://…,请检查 HUIYIN_DATABASE。");
}

/** Most starts find nothing to do, and the migrator looks at every table before it says so. */
async function isUpToDate({ writer }: OpenedStore): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(writer);
    return JSON.stringify(rows.map(({ name }) => name)) === JSON.stringify(Object.keys(migrations));
  } catch {
    // A new database has no such table; of any other reason the migrator tells.
    return false;
  }
}

async function migrate(store: OpenedStore, to: number | "latest"): Promise<void> {
  const { error } = to === "latest" ? await migratorOf(store).migrateToLatest() : await migratorOf(store).migrateTo(to === 0 ? NO_MIGRATIONS : migrationNumbered(to));
  if (error instanceof Error && /corrupted migrations|previously executed migration/.test(error.message)) {
    throw new HuiyinError("schema-too-new", "数据库由更新版本的程序建立，请升级程序后再启动。");
  }
  if (error) throw error instanceof Error ? error : new Error(JSON.stringify(error));
}

/** By the number in its own name, which is not its place in the list: some numbers were never given. */
function migrationNumbered(number: number): string {
  const numbers = Object.keys(migrations).map((name) => Number(name.slice(0, 4)));
  const name = Object.keys(migrations)[numbers.indexOf(number)];
  if (name === undefined) throw new HuiyinError("migration-unknown", `没有第 ${number} 号迁移，可用：0（全部撤回）、${numbers.join("、")}。`);
  return name;
}

function migratorOf(store: OpenedStore): Migrator {
  return new Migrator({ db: store.writer, provider: { getMigrations: () => Promise.resolve(migrations) } });
}

/** The calendar package's days come in once a year it knows is new; what an administrator amended stays. */
async function seedCalendar(store: Store): Promise<void> {
  const days = seededDays();
  const last = days.at(-1)?.day ?? "";
  const newest = await store.read.selectFrom("calendar_days").select("day").where("origin", "=", "seed").orderBy("day", "desc").executeTakeFirst();
  if (newest !== undefined && newest.day >= last) return;
  await store.write(async (tx) => {
    for (let start = 0; start < days.length; start += 500) {
      await tx
        .insertInto("calendar_days")
        .values(days.slice(start, start + 500))
        .onConflict((conflict) => conflict.column("day").doNothing())
        .execute();
    }
  });
}

/** One stored case of every distinct state must restore; a start with states this program cannot read would fail later, case by case. */
async function checkStates(store: Store): Promise<void> {
  for (let found = await nextState(store, null); found !== undefined; found = await nextState(store, found)) {
    if (found.machine_version !== caseMachineVersion) throw new SnapshotVersionMismatch(found.machine_version);
    thaw(found.snapshot, found.machine_version);
  }
}

type StoredState = Pick<CaseRow, "machine_version" | "state" | "escalation" | "clock">;

/** The first case of the state that follows in the index: there are some hundred states, however many cases. */
function nextState(store: Store, after: StoredState | null) {
  return store.read
    .selectFrom("cases")
    .select(["machine_version", "state", "escalation", "clock", "snapshot"])
    .$if(after !== null, (query) => query.where(sql<boolean>`(machine_version, state, escalation, clock) > (${after?.machine_version}, ${after?.state}, ${after?.escalation}, ${after?.clock})`))
    .orderBy("machine_version")
    .orderBy("state")
    .orderBy("escalation")
    .orderBy("clock")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}
