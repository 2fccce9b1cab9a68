/** What the tests of corrective actions and common causes begin with: a fresh store, people, and cases that are driven up to their review. */
import { afterEach, beforeEach, expect } from "vitest";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import { listCorrectiveActions } from "../../src/store/readCorrectiveActions.ts";
import type { Actor, Store, Transaction } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { faults } from "../setup/faults.ts";
import { complaint, contextOf, mondayMorning, settle } from "../setup/house.ts";

export const window = { action: "高峰时段加开窗口", owner: "handler", due: "2026-11-20" };
export const notice = { action: "张贴一次性告知单", owner: "车管所所长", due: "2026-11-27" };
/** 23:59 of the day on which the first action is due, in Shanghai, and one minute later. */
export const lastMinute = "2026-11-20T15:59:00.000Z";
export const dayAfter = "2026-11-20T16:00:00.000Z";

/** Called once in a suite; what it gives is of the test that runs. */
export function correctiveScene(freshUrl: () => Promise<string>) {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  const fault = faults();

  beforeEach(async () => {
    store = await openStore(await freshUrl(), { wrapDialect: fault.wrapDialect });
    house = await settle(store);
  });
  afterEach(async () => {
    fault.failAt(null);
    expect((await verify(store)).differences).toEqual([]);
    await store.close();
  });

  const act = (caseId: number, type: string, actor: Actor, payload: unknown = {}, at = mondayMorning) => store.write((tx) => applyEvent(tx, caseId, { type, payload }, contextOf(actor, at)));
  const write = <T>(work: (tx: Transaction) => Promise<T>) => store.write(work);
  const by = (actor: Actor, at = mondayMorning) => ({ actor, at });
  const scoped = (actor: Actor) => ({ ...by(actor), scopePaths: actor.roles.map(({ unitPath }) => unitPath) });
  const open = async (externalId: string) => (await store.write((tx) => openCase(tx, complaint(externalId), contextOf(systemActor))))?.caseId ?? 0;
  const reviewOf = (...correctiveActions: object[]) => ({ verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: "加开窗口", correctiveActions });
  const dispose = async (caseId: number) => {
    await act(caseId, "submitDisposition", house.people.handler, { result: "已办", reply: "已办" });
    await act(caseId, "approveDisposition", house.people.supervisor);
  };
  const toClosing = async (caseId: number) => {
    const { window: staff, handler } = house.people;
    await act(caseId, "accept", staff);
    await act(caseId, "assign", staff, { unitId: house.unitId });
    await act(caseId, "sign", handler);
    await dispose(caseId);
  };
  const reviewed = async (caseId: number, ...correctiveActions: object[]) => {
    await act(caseId, "submitReview", house.people.reviewer, reviewOf(...correctiveActions));
    return act(caseId, "approveReview", house.people.supervisor2);
  };
  const caseWith = async (externalId: string, ...correctiveActions: object[]) => {
    const caseId = await open(externalId);
    await toClosing(caseId);
    await reviewed(caseId, ...correctiveActions);
    const ids = (await rows()).filter((row) => row.case_id === caseId).map(({ id }) => id);
    return { caseId, id: ids[0] ?? 0, ids };
  };
  const rows = () => store.read.selectFrom("corrective_actions").selectAll().orderBy("id").execute();
  const logOf = async (id: number) => (await store.read.selectFrom("corrective_action_log").select(["step", "actor"]).where("action_id", "=", id).orderBy("id").execute()).map(({ step }) => step);
  const list = (actor: Actor, filter: object = {}, today = "2026-11-16") =>
    listCorrectiveActions(store.read, { reader: { scopePaths: actor.roles.map(({ unitPath }) => unitPath), userId: actor.userId ?? null }, today, limit: 50, ...filter });

  return {
    get store() {
      return store;
    },
    get house() {
      return house;
    },
    ...{ act, by, caseWith, dispose, fault, list, logOf, open, reviewOf, reviewed, rows, scoped, toClosing, write },
  };
}
