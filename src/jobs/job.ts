/** What a job is, and what it is given. */
import type { Profile } from "../ingest/profile.ts";
import type { JobTime } from "../rules/jobTimes.ts";
import type { Instant } from "../rules/words.ts";
import type { BackupPlan } from "../store/backup/backUp.ts";
import type { Rulebook, Store } from "../store/store.ts";

export interface JobDeps {
  store: Store;
  rulebook: Rulebook;
  profiles: ReadonlyMap<string, Profile>;
  /** Folder with one drop folder for each profile; null for none. */
  inboxFolder: string | null;
  /** Where complainants reach the service; null where they do not. */
  publicUrl: string | null;
  /** Where attached files lie. */
  attachmentsFolder: string;
  /** Where backups go and how many stay; null for none. */
  backup: BackupPlan | null;
  /** For work that lasts longer than the instant at which it began. */
  clock: () => Instant;
  /** From 0 to 1. */
  random: () => number;
  /** Whether the service is to stop: work that may last long then ends at its next step, and the next run goes on. Never where absent. */
  stopping?: () => boolean;
}

export interface Job {
  name: string;
  label: string;
  time: JobTime;
  run: (deps: JobDeps, now: Instant) => Promise<Record<string, number>>;
}
