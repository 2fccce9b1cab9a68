/** Writes docs/permissions.md: `npm run docs:permissions`. */
import { writeFileSync } from "node:fs";
import { permissionsPage } from "./permissionMatrix.ts";

writeFileSync(new URL("./permissions.md", import.meta.url), permissionsPage());
