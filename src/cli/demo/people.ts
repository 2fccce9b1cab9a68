/** The people of the demonstration, one for each role, none of them real. */
import type { Role } from "../../rules/words.ts";

export interface DemoPerson {
  username: string;
  displayName: string;
  role: Role;
  unitCode: string;
}

const bureau = "320481000000";

export const demoPeople: readonly DemoPerson[] = [
  { username: "chuangkou", displayName: "演示窗口员", role: "window", unitCode: bureau },
  { username: "chengban", displayName: "演示承办人", role: "handler", unitCode: "320481240000" },
  { username: "dudao", displayName: "演示督导", role: "supervisor", unitCode: bureau },
  { username: "fupan", displayName: "演示复盘员", role: "reviewer", unitCode: bureau },
  { username: "huifang", displayName: "演示回访员", role: "caller", unitCode: bureau },
  { username: "guanli", displayName: "演示管理员", role: "admin", unitCode: bureau },
];
