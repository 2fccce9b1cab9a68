/** What the server asks of its siblings: feed intake and notices, handed in by the wiring. */
import type { Actor } from "../store/store.ts";
import type { Day, Instant, Outcome, Source, Week } from "../rules/words.ts";

export interface Ports {
  feeds: FeedIntake;
  quarantine: Quarantine;
  notices: Notices;
}

export type FeedContentType = "application/json" | "application/x-ndjson" | "application/xml" | "text/csv";

export interface FeedDelivery {
  source: Source;
  /** The source's own profile where none is named; an unknown one is refused with the code `unknown-profile`. */
  profileName?: string | undefined;
  /** Bytes of the whole body, or the stream of an NDJSON body of any length. */
  body: Uint8Array | AsyncIterable<Uint8Array>;
  contentType: FeedContentType;
  /** More records than this in one JSON, XML or CSV body are refused with the code `too-many-records`, and none is taken. */
  recordsMax?: number | undefined;
  /** `key:3` */
  sender: string;
  at: Instant;
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

/** Results in the order of the input; the four outcomes add up to `received`. */
export interface FeedResult {
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  quarantined: number;
  results: FeedRecordResult[];
}

export interface FeedReceipt {
  externalId: string;
  outcome: Outcome;
  receivedAt: Instant;
  caseId?: number | undefined;
  caseNo?: string | undefined;
  errors?: FeedProblem[] | undefined;
}

export interface FeedAccountingRow {
  source: Source;
  day: Day;
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  quarantined: number;
  balanced: boolean;
}

export interface FeedIntake {
  take(delivery: FeedDelivery): Promise<FeedResult>;
  /** The newest receipt of this record; null when it never arrived. */
  receipt(source: Source, externalId: string): Promise<FeedReceipt | null>;
  /** Both days included. */
  accounting(range: {
    from: Day;
    to: Day;
    sources?: readonly Source[] | undefined;
  }): Promise<{ rows: FeedAccountingRow[]; balanced: boolean }>;
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
}

/** `raw` is the record as it came, or as it was last corrected. */
export type QuarantineDetail = QuarantineItem & { raw: string };

export interface Quarantine {
  /** Newest first. */
  list(filter: { source?: Source | undefined; beforeId?: number | undefined; limit: number }): Promise<QuarantineItem[]>;
  show(id: number): Promise<QuarantineDetail | null>;
  /** Replaces the raw text; null when there is no such record. One already replayed is refused with `already-replayed`. */
  correct(id: number, raw: string, actor: Actor, at: Instant): Promise<QuarantineDetail | null>;
  replay(id: number, actor: Actor, at: Instant): Promise<FeedRecordResult | null>;
}

export interface Notices {
  /** The notice as JSON. */
  build(week: Week): Promise<Record<string, unknown>>;
  /** The notice as one HTML page without scripts. */
  html(week: Week): Promise<string>;
}
