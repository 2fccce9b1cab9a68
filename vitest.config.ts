/** How the tests run: one PostgreSQL server for all, each file in a process of its own, the counts on the last lines. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/setup/globalSetup.ts"],
    reporters: ["default", "./tests/setup/reporter.ts"],
    pool: "forks",
    // Tests wait for databases and password hashes, so two cores carry two files at once; more than eight crowd the one server.
    maxWorkers: Math.min(8, Math.max(2, availableParallelism())),
    // Against a test that hangs, never a measure of speed: a busy machine of two cores takes ten times as long as an idle one.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // What is polled for is there in a moment; a second, which is the usual, is not a moment on such a machine.
    expect: { poll: { timeout: 60_000 } },
    globals: false,
    coverage: { enabled: false, provider: "v8", include: ["src/**/*.ts"], reporter: ["text", "html"] },
  },
});
