/**
 * The tables, as Kysely sees them. The words are those of rules/words.ts.
 * Instants are UTC ISO text, days `YYYY-MM-DD`, flags 0/1, JSON is text: alike on SQLite and PostgreSQL.
 * A column ending in `_sealed` holds personal data encrypted by the vault; one ending in `_index` is its keyed blind index.
 */
import type { Generated, Insertable, Selectable } from "kysely";
import type { Day, Instant, Kind, Lane, Outcome, Priority, Rating, Role, Source, TimerKind, Week } from "../rules/words.ts";

export type Flag = 0 | 1;
export type Json = string;

export interface Database {
  cases: CaseTable;
  case_events: CaseEventTable;
  case_links: CaseLinkTable;
  timers: TimerTable;
  escalations: EscalationTable;
  callbacks: CallbackTable;
  outbox: OutboxTable;
  feed_records: FeedRecordTable;
  calendar_days: CalendarDayTable;
  units: UnitTable;
  users: UserTable;
  user_roles: UserRoleTable;
  sessions: SessionTable;
  api_keys: ApiKeyTable;
  reveals: RevealTable;
  settings: SettingTable;
}

/** One case: the machine's snapshot, and as columns what lists, limits and figures need. */
export interface CaseTable {
  id: Generated<number>;
  case_no: string | null;
  version: number;
  machine_version: number;
  snapshot: Json;
  /** The flow's state as the API names it: `registered`, `handling`, `closing` … */
  state: string;
  escalation: string;
  clock: string;
  round: number;
  source: Source;
  external_id: string;
  profile: string | null;
  kind: Kind;
  lane: Lane;
  priority: Priority;
  reported_at: Instant;
  /** ISO week of `reported_at`; the notice counts by it. */
  week: Week;
  opened_at: Instant;
  occurred_at: Instant | null;
  source_deadline: Instant | null;
  source_status: string | null;
  source_reply: string | null;
  title: string | null;
  content: string;
  address: string | null;
  category: string | null;
  service_item: string | null;
  window_name: string | null;
  officer: string | null;
  people_count: number;
  extra: Json;
  /** Name, phone, id number as one sealed JSON object; what may be shown is computed from the unsealed value, masked. */
  complainant_sealed: string | null;
  phone_index: string | null;
  id_number_index: string | null;
  anonymous: Flag;
  confidential: Flag;
  /** The unit as the source named it; `unit_id` is who has the case now. */
  source_unit: string | null;
  unit_id: number | null;
  handler_id: number | null;
  first_contact_owner_id: number | null;
  primary_id: number | null;
  content_hash: string;
  suspended_at: Instant | null;
  /** Facts that the figures count, written in the transaction of the event that makes them true. */
  accepted_at: Instant | null;
  first_contact_at: Instant | null;
  disposition_due_at: Instant | null;
  disposition_approved_at: Instant | null;
  disposition: Json | null;
  review: Json | null;
  closed_at: Instant | null;
  /** Hash of the newest event: a removed last event shows against it. */
  chain_head: string;
}

/** Append-only; each row's hash covers the row before. */
export interface CaseEventTable {
  case_id: number;
  seq: number;
  type: string;
  payload: Json;
  /** `user:7`, `key:3`, `system` */
  actor: string;
  actor_name: string;
  at: Instant;
  state_after: string;
  machine_version: number;
  previous_hash: string;
  hash: string;
}

export interface CaseLinkTable {
  from_case_id: number;
  to_case_id: number;
  /** `merged-into` | `repeat-of` */
  relation: string;
  created_at: Instant;
  ended_at: Instant | null;
}

/** A limit that runs, is paused or has ended. */
export interface TimerTable {
  id: Generated<number>;
  case_id: number;
  kind: TimerKind;
  round: number;
  /** `live` | `paused` | `met` | `cancelled` */
  status: string;
  from_at: Instant;
  near_at: Instant;
  due_at: Instant;
  /** The limit as the policy gave it, JSON of rules/limits.ts `Limit`. */
  limit_text: Json;
  provisional: Flag;
  /** What `fireDueTimers` does next (`near` | `passed`), and when; null when nothing is left. */
  next_step: string | null;
  next_at: Instant | null;
  near_done_at: Instant | null;
  passed_done_at: Instant | null;
  done_at: Instant | null;
}

export interface EscalationTable {
  id: Generated<number>;
  case_id: number;
  level: number;
  trigger_key: string;
  reason: string;
  /** `open` | `acknowledged` | `resolved` */
  state: string;
  raised_at: Instant;
  due_at: Instant | null;
  owner: string | null;
  acknowledged_at: Instant | null;
  resolved_at: Instant | null;
  resolution: string | null;
}

/** One callback attempt. */
export interface CallbackTable {
  case_id: number;
  seq: number;
  round: number;
  at: Instant;
  actor: string;
  channel: string;
  connected: Flag;
  rating: Rating | null;
  satisfied: Flag | null;
  solved: Flag | null;
  comment: string | null;
}

/** What must leave the house; a row ends only by proof of delivery. */
export interface OutboxTable {
  id: Generated<number>;
  case_id: number;
  source: Source;
  external_id: string;
  /** `answer` | `return` */
  topic: string;
  round: number;
  body: Json;
  created_at: Instant;
  /** `pending` | `delivered` | `void` */
  state: string;
  delivered_at: Instant | null;
  proof: string | null;
}

/** The receipt of one feed record: exactly one outcome each. */
export interface FeedRecordTable {
  id: Generated<number>;
  source: Source;
  /** Null when the record could not be read that far. */
  external_id: string | null;
  profile: string;
  received_at: Instant;
  /** Day of `received_at` in Shanghai. */
  day: Day;
  outcome: Outcome;
  case_id: number | null;
  content_hash: string | null;
  /** The record as it came, sealed; null for an exact repeat, whose bytes are already kept. */
  raw_sealed: string | null;
  problems: Json | null;
  /** `user:7`, `key:3`, `cli` */
  sender: string;
  replayed_at: Instant | null;
}

export interface CalendarDayTable {
  day: Day;
  working: Flag;
  name: string;
  origin: "seed" | "amended";
}

export interface UnitTable {
  id: Generated<number>;
  code: string;
  name: string;
  parent_id: number | null;
  /** Path of ids from the root, `/1/4/`; a prefix match finds the sub-units. */
  path: string;
  aliases: Json;
}

export interface UserTable {
  id: Generated<number>;
  username: string;
  display_name: string;
  password_hash: string;
  disabled: Flag;
  created_at: Instant;
}

export interface UserRoleTable {
  user_id: number;
  role: Role;
  unit_id: number;
}

export interface SessionTable {
  token_hash: string;
  user_id: number;
  created_at: Instant;
  expires_at: Instant;
}

export interface ApiKeyTable {
  id: Generated<number>;
  name: string;
  key_hash: string;
  sources: Json;
  scopes: Json;
  created_at: Instant;
  revoked_at: Instant | null;
}

/** The audit trail of unmasked personal data. */
export interface RevealTable {
  id: Generated<number>;
  case_id: number;
  field: string;
  reason: string;
  actor: string;
  at: Instant;
}

export interface SettingTable {
  name: string;
  value: string;
}

export type CaseRow = Selectable<CaseTable>;
export type NewCase = Insertable<CaseTable>;
export type CaseEventRow = Selectable<CaseEventTable>;
export type TimerRow = Selectable<TimerTable>;
export type FeedRecordRow = Selectable<FeedRecordTable>;
export type EscalationRow = Selectable<EscalationTable>;
export type OutboxRow = Selectable<OutboxTable>;
