/**
 * The tables, as Kysely sees them. The words are those of rules/words.ts.
 * Instants are UTC ISO text, days `YYYY-MM-DD`, flags 0/1, JSON is text: alike on SQLite and PostgreSQL.
 * A column ending in `_sealed` holds personal data encrypted by the vault; one ending in `_index` is its keyed blind index.
 */
import type { AttachmentPart } from "../rules/attachments.ts";
import type { Generated, Insertable, Selectable } from "kysely";
import type { Day, Instant, Kind, Lane, Outcome, Priority, Rating, Role, RootCause, Source, TimerKind, Week } from "../rules/words.ts";

export type Flag = 0 | 1;
export type Json = string;

export interface Database {
  cases: CaseTable;
  case_events: CaseEventTable;
  case_links: CaseLinkTable;
  timers: TimerTable;
  escalations: EscalationTable;
  callbacks: CallbackTable;
  callback_tasks: CallbackTaskTable;
  rating_links: RatingLinkTable;
  outbox: OutboxTable;
  feed_records: FeedRecordTable;
  calendar_days: CalendarDayTable;
  units: UnitTable;
  users: UserTable;
  user_roles: UserRoleTable;
  sessions: SessionTable;
  sign_in_attempts: SignInAttemptTable;
  api_keys: ApiKeyTable;
  reveals: RevealTable;
  audit_entries: AuditEntryTable;
  settings: SettingTable;
  quarantine_actions: QuarantineActionTable;
  jobs: JobTable;
  job_runs: JobRunTable;
  calendar_changes: CalendarChangeTable;
  webhooks: WebhookTable;
  deliveries: DeliveryTable;
  signing_secrets: SigningSecretTable;
  signed_messages: SignedMessageTable;
  dropped_files: DroppedFileTable;
  corrective_actions: CorrectiveActionTable;
  corrective_action_log: CorrectiveActionLogTable;
  common_causes: CommonCauseTable;
  common_cause_cases: CommonCauseCaseTable;
  checkpoints: CheckpointTable;
  checkpoint_heads: CheckpointHeadTable;
  notice_drafts: NoticeDraftTable;
  notices: NoticeTable;
  notice_acknowledgements: NoticeAcknowledgementTable;
  attachments: AttachmentTable;
  changes: ChangeTable;
  next_steps: NextStepTable;
  saved_views: SavedViewTable;
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
  /** The source's own time of the newest version taken; an older version that arrives later changes no column. */
  source_updated_at: Instant | null;
  /** How often, and when last, the source urged (催办). */
  urge_count: Generated<number>;
  urged_at: Instant | null;
  /** To whom the first-contact owner wants to pass the case on; it stays his until the other accepts. */
  owner_offered_to_id: number | null;
  /** The week whose published notice told the case; null until one has. */
  notice_week: Week | null;
  /** When its personal data was removed by law; null where it has not been, or where its source has sent some again. */
  erased_at: Instant | null;
  /** The version up to which checkpoints have taken the history in; 0 where none has. */
  checkpointed_version: Generated<number>;
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
  /** A `repeat-of` whose earlier case had been disposed within the policy's days before the later one was reported (二次投诉). */
  second_complaint: Generated<Flag>;
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
  /** What `fireDueTimers` does next (rules/timerSteps.ts `TimerStep`), and when; null when nothing is left. */
  next_step: string | null;
  next_at: Instant | null;
  near_done_at: Instant | null;
  passed_done_at: Instant | null;
  done_at: Instant | null;
  /** A petition's legal limit is close. */
  legal_at: Instant | null;
  legal_done_at: Instant | null;
  /** Overdue for so long that it goes a level up. */
  long_at: Instant | null;
  long_done_at: Instant | null;
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
  /** Whose it is: people of this role in this unit or above. `owner` is who took it on. */
  owner_role: string | null;
  owner_unit_id: number | null;
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
  /** A telephone call that was recorded outside of calling hours. */
  outside_hours: Generated<Flag>;
}

