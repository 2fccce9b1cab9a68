/** Every migration in its order. A file here is never edited once released; the next change is the next file. */
import type { Migration } from "kysely";
import * as people from "./0001_people.ts";
import * as calendar from "./0002_calendar.ts";
import * as cases from "./0003_cases.ts";
import * as work from "./0004_work.ts";
import * as feeds from "./0005_feeds.ts";
import * as lifeAtSource from "./0006_life_at_source.ts";
import * as search from "./0007_search.ts";
import * as delivery from "./0008_delivery.ts";
import * as droppedFiles from "./0009_dropped_files.ts";
import * as ladderJobsCalendar from "./0010_ladder_jobs_calendar.ts";
import * as correctiveActions from "./0012_corrective_actions.ts";
import * as callbacks from "./0013_callbacks.ts";
import * as notices from "./0014_notices.ts";
import * as attachments from "./0015_attachments.ts";
import * as changes from "./0016_changes.ts";
import * as nextSteps from "./0017_next_steps.ts";
import * as savedViews from "./0018_saved_views.ts";
import * as audit from "./0019_audit.ts";
import * as accessThatEnds from "./0020_access_that_ends.ts";
import * as flatAsHistoryGrows from "./0021_flat_as_history_grows.ts";
import * as erasure from "./0022_erasure.ts";

export const migrations: Record<string, Migration> = {
  "0001_people": people,
  "0002_calendar": calendar,
  "0003_cases": cases,
  "0004_work": work,
  "0005_feeds": feeds,
  "0006_life_at_source": lifeAtSource,
  "0007_search": search,
  "0008_delivery": delivery,
  "0009_dropped_files": droppedFiles,
  "0010_ladder_jobs_calendar": ladderJobsCalendar,
  "0012_corrective_actions": correctiveActions,
  "0013_callbacks": callbacks,
  "0014_notices": notices,
  "0015_attachments": attachments,
  "0016_changes": changes,
  "0017_next_steps": nextSteps,
  "0018_saved_views": savedViews,
  "0019_audit": audit,
  "0020_access_that_ends": accessThatEnds,
  "0021_flat_as_history_grows": flatAsHistoryGrows,
  "0022_erasure": erasure,
};
