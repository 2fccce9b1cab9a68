/** How the tests run: one PostgreSQL server for all, two files at once, the counts on the last lines. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongFirst } from "./tests/setup/longFirst.ts";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/setup/globalSetup.ts"],
    reporters: ["default", "./tests/setup/reporter.ts"],
    setupFiles: ["tests/setup/eachFile.ts"],
    pool: "forks",
    // Reading the program anew for each file took a fifth of the time; tests share nothing but modules that keep no state between them.
    isolate: false,
    // Tests wait for databases and password hashes, so two cores carry two files at once; more than eight crowd the one server.
    maxWorkers: Math.min(8, Math.max(2, availableParallelism())),
    // Against a test that hangs, never a measure of speed: a busy machine of two cores takes ten times as long as an idle one.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // What is polled for is there in a moment; a second, which is the usual, is not a moment on such a machine.
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongFirst },
    globals: false,
    coverage: { enabled: false, provider: "v8", include: ["src/**/*.ts"], reporter: ["text", "html"] },
  },
});
