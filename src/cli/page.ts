/** Where the built page lies: dist/web, whether the program runs from dist or from its sources. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Null where it has not been built. */
export function builtPage(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) return null;
    folder = dirname(folder);
  }
  const page = join(folder, "dist", "web");
  return existsSync(join(page, "index.html")) ? page : null;
}
