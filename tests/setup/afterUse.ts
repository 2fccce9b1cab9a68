/** Clears away what a test was given: after the test, or, asked for outside of one, after its file. */
import { TestRunner, onTestFinished } from "vitest";

const afterFile: (() => void | Promise<void>)[] = [];

export function afterUse(remove: () => void | Promise<void>): void {
  if (TestRunner.getCurrentTest()) onTestFinished(remove);
  else afterFile.push(remove);
}

export async function clearAwayAfterFile(): Promise<void> {
  for (const remove of afterFile.splice(0).reverse()) await remove();
}
