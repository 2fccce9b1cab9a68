/** What the server asks of its siblings: feed intake and notices, handed in by the wiring. */
import type { QuarantineFilter } from "../store/quarantine.ts";
import type { CaseWithNames } from "../store/readCases.ts";
import type { AccountingRow, FeedCounts } from "../store/accounting.ts";
import type { NoticeComposer } from "../store/notices.ts";
import type { TypicalFilter } from "../store/readTypicalCases.ts";
import type { Actor } from "../store/store.ts";
import type { NamedPeriod } from "../rules/periods.ts";
import type { Day, Instant, Outcome, Source, Week } from "../rules/words.ts";

export interface Ports {
  feeds: FeedIntake;
  quarantine: Quarantine;
  notices: Notices;
  calendar: CalendarPort;
  jobs: JobsPort;
  paper: PaperPort;
  evaluations: EvaluationsPort;
  proofs: ProofsPort;
}

export interface ProofState {
  state: "none" | "running" | "done" | "failed";
  startedAt: Instant | null;
  startedBy: string | null;
  endedAt: Instant | null;
  /** Looked at so far. */
  cases: number;
  casesTotal: number;
  events: number;
  /** The first of them; `findingsTotal` counts all. */
  findings: { code: string; text: string; caseId: number | null }[];
  findingsTotal: number;
}

/** Whether histories, checkpoints, notices, attachments and the accounting hold; one run at a time in this process. */
export interface ProofsPort {
  state(): ProofState;
  /** Does not wait for the end; false where a run is under way. */
  start(by: string, at: Instant): boolean;
}

export interface TypicalCase {
  caseId: number;
  caseNo: string;
  title: string;
  unitName: string;
  sourceLabel: string;
  kindLabel: string;
  category: string;
  matter: string;
  result: string;
  verdictLabel: string;
  rootCauseLabel: string;
  articles: string[];
  lesson: string;
  measures: string[];
}

/** Quarterly and yearly evaluation, the report of the enterprise lane, and the week's study digest; each as data and as a page. */
export interface EvaluationsPort {
  evaluate(period: NamedPeriod, subject: "all" | "enterprise", now: Instant): Promise<{ json: Record<string, unknown>; html: string }>;
  digest(week: Week, now: Instant): Promise<{ json: Record<string, unknown>; html: string }>;
  /** The library of typical cases, anonymised as in the digest; newest first. */
  typical(filter: TypicalFilter, now: Instant): Promise<{ items: TypicalCase[]; nextBeforeId: number | null }>;
}

export interface PaperPort {
  /** The assignment slip: a page as text, a file as bytes. Personal data is masked in it. */
  slip(row: CaseWithNames, options: { format: "html" | "docx"; printedBy: string | null; at: Instant }): Promise<string | Buffer>;
  /** The ledger of a period, both days included. More rows than a ledger holds are refused with the code `ledger-too-long`. */
  ledger(options: {
    from: Day;
    to: Day;
    which: "window" | "all";
    scopePaths: readonly string[];
    format: "html" | "docx" | "xlsx";
    printedBy: string | null;
    at: Instant;
  }): Promise<string | Buffer>;
}

export interface CalendarPort {
  /** Counts by the calendar as it stands in the store now. */
  reload(): Promise<void>;
}

export interface JobListed {
  name: string;
  label: string;
  time: string;
  next: Instant;
  lastStartedAt: Instant | null;
  lastSuccessAt: Instant | null;
  lastResult: Record<string, number> | null;
  lastError: string | null;
  failures: number;
}

export interface JobsPort {
  list(at: Instant): Promise<JobListed[]>;
  /** Runs it now, whatever has been claimed; null when there is no such job. Its failure is told, not thrown. */
  run(name: string, at: Instant): Promise<{ label: string; result: Record<string, number> | null; error: string | null } | null>;
}

export type FeedFormat = "json" | "ndjson" | "xml" | "csv" | "xlsx";

