/** Who does which next step, and which limits run on it; what a case in each place waits for stands in the table of transitions. */
import { expect, it } from "vitest";
import { doersOf, nextStepKinds, nextStepNames, nextSteps, stepsOf, type NextStep } from "../../src/machines/nextSteps.ts";

it("each step has the people who may take it; handling is the handler's, though the window may stand in for him", () => {
  expect(Object.fromEntries(nextStepNames.map((name) => [name, doersOf(name)]))).toMatchInlineSnapshot(`
    {
      "accept": [
        "window",
        "supervisor",
      ],
      "answer": [
        "window",
      ],
      "approveDisposition": [
        "supervisor",
      ],
      "approveReview": [
        "supervisor",
      ],
      "approveUnreachable": [
        "supervisor",
      ],
      "assign": [
        "window",
        "supervisor",
      ],
      "callback": [
        "caller",
      ],
      "decideExtension": [
        "supervisor",
      ],
      "handle": [
        "handler",
      ],
      "resume": [
        "handler",
      ],
      "review": [
        "reviewer",
      ],
      "sign": [
        "handler",
      ],
    }
  `);
});

it.each<[string[], NextStep[]]>([
  [[], []],
  [["admin"], []],
  [["window"], ["accept", "assign", "answer"]],
  [["caller"], ["callback"]],
  [["handler"], ["sign", "handle", "resume"]],
])("people who are %j do %j", (held, steps) => {
  expect(stepsOf(held)).toEqual(steps);
});

it("the limits of a step are those that its event ends", () => {
  expect(Object.fromEntries(nextStepNames.map((name) => [name, nextStepKinds[name].limits.join(" ")]))).toEqual({
    accept: "accept",
    assign: "contact disposition",
    sign: "sign",
    handle: "contact disposition",
    resume: "",
    decideExtension: "disposition",
    approveDisposition: "disposition",
    review: "review",
    approveReview: "review",
    callback: "callback",
    approveUnreachable: "callback",
    answer: "",
  });
});

const handling = (work: string, extension: string) => ({ working: { handling: { work, extension } } });
const closing = (review: string, callback: string, answer: string) => ({ closing: { review, callback, answer } });
it.each<[unknown, NextStep[]]>([
  ["registered", ["accept"]],
  ["closed", []],
  ["returned", []],
  ["merged", []],
  [{ working: "accepted" }, ["assign"]],
  [{ working: "assigned" }, ["sign"]],
  [{ working: "disposed" }, ["approveDisposition"]],
  [handling("active", "none"), ["handle"]],
  [handling("suspended", "none"), ["resume"]],
  [handling("active", "requested"), ["handle", "decideExtension"]],
  [handling("suspended", "requested"), ["resume", "decideExtension"]],
  [closing("pending", "pending", "pending"), ["review", "callback", "answer"]],
  [closing("drafted", "unreachable", "delivered"), ["approveReview", "approveUnreachable"]],
  [closing("approved", "satisfied", "pending"), ["answer"]],
  [closing("waived", "waived", "waived"), []],
])("a case at %j waits for %j", (flow, steps) => {
  expect(nextSteps({ value: { flow } })).toEqual(steps);
});
