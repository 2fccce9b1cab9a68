/** Which rows the product writes for an event: its own statements, to be written again by the floor without anything around them. */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";

export interface Write {
  sql: string;
  parameters: unknown[];
}

export interface Recorder {
  wrapDialect: (dialect: Dialect) => Dialect;
  /** What was written since the last call. */
  taken(): Write[];
}

export function recorder(): Recorder {
  let writes: Write[] = [];
  const watch = (connection: DatabaseConnection): DatabaseConnection => ({
    executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (/^\s*(insert|update|delete)\b/i.test(query.sql)) writes.push({ sql: query.sql, parameters: [...query.parameters] });
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
  return {
    wrapDialect: (dialect) => ({
      createAdapter: () => dialect.createAdapter(),
      createDriver: () => wrapDriver(dialect.createDriver()),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    }),
    taken() {
      const all = writes;
      writes = [];
      return all;
    },
  };
}
