/** Writes config/feeds/profile.schema.json: `npx tsx docs/writeProfileSchema.ts`. */
import { writeFileSync } from "node:fs";
import { profileSchemaText } from "../src/ingest/profileSchema.ts";

writeFileSync(new URL("../config/feeds/profile.schema.json", import.meta.url), profileSchemaText());
