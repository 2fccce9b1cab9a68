/** Writes src/web/api/schema.d.ts, the types of the HTTP interface as the page sees them: `npm run web:types`. */
import { writeFileSync } from "node:fs";
import { apiTypes } from "./apiTypes.ts";

writeFileSync(new URL("../src/web/api/schema.d.ts", import.meta.url), await apiTypes());