/** One thing that an open case waits for (machines/nextSteps.ts). */
export interface NextStepTable {
  case_id: number;
  step: string;
  unit_id: number | null;
  handler_id: number | null;
  due_kind: TimerKind | null;
  /** Far in the future where no limit runs. */
  due_at: Instant;
}

/** A page with filters that somebody kept by a name. */
export interface SavedViewTable {
  id: Generated<number>;
  user_id: number;
  page: string;
  name: string;
  /** As in the page's address, without the question mark. */
  query: string;
  created_at: Instant;
}

/** One complainant to be called back, in one round of a case; open from the approved disposition until the callback is done. */
export interface CallbackTaskTable {
  id: Generated<number>;
  case_id: number;
  round: number;
  state: "open" | "ended";
  /** `approval` where nobody can be reached and a supervisor must agree to that. */
  awaits: "call" | "approval";
  opened_at: Instant;
  due_at: Instant | null;
  caller_id: number | null;
  /** Who gave it to the caller by hand; null where it was planned. */
  assigned_by: string | null;
  planned_at: Instant | null;
  /** Planned instants that passed without a call. */
  missed: Generated<number>;
  /** Calls of this round that did not connect. */
  attempts: Generated<number>;
  last_attempt_at: Instant | null;
  ended_at: Instant | null;
  outcome: "satisfied" | "unsatisfied" | "unreachable" | "cancelled" | null;
}

/** A one-time link by which a complainant rates for himself; the token is in the message alone. */
export interface RatingLinkTable {
  id: Generated<number>;
  task_id: number;
  case_id: number;
  token_hash: string;
  created_at: Instant;
  created_by: string;
  expires_at: Instant;
  /** Handed to somebody's SMS gateway. */
  sent: Generated<Flag>;
  used_at: Instant | null;
  revoked_at: Instant | null;
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
  /** Attempts to push it; `next_at` is also the lease of the process that is sending it. Null while it waits to be pulled. */
  attempts: Generated<number>;
  next_at: Instant | null;
  first_at: Instant | null;
  last_at: Instant | null;
  last_status: number | null;
  last_error: string | null;
  /** Set when the attempts were given up; it stays `pending` until staff send it again. */
  parked_at: Instant | null;
}

/** A subscription to events. */
export interface WebhookTable {
  id: Generated<number>;
  name: string;
  url: string;
  /** JSON list of event types; `*` for all. */
  event_types: Json;
  /** JSON list of sources; empty for all. */
  sources: Json;
  secret_sealed: string;
  /** `active` | `paused` | `removed` */
  state: string;
  created_at: Instant;
  created_by: string;
}

/** One event on its way to one subscriber. */
export interface DeliveryTable {
  id: Generated<number>;
  webhook_id: number;
  case_id: number | null;
  event_type: string;
  /** The CloudEvents `data`. */
  body: Json;
  created_at: Instant;
  /** `pending` | `delivered` | `void` */
  state: string;
  attempts: Generated<number>;
  next_at: Instant | null;
  first_at: Instant | null;
  last_at: Instant | null;
  last_status: number | null;
  last_error: string | null;
  delivered_at: Instant | null;
  parked_at: Instant | null;
}

/** Standard Webhooks secrets of profiles, by name: `feed:110` for what comes in, `answers:110` for what goes out. */
export interface SigningSecretTable {
  name: string;
  secret_sealed: string;
  /** Still accepted, so that a secret can be changed without an interruption. */
  previous_sealed: string | null;
  created_at: Instant;
}

/** Signed messages that were let in: the same id with the same time of signing is a replay. */
export interface SignedMessageTable {
  profile: string;
  message_id: string;
  /** Seconds since 1970, as signed. */
  signed_at: number;
  seen_at: Instant;
}

/** A file of a drop folder, and how many of its records have been taken. */
export interface DroppedFileTable {
  id: Generated<number>;
  profile: string;
  name: string;
  sha256: string;
  bytes: number;
  /** `taking` | `done` | `failed` */
  state: string;
  begun_at: Instant;
  ended_at: Instant | null;
  received: Generated<number>;
  created: Generated<number>;
  updated: Generated<number>;
  unchanged: Generated<number>;
  quarantined: Generated<number>;
}

