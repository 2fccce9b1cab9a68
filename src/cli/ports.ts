/** Joins the siblings that may not know each other: the server's ports, answered by intake, store and reports. */
import { decodeNdjson, decodeRecords, type DecodedRecord, type Format } from "../ingest/decode.ts";
import { takeRecords } from "../ingest/intake.ts";
import { replayQuarantined } from "../ingest/replay.ts";
import type { FeedContentType, FeedProblem, Ports, QuarantineItem } from "../server/ports.ts";
import { accounting } from "../store/accounting.ts";
import { cliActor } from "../store/actors.ts";
import { HuiyinError } from "../store/errors.ts";
import { listQuarantine, readQuarantined, replaceRaw } from "../store/quarantine.ts";
import { receiptOf } from "../store/receipts.ts";
import type { FeedRecordRow } from "../store/schema.ts";
import type { House } from "./house.ts";
import { profileFor } from "./house.ts";
import { noticeOf, noticePage } from "./notices.ts";

const formats: Record<FeedContentType, Format> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/xml": "xml",
  "text/csv": "csv",
};

export function portsOf(house: House, now: () => string): Ports {
  const { store, rulebook, config } = house;
  return {
    feeds: {
      async take({ source, profileName, body, contentType, recordsMax, sender, at }) {
        const profile = profileFor(house, source, profileName);
        const records = body instanceof Uint8Array ? await decodeWhole(body, formats[contentType], recordsMax) : decodeNdjson(body);
        return takeRecords(store, { profile, records, sender, actor: { ...cliActor, id: sender, name: sender }, rulebook, now: () => at });
      },
      async receipt(source, externalId) {
        const row = await receiptOf(store.read, source, externalId);
        if (row === null) return null;
        return {
          externalId,
          outcome: row.outcome,
          receivedAt: row.received_at,
          caseId: row.case_id ?? undefined,
          caseNo: row.case_no ?? undefined,
          errors: row.problems === null ? undefined : (JSON.parse(row.problems) as FeedProblem[]),
        };
      },
      async accounting(range) {
        const rows = await accounting(store.read, range);
        return { rows, balanced: rows.every((row) => row.balanced) };
      },
    },
    quarantine: {
      list: async (filter) => (await listQuarantine(store.read, filter)).map(itemOf),
      show: (id) => show(id),
      async correct(id, raw) {
        const row = await readQuarantined(store.read, id);
        if (row === null) return null;
        if (row.outcome !== "quarantined") throw new HuiyinError("already-replayed", "这条记录已重放入库，不能再修改。");
        await store.write((tx) => replaceRaw(tx, id, raw, rulebook.vault));
        return show(id);
      },
      replay: (id, actor, at) => replayQuarantined(store, id, config.profiles, { at, actor: { ...cliActor, id: actor.id, name: actor.name }, rulebook }),
    },
    notices: {
      build: async (week) => ({ ...(await noticeOf(store, week, now())) }),
      html: async (week) => noticePage(await noticeOf(store, week, now())),
    },
  };

  async function show(id: number) {
    const row = await readQuarantined(store.read, id);
    return row === null ? null : { ...itemOf(row), raw: row.raw_sealed === null ? "" : rulebook.vault.unseal(row.raw_sealed) };
  }
}

/** A body of limited size is read as a whole, so that one with too many records is refused before any is taken. */
async function decodeWhole(bytes: Uint8Array, format: Format, recordsMax = Number.POSITIVE_INFINITY): Promise<DecodedRecord[]> {
  const records: DecodedRecord[] = [];
  for await (const record of decodeRecords(bytes, { format })) {
    records.push(record);
    if (records.length > recordsMax) throw new HuiyinError("too-many-records", `一次最多推送 ${recordsMax} 条记录，请分批推送，或改用 NDJSON 流。`);
  }
  return records;
}

const itemOf = (row: FeedRecordRow): QuarantineItem => ({
  id: row.id,
  source: row.source,
  externalId: row.external_id,
  profile: row.profile,
  receivedAt: row.received_at,
  errors: JSON.parse(row.problems ?? "[]") as FeedProblem[],
  replayedAt: row.replayed_at,
});
