/** Intake: each record that was read becomes a case, a change of one, a repeat or a quarantined record, with its receipt, durably. */
import type { Instant, Outcome } from "../rules/words.ts";
import { caseOfRecord, idsWithCases, isTakenBefore, lockCase, writeReceipts, type KnownCase, type Receipt } from "../store/receipts.ts";
import type { Actor, EventContext, Rulebook, Store, Transaction } from "../store/store.ts";
import { registerCases } from "../store/relate.ts";
import { followFirstRecord, updateFromSource } from "../store/updateFromSource.ts";
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
  /** False where `onResults` gets them as they come: an import of any length must not gather them all. */
  keepResults?: boolean | undefined;
  /** The results of each chunk, in the order of the input, after it is durable. */
  onResults?: ((results: readonly RecordResult[]) => void) | undefined;
  /** Written in the transaction of each chunk, with the counts of the chunk: how far a file has been taken. */
  alongside?: ((tx: Transaction, counts: IntakeCounts) => Promise<void>) | undefined;
  /** The counts of each chunk, after it is durable. */
  onTaken?: ((counts: IntakeCounts) => void) | undefined;
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

export interface IntakeCounts {
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  quarantined: number;
}

export interface IntakeResult extends IntakeCounts {
  /** In the order of the input. */
  results: RecordResult[];
}

export const noRecords = (): IntakeCounts => ({ received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0 });

/** Takes a chunk at a time, and asks for the next one only after it is durable: a stream is held back by the store's own pace. */
export async function takeRecords(store: Store, options: IntakeOptions): Promise<IntakeResult> {
  const result: IntakeResult = { ...noRecords(), results: [] };
  for await (const chunk of chunksOf(options.records)) {
    const taken = await takeChunk(store, chunk, options);
    addCounts(result, taken);
    options.onTaken?.(countsOf(taken));
    if (options.keepResults !== false) result.results.push(...taken);
    options.onResults?.(taken);
    options.onProgress?.(result.received);
  }
  return result;
}

function countsOf(results: readonly RecordResult[]): IntakeCounts {
  const counts = noRecords();
  addCounts(counts, results);
  return counts;
}

function addCounts(counts: IntakeCounts, results: readonly RecordResult[]): void {
  for (const { outcome } of results) {
    counts.received += 1;
    counts[outcome] += 1;
  }
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
export type Judged = { index: number; raw: string; truncated?: { bytes: number; sha256: string } | undefined } & (GoodContent | { record?: undefined; problems: Problem[]; externalId: string | null });
interface GoodContent {
  record: CanonicalRecord;
  contentHash: string;
  problems?: undefined;
  externalId: string;
}
type GoodRecord = Judged & GoodContent;

export function judge(decoded: DecodedRecord, profile: Profile): Judged {
  const { index, raw } = decoded;
  if (decoded.problems) return { index, raw, truncated: decoded.truncated, externalId: null, problems: decoded.problems };
  const normalised = normalise(profile, decoded.value);
  if (!normalised.ok) return { index, raw, externalId: normalised.externalId, problems: normalised.problems };
  const { record } = normalised;
  return { index, raw, record, externalId: record.externalId, contentHash: contentHash(record) };
}

/** One transaction; records are taken in the order of their ids, so that deliveries that overlap lock in the same order. */
function takeChunk(store: Store, chunk: readonly DecodedRecord[], options: IntakeOptions): Promise<RecordResult[]> {
  const { profile, sender, actor, rulebook, now, alongside } = options;
  const judged = chunk.map((decoded) => judge(decoded, profile));
  const inOrder = [...judged].sort((a, b) => compare(a.externalId ?? "", b.externalId ?? "") || a.index - b.index);
  const context = { at: now(), actor, rulebook };
  return store.write(async (tx) => {
    const results: RecordResult[] = [];
    const opened = await openNew(tx, inOrder, profile, context);
    const receipts: Receipt[] = [];
    for (const [place, each] of inOrder.entries()) {
      const created = opened.get(each);
      // A record that comes twice in a chunk is decided by the receipt of its first coming.
      if (created === undefined && place > 0 && each.externalId !== null && inOrder[place - 1]?.externalId === each.externalId) await writeReceipts(tx, receipts.splice(0), rulebook.vault);
      const { outcome, known }: Decision = created === undefined ? await decide(tx, each, profile, context) : { outcome: "created", known: created };
      receipts.push({
        source: profile.source,
        externalId: each.externalId,
        profile: profile.name,
        receivedAt: context.at,
        outcome,
        caseId: known?.caseId ?? null,
        contentHash: each.record ? each.contentHash : null,
        raw: each.raw,
        truncated: each.truncated,
        problems: each.problems ?? null,
        sender,
      });
      results.push({ index: each.index, externalId: each.externalId, outcome, ...known, ...(each.problems ? { errors: each.problems } : {}) });
    }
    await writeReceipts(tx, receipts, rulebook.vault);
    await alongside?.(tx, countsOf(results));
    return results.sort((a, b) => a.index - b.index);
  });
}

/** Opens the cases of all records of a chunk that have none yet, together; of a record that comes twice, its first coming's. */
async function openNew(tx: Transaction, inOrder: readonly Judged[], profile: Profile, context: EventContext): Promise<ReadonlyMap<Judged, KnownCase>> {
  const readable = inOrder.filter((each, place) => each.record !== undefined && (place === 0 || inOrder[place - 1]?.externalId !== each.externalId)) as GoodRecord[];
  const known = await idsWithCases(tx, profile.source, readable.map(({ externalId }) => externalId));
  const fresh = new Map(readable.filter(({ externalId }) => !known.has(externalId)).map((each) => [each.externalId, { each, record: caseRecordOf(each.record, profile, each.contentHash) }]));
  const opened = new Map<Judged, KnownCase>();
  for (const row of await registerCases(tx, [...fresh.values()].map(({ record }) => record), context)) {
    const found = fresh.get(row.external_id);
    if (found === undefined) throw new Error(`a case was opened for ${row.external_id}, which nobody sent`);
    await followFirstRecord(tx, row.id, found.record, context);
    opened.set(found.each, { caseId: row.id, caseNo: row.case_no ?? "" });
  }
  return opened;
}

export interface Decision {
  outcome: Outcome;
  known: KnownCase | null;
}

/** Opens, changes or leaves the record's case, and says which. @param late a later version of the record has been taken already. */
export async function decide(tx: Transaction, judged: Judged, profile: Profile, context: EventContext, { late = false } = {}): Promise<Decision> {
  if (!judged.record) return { outcome: "quarantined", known: null };
  const record = caseRecordOf(judged.record, profile, judged.contentHash);
  let known = await caseOfRecord(tx, record.source, record.externalId);
  if (known === null) {
    const [opened] = await registerCases(tx, [record], context);
    if (opened !== undefined) {
      await followFirstRecord(tx, opened.id, record, context);
      return { outcome: "created", known: { caseId: opened.id, caseNo: opened.case_no ?? "" } };
    }
    // Another delivery of the same record was quicker by a moment; its case is there now.
    known = await caseOfRecord(tx, record.source, record.externalId);
    if (known === null) throw new Error(`case of ${record.source} record neither opened nor found`);
  }
  await lockCase(tx, known.caseId);
  if (await isTakenBefore(tx, record.source, record.externalId, record.contentHash)) return { outcome: "unchanged", known };
  await updateFromSource(tx, known.caseId, record, context, { late });
  return { outcome: "updated", known };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
