/** An account of its own of what the service has acknowledged, kept outside of it, and compared with what a restarted store holds. */
import type { Store } from "../../src/store/store.ts";

/** A case on which a person works; nobody else does. */
export interface WorkedCase {
  caseId: number;
  externalId: string;
  /** As the newest answer said. */
  version: number;
  /** Sent, and not answered: it may have happened or not. */
  pending: { marker: string | null } | null;
  /** Steps of the walk that are behind it. */
  done: number;
  closed: boolean;
}

export class Ledger {
  /** Every record that was acknowledged, with the case that the answer named. */
  readonly records = new Map<string, number>();
  /** Versions of records, those after the first, that were acknowledged. */
  readonly updates = new Map<string, number>();
  /** Bodies that were sent and not answered; they are sent again. */
  readonly unanswered: Batch[] = [];
  readonly worked: WorkedCase[] = [];
  /** Marks written into notes that were acknowledged, each with the case and the number of its event. */
  readonly notes = new Map<string, { caseId: number; seq: number }>();
  readonly sentNotes = new Set<string>();
  acknowledged = 0;
  private enough: { at: number; reached: () => void } | null = null;

  /** Resolves after so many more answers. */
  whenAcknowledged(more: number): Promise<void> {
    return new Promise((reached) => (this.enough = { at: this.acknowledged + more, reached }));
  }

  acknowledge(): void {
    this.acknowledged += 1;
    if (this.enough !== null && this.acknowledged >= this.enough.at) this.enough.reached();
  }
}

export interface Batch {
  format: "json" | "ndjson";
  records: { externalId: string; body: Record<string, unknown>; isUpdate: boolean }[];
}

/** What of the ledger the store does not bear out, each in one line; cases whose last event was not answered are then taken as they are. */
export async function compare(ledger: Ledger, store: Store): Promise<string[]> {
  const faults: string[] = [];
  const cases = new Map((await store.read.selectFrom("cases").select(["id", "external_id", "version", "state"]).execute()).map((row) => [row.external_id, row]));
  for (const [externalId, caseId] of ledger.records) {
    const found = cases.get(externalId);
    if (found === undefined) faults.push(`acknowledged record ${externalId} is lost`);
    else if (found.id !== caseId) faults.push(`record ${externalId} was acknowledged as case ${caseId} and is case ${found.id}`);
  }
  const receipts = await store.read.selectFrom("feed_records").select(({ fn }) => ["external_id", fn.countAll<number>().as("count")]).where("outcome", "=", "created").groupBy("external_id").execute();
  const created = new Map(receipts.map(({ external_id, count }) => [external_id, Number(count)]));
  for (const externalId of ledger.records.keys()) if (created.get(externalId) !== 1) faults.push(`record ${externalId} has ${created.get(externalId) ?? 0} receipts that created it`);

  const notes = await notesKept(store);
  for (const [marker, { caseId, seq }] of ledger.notes) {
    const kept = notes.get(marker) ?? [];
    if (kept.length !== 1 || kept[0]?.caseId !== caseId || kept[0].seq !== seq) faults.push(`acknowledged note ${marker} of case ${caseId}, event ${seq}, is kept as ${JSON.stringify(kept)}`);
  }
  for (const [marker, kept] of notes) if (kept.length > 1 || !ledger.sentNotes.has(marker)) faults.push(`note ${marker} is kept ${kept.length} times`);

  for (const worked of ledger.worked) {
    const version = cases.get(worked.externalId)?.version ?? 0;
    const most = worked.version + (worked.pending === null ? 0 : 1);
    if (version < worked.version || version > most) faults.push(`case ${worked.caseId} was acknowledged at version ${worked.version} and is at ${version}`);
    const happened = worked.pending !== null && version === most;
    const marker = worked.pending?.marker ?? null;
    if (happened && marker !== null && notes.get(marker)?.length !== 1) faults.push(`case ${worked.caseId} has moved on without its note ${marker}`);
    Object.assign(worked, { version, pending: null, done: worked.done + (happened ? 1 : 0), closed: cases.get(worked.externalId)?.state === "closed" });
  }
  return faults;
}

/** Once nothing waits for an answer any more: each version of a record has changed its case once. */
export async function compareUpdates(ledger: Ledger, store: Store): Promise<string[]> {
  const rows = await store.read
    .selectFrom("case_events")
    .innerJoin("cases", "cases.id", "case_events.case_id")
    .select(({ fn }) => ["cases.external_id", fn.countAll<number>().as("count")])
    .where("case_events.type", "=", "sourceUpdated")
    .groupBy("cases.external_id")
    .execute();
  const kept = new Map(rows.map(({ external_id, count }) => [external_id, Number(count)]));
  return [...ledger.updates].filter(([externalId, sent]) => (kept.get(externalId) ?? 0) !== sent).map(([externalId, sent]) => `record ${externalId} was changed ${sent} times and its history tells ${kept.get(externalId) ?? 0}`);
}

async function notesKept(store: Store): Promise<Map<string, { caseId: number; seq: number }[]>> {
  const rows = await store.read.selectFrom("case_events").select(["case_id", "seq", "payload"]).where("type", "=", "comment").execute();
  const kept = new Map<string, { caseId: number; seq: number }[]>();
  for (const { case_id: caseId, seq, payload } of rows) {
    const { note } = (JSON.parse(payload) as { payload: { note: string } }).payload;
    kept.set(note, [...(kept.get(note) ?? []), { caseId, seq }]);
  }
  return kept;
}
