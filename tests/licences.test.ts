/** Every package that the lock file names has a licence that somebody has looked at. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isAccepted, licencesIn } from "../docs/licences.ts";

test("no package has a licence that nobody has looked at", () => {
  expect(licencesIn(readFileSync("package-lock.json", "utf8")).filter((each) => !each.isAccepted)).toEqual([]);
});

test("an alternative is enough where one may choose, and not where both hold", () => {
  expect([isAccepted("(MIT OR GPL-3.0-or-later)"), isAccepted("(MIT AND GPL-3.0-or-later)"), isAccepted("(MIT AND Zlib)"), isAccepted("AGPL-3.0")]).toEqual([true, false, true, false]);
  const lock = JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0", license: "AGPL-3.0" }, "node_modules/a/node_modules/@b/c": { version: "2.0.0", dev: true } } });
  expect(licencesIn(lock)).toEqual([
    { name: "@b/c@2.0.0", licence: "未声明", use: "开发与页面", isAccepted: false },
    { name: "a@1.0.0", licence: "AGPL-3.0", use: "运行", isAccepted: false },
  ]);
});
