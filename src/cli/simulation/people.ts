/** The people of the simulated hall, none of them real: enough for every duty to lie in other hands. */
import type { Role } from "../../rules/words.ts";

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
