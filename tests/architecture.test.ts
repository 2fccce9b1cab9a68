/** The rooms' rank: who may import whom. A room imports rooms to its left, never to its right; siblings do not import each other. */
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const everything = ["rules", "machines", "store", "ingest", "reports", "server", "jobs", "config", "cli", "main", "migrations"];

// rules ← machines ← store ← {ingest, reports, server} ← jobs ← main/cli/config. An entry with a slash opens that part only.
const mayImport: Record<string, string[]> = {
  rules: [],
  machines: ["rules"],
  store: ["rules", "machines", "migrations"],
  ingest: ["rules", "machines", "store"],
  reports: ["rules", "machines", "store"],
  server: ["rules", "machines", "store"],
  jobs: ["rules", "machines", "store", "ingest", "reports", "server"],
  config: ["rules", "machines", "ingest", "reports"],
  cli: everything,
  main: everything,
  web: ["server/contract"],
  migrations: ["store"],
};

// One room holds the life cycle, one holds the SQL; everybody else speaks to these rooms.
const packageRooms: Record<string, string[]> = {
  xstate: ["machines"],
  kysely: ["store", "migrations"],
  pg: ["store"],
  "better-sqlite3": ["store"],
};

// No file, no network, no process: what these rooms answer depends on their arguments alone. Hashing is a pure function.
const pureRooms = ["rules", "machines"];
const pureBuiltins = ["node:crypto"];

interface SourceFile {
  path: string;
  imports: string[];
}

function violations(files: SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    const allowed = mayImport[room];
    if (!allowed) return [`${path} lies in the unknown room "${room}".`];
    return imports.flatMap((specifier) => {
      const fault = specifier.startsWith(".")
        ? faultyRoom(room, allowed, posix.join(posix.dirname(path), specifier))
        : faultyPackage(room, specifier);
      return fault ? [`${path} imports "${specifier}": ${fault}.`] : [];
    });
  });
}

function faultyRoom(room: string, allowed: string[], target: string): string | undefined {
  const targetRoom = roomOf(target);
  if (targetRoom === room) return undefined;
  const isOpen = (entry: string) => (entry.includes("/") ? new RegExp(`^src/${entry}[./]`).test(target) : entry === targetRoom);
  if (allowed.some(isOpen)) return undefined;
  return `the room ${room} may import ${allowed.length > 0 ? `only ${allowed.join(", ")}` : "no other room"}, not ${targetRoom}`;
}

function faultyPackage(room: string, specifier: string): string | undefined {
  const rooms = Object.entries(packageRooms).find(([name]) => specifier === name || specifier.startsWith(`${name}/`))?.[1];
  if (rooms && !rooms.includes(room)) return `that package belongs to ${rooms.join(" and ")} only`;
  const isBuiltin = specifier.startsWith("node:") && !pureBuiltins.includes(specifier);
  if (isBuiltin && pureRooms.includes(room)) return `the room ${room} is pure`;
  return undefined;
}

/** `src/store/open.ts` → store; `src/main.ts` → main; `migrations/0001_cases.ts` → migrations. */
function roomOf(path: string): string {
  const [top, second] = path.split("/");
  return (top === "src" ? second : top)?.replace(/\.ts$/, "") ?? path;
}

/** Every form counts: `import`, `import type`, `export … from`, `import(…)` and the `import("…")` of a type. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

function projectFiles(): SourceFile[] {
  const root = fileURLToPath(new URL("..", import.meta.url));
  return ["src", "migrations"].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => ({ path: `${folder}/${name}`, imports: importsOf(readFileSync(`${root}${folder}/${name}`, "utf8")) })),
  );
}

test("no room imports to its right", () => {
  const files = projectFiles();
  expect(files.length).toBeGreaterThan(0);
  expect(violations(files)).toEqual([]);
});

describe("the check itself", () => {
  test.each([
    ["src/rules/a.ts", "../store/open.ts", "the room rules may import no other room, not store"],
    ["src/machines/a.ts", "../store/open.ts", "the room machines may import only rules, not store"],
    ["src/ingest/xlsx/a.ts", "../../server/app.ts", "the room ingest may import only rules, machines, store, not server"],
    ["src/server/a.ts", "../main.ts", "the room server may import only rules, machines, store, not main"],
    ["src/web/a.ts", "../server/routes/cases.ts", "the room web may import only server/contract, not server"],
    ["src/web/a.ts", "../server/contracts.ts", "the room web may import only server/contract, not server"],
    ["src/store/a.ts", "../../tests/setup/stores.ts", "the room store may import only rules, machines, migrations, not tests"],
    ["migrations/0001_a.ts", "../src/rules/words.ts", "the room migrations may import only store, not rules"],
    ["src/store/a.ts", "xstate/graph", "that package belongs to machines only"],
    ["src/reports/a.ts", "kysely", "that package belongs to store and migrations only"],
    ["src/rules/a.ts", "node:fs", "the room rules is pure"],
  ])("refuses in %s an import of %s", (path, specifier, sentence) => {
    expect(violations([{ path, imports: ["./b.ts", specifier] }])).toEqual([`${path} imports "${specifier}": ${sentence}.`]);
  });

  test("refuses an unknown room", () => {
    expect(violations([{ path: "src/util/text.ts", imports: [] }])).toEqual(['src/util/text.ts lies in the unknown room "util".']);
  });

  test("accepts imports to the left, of a room's own files and of packages", () => {
    const files = [
      { path: "src/store/a.ts", imports: ["./b.ts", "./reads/c.ts", "../rules/words.ts", "../../migrations/index.ts", "kysely", "node:fs"] },
      { path: "src/main.ts", imports: ["./server/app.ts", "./config/load.ts", "fastify"] },
      { path: "src/web/page.ts", imports: ["../server/contract/cases.ts", "../server/contract.ts"] },
      { path: "migrations/0001_a.ts", imports: ["kysely", "../src/store/columns.ts"] },
    ];
    expect(violations(files)).toEqual([]);
  });

  test("sees every form of import, and none in comments and texts", () => {
    const text = `
      import a from "./a.ts"; import type { B } from "./b.ts"; import "./c.ts"; export * from "./d.ts"; export type { E } from "./e.ts";
      const f = await import("./f.ts"); type G = import("./g.ts").G; /* import "./no.ts" */ const text = 'import "./no.ts"';
    `;
    expect(importsOf(text)).toEqual(["a", "b", "c", "d", "e", "f", "g"].map((name) => `./${name}.ts`));
  });
});
