/** The life of a corrective action: whose step leads from which state, when it is late, and when it was done on time. */
import { describe, expect, it, test } from "vitest";
import { causeRoles, correctiveStateLabels, correctiveStates, correctiveStepLabels, correctiveSteps, isDoneOnTime, isOverdue } from "../../src/rules/correctiveActions.ts";

test("an action is open, submitted, closed or cancelled, each with its label", () => {
  expect(correctiveStates).toEqual(["open", "submitted", "closed", "cancelled"]);
  expect(correctiveStateLabels).toEqual({ open: "整改中", submitted: "待核验", closed: "已完成", cancelled: "已取消" });
});

test("every step that is logged has its label", () => {
  expect(correctiveStepLabels).toEqual({
    create: "列入整改",
    submit: "提交整改结果",
    close: "核验通过",
    return: "退回整改",
    cancel: "取消整改项",
    change: "调整整改项",
    escalate: "逾期提级",
  });
});

test.each([
  ["submit", ["open"], ["handler"], false],
  ["close", ["submitted"], ["reviewer"], true],
  ["return", ["submitted"], ["reviewer"], true],
  ["cancel", ["open", "submitted"], ["supervisor"], true],
  ["change", ["open"], ["supervisor"], true],
] as const)("the step %s leads from %j, is taken by %j, and by somebody without a part in the matter: %s", (step, from, roles, independent) => {
  expect(correctiveSteps[step]).toEqual({ from, roles, independent });
});

test("there are five steps, and none leads out of closed or cancelled", () => {
  expect(Object.keys(correctiveSteps).sort()).toEqual(["cancel", "change", "close", "return", "submit"]);
  expect(Object.values(correctiveSteps).flatMap(({ from }) => from).filter((state) => state === "closed" || state === "cancelled")).toEqual([]);
});

test("window staff, supervisors and reviewers look for common causes", () => {
  expect(causeRoles).toEqual(["window", "supervisor", "reviewer"]);
});

describe("an action", () => {
  it.each([
    ["open", "2026-11-16", "2026-11-15", false],
    ["open", "2026-11-16", "2026-11-16", false],
    ["open", "2026-11-16", "2026-11-17", true],
    ["open", "2026-12-31", "2027-01-01", true],
    ["submitted", "2026-11-16", "2026-11-17", false],
    ["closed", "2026-11-16", "2026-11-17", false],
    ["cancelled", "2026-11-16", "2026-11-17", false],
  ])("that is %s and due on %s is overdue on %s: %s", (state, due, today, overdue) => {
    expect(isOverdue({ state, due }, today)).toBe(overdue);
  });

  it.each([
    ["closed", "on the day before", "2026-11-15T02:00:00.000Z", true],
    ["closed", "on the day", "2026-11-16T02:00:00.000Z", true],
    ["closed", "in the last moment of the day in Shanghai", "2026-11-16T15:59:59.999Z", true],
    ["closed", "at midnight in Shanghai", "2026-11-16T16:00:00.000Z", false],
    ["closed", "on the day after", "2026-11-17T02:00:00.000Z", false],
    ["closed", "never", null, null],
    ["open", "never", null, null],
    ["open", "on the day, and was returned", "2026-11-16T02:00:00.000Z", null],
    ["submitted", "on the day, and is not checked yet", "2026-11-16T02:00:00.000Z", null],
    ["submitted", "too late, and is not checked yet", "2026-11-18T02:00:00.000Z", null],
    ["cancelled", "on the day", "2026-11-16T02:00:00.000Z", null],
  ])("that is %s, due on 2026-11-16 and submitted %s, was done on time: %4$s", (state, _when, submitted_at, onTime) => {
    expect(isDoneOnTime({ state, due: "2026-11-16", submitted_at })).toBe(onTime);
  });
});
