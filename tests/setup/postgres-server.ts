/** Runs a throw-away PostgreSQL server until Ctrl-C, for trying things by hand: `npx tsx tests/setup/postgres-server.ts`. */
import { startPostgres } from "./postgres.ts";

const server = await startPostgres();
process.stdout.write(`${server.url}\n`);
const stayAlive = setInterval(() => undefined, 1 << 30);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    clearInterval(stayAlive);
    void server.stop();
  });
}
