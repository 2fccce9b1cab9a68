/** What the guards ask of a case's context, both sides of each boundary; where each leads stands in the table of transitions. */
import { describe, expect, it } from "vitest";
import { attemptsExhausted, callbackNeeded, initialContext, isConnectedSatisfied, isConnectedUnsatisfied, isWalkInMatter, needsOnlyAnswer, rememberAttempt, reviewNeeded, withKind, withoutKind, type CaseContext } from "../../src/machines/caseContext.ts";
import { eventTypeOf, type CallSlot } from "../../src/machines/events.ts";
import { triggerOf } from "../../src/machines/triggers.ts";
import { complaintInput } from "./explore.ts";

const context = (over: Partial<CaseContext> = {}): CaseContext => ({ ...initialContext(complaintInput), ...over });
const slot = (day: string, half: CallSlot["half"] = "morning", workingDay = true): CallSlot => ({ day, half, workingDay });

describe("attempts at a callback", () => {
  const [monday, tuesday, wednesday, sunday] = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-22"] as const;
  it.each<[string, CallSlot[], boolean]>([
    ["the first", [slot(monday)], false],
    ["two on two days in both halves", [slot(monday), slot(tuesday, "afternoon")], false],
    ["three on three days in both halves", [slot(monday), slot(tuesday), slot(wednesday, "afternoon")], true],
    ["three on two days in both halves", [slot(monday), slot(monday, "afternoon"), slot(tuesday)], true],
    ["four on two days in both halves", [slot(monday), slot(monday), slot(monday, "afternoon"), slot(tuesday)], true],
    ["three on one day", [slot(monday), slot(monday, "afternoon"), slot(monday, "afternoon")], false],
    ["three in mornings alone", [slot(monday), slot(tuesday), slot(wednesday)], false],
    ["three, of which two on a day off", [slot(sunday, "morning", false), slot(sunday, "afternoon", false), slot(monday)], false],
    ["a day off counts for the half of a day, not for the days", [slot(sunday, "afternoon", false), slot(monday), slot(tuesday)], true],
  ])("%s exhaust the rule: %o", (_what, slots, exhausted) => {
    const last = slots.at(-1) ?? slot(monday);
    expect(attemptsExhausted(context({ attempts: slots.slice(0, -1) }), last)).toBe(exhausted);
  });

  it("are kept in order, twenty at the most", () => {
    const many = Array.from({ length: 20 }, (_, n) => slot(`2026-11-${n + 1}`));
    expect(rememberAttempt(context(), slot(monday))).toEqual([slot(monday)]);
    expect(rememberAttempt(context({ attempts: many.slice(0, 19) }), slot(monday))).toEqual([...many.slice(0, 19), slot(monday)]);
    expect(rememberAttempt(context({ attempts: many }), slot(monday))).toEqual(many);
  });
});

it.each([
  [true, "satisfied", true, false],
  [true, "very-satisfied", true, false],
  [true, "dissatisfied", false, true],
  [true, undefined, false, false],
  [false, undefined, false, false],
  [false, "satisfied", false, false],
  [false, "dissatisfied", false, false],
])("a callback, connected %s and rated %s, is satisfied %s, unsatisfied %s", (connected, rating, satisfied, unsatisfied) => {
  const payload = { channel: "phone", connected, ...(rating === undefined ? {} : { rating }) } as never;
  expect([isConnectedSatisfied(payload), isConnectedUnsatisfied(payload)]).toEqual([satisfied, unsatisfied]);
});

it("what a case needs for its closing follows its kind, its primary and its complainant", () => {
  const needs = (review: boolean, callback: boolean) => ({ needs: { review, callback, answer: true } });
  expect([[true, true], [true, false], [false, true], [false, false]].map(([review, callback]) => needsOnlyAnswer(context(needs(review ?? false, callback ?? false))))).toEqual([false, false, false, true]);
  expect([{}, { followsPrimary: true }, needs(false, true)].map((over) => reviewNeeded(context(over)))).toEqual([true, false, false]);
  expect([{}, { withdrawn: true }, { followsPrimary: true }, { sharesCallback: true }, { followsPrimary: true, sharesCallback: true }, needs(true, false)].map((over) => callbackNeeded(context(over)))).toEqual([true, false, true, true, false, false]);
  expect((["complaint", "request", "consultation", "praise"] as const).map((kind) => [isWalkInMatter(context({ source: "window", kind })), isWalkInMatter(context({ source: "110", kind }))])).toEqual([[true, false], [true, false], [false, false], [false, false]]);
});

it("limits that are near or have passed are kept once each", () => {
  expect([withKind([], "accept"), withKind(["accept"], "accept"), withKind(["accept"], "sign")]).toEqual([["accept"], ["accept"], ["accept", "sign"]]);
  expect([withoutKind(["accept", "sign"], "accept"), withoutKind([], "accept")]).toEqual([["sign"], []]);
});

describe("what escalates by itself", () => {
  const pulled = (over: Partial<CaseContext>, type: string, payload: object = {}) => {
    const trigger = triggerOf(context(over), { type, payload } as never);
    return trigger && `${trigger.level} ${trigger.key} ${trigger.reason}`;
  };
  const unsatisfied = { channel: "phone", connected: true, rating: "dissatisfied", solved: false };

  it.each<[string, string | null, string | null]>([
    ["the first return of an assignment", pulled({}, "decline"), null],
    ["the second", pulled({ declines: 1 }, "decline"), "1 declined-twice 两次退回交办(推诿)"],
    ["the third", pulled({ declines: 2 }, "decline"), "1 declined-twice 两次退回交办(推诿)"],
    ["the first request for an extension", pulled({}, "requestExtension"), null],
    ["the second request", pulled({ extensionsRequested: 1 }, "requestExtension"), "1 second-extension 第二次申请延期"],
    ["the third request", pulled({ extensionsRequested: 2 }, "requestExtension"), "1 second-extension 第二次申请延期"],
    ["a satisfied callback", pulled({}, "recordCallback", { ...unsatisfied, rating: "satisfied", solved: true }), null],
    ["the first unsatisfied callback", pulled({}, "recordCallback", unsatisfied), "1 unsatisfied:1 回访不满意"],
    ["the second unsatisfied callback", pulled({ unsatisfied: 1 }, "recordCallback", unsatisfied), "2 unsatisfied:2 两次以上回访不满意"],
    ["the third unsatisfied callback", pulled({ unsatisfied: 2 }, "recordCallback", unsatisfied), "2 unsatisfied:3 两次以上回访不满意"],
    ["an order without a level, of a case that is at none", pulled({}, "escalate", { reason: "领导关注" }), "1 manual:0 领导关注"],
    ["an order without a level, of a case at the second", pulled({ level: 2, triggers: ["a"] }, "escalate", { reason: "领导关注" }), "3 manual:1 领导关注"],
    ["an order without a level, of a case at the third", pulled({ level: 3 }, "escalate", { reason: "领导关注" }), "3 manual:0 领导关注"],
    ["what has escalated by the same key", pulled({ triggers: ["second-complaint"] }, "linkRepeat", { caseId: 1 }), null],
    ["a comment", pulled({}, "comment", { note: "批注" }), null],
  ])("%s", (_what, trigger, expected) => {
    expect(trigger).toBe(expected);
  });
});

it("events are called outside what they are called here, of a case or of a notice", () => {
  expect(["accept", "notice.published", "sms.rating", "renotice."].map(eventTypeOf)).toEqual(["cn.huiyin.case.accept", "cn.huiyin.notice.published", "cn.huiyin.case.sms.rating", "cn.huiyin.case.renotice."]);
});
