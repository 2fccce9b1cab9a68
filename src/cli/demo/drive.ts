/** Drives the demonstration's cases through the real door, as its people would, each step at its own working hour. */
import type { Instant, Role } from "../../rules/words.ts";
import { addWorkingMillis } from "../../rules/workingTime.ts";
import { applyEvent } from "../../store/applyEvent.ts";
import { actorOfUser } from "../../store/people.ts";
import { unitByNameOrCode } from "../../store/units.ts";
import type { Actor } from "../../store/store.ts";
import type { House } from "../house.ts";
import type { DemoPerson } from "./people.ts";

const hour = 3_600_000;

export async function driveCases(house: House, people: readonly (DemoPerson & { id: number })[], today: Instant): Promise<{ closed: number; open: number }> {
  const { store } = house;
  const actors = new Map<Role, Actor>();
  for (const person of people) {
    const actor = await actorOfUser(store.read, person.id);
    if (actor !== null) actors.set(person.role, actor);
  }
  const unit = await unitByNameOrCode(store.read, "交警大队车管所");
  const cases = await store.read.selectFrom("cases").select(["id", "kind", "opened_at", "anonymous"]).orderBy("id").execute();
  for (const [index, row] of cases.entries()) {
    // Every fourth case is left where it is, so that its limits pass and it escalates; the newest ones are still under way.
    if (index % 4 === 3) continue;
    const steps = stepsFor(row.kind, unit?.id ?? 1, row.anonymous === 1, index);
    let at = row.opened_at;
    for (const [role, type, payload, hours] of steps) {
      at = addWorkingMillis(house.rulebook.clock, at, hours * hour);
      const actor = actors.get(role);
      if (at > today || actor === undefined) break;
      await store.write((tx) => applyEvent(tx, row.id, { type, payload }, { at, actor, rulebook: house.rulebook }));
    }
  }
  const closed = await store.read.selectFrom("cases").select("id").where("state", "=", "closed").execute();
  return { closed: closed.length, open: cases.length - closed.length };
}

type Step = readonly [role: Role, type: string, payload: unknown, workingHours: number];

function stepsFor(kind: string, unitId: number, anonymous: boolean, index: number): Step[] {
  const answer: Step = ["window", "answerDelivered", { channel: "平台回传", proof: `演示回执${index}` }, 1];
  if (kind === "praise") return [["window", "accept", {}, 1], answer];
  const callback: Step[] = anonymous
    ? [["supervisor", "approveUnreachable", {}, 2]]
    : [["caller", "recordCallback", { channel: "phone", connected: true, rating: ["very-satisfied", "satisfied", "fairly-satisfied"][index % 3], solved: true }, 4]];
  const review: Step[] = [
    ["reviewer", "submitReview", { verdict: "substantiated", rootCause: "unclear-notification", responsibility: "unit", lesson: "落实一次性告知，窗口公示材料清单。" }, 3],
    ["supervisor", "approveReview", {}, 2],
  ];
  return [
    ["window", "accept", {}, 1],
    ["window", "assign", { unitId }, 1],
    ["handler", "sign", {}, 1],
    ["handler", "recordContact", { channel: "phone", connected: true }, 1],
    ["handler", "submitDisposition", { result: "已核实，对当事人员批评教育并加开窗口。", reply: "经核实，您反映的问题属实，已整改，感谢监督。" }, 6],
    ["supervisor", "approveDisposition", {}, 2],
    ...callback,
    ...(kind === "consultation" ? [] : review),
    answer,
  ];
}
