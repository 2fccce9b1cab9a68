/** Generated histories: weeks with no, one or several cases that take every turn a case can take, some told to us late. */
import { Chance } from "../../src/cli/simulation/random.ts";
import { dayMillis, millisOf, toInstant, weekRange } from "../../src/rules/shanghai.ts";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { HuiyinError } from "../../src/store/errors.ts";
import { fireTimersDue } from "../../src/store/fireTimers.ts";
import { openCase } from "../../src/store/openCase.ts";
import type { Actor, Store } from "../../src/store/store.ts";
import { complaint, contextOf, rulebook } from "../setup/house.ts";

const hour = 3_600_000;

export interface Staff {
  window: Actor;
  supervisor: Actor;
  caller: Actor;
  reviewer: Actor;
  /** By unit id. */
  handlers: ReadonlyMap<number, Actor>;
}

export class Histories {
  private readonly store: Store;
  private readonly staff: Staff;
  private readonly chance: Chance;
  private readonly agenda: { at: number; order: number; run: (at: string) => Promise<void> }[] = [];
  private order = 0;
  private readonly caseIds: number[] = [];

  constructor(store: Store, staff: Staff, seed: number) {
    this.store = store;
    this.staff = staff;
    this.chance = new Chance(seed);
  }

  /** Plans what happens to the complaints of a week, one in eight of them told to us up to ten days late. */
  planWeek(week: string): void {
    const monday = millisOf(weekRange(week).from);
    const count = this.chance.pick([0, 1, 1, 2, 3, 5]);
    for (let n = 0; n < count; n += 1) {
      const reported = monday + this.chance.whole(0, 7 * 24 * 60 - 1) * 60_000;
      const delay = this.chance.happens(0.12) ? this.chance.whole(3, 10) * dayMillis : this.chance.whole(0, 90) * 60_000;
      this.plan(reported + delay, (at) => this.open(toInstant(reported), at));
    }
  }

  /** Lives until the instant. */
  async runTo(until: string): Promise<void> {
    for (;;) {
      this.agenda.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.agenda[0];
      if (next === undefined || next.at > millisOf(until)) break;
      this.agenda.shift();
      await next.run(toInstant(next.at));
    }
    await fireTimersDue(this.store, rulebook, until);
  }

  private plan(at: number, run: (at: string) => Promise<void>): void {
    this.agenda.push({ at, order: (this.order += 1), run });
  }

  private async open(reportedAt: string, at: string): Promise<void> {
    const { chance } = this;
    const record = complaint(`G${this.order}`, {
      profile: null,
      reportedAt,
      source: chance.pick(["110", "12345", "petition", "window"] as const),
      kind: chance.weighted([["complaint", 6], ["suggestion", 1], ["consultation", 1], ["praise", 1]] as const),
      lane: chance.happens(0.15) ? "enterprise" : "general",
      category: chance.pick(["推诿", "效率", null]),
      serviceItem: chance.pick(["身份证", "护照", null]),
      windowName: chance.pick(["1号窗口", null]),
    });
    const opened = await this.store.write((tx) => openCase(tx, record, contextOf(this.staff.window, at)));
    if (opened === null) return;
    const earlier = this.caseIds.length > 0 && chance.happens(0.2) ? chance.pick(this.caseIds.slice(-8)) : null;
    if (earlier !== null) await this.attempt(opened.caseId, this.staff.window, at, "linkRepeat", { caseId: earlier });
    this.caseIds.push(opened.caseId);
    this.continue(opened.caseId, at);
  }

  private continue(caseId: number, at: string): void {
    // Now and then nobody does anything for long.
    const hours = this.chance.happens(0.06) ? this.chance.whole(80, 300) : this.chance.whole(1, 30);
    this.plan(millisOf(at) + hours * hour + this.chance.whole(0, 59) * 60_000, (next) => this.step(caseId, next));
  }

  private async step(caseId: number, at: string): Promise<void> {
    const row = await this.store.read.selectFrom("cases").select(["state", "unit_id"]).where("id", "=", caseId).executeTakeFirstOrThrow();
    const { chance, staff } = this;
    const handler = staff.handlers.get(row.unit_id ?? 0) ?? staff.window;
    const units = [...staff.handlers.keys()];
    const act = (actor: Actor, type: string, payload: object = {}) => this.attempt(caseId, actor, at, type, payload);
    switch (row.state) {
      case "registered":
        await chance.weighted<() => Promise<void>>([
          [() => act(staff.window, "accept"), 16],
          [() => act(staff.window, "returnToSource", { reason: "不属公安窗口" }), 1],
          [() => act(staff.window, "withdraw", { reason: "撤诉" }), 1],
          [() => act(staff.window, "merge", { primaryId: chance.pick(this.caseIds), sameComplainant: chance.happens(0.5) }), 2],
        ])();
        break;
      case "accepted":
        await act(staff.window, "assign", { unitId: chance.pick(units) });
        break;
      case "assigned":
        await chance.weighted<() => Promise<void>>([
          [() => act(handler, "sign"), 12],
          [() => act(handler, "decline", { reason: "不属本单位" }), 1],
          [() => act(staff.window, "reassign", { unitId: chance.pick(units) }), 1],
          [() => act(staff.window, "merge", { primaryId: chance.pick(this.caseIds), sameComplainant: true }), 1],
        ])();
        break;
      case "handling":
        await chance.weighted<() => Promise<void>>([
          [() => act(handler, "recordContact", { channel: "phone", connected: chance.happens(0.8) }), 6],
          [() => act(handler, "submitDisposition", { result: "已办", reply: "已办" }), 8],
          [() => act(handler, "suspend", { reason: "等材料" }), 1],
          [() => act(handler, "resume"), 3],
          [() => act(staff.window, "withdraw", { reason: "撤诉" }), 1],
          [() => act(staff.window, "reassign", { unitId: chance.pick(units) }), 1],
        ])();
        break;
      case "disposed":
        await act(staff.supervisor, chance.happens(0.85) ? "approveDisposition" : "rejectDisposition", { reason: "理由不足" });
        break;
      case "closing": {
        const connected = chance.happens(0.7);
        const rating = chance.pick(["very-satisfied", "satisfied", "fairly-satisfied", "dissatisfied"] as const);
        await chance.weighted<() => Promise<void>>([
          [() => act(staff.caller, "recordCallback", connected ? { channel: "phone", connected, rating, solved: chance.happens(0.8) } : { channel: "phone", connected }), 5],
          [() => act(staff.supervisor, "approveUnreachable"), 2],
          [() => act(staff.reviewer, "submitReview", { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "举一反三", typicalCase: chance.happens(0.3) }), 3],
          [() => act(staff.supervisor, "approveReview"), 3],
          [() => act(staff.window, "answerDelivered", { channel: "平台", proof: "回执" }), 3],
        ])();
        break;
      }
      case "closed":
        if (!chance.happens(0.1)) return;
        await act(staff.supervisor, "reopen", { reason: "新情况" });
        break;
      default:
        if (row.state !== "merged" || !chance.happens(0.3)) return;
        await act(staff.window, "unmerge", { reason: "不是同一事" });
    }
    this.continue(caseId, at);
  }

  /** What the case refuses has not happened. */
  private async attempt(caseId: number, actor: Actor, at: string, type: string, payload: object): Promise<void> {
    // Not every payload has a reason.
    const given = type === "approveDisposition" ? {} : payload;
    try {
      await this.store.write((tx) => applyEvent(tx, caseId, { type, payload: given }, contextOf(actor, at)));
    } catch (error) {
      if (!(error instanceof HuiyinError)) throw error;
    }
  }
}
