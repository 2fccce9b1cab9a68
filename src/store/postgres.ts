/** PostgreSQL: a transaction for each work, run again when the database says that it lost a race. */
import { Kysely, PostgresDialect, sql, type Dialect } from "kysely";
import pg from "pg";
import { StoreUnavailable } from "./errors.ts";
import { planVoidCode, sendKeptByName } from "./keptStatements.ts";
import type { Database as Tables } from "./schema.ts";
import type { Store } from "./store.ts";

const attemptsMax = 10;
const connectionsMax = 10;
/** serialization_failure, deadlock_detected, and a plan that was made before a table was altered */
const lostRaceCodes = ["40001", "40P01", planVoidCode];

export function openPostgres(url: string, wrapDialect: (dialect: Dialect) => Dialect = (dialect) => dialect): Store & { writer: Kysely<Tables> } {
  // count(*) and sums are bigint, which pg gives as text; none here exceeds what a number holds.
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax, connectionTimeoutMillis: 5_000, types, application_name: "huiyin" });
  // An idle connection that breaks must not end the process; the next query gets a new one or a clear refusal.
  pool.on("error", () => {});
  // Nor must one that breaks between two statements of a transaction: the pool listens to idle ones alone, and the next statement is refused.
  pool.on("connect", (client) => {
    client.on("error", () => {});
    sendKeptByName(client);
  });
  const db = new Kysely<Tables>({ dialect: wrapDialect(new PostgresDialect({ pool })) });
  return {
    kind: "postgres",
    read: db,
    writer: db,
    async write(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await db.transaction().execute(work);
        } catch (error) {
          if (attempt < attemptsMax && lostRaceCodes.includes(codeOf(error))) continue;
          throw isConnectionLoss(error) ? new StoreUnavailable(error) : error;
        }
      }
    },
    snapshot: (work) =>
      db
        .transaction()
        .setIsolationLevel("repeatable read")
        .setAccessMode("read only")
        .execute(async (tx) => {
          // The instant is that of the first read, not of the beginning.
          await sql`select 1`.execute(tx);
          return work(tx);
        }),
    async close() {
      await db.destroy();
    },
  };
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
};

/** Class 08 connection exceptions, 53 resources, 57P shutdowns, and the socket's own errors. */
function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (/^(08|53|57P)/.test(code) || /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND)/.test(code)) return true;
  return error instanceof Error && /Connection terminated|timeout exceeded when trying to connect/.test(error.message);
}
