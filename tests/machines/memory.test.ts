/** What a case remembers along its way, and what follows from it: attempts, extensions, kinds, levels and those who handled it. */
import { describe, expect, it } from "vitest";
import type { CaseInput } from "../../src/machines/caseContext.ts";
import type { CallSlot, CaseEvent } from "../../src/machines/events.ts";
import { begin, step, type CaseLife } from "../../src/machines/step.ts";
import { complaintInput, needsByKind } from "./explore.ts";

const monday: CallSlot = { day: "2026-11-16", half: "morning", workingDay: true };
type Deed = [type: CaseEvent["type"], payload?: object, actor?: string, slot?: CallSlot];

const eventOf = ([type, payload = {}, actor = "user:1", slot = monday]: Deed) => ({ type, payload, actor, slot }) as CaseEvent;
function lived(deeds: readonly Deed[], input: Partial<CaseInput> = {}): CaseLife {
  let { life } = begin({ ...complaintInput, ...input });
  for (const deed of deeds) {
    const taken = step(life, eventOf(deed));
    if (taken === null) throw new Error(`${deed[0]} is refused in ${JSON.stringify(life.value)}`);
    life = taken.life;
  }
  return life;
}
const isRefused = (life: CaseLife, deed: Deed): boolean => step(life, eventOf(deed)) === null;
const closingOf = ({ value }: CaseLife) => (value as { flow: { closing?: unknown } }).flow.closing;

const toHandling: Deed[] = [["accept"], ["assign", { unitId: 1 }], ["sign", {}, "user:2"]];
const toClosing: Deed[] = [...toHandling, ["submitDisposition", { result: "已办", reply: "已办" }, "user:2"], ["approveDisposition", {}, "user:3"]];
const missed = (day: string, half: CallSlot["half"]): Deed => ["recordCallback", { channel: "phone", connected: false }, "user:4", { day, half, workingDay: true }];

describe("a complainant whom nobody reaches", () => {
  const [first, second, third] = [missed("2026-11-16", "morning"), missed("2026-11-17", "morning"), missed("2026-11-18", "afternoon")];
  it("is called again until the rule is exhausted, and then needs a supervisor's approval", () => {
    expect(closingOf(lived([...toClosing, first, second]))).toEqual({ review: "pending", callback: "pending", answer: "pending" });
    const unreachable = lived([...toClosing, first, second, third]);
    expect(closingOf(unreachable)).toEqual({ review: "pending", callback: "unreachable", answer: "pending" });
    expect(unreachable.context.attempts.map(({ day }) => day)).toEqual(["2026-11-16", "2026-11-17", "2026-11-18"]);
    expect(closingOf(lived([...toClosing, first, second, third, ["approveUnreachable", {}, "user:3"]]))).toMatchObject({ callback: "done" });
  });

  it("is called on where three attempts were all in mornings", () => {
    expect(closingOf(lived([...toClosing, first, second, missed("2026-11-18", "morning")]))).toMatchObject({ callback: "pending" });
  });
});

it("an extension is granted as often as the policy allows, and asking twice escalates", () => {
  const ask: Deed = ["requestExtension", { reason: "须会商" }, "user:2"];
  const grant: Deed = ["grantExtension", { days: 2 }, "user:3"];
  const once = lived([...toHandling, ask, grant]);
  expect([once.context.extensionsRequested, once.context.extensionsGranted, once.escalation]).toEqual([1, 1, "none"]);
  expect([isRefused(once, ask), isRefused(lived([...toHandling, ask, grant, ask]), grant)]).toEqual([false, true]);
  const twice = lived([...toHandling, ask, grant, ask], { extensionsMax: 2 });
  expect([twice.context.extensionsRequested, twice.escalation, twice.context.triggers]).toEqual([2, "level1", ["second-extension"]]);
  expect(lived([...toHandling, ask, grant, ask, grant], { extensionsMax: 2 }).context.extensionsGranted).toBe(2);
  expect(step(lived([...toHandling, ask]), eventOf(grant))?.effects).toContainEqual({ type: "extendTimer", params: { kind: "disposition", days: 2 } });
  expect(step(lived([...toHandling, ask]), eventOf(["grantExtension", {}, "user:3"]))?.effects).toContainEqual({ type: "extendTimer", params: { kind: "disposition", days: null } });
});

