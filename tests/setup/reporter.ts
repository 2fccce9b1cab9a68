/** Ends the run with two lines: how many tests ran on which store, and `N passed, N failed` as the very last one. */
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

export interface Outcome {
  sqlite: number;
  postgres: number;
  other: number;
  passed: number;
  failed: number;
  skipped: string[];
}

export default class CountsReporter implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    // Only at exit is it certain that nothing else will be printed, and whether the run fails.
    if (!vitest.config.watch) process.once("exit", (exitCode) => this.print(vitest, exitCode));
  }

  onTestRunEnd(): void {
    if (this.vitest?.config.watch) this.print(this.vitest, 0);
  }

  private print(vitest: Vitest, exitCode: number): void {
    const outcome = countOutcome(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length, exitCode);
    const namesWanted = vitest.config.testNamePattern === undefined;
    process.stdout.write(`\n${summary(outcome, namesWanted)}\n`);
  }
}

export function summary(outcome: Outcome, namesWanted = true): string {
  const { sqlite, postgres, other, passed, failed, skipped } = outcome;
  return [
    ...(namesWanted ? skipped.map((name) => `skipped: ${name}`) : []),
    `SQLite: ${sqlite} tests · PostgreSQL: ${postgres} tests · other: ${other} · skipped: ${skipped.length}`,
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
  ].join("\n");
}

/** Counts what ran; a file or suite that broke outside its tests counts as one failure, and so does any other reason to exit non-zero. */
export function countOutcome(modules: readonly TestModule[], unhandledErrors: number, exitCode: number): Outcome {
  const outcome: Outcome = { sqlite: 0, postgres: 0, other: 0, passed: 0, failed: unhandledErrors, skipped: [] };
  for (const module of modules) {
    for (const broken of [module, ...module.children.allSuites()]) if (hasOwnErrors(broken)) outcome.failed += 1;
    for (const test of module.children.allTests()) countTest(test, outcome);
  }
  if (exitCode !== 0 && outcome.failed === 0) outcome.failed = 1;
  return outcome;
}

function hasOwnErrors(task: TestModule | TestSuite): boolean {
  return task.errors().length > 0;
}

function countTest(test: TestCase, outcome: Outcome): void {
  const { state } = test.result();
  if (state === "skipped") outcome.skipped.push(test.fullName);
  if (state !== "passed" && state !== "failed") return;
  outcome[state] += 1;
  if (test.fullName.includes("[sqlite]")) outcome.sqlite += 1;
  else if (test.fullName.includes("[postgres]")) outcome.postgres += 1;
  else outcome.other += 1;
}