export interface FeedDelivery {
  source: Source;
  /** The source's own profile where none is named; an unknown one is refused with the code `unknown-profile`. */
  profileName?: string | undefined;
  /** Bytes of the whole body, or the stream of an NDJSON body of any length. */
  body: Uint8Array | AsyncIterable<Uint8Array>;
  format: FeedFormat;
  /** More records than this in one body that is no stream are refused with the code `too-many-records`, and none is taken. */
  recordsMax?: number | undefined;
  /** `key:3`, `user:7` */
  sender: string;
  senderName?: string | undefined;
  /** Asked for where the profile requires signatures; an upload by a person has none and needs none. */
  signature?: { id: string | undefined; timestamp: string | undefined; signature: string | undefined } | undefined;
  at: Instant;
  /** The results of each part of the delivery as soon as they are durable, in the order of the input. */
  onResults?: ((results: readonly FeedRecordResult[]) => void) | undefined;
}

export interface FeedProblem {
  code: string;
  field?: string | undefined;
  path?: string | undefined;
  detail: string;
}

export interface FeedRecordResult {
  /** Position in the delivery, from 0. */
  index: number;
  externalId: string | null;
  outcome: Outcome;
  caseId?: number | undefined;
  caseNo?: string | undefined;
  errors?: FeedProblem[] | undefined;
}

export type { FeedCounts };

export interface FeedReceipt {
  externalId: string;
  outcome: Outcome;
  receivedAt: Instant;
  caseId?: number | undefined;
  caseNo?: string | undefined;
  errors?: FeedProblem[] | undefined;
}

export interface FeedIntake {
  /** In the order of their names. */
  profiles(): { name: string; title: string; source: Source; answers: "pull" | "push" | "file"; signed: boolean }[];
  take(delivery: FeedDelivery): Promise<FeedCounts>;
  /** What would be read and what quarantined, field by field; changes nothing. */
  check(delivery: Pick<FeedDelivery, "source" | "profileName" | "body" | "format">): Promise<Record<string, unknown>>;
  /** The newest receipt of this record; null when it never arrived. */
  receipt(source: Source, externalId: string): Promise<FeedReceipt | null>;
  /** Both days included. */
  accounting(range: {
    from: Day;
    to: Day;
    sources?: readonly Source[] | undefined;
  }): Promise<{ rows: AccountingRow[]; balanced: boolean }>;
}

export interface QuarantineItem {
  id: number;
  source: Source;
  externalId: string | null;
  profile: string;
  receivedAt: Instant;
  errors: FeedProblem[];
  /** When it was replayed with success. */
  replayedAt: Instant | null;
  dismissedAt: Instant | null;
  dismissalReason: string | null;
}

export interface QuarantineDetail extends QuarantineItem {
  /** The record as it came, or as it was last corrected. */
  raw: string;
  corrected: boolean;
  /** What came, where `raw` is a correction of it. */
  original: string | null;
  /** Its fields, as far as the text can be read. */
  fields: Record<string, unknown> | null;
  /** Length and SHA-256 of the whole, where only the beginning could be kept. */
  truncated: { bytes: number; sha256: string } | null;
  actions: { at: Instant; actor: string; actorName: string; action: string; detail: string | null }[];
}

export interface QuarantineCorrection {
  raw?: string | undefined;
  /** Single fields; null takes one away. */
  fields?: Record<string, string | null> | undefined;
  profile?: string | undefined;
}

export interface Quarantine {
  /** Newest first. */
  list(filter: QuarantineFilter): Promise<QuarantineItem[]>;
  /** That it was looked at is kept: what came may hold personal data. */
  show(id: number, actor: Actor, at: Instant): Promise<QuarantineDetail | null>;
  /** Null when there is no such record. One already replayed or dismissed is refused with `already-replayed`, `already-dismissed`. */
  correct(id: number, correction: QuarantineCorrection, actor: Actor, at: Instant): Promise<QuarantineDetail | null>;
  replay(id: number, actor: Actor, at: Instant): Promise<FeedRecordResult | null>;
  /** Puts the record aside for good. */
  dismiss(id: number, reason: string, actor: Actor, at: Instant): Promise<QuarantineDetail | null>;
}

/** Composes notices and prints them; their rows are the store's. */
export interface Notices {
  compose: NoticeComposer;
  document(json: string, proof: NoticeProofGiven | null, format: "html" | "docx" | "xlsx"): Promise<string | Buffer>;
  /** What changed from one content to another. */
  difference(before: string, after: string): { path: string; label: string; before: string; after: string }[];
}

export interface NoticeProofGiven {
  contentHash: string;
  checkpoint: { events: number; hash: string } | null;
}
