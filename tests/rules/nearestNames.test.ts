/** Which known name somebody may have meant. */
import { expect, test } from "vitest";
import { nearestNames } from "../../src/rules/nearestNames.ts";

const known = [
  { name: "complainant.phone", title: "联系电话" },
  { name: "complainant.name", title: "反映人" },
  { name: "sourceDeadline", title: "来源办理时限" },
  { name: "unit", title: "单位" },
  { name: "unitCode", title: "单位代码" },
];

test.each([
  ["phone", ["complainant.phone"]],
  ["complainant.phon", ["complainant.phone", "complainant.name"]],
  ["source_deadline", ["sourceDeadline"]],
  ["联系电话", ["complainant.phone"]],
  ["办理时限", ["sourceDeadline"]],
  ["UNIT", ["unit", "unitCode"]],
  ["xyz", []],
  ["", []],
  ["u".repeat(1000), []],
])("for %s", (given, names) => {
  expect(nearestNames(given, known)).toEqual(names);
});

test("nearer where that is asked for", () => {
  expect(nearestNames("complainant.phon", known, 0.1)).toEqual(["complainant.phone"]);
});