/** What must change (整改项): asked for by an approved review of a case, or by a common cause. */
export interface CorrectiveActionTable {
  id: Generated<number>;
  /** Either a case or a common cause. */
  case_id: number | null;
  common_cause_id: number | null;
  /** The event that approved the review, and the item's place in it, from 0. */
  review_seq: number | null;
  review_item: number | null;
  action: string;
  /** As the review names them: a person, a unit, a post. */
  owner: string;
  owner_user_id: number | null;
  unit_id: number | null;
  due: Day;
  /** rules/correctiveActions.ts `CorrectiveState` */
  state: string;
  evidence: string | null;
  submitted_at: Instant | null;
  submitted_by: string | null;
  /** When and by whom it was found done, or cancelled. */
  closed_at: Instant | null;
  closed_by: string | null;
  /** The reviewer's newest, or why it was cancelled. */
  opinion: string | null;
  /** When it was found overdue; a new due day clears it. */
  escalated_at: Instant | null;
  created_at: Instant;
  created_by: string;
}

/** Append-only: who did what to a corrective action. */
export interface CorrectiveActionLogTable {
  id: Generated<number>;
  action_id: number;
  at: Instant;
  actor: string;
  actor_name: string;
  /** rules/correctiveActions.ts `LoggedStep` */
  step: string;
  note: string | null;
  /** JSON list of `{field, from, to}`. */
  changes: Json | null;
}

/** What lies behind many cases (从办一件事到办一类事). */
export interface CommonCauseTable {
  id: Generated<number>;
  title: string;
  description: string;
  root_cause: RootCause | null;
  /** Whose it is; null for the whole house. */
  unit_id: number | null;
  /** `open` | `closed` */
  state: string;
  created_at: Instant;
  created_by: string;
  updated_at: Instant | null;
  updated_by: string | null;
  closed_at: Instant | null;
  closed_by: string | null;
  conclusion: string | null;
}

/** A case that was removed stays here with the instant, so that it is known what the cause was thought to be. */
export interface CommonCauseCaseTable {
  id: Generated<number>;
  cause_id: number;
  case_id: number;
  added_at: Instant;
  added_by: string;
  removed_at: Instant | null;
  removed_by: string | null;
}

/** The newest period of each job, claimed by one update, and how its last run went. */
export interface JobTable {
  name: string;
  last_period: Instant;
  last_started_at: Instant | null;
  last_ended_at: Instant | null;
  last_result: Json | null;
  last_error: string | null;
  last_success_at: Instant | null;
  failures: Generated<number>;
}

export interface JobRunTable {
  id: Generated<number>;
  job: string;
  period: Instant;
  started_at: Instant;
  ended_at: Instant;
  duration_millis: number;
  /** `done` | `failed` */
  state: string;
  result: Json | null;
  error: string | null;
}

/** Who amended which day of the calendar. */
export interface CalendarChangeTable {
  id: Generated<number>;
  day: Day;
  working: Flag;
  name: string;
  /** JSON of the row before; null where the day had none. */
  before: Json | null;
  at: Instant;
  actor: string;
  actor_name: string;
}

/** Who did what to a quarantined record. */
export interface QuarantineActionTable {
  id: Generated<number>;
  record_id: number;
  at: Instant;
  actor: string;
  actor_name: string;
  /** `corrected` | `profile-changed` | `replayed` | `dismissed` | `viewed` (personal data may have been seen) */
  action: string;
  detail: string | null;
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
  /** The record as staff put it right; what came stays as it came. */
  corrected_sealed: string | null;
  /** Length and SHA-256 of the whole where only its beginning is kept. */
  raw_bytes: number | null;
  raw_sha256: string | null;
  /** Left the quarantine without a case, with the reason. */
  dismissed_at: Instant | null;
  dismissed_by: string | null;
  dismissal_reason: string | null;
  /** When its bytes were removed by law: of one that left the quarantine without a case. */
  erased_at: Instant | null;
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
  /** The last time, to the minute, that its person did something. */
  seen_at: Instant | null;
  address: string | null;
}

