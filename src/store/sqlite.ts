/** SQLite: one connection writes in groups that share a transaction and its fsync, another reads and never waits for it. */
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import { CompiledQuery, Kysely, sql, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection, type Dialect, type Driver, type SqliteDatabase, type SqliteDialectConfig, type SqliteStatement } from "kysely";
import { StoreUnavailable } from "./errors.ts";
import { runsAtOnce, type Run } from "./prepared.ts";
import type { Database as Tables } from "./schema.ts";
import type { Reader, Store, Transaction } from "./store.ts";

/** More works than this wait for the next group, so that no answer waits behind an endless one. */
const groupWorksMax = 256;
const busyMillisMax = 5_000;
const busyPauseMillis = 5;
/** Who writes without a break leaves the lock to other processes so often, and so long that one that asks again and again finds it free. */
const writingMillisMax = 100;
const breakMillis = 1;
const statementsKeptMax = 500;

/** @param path of the file; its folder is made. */
export function openSqlite(path: string, wrapDialect: (dialect: Dialect) => Dialect = (dialect) => dialect): Store & { writer: Kysely<Tables> } {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  const write = connect(file);
  const read = connect(file);
  read.pragma("query_only = ON");
  const [writing, reading] = [withKeptStatements(write), withKeptStatements(read)];
  const plain = new ImmediateSqliteDialect({ database: writing }, write);
  const dialect = wrapDialect(plain);
  // Whoever stands in between must see every statement.
  const isPlain = dialect === plain;
  const writer = new Kysely<Tables>({ dialect });
  const reader = new Kysely<Tables>({ dialect: wrapDialect(new SqliteDialect({ database: reading })) });
  if (isPlain) runsAtOnce(reader, runOf(reading));
  return {
    kind: "sqlite",
    read: reader,
    writer,
    write: groupCommit(writer, isPlain ? runOf(writing) : null),
    snapshot: (work) => snapshotOf(file, work),
    async close() {
      await writer.destroy();
      await reader.destroy();
    },
  };
}

/** A connection of its own: what it has begun to read stays as it was, and neither readers nor writers wait for it. */
async function snapshotOf<T>(file: string, work: (read: Reader) => Promise<T>): Promise<T> {
  const database = connect(file);
  database.pragma("query_only = ON");
  const reader = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  try {
    return await reader.transaction().execute(async (tx) => {
      // The instant is that of the first read, not of the beginning.
      await sql`select count(*) from sqlite_master`.execute(tx);
      return work(tx);
    });
  } finally {
    await reader.destroy();
  }
}

function connect(file: string): Database.Database {
  const database = new Database(file, { timeout: busyMillisMax });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  return database;
}

/** Preparing a statement costs about as much as running it, and a few hundred different ones do all the work. */
function withKeptStatements(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => void database.close(),
    prepare(text) {
      const known = kept.get(text);
      if (known !== undefined) return known;
      // Lists of changing length make texts without end; the oldest go first.
      const oldest = kept.size >= statementsKeptMax ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      const statement = database.prepare(text) as SqliteStatement;
      kept.set(text, statement);
      return statement;
    },
  };
}

const runOf =
  (database: SqliteDatabase): Run =>
  (sql, parameters) => {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all(parameters);
    statement.run(parameters);
    return [];
  };

interface Waiting {
  work: (tx: Transaction) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Works that wait at the same moment share one transaction, each in its own savepoint, and are answered after the one fsync. */
function groupCommit(writer: Kysely<Tables>, run: Run | null): Store["write"] {
  const queue: Waiting[] = [];
  let running = false;
  let writingSince = 0;
  let wroteLast = 0;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const now = performance.now();
      if (now - wroteLast >= breakMillis) writingSince = now;
      else if (now - writingSince >= writingMillisMax) {
        await pause(breakMillis);
        writingSince = performance.now();
      }
      await commitGroup(writer, run, queue.splice(0, groupWorksMax));
      wroteLast = performance.now();
    }
    running = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (running) return;
      running = true;
      // Requests that the event loop reads in this turn join the group.
      setImmediate(() => void drain());
    });
}

async function commitGroup(writer: Kysely<Tables>, run: Run | null, group: readonly Waiting[]): Promise<void> {
  const answers: (() => void)[] = [];
  try {
    await writer.transaction().execute(async (tx) => {
      if (run !== null) runsAtOnce(tx, run);
      const tell = run === null ? (text: string) => tx.executeQuery(CompiledQuery.raw(text)) : (text: string) => run(text, []);
      for (const waiting of group) answers.push(await inSavepoint(tx, tell, waiting));
    });
  } catch (error) {
    const reason = asUnavailable(error);
    for (const waiting of group) waiting.reject(reason);
    return;
  }
  for (const answer of answers) answer();
}

/** A failing work rolls back alone; its neighbours in the group do not notice. */
async function inSavepoint(tx: Transaction, tell: (text: string) => unknown, { work, resolve, reject }: Waiting): Promise<() => void> {
  await tell("savepoint work");
  try {
    const value = await work(tx);
    await tell("release work");
    return () => resolve(value);
  } catch (error) {
    const reason = asUnavailable(error);
    // SQLite itself may have given up the transaction (full disk): there is nothing to go back to then, and the whole group is told why.
    if (reason instanceof StoreUnavailable) throw reason;
    await tell("rollback to work");
    await tell("release work");
    return () => reject(reason);
  }
}

const passingCodes = ["SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_LOCKED", "SQLITE_NOMEM"];

function asUnavailable(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && passingCodes.some((passing) => code.startsWith(passing)) ? new StoreUnavailable(error) : error;
}

/** Takes the write lock at the beginning: a transaction that reads first and writes later could be refused half-way. */
class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #database: Database.Database;
  constructor(config: SqliteDialectConfig, database: Database.Database) {
    super(config);
    this.#config = config;
    this.#database = database;
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config, this.#database);
  }
}

/** Migrations are one transaction: who is killed in the middle of them leaves the schema as it was. SQLite can do that, though the query builder takes it to be unable. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database.Database;
  readonly #impatient: Database.Statement;
  readonly #patient: Database.Statement;
  constructor(config: SqliteDialectConfig, database: Database.Database) {
    super(config);
    this.#database = database;
    this.#impatient = database.prepare("pragma busy_timeout = 0");
    this.#patient = database.prepare(`pragma busy_timeout = ${busyMillisMax}`);
  }

  /** SQLite's own waiting would stop the whole process; this one lets it answer what needs no lock, as long as another process holds it. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    for (let waitedMillis = 0; ; waitedMillis += busyPauseMillis) {
      this.#impatient.get();
      try {
        return void (await connection.executeQuery(begin));
      } catch (error) {
        if ((error as { code?: unknown }).code !== "SQLITE_BUSY" || waitedMillis >= busyMillisMax) throw error;
      } finally {
        this.#patient.get();
      }
      await pause(busyPauseMillis);
    }
  }

  /** What SQLite has given up by itself cannot be given up once more; saying so would hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

const begin = CompiledQuery.raw("begin immediate");
