/** Folders for what no test needs after its end: in memory where the machine offers it, since a test waits for the disk at each commit. */
import { accessSync, constants, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const inMemory = "/dev/shm";
/** All tests at once leave far less than this there; containers are often given 64 MB, which is too little. */
const freeBytesMin = 2 * 1024 ** 3;

export function scratchFolder(prefix: string): string {
  return mkdtempSync(join(roomy(inMemory) ? inMemory : tmpdir(), prefix));
}

/** Before any worker starts: from now on `tmpdir()` is such a folder. Who makes it removes it. */
export function useScratchFolder(): string {
  process.env["HUIYIN_TEST_LASTING"] = tmpdir();
  return (process.env["TMPDIR"] = scratchFolder("huiyin-tests-"));
}

/** For what is made once for many runs. */
export const lastingFolder = (): string => process.env["HUIYIN_TEST_LASTING"] ?? tmpdir();

function roomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= freeBytesMin;
  } catch {
    return false;
  }
}