/** Attempts to sign in that did not succeed: by whom, and since when they are counted. */
export interface SignInAttemptTable {
  /** A keyed hash of a name, an address, or both. */
  subject: string;
  since: Instant;
  count: number;
}

export interface ApiKeyTable {
  id: Generated<number>;
  name: string;
  key_hash: string;
  sources: Json;
  scopes: Json;
  created_at: Instant;
  revoked_at: Instant | null;
  expires_at: Instant | null;
  /** The key in whose place this one came. */
  replaces_id: number | null;
  /** The last time, to ten minutes, that somebody came in with it. */
  used_at: Instant | null;
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

/** Who signed in, and who changed people, keys and subscriptions; cases have their own histories. */
export interface AuditEntryTable {
  id: Generated<number>;
  at: Instant;
  actor: string;
  actor_name: string;
  action: string;
  /** What it was done to, in words: a username, a key's name. */
  subject: string | null;
  detail: string | null;
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
export type CorrectiveActionRow = Selectable<CorrectiveActionTable>;
export type CommonCauseRow = Selectable<CommonCauseTable>;
export type CallbackTaskRow = Selectable<CallbackTaskTable>;

/** A hash over the histories' heads as they stood, chained to the one before; a notice carries it on paper. */
export interface CheckpointTable {
  id: Generated<number>;
  at: Instant;
  /** Cases and events at that time, all of them. */
  cases: number;
  events: number;
  previous_hash: string;
  hash: string;
}
/** The newest event of a case whose history had grown since the checkpoint before. */
export interface CheckpointHeadTable {
  case_id: number;
  seq: number;
  checkpoint_id: number;
}
/** A notice in the making: its figures are always those of now, only what the supervisor wrote is kept. */
export interface NoticeDraftTable {
  week: Week;
  drafted_at: Instant;
  drafted_by: string;
  /** Section key → sentences, JSON. */
  edits: Json;
  version: number;
  edited_at: Instant | null;
  edited_by: string | null;
}
/** A published notice, frozen; a correction is another revision. */
export interface NoticeTable {
  id: Generated<number>;
  week: Week;
  revision: number;
  /** reports/notice/content.ts `NoticeContent`, JSON as hashed. */
  content: Json;
  content_hash: string;
  /** How many cases it told when it was first published. */
  cases_told: number;
  /** What charts of later weeks need of it, JSON of store/readNotices.ts `NoticeSummary`. */
  summary: Json;
  reason: string | null;
  published_at: Instant;
  published_by: string;
  published_by_name: string;
  checkpoint_id: number;
}
export interface NoticeAcknowledgementTable {
  week: Week;
  unit_id: number;
  due_at: Instant;
  acknowledged_at: Instant | null;
  acknowledged_by: string | null;
  acknowledged_by_name: string | null;
  /** What the unit answers to what the notice asks of it. */
  note: string | null;
  /** When it was found not acknowledged in time. */
  escalated_at: Instant | null;
}
/** What changed within the last day, for pages that are open. */
export interface ChangeTable {
  id: Generated<number>;
  case_id: number;
  case_no: string | null;
  unit_id: number | null;
  version: number;
  event: string;
  state: string;
  escalation: string;
  at: Instant;
}
/** Evidence; the bytes lie beside the database under their hash (store/blobs.ts). */
export interface AttachmentTable {
  id: Generated<number>;
  case_id: number;
  about: AttachmentPart;
  name: string;
  /** As its content says. */
  media_type: string;
  size: number;
  sha256: string;
  added_at: Instant;
  added_by: string;
  added_by_name: string;
}
export type NoticeRow = Selectable<NoticeTable>;
export type NoticeDraftRow = Selectable<NoticeDraftTable>;
export type NextStepRow = Selectable<NextStepTable>;
