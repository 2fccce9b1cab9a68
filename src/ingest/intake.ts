/** Intake: each record that was read becomes a case, a change of one, a repeat or a quarantined record, with its receipt, durably. */
import type { Instant, Outcome } from "../rules/words.ts";
import type { KnownCase } from "../store/receipts.ts";
import { caseOfRecord, isTakenBefore, lockCase, writeReceipt } from "../store/receipts.ts";
import { openCase } from "../store/openCase.ts";
import type { Actor, EventContext, Rulebook, Store, Transaction } from "../store/store.ts";
import { updateFromSource } from "../store/updateFromSource.ts";
import { contentHash, type CanonicalRecord } from "./canonical.ts";
import { caseRecordOf } from "./caseRecord.ts";
import type { DecodedRecord } from "./decode.ts";
import { normalise } from "./normalise.ts";
import type { Problem } from "./problems.ts";
import type { Profile } from "./profile.ts";

/** Records that share one transaction: enough to share its cost, few enough that others need not wait long. */
const chunkRecordsMax = 200;

export interface IntakeOptions {
  profile: Profile;
  records: AsyncIterable<DecodedRecord> | Iterable<DecodedRecord>;
  /** Who sent them, for the receipts: `key:3`, `cli`. */
  sender: string;
  actor: Actor;
  rulebook: Rulebook;
  now: () => Instant;
  /** False for imports of any length, which need only the counts. */
  keepResults?: boolean | undefined;
  onProgress?: ((received: number) => void) | undefined;
}

export interface RecordResult {
  index: number;
  externalId: string | null;
  outcome: Outcome;
  caseId?: number | undefined;
  caseNo?: string | undefined;
  errors?: Problem[] | undefined;
}

export interface IntakeResult {
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  quarantined: number;
  /** In the order of the input. */
  results: RecordResult[];
}

export async function takeRecords(store: Store, options: IntakeOptions): Promise<IntakeResult> {
  const result: IntakeResult = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, results: [] };
  for await (const chunk of chunksOf(options.records)) {
    for (const taken of await takeChunk(store, chunk, options)) {
      result.received += 1;
      result[taken.outcome] += 1;
      if (options.keepResults !== false) result.results.push(taken);
    }
    options.onProgress?.(result.received);
  }
  return result;
}

async function* chunksOf(records: IntakeOptions["records"]): AsyncGenerator<DecodedRecord[]> {
  let chunk: DecodedRecord[] = [];
  for await (const record of records) {
    chunk.push(record);
    if (chunk.length < chunkRecordsMax) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** A record as far as it can be decided without the store. */
export type Judged = { index: number; raw: string } & (
  | { record: CanonicalRecord; contentHash: string; problems?: undefined; externalId: string }
  | { record?: undefined; problems: Problem[]; externalId: string | null }
);

export function judge(decoded: DecodedRecord, profile: Profile): Judged {
  const { index, raw } = decoded;
  if (decoded.problems) return { index, raw, externalId: null, problems: decoded.problems };
  const normalised = normalise(profile, decoded.value);
  if (!normalised.ok) return { index, raw, externalId: normalised.externalId, problems: normalised.problems };
  const { record } = normalised;
  return { index, raw, record, externalId: record.externalId, contentHash: contentHash(record) };
}

/** One transaction; records are taken in the order of their ids, so that deliveries that overlap lock in the same order. */
function takeChunk(store: Store, chunk: readonly DecodedRecord[], { profile, sender, actor, rulebook, now }: IntakeOptions): Promise<RecordResult[]> {
  const judged = chunk.map((decoded) => judge(decoded, profile));
  const inOrder = [...judged].sort((a, b) => compare(a.externalId ?? "", b.externalId ?? "") || a.index - b.index);
  const at = now();
  return store.write(async (tx) => {
    const results: RecordResult[] = [];
    for (const each of inOrder) {
      const { outcome, known } = await decide(tx, each, profile, { at, actor, rulebook });
      await writeReceipt(
        tx,
        {
          source: profile.source,
          externalId: each.externalId,
          profile: profile.name,
          receivedAt: at,
          outcome,
          caseId: known?.caseId ?? null,
          contentHash: each.record ? each.contentHash : null,
          raw: each.raw,
          problems: each.problems ?? null,
          sender,
        },
        rulebook.vault,
      );
      results.push({ index: each.index, externalId: each.externalId, outcome, ...known, ...(each.problems ? { errors: each.problems } : {}) });
    }
    return results.sort((a, b) => a.index - b.index);
  });
}

export interface Decision {
  outcome: Outcome;
  known: KnownCase | null;
}

/** Opens, changes or leaves the record's case, and says which. */
export async function decide(tx: Transaction, judged: Judged, profile: Profile, context: EventContext): Promise<Decision> {
  if (!judged.record) return { outcome: "quarantined", known: null };
  const record = caseRecordOf(judged.record, profile, judged.contentHash);
  let known = await caseOfRecord(tx, record.source, record.externalId);
  if (known === null) {
    const opened = await openCase(tx, record, context);
    if (opened !== null) return { outcome: "created", known: opened };
    // Another delivery of the same record was quicker by a moment; its case is there now.
    known = await caseOfRecord(tx, record.source, record.externalId);
    if (known === null) throw new Error(`case of ${record.source} record neither opened nor found`);
  }
  await lockCase(tx, known.caseId);
  if (await isTakenBefore(tx, record.source, record.externalId, record.contentHash)) return { outcome: "unchanged", known };
  await updateFromSource(tx, known.caseId, record, context);
  return { outcome: "updated", known };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
