/** What mutants of the rules and the machines are tried by (`npm run mutation`): the tests that need neither a database nor a browser. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/rules/**/*.test.ts", "tests/machines/**/*.test.ts"],
    // Walks and measurements of many seconds; what they prove of single lines others prove sooner.
    exclude: ["tests/rules/sameMatterMeasured.test.ts", "tests/machines/deepExploration.test.ts", "tests/machines/caseMachine.test.ts"],
    // Each mutant has a process of its own, within which its files may share what they have read; what a module works out once is left alone (ignoreStatic).
    isolate: false,
    testTimeout: 60_000,
  },
});
