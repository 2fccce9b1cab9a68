/** The people of the simulated hall, none of them real: enough for every duty to lie in other hands. */
import type { Instant, Role } from "../../rules/words.ts";
import type { DemoAccounts } from "../../server/app.ts";
import { actorOfUser, addUser } from "../../store/people.ts";
import type { Actor, Store } from "../../store/store.ts";
import { listUnits } from "../../store/units.ts";
import type { Post } from "./nextStep.ts";

export interface SimulatedPerson {
  username: string;
  displayName: string;
  role: Role;
  unitCode: string;
}

const bureau = "320481000000";
const units = ["320481240000", "320481230000", "320481220000", "320481100000", "320481510000", "320481560000"];
const at = (role: Role, usernames: readonly string[], title: string): SimulatedPerson[] =>
  usernames.map((username, index) => ({ username, displayName: `模拟${title}${index === 0 ? "" : "乙丙丁戊己"[index - 1]}`, role, unitCode: bureau }));

export const simulatedPeople: readonly SimulatedPerson[] = [
  ...at("window", ["chuangkou", "chuangkou2"], "窗口员"),
  ...units.flatMap((unitCode, unit): SimulatedPerson[] =>
    ["", "b"].map((suffix, index) => ({ username: `chengban${unit === 0 ? "" : unit + 1}${suffix}`, displayName: `模拟承办人${unit + 1}${index === 0 ? "甲" : "乙"}`, role: "handler", unitCode })),
  ),
  ...at("supervisor", ["dudao", "dudao2"], "督导"),
  ...at("reviewer", ["fupan", "fupan2"], "复盘员"),
  ...at("caller", ["huifang", "huifang2", "huifang3"], "回访员"),
  ...at("admin", ["guanli"], "管理员"),
];

/** @returns those who work on cases, by their post. */
export async function addSimulatedPeople(store: Store, { passwordHash, at: added }: { passwordHash: string; at: Instant }): Promise<Record<Post, Actor[]>> {
  const unitOf = await unitsByCode(store);
  const actors: Record<Post, Actor[]> = { window: [], handler: [], supervisor: [], reviewer: [], caller: [] };
  for (const { username, displayName, role, unitCode } of simulatedPeople) {
    const { id } = await store.write((tx) => addUser(tx, { username, displayName, passwordHash, roles: [{ role, unitId: unitOf(unitCode).id }], at: added }));
    const actor = await actorOfUser(store.read, id);
    if (actor !== null && role !== "admin") actors[role].push(actor);
  }
  return actors;
}

/** What the page's door tells of them. */
export async function simulatedAccounts(store: Store, password: string): Promise<DemoAccounts> {
  const unitOf = await unitsByCode(store);
  return { password, accounts: simulatedPeople.map(({ username, displayName, role, unitCode }) => ({ username, displayName, role, unit: unitOf(unitCode).name })) };
}

/** The first unit stands for one that another catalogue does not have. */
async function unitsByCode(store: Store) {
  const all = await listUnits(store.read);
  return (code: string) => {
    const unit = all.find((each) => each.code === code) ?? all[0];
    if (unit === undefined) throw new Error("the catalogue has no unit");
    return unit;
  };
}
