/** Joins the siblings that may not know each other: the server's ports, answered by intake, store and reports. */
import type { Ports } from "../server/ports.ts";
import type { House } from "./house.ts";
import { noticePort } from "./notices.ts";
import { evaluationsPort } from "./ports/evaluations.ts";
import { feedIntakePort } from "./ports/feedIntake.ts";
import { calendarPort, jobsPort } from "./ports/operations.ts";
import { paperPort } from "./ports/paper.ts";
import { proofsPort } from "./ports/proofs.ts";
import { quarantinePort } from "./ports/quarantine.ts";

export function portsOf(house: House): Ports {
  return {
    feeds: feedIntakePort(house),
    quarantine: quarantinePort(house),
    calendar: calendarPort(house),
    jobs: jobsPort(house),
    paper: paperPort(house),
    evaluations: evaluationsPort(house),
    proofs: proofsPort(house),
    notices: noticePort(house),
  };
}
