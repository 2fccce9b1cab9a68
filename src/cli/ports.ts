/** Joins the siblings that may not know each other: the server's ports, answered by intake, store and reports. */
import type { Ports } from "../server/ports.ts";
import type { House } from "./house.ts";
import { noticeOf, noticePage } from "./notices.ts";
import { feedIntakePort } from "./ports/feedIntake.ts";
import { calendarPort, jobsPort } from "./ports/operations.ts";
import { paperPort } from "./ports/paper.ts";
import { quarantinePort } from "./ports/quarantine.ts";

export function portsOf(house: House, now: () => string): Ports {
  return {
    feeds: feedIntakePort(house),
    quarantine: quarantinePort(house),
    calendar: calendarPort(house),
    jobs: jobsPort(house),
    paper: paperPort(house),
    notices: {
      build: async (week) => ({ ...(await noticeOf(house.store, week, now())) }),
      html: async (week) => noticePage(await noticeOf(house.store, week, now())),
    },
  };
}
