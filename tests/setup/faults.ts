/** Dialects that look at each statement on its way to the real database: to let the n-th write fail and see what is left, or to keep what was asked. */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";

export interface Faults {
  wrapDialect: (dialect: Dialect) => Dialect;
  /** Lets the n-th write statement from now on fail, 1 being the next; null lets all pass. */
  failAt(n: number | null): void;
  /** Write statements since the last `failAt`. */
  counted(): number;
}

export class StatementFault extends Error {
  readonly code = "TEST_FAULT";
}

export function faults(): Faults {
  let count = 0;
  let failing: number | null = null;
  return {
    wrapDialect: watching(({ sql }) => {
      if (!/^\s*(insert|update|delete)\b/i.test(sql)) return;
      count += 1;
      if (count === failing) throw new StatementFault(sql.slice(0, 60));
    }),
    failAt(n) {
      count = 0;
      failing = n;
    },
    counted: () => count,
  };
}

/** @param see is shown each statement before the database is; what it throws is what the statement throws. */
export function watching(see: (query: CompiledQuery) => void): (dialect: Dialect) => Dialect {
  const watch = (connection: DatabaseConnection): DatabaseConnection => ({
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      see(query);
      return connection.executeQuery<R>(query);
    },
    streamQuery: (query, size) => connection.streamQuery(query, size),
  });

  const originals = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const original = (connection: DatabaseConnection): DatabaseConnection => originals.get(connection) ?? connection;

  const wrapDriver = (driver: Driver): Driver => ({
    init: () => driver.init(),
    async acquireConnection() {
      const connection = await driver.acquireConnection();
      const watched = watch(connection);
      originals.set(watched, connection);
      return watched;
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(original(connection), settings),
    commitTransaction: (connection) => driver.commitTransaction(original(connection)),
    rollbackTransaction: (connection) => driver.rollbackTransaction(original(connection)),
    releaseConnection: (connection) => driver.releaseConnection(original(connection)),
    destroy: () => driver.destroy(),
  });

  return (dialect) => ({
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => wrapDriver(dialect.createDriver()),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  });
}
