/** The steps of a limit in their order, and when those beyond near and passed come: long overdue, and close to a petition's legal end. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { calendarFrom, seededDays } from "../../src/rules/calendar.ts";
import { parsePolicy } from "../../src/rules/policy.ts";
import { instantAt } from "../../src/rules/shanghai.ts";
import { legalNearAt, longPassedAt, nextStep, type StepTimes } from "../../src/rules/timerSteps.ts";
import { timerKinds, type TimerKind } from "../../src/rules/words.ts";

const policy = parsePolicy(readFileSync(new URL("../../config/policy.yaml", import.meta.url), "utf8"), "config/policy.yaml");
const clock = { calendar: calendarFrom(seededDays()), officeHours: [{ from: 540, to: 720 }, { from: 810, to: 1020 }] };
const at = (day: string, hour: number, minute = 0) => instantAt(day, hour * 60 + minute);

const [near, legal, due, long] = ["2026-11-16T01:00:00.000Z", "2026-11-17T01:00:00.000Z", "2026-11-18T01:00:00.000Z", "2026-11-23T01:00:00.000Z"];
const none: StepTimes = { near_at: near, legal_at: null, due_at: due, long_at: null, near_done_at: null, legal_done_at: null, passed_done_at: null, long_done_at: null };
const done = "2026-12-01T01:00:00.000Z";

it.each<[string, Partial<StepTimes>, { step: string; at: string } | null]>([
  ["nothing done yet", {}, { step: "near", at: near }],
  ["the warning given", { near_done_at: done }, { step: "passed", at: due }],
  ["a legal end before it", { near_done_at: done, legal_at: legal }, { step: "legal", at: legal }],
  ["a legal end whose warning was given", { near_done_at: done, legal_at: legal, legal_done_at: done }, { step: "passed", at: due }],
  ["passed, with more to come", { near_done_at: done, passed_done_at: done, long_at: long }, { step: "long", at: long }],
  ["passed without a warning: it says nothing any more", { passed_done_at: done, long_at: long }, { step: "long", at: long }],
  ["passed, the legal end still to be told", { near_done_at: done, passed_done_at: done, legal_at: legal, long_at: long }, { step: "legal", at: legal }],
  ["everything done", { near_done_at: done, passed_done_at: done, legal_at: legal, legal_done_at: done, long_at: long, long_done_at: done }, null],
  ["a warning at the very end: the earlier step of the two is first", { near_at: due }, { step: "near", at: due }],
  ["a legal end before the warning", { legal_at: "2026-11-15T01:00:00.000Z" }, { step: "legal", at: "2026-11-15T01:00:00.000Z" }],
])("with %s the next step is %o", (_what, times, next) => {
  expect(nextStep({ ...none, ...times })).toEqual(next);
});

it("a limit is long overdue three working days after it ended; an escalation's own limit goes up by itself", () => {
  // Monday 10:00, Thursday 10:00; Friday over the week end; 24:00 of a Sunday is Sunday's end, not Monday's beginning.
  const expected: [string, string][] = [
    [at("2026-11-16", 10), at("2026-11-19", 17)],
    [at("2026-11-20", 15), at("2026-11-25", 17)],
    [at("2026-11-17", 0), at("2026-11-19", 17)],
  ];
  for (const [ended, passed] of expected) expect([ended, longPassedAt(clock, policy, "disposition", ended)]).toEqual([ended, passed]);
  const without = timerKinds.filter((kind: TimerKind) => longPassedAt(clock, policy, kind, at("2026-11-16", 10)) === null);
  expect(without).toEqual(["escalationLevel1", "escalationLevel2"]);
});

it("a petition's legal limit is told ten days before its end, and only where the law counts calendar days", () => {
  const [from, end] = [at("2026-09-01", 9), at("2026-10-31", 24)];
  const law = { calendarDays: 60 };
  expect(legalNearAt(policy, "petition", "disposition", law, from, end)).toBe(at("2026-10-21", 24));
  expect(legalNearAt(policy, "12345", "disposition", law, from, end)).toBeNull();
  expect(legalNearAt(policy, "petition", "accept", law, from, end)).toBeNull();
  expect(legalNearAt(policy, "petition", "disposition", { workingDays: 60 }, from, end)).toBeNull();
  // One that is shorter than that has been near from its beginning, and is not told of.
  expect(legalNearAt(policy, "petition", "disposition", law, at("2026-10-21", 24), end)).toBeNull();
  expect(legalNearAt(policy, "petition", "disposition", law, at("2026-10-21", 23, 59), end)).toBe(at("2026-10-21", 24));
});