it("a unit that returns its assignment a second time escalates the case", () => {
  const decline: Deed = ["decline", { reason: "不属于本单位" }, "user:2"];
  const once = lived([["accept"], ["assign", { unitId: 1 }], decline]);
  expect([once.state, once.context.declines, once.escalation]).toEqual(["accepted", 1, "none"]);
  const twice = lived([["accept"], ["assign", { unitId: 1 }], decline, ["assign", { unitId: 2 }], decline]);
  expect([twice.state, twice.context.declines, twice.escalation, twice.context.triggers]).toEqual(["accepted", 2, "level1", ["declined-twice"]]);
});

describe("what the source calls a case", () => {
  const told = (kind: string, needs: object): Deed => ["sourceUpdated", { contentHash: "0", changed: ["kind"], kind, needs }, "key:1"];
  const need = (review: boolean, callback: boolean, answer: boolean) => ({ review, callback, answer });
  it.each([
    ["praise", need(true, false, false), need(true, false, true)],
    ["praise", need(false, true, false), need(false, true, true)],
    ["praise", need(false, false, false), need(false, false, true)],
    ["inspection", need(false, false, true), need(true, false, true)],
    ["inspection", need(false, false, false), need(true, false, false)],
    ["complaint", need(false, false, false), need(true, true, true)],
  ] as const)("adds to what a %s needs, and waives nothing: %o gives %o", (kind, told2, expected) => {
    const { context } = lived([told("request", told2)], { kind, needs: needsByKind[kind] });
    expect([context.kind, context.needs]).toEqual(["request", expected]);
  });

  it("changes nothing where it says no other kind", () => {
    const { context } = lived([["sourceUpdated", { contentHash: "0", changed: ["content"] }, "key:1"]], { kind: "praise", needs: needsByKind.praise });
    expect([context.kind, context.needs]).toEqual(["praise", needsByKind.praise]);
  });
});

it("a level is only ever raised by hand, and a passed limit of another case's level moves none twice", () => {
  const raise = (level?: 1 | 2 | 3): Deed => ["escalate", { reason: "领导关注", ...(level === undefined ? {} : { level }) }, "user:3"];
  const second = lived([raise(2)]);
  expect([second.escalation, second.context.level, second.context.triggers]).toEqual(["level2", 2, ["manual:0"]]);
  expect([raise(1), raise(2)].map((deed) => isRefused(second, deed))).toEqual([true, true]);
  expect(lived([raise(2), raise()]).escalation).toBe("level3");
  expect([lived([raise(3), raise()]).escalation, lived([raise(3), raise()]).context.level]).toEqual(["level3", 3]);
  // A weaker trigger leaves the level, and is remembered all the same or not pulled again.
  const weaker = lived([raise(2), ["linkRepeat", { caseId: 1 }]]);
  expect([weaker.escalation, weaker.context.level]).toEqual(["level2", 2]);
});

it("those who handled a case are remembered once each, and may not review it", () => {
  const note: Deed = ["recordProgress", { note: "已核实" }, "user:2"];
  const life = lived([...toHandling, note, note, ["recordProgress", { note: "已核实" }, "user:5"]]);
  expect(life.context.handledBy).toEqual([...new Set(life.context.handledBy)]);
  expect(life.context.handledBy).toEqual(expect.arrayContaining(["user:2", "user:5"]));
  const closing = lived(toClosing);
  const review = (actor: string): Deed => ["submitReview", { verdict: "substantiated", rootCause: "attitude", responsibility: "person", lesson: "落实首问负责" }, actor];
  expect([isRefused(closing, review("user:2")), isRefused(closing, review("user:6"))]).toEqual([true, false]);
  expect(lived([...toClosing, review("user:6")]).context.reviewedBy).toBe("user:6");
});

it("limits that came near and passed are forgotten with the limit", () => {
  const passed = (type: "deadlineNear" | "deadlinePassed"): Deed => [type, { kind: "accept", round: 1, due: "2026-11-16T01:00:00.000Z", done: "2026-11-16T01:00:00.000Z" }, "system"];
  const near = lived([passed("deadlineNear"), passed("deadlineNear")]);
  expect([near.context.near, near.context.passed, near.clock]).toEqual([["accept"], [], "dueSoon"]);
  const late = lived([passed("deadlineNear"), passed("deadlinePassed")]);
  expect([late.context.near, late.context.passed, late.clock]).toEqual([[], ["accept"], "overdue"]);
  const accepted = lived([passed("deadlineNear"), passed("deadlinePassed"), ["accept"]]);
  expect([accepted.context.near, accepted.context.passed]).toEqual([[], []]);
});
