/** Feed intake as the server asks for it: signature, decoding, taking, receipts and the check of a file without taking it. */
import { checkFeed } from "../../ingest/checkFeed.ts";
import { decodeNdjson, decodeRecords, type DecodedRecord } from "../../ingest/decode.ts";
import { takeRecords } from "../../ingest/intake.ts";
import { requireSignature } from "../../ingest/signature.ts";
import type { FeedDelivery, FeedIntake, FeedProblem } from "../../server/ports.ts";
import { accounting } from "../../store/accounting.ts";
import { feedActor } from "../../store/actors.ts";
import { HuiyinError } from "../../store/errors.ts";
import { receiptOf } from "../../store/receipts.ts";
import { profileFor, type House } from "../house.ts";

const previewSamplesMax = 50;
/** A signature covers the whole body, which must be seen before any of it is taken. */
const signedStreamBytesMax = 64 * 1024 * 1024;

export function feedIntakePort(house: House): FeedIntake {
  const { store, rulebook } = house;
  return {
    profiles: () => [...house.config.profiles.values()].map(({ name, title, source, answers, signature }) => ({ name, title, source, answers: answers.way, signed: signature.required })),
    async take(delivery) {
      const { source, profileName, sender, at, onResults } = delivery;
      const profile = profileFor(house, source, profileName);
      let { body } = delivery;
      if (profile.signature.required && delivery.signature !== undefined) {
        body = await wholeOf(body);
        await requireSignature(store, rulebook.vault, profile.name, delivery.signature, body, at);
      }
      const { received, created, updated, unchanged, quarantined } = await takeRecords(store, {
        profile,
        records: await recordsOf({ ...delivery, body }),
        sender,
        actor: feedActor(sender, delivery.senderName ?? sender),
        rulebook,
        now: () => at,
        keepResults: false,
        onResults,
      });
      return { received, created, updated, unchanged, quarantined };
    },
    async check(delivery) {
      const profile = profileFor(house, delivery.source, delivery.profileName);
      return { ...(await checkFeed(profile, await recordsOf(delivery), { samplesMax: previewSamplesMax })) };
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
  };
}

type Body = Pick<FeedDelivery, "body" | "format" | "recordsMax">;

/** A body of limited size is read as a whole, so that one with too many records is refused before any is taken. */
async function recordsOf({ body, format, recordsMax }: Body): Promise<AsyncIterable<DecodedRecord> | DecodedRecord[]> {
  if (!(body instanceof Uint8Array)) return decodeNdjson(body);
  if (recordsMax === undefined) return decodeRecords(body, { format });
  const records: DecodedRecord[] = [];
  for await (const record of decodeRecords(body, { format })) {
    records.push(record);
    if (records.length > recordsMax) throw new HuiyinError("too-many-records", `一次最多推送 ${recordsMax} 条记录，请分批推送，或改用 NDJSON 流。`);
  }
  return records;
}

async function wholeOf(body: FeedDelivery["body"]): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > signedStreamBytesMax) throw new HuiyinError("too-large", `要求签名的推送每次不能超过 ${signedStreamBytesMax} 字节，请分批推送。`);
  }
  return Buffer.concat(chunks);
}
