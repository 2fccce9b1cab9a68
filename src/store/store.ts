/** What the rest of the house sees of the database: read freely, write through one door. */
import type { Kysely, Transaction as KyselyTransaction } from "kysely";
import type { WorkClock } from "../rules/workingTime.ts";
import type { Policy } from "../rules/policy.ts";
import type { HashName } from "../rules/suites.ts";
import type { Instant } from "../rules/words.ts";
import type { Database } from "./schema.ts";
import type { Vault } from "./vault.ts";

export type Reader = Kysely<Database>;
export type Transaction = KyselyTransaction<Database>;

export interface Store {
  readonly kind: "sqlite" | "postgres";
  /** For reads only; never waits behind writes. */
  readonly read: Reader;
  /**
   * The only way to write: resolves after the work is durable, rejects with nothing changed.
   * On SQLite works that wait together share one transaction and one fsync; on PostgreSQL each has its own, retried on serialisation failure,
   * so a work may run more than once and must do nothing but write through `tx`.
   */
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Reads the whole store as it is at one instant, however long that takes, while others go on writing. */
  snapshot<T>(work: (read: Reader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The rules in force at an event: policy, calendar with office hours, and the vault for personal data. */
export interface Rulebook {
  readonly policy: Policy;
  readonly clock: WorkClock;
  readonly vault: Vault;
  /** By which new events, checkpoints and notices are hashed; SHA-256 where absent. */
  readonly hash?: HashName | undefined;
}

/** Who acts. `id` is written into history: `user:7`, `key:3`, `system`, `cli`. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly userId?: number | undefined;
  /** Roles with the path of the unit in which they are held (`/1/4/`). */
  readonly roles: readonly RoleHeld[];
}

export interface RoleHeld {
  readonly role: import("../rules/words.ts").Role | "system" | "integration";
  readonly unitPath: string;
}

export interface EventContext {
  readonly at: Instant;
  readonly actor: Actor;
  readonly rulebook: Rulebook;
  /** The version of the case that the author saw; people must give it, the system need not. */
  readonly expectedVersion?: number | undefined;
  /** Paths of the units whose cases the author may see: another one is not there for him. */
  readonly within?: readonly string[] | undefined;
  /** Whether the event comes with a file whose content has been looked at and saved; `attached` has no other door. */
  readonly withFile?: true;
}
