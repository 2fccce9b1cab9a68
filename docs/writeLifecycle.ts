/** Writes docs/case-lifecycle.md: `npm run docs:lifecycle`. */
import { writeFileSync } from "node:fs";
import { caseLifecyclePage } from "../src/machines/diagram.ts";

writeFileSync(new URL("./case-lifecycle.md", import.meta.url), caseLifecyclePage());
