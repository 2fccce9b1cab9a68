/** Runs before each test file (vitest.config.ts): being registered before a file's own hooks, what is here runs after them. */
import { afterAll } from "vitest";
import { clearAwayAfterFile } from "./afterUse.ts";

afterAll(clearAwayAfterFile);
