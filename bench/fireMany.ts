/** `npx tsx bench/fireMany.ts [CASES] [postgres-url]`: limits due at once, on SQLite by one process killed after a quarter and after half of them, on PostgreSQL by two. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fireMany } from "./timers.ts";

const [given = "100000", url] = process.argv.slice(2);
const cases = Number(given);
const folder = mkdtempSync(join(tmpdir(), "huiyin-fire-many-"));
const ways = url === undefined ? { processes: 1, kills: [Math.floor(cases / 4), Math.floor(cases / 2)] } : { processes: 2, kills: [] };
console.log(JSON.stringify(await fireMany(url ?? `sqlite:${join(folder, "huiyin.db")}`, cases, ways), null, 1));
rmSync(folder, { recursive: true, force: true });
