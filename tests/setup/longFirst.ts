/** Files that take a minute and more begin first, so that none of them is left for the end while the other core has nothing to do. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

const long = ["page/screens", "page/work", "notices/recomputed", "manyTimers", "simulation", "store/backup", "page/newcomer", "page/loop", "trust/kill", "page/manual"];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = long.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
  return place === -1 ? long.length : place;
};

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
