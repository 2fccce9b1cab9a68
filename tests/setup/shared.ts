/** Finds the material in ../shared that lies beside the project in some checkouts; tests that need it are skipped visibly elsewhere. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { test } from "vitest";

const sharedFolder = fileURLToPath(new URL("../../../shared", import.meta.url));

/** The absolute path of a file under ../shared, or null where there is none. */
export function sharedFile(path: string): string | null {
  const found = resolve(sharedFolder, path);
  return existsSync(found) ? found : null;
}

/** `shared` gives the absolute path of a file under ../shared, and fails with its name if that one file is missing. */
export function testWithShared(name: string, body: (shared: (path: string) => string) => void | Promise<void>, timeout?: number): void {
  test.skipIf(!existsSync(sharedFolder))(`${name} (needs ../shared)`, () => body(presentSharedFile), timeout);
}

function presentSharedFile(path: string): string {
  const found = sharedFile(path);
  if (found === null) throw new Error(`../shared/${path} is missing.`);
  return found;
}
